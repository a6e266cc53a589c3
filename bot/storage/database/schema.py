"""The tables of the store of record, as SQL for both databases. A change here needs a step in `versions.STEPS`.

A column is what a struct's field is called (`rows`); words in capitals that no database knows are in `_TYPES`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

_TYPES = {
    "sqlite": {
        "SERIAL_KEY": "INTEGER PRIMARY KEY NOT NULL",
        # numbers of rows that have gone are never used again: old buttons name them
        "COUNTED_KEY": "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
        "NUMBER": "INTEGER",
        "MOMENT": "VARCHAR(32)",
        "BYTES": "BLOB",
    },
    "postgresql": {
        "SERIAL_KEY": "BIGSERIAL PRIMARY KEY",
        "COUNTED_KEY": "BIGSERIAL PRIMARY KEY",
        "NUMBER": "BIGINT",
        "MOMENT": "TIMESTAMP WITH TIME ZONE",
        "BYTES": "BYTEA",
    },
}

TABLES = {
    # Who asks. `memory`: JSON, NULL when empty; `discreet`, `hush`: its fields that decide who may be written to.
    # `pending_since`: since when the question in it waits for the name of a village. `seen_at`: when it was last saved.
    # `informed_at`: when he was informed of what is stored. An erased one stays as a tombstone under a random `chat`.
    "residents": """
        id SERIAL_KEY, channel TEXT NOT NULL, chat TEXT NOT NULL, name TEXT NOT NULL, village TEXT,
        joined_at MOMENT NOT NULL, memory TEXT, discreet BOOLEAN NOT NULL, hush BOOLEAN NOT NULL, pending_since MOMENT,
        outside BOOLEAN NOT NULL, blocked_at MOMENT, seen_at MOMENT NOT NULL, erased_at MOMENT, informed_at MOMENT,
        broadcast_consent BOOLEAN, broadcast_consent_at MOMENT, version INTEGER NOT NULL DEFAULT 1,
        UNIQUE (chat, channel)""",
    # Cases: the fields of `Ticket`.
    "tickets": """
        id NUMBER PRIMARY KEY NOT NULL, resident NUMBER NOT NULL REFERENCES residents, village TEXT,
        office TEXT NOT NULL, officer TEXT NOT NULL, question TEXT NOT NULL, opened_at MOMENT NOT NULL,
        state TEXT NOT NULL, emergency BOOLEAN NOT NULL, early_warning BOOLEAN NOT NULL DEFAULT false,
        despair BOOLEAN NOT NULL DEFAULT false, attempted TEXT NOT NULL, claimed_by TEXT, waiting_since MOMENT,
        carded_at MOMENT, rung_at MOMENT, retracted_at MOMENT, first_reply_at MOMENT, closed_at MOMENT, next_step TEXT,
        next_at MOMENT, topic TEXT, tried TEXT NOT NULL DEFAULT '[]', about TEXT NOT NULL DEFAULT '{}',
        version INTEGER NOT NULL""",
    # What stands in a ticket.
    "lines": """
        id SERIAL_KEY, ticket NUMBER NOT NULL REFERENCES tickets, author TEXT NOT NULL, at MOMENT NOT NULL,
        text TEXT NOT NULL, person TEXT, attachment TEXT, channel TEXT, chat TEXT, message TEXT,
        edited BOOLEAN NOT NULL""",
    # Which ticket a message in a chat belongs to: how a reply finds its ticket.
    "links": """
        channel TEXT NOT NULL, chat TEXT NOT NULL, message TEXT NOT NULL, ticket NUMBER NOT NULL REFERENCES tickets,
        PRIMARY KEY (channel, chat, message)""",
    # Answers that their officer can still take back; deleted once they are sent. `channel`, `chat`: the topic.
    "held_answers": """
        officer TEXT NOT NULL, message TEXT NOT NULL, ticket NUMBER NOT NULL REFERENCES tickets, text TEXT NOT NULL,
        send_at MOMENT NOT NULL, channel TEXT, chat TEXT, PRIMARY KEY (officer, message)""",
    # Good answers that may become FAQ. `entry`: what a draft was made into.
    "faq_drafts": """
        id SERIAL_KEY, at MOMENT NOT NULL, office TEXT NOT NULL, officer TEXT NOT NULL,
        ticket NUMBER NOT NULL REFERENCES tickets, question TEXT NOT NULL, phrasings TEXT NOT NULL,
        answer TEXT NOT NULL, entry TEXT""",
    # Which officer saw which ticket. `how`: the purpose of the message that showed it, or what he did.
    "access_log": """
        id SERIAL_KEY, at MOMENT NOT NULL, officer TEXT NOT NULL, ticket NUMBER NOT NULL REFERENCES tickets,
        how TEXT NOT NULL""",
    # What happened to each ticket: `what` is an `AuditEvent`. Nothing of a resident's stands here.
    "audit_events": """
        id SERIAL_KEY, ticket NUMBER NOT NULL REFERENCES tickets, at MOMENT NOT NULL, what TEXT NOT NULL,
        officer TEXT""",
    # Thumbs and chosen suggestions. `resident` is only there so that erasing a person finds them.
    "feedback": """
        id SERIAL_KEY, at MOMENT NOT NULL, kind TEXT NOT NULL, entry TEXT NOT NULL, text TEXT NOT NULL, village TEXT,
        resident NUMBER REFERENCES residents""",
    # Updates as they came. `state`: waiting, done or dead. `raw` is deleted once a row is done; a dead letter keeps it.
    # `said`: the channel's id of a message of the person's. `priority`: that of the chat's most urgent waiting update.
    "inbox": """
        id SERIAL_KEY, channel TEXT NOT NULL, update_key TEXT NOT NULL, message_key TEXT, chat TEXT NOT NULL,
        raw BYTES, received_at MOMENT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', verdict SMALLINT,
        ticket NUMBER REFERENCES tickets, reason TEXT, tries INTEGER NOT NULL DEFAULT 0, done_at MOMENT, said TEXT,
        priority SMALLINT NOT NULL DEFAULT 5, UNIQUE (channel, update_key), UNIQUE (channel, message_key)""",
    # Messages on their way out; `state` is a `Delivery`. `fleeting`: tried once and then forgotten. `keep`: the action
    # stays readable after it was sent, as it belongs to a ticket. `sender`: the process that has it in hand.
    "outbox": """
        id SERIAL_KEY, channel TEXT NOT NULL, chat TEXT NOT NULL, action TEXT, fleeting BOOLEAN NOT NULL,
        keep BOOLEAN NOT NULL, purpose TEXT NOT NULL, ticket NUMBER REFERENCES tickets, about TEXT,
        priority SMALLINT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', tries INTEGER NOT NULL DEFAULT 0,
        repeat BOOLEAN NOT NULL DEFAULT false, sender INTEGER, retry_at MOMENT, message TEXT, reason TEXT, cause TEXT,
        queued_at MOMENT NOT NULL, sent_at MOMENT""",
    # Chats that are left alone for a while.
    "chat_pauses": """
        channel TEXT NOT NULL, chat TEXT NOT NULL, until MOMENT NOT NULL, PRIMARY KEY (channel, chat)""",
    # Where each officer works. `draft_at`: since when his draft waits.
    "officer_chats": """
        officer TEXT PRIMARY KEY NOT NULL, channel TEXT NOT NULL, chat TEXT NOT NULL, joined_at MOMENT NOT NULL,
        draft TEXT, draft_text TEXT, draft_at MOMENT""",
    # One-time links of officers, staff and observers; only the token's hash is known. `role`: also "page".
    "invitations": """
        token_hash TEXT PRIMARY KEY NOT NULL, role TEXT NOT NULL, person TEXT NOT NULL, expires MOMENT NOT NULL""",
    # Officers' absences, one each. `begun`: the open tickets have gone to the deputy.
    "leaves": """
        officer TEXT PRIMARY KEY NOT NULL, starts MOMENT NOT NULL, ends MOMENT NOT NULL, begun BOOLEAN NOT NULL""",
    # Officers who are owed one summary after a burst of tickets.
    "summaries": "officer TEXT PRIMARY KEY NOT NULL, due MOMENT NOT NULL",
    # What each officer is writing for his villages.
    "officer_drafts": "officer TEXT PRIMARY KEY NOT NULL, at MOMENT NOT NULL, content TEXT NOT NULL",
    # What officers sent to their villages: the fields of `Broadcast`.
    "broadcasts": """
        id COUNTED_KEY, officer TEXT NOT NULL, office TEXT NOT NULL, villages TEXT NOT NULL, text TEXT NOT NULL,
        begun_at MOMENT NOT NULL, channel TEXT NOT NULL, chat TEXT NOT NULL, message TEXT NOT NULL,
        total INTEGER NOT NULL, upto NUMBER NOT NULL, state TEXT NOT NULL, cursor NUMBER NOT NULL, shown TEXT NOT NULL,
        shown_at MOMENT, sent INTEGER, looked_at MOMENT NOT NULL""",
    # Days that officers have planned in their villages. `attended`: NULL until he has written how many came.
    "visits": """
        id COUNTED_KEY, office TEXT NOT NULL, officer TEXT NOT NULL, village TEXT NOT NULL, kind TEXT NOT NULL,
        starts_at MOMENT NOT NULL, place TEXT NOT NULL, cancelled BOOLEAN NOT NULL, attended INTEGER""",
    # Who asked to be reminded of a day. `what` is owed next, at `due_at`; NULL: nothing.
    "reminders": """
        visit NUMBER NOT NULL REFERENCES visits, resident NUMBER NOT NULL REFERENCES residents, what TEXT NOT NULL,
        due_at MOMENT, PRIMARY KEY (visit, resident)""",
    # Who may do what with the FAQ. `channel`, `chat`: NULL until he has joined. `form`: what his next message is for.
    "staff_members": """
        id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, roles TEXT NOT NULL, signs TEXT NOT NULL, channel TEXT,
        chat TEXT, joined_at MOMENT, form TEXT""",
    # What members have asked for and have not got yet. `held_until`: so long no other process takes it up.
    "staff_tasks": """
        id COUNTED_KEY, at MOMENT NOT NULL, member TEXT NOT NULL, kind TEXT NOT NULL, args TEXT NOT NULL, message TEXT,
        held_until MOMENT, attempts INTEGER NOT NULL DEFAULT 0""",
    # Publications that need a second person: `second` decided, NULL while nobody has. `summary`: lines, as JSON.
    "staff_requests": """
        id COUNTED_KEY, at MOMENT NOT NULL, member TEXT NOT NULL, proposal TEXT NOT NULL, why TEXT NOT NULL,
        summary TEXT NOT NULL, second TEXT, agreed BOOLEAN, decided_at MOMENT""",
    # What members saw and did with the FAQ, for the audit. Nothing of a resident's stands here.
    "staff_events": """
        id SERIAL_KEY, at MOMENT NOT NULL, member TEXT NOT NULL, what TEXT NOT NULL, about TEXT NOT NULL""",
    # Who reads figures alone. `kanwil`: of which offices, "" for all.
    "observers": """
        id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, kanwil TEXT NOT NULL, channel TEXT, chat TEXT,
        joined_at MOMENT, UNIQUE (channel, chat)""",
    # How often a guided check ended in a finding, and answers of a topic were given; nobody's name, so they stay.
    "check_statistics": """
        day DATE NOT NULL, village TEXT NOT NULL, guided_check TEXT NOT NULL, finding TEXT NOT NULL,
        count INTEGER NOT NULL, PRIMARY KEY (day, village, guided_check, finding)""",
    "answer_counts": """
        day DATE NOT NULL, village TEXT NOT NULL, topic TEXT NOT NULL, count INTEGER NOT NULL,
        PRIMARY KEY (day, village, topic)""",
    # What is wrong now. `subject`: a ticket's number, an office, a process; `cause`: what is reported together has it.
    "alerts": """
        kind TEXT NOT NULL, subject TEXT NOT NULL, since MOMENT NOT NULL, seen_at MOMENT NOT NULL, notified_at MOMENT,
        cause TEXT NOT NULL, PRIMARY KEY (kind, subject)""",
    # How many rows of inbox and outbox have gone, by the day on which they came or were queued and field of `Ledger`.
    "ledger_totals": """
        day DATE NOT NULL, part TEXT NOT NULL, count NUMBER NOT NULL, PRIMARY KEY (day, part)""",
    # Numbers that only grow: `ticket` is the highest ticket number given away.
    "counters": "name TEXT PRIMARY KEY NOT NULL, value NUMBER NOT NULL",
    # Offices, officers and villages as they were imported: the newest counts, and before the first the settings.
    "regions": "id SERIAL_KEY, at MOMENT NOT NULL, content TEXT NOT NULL",
}
"""What stands between the brackets of CREATE TABLE; a table that another refers to comes first."""

_BY_KEY = ("links", "chat_pauses", "check_statistics", "answer_counts", "ledger_totals")
"""Tables that SQLite keeps in the order of their keys."""

INDEXES = (
    "residents_erased ON residents (erased_at) WHERE erased_at IS NOT NULL",
    "residents_pending ON residents (pending_since) WHERE pending_since IS NOT NULL",
    "residents_of_villages ON residents (village, id)",
    "tickets_resident_index ON tickets (resident)",
    "tickets_open ON tickets (office, emergency, id) WHERE state = 'open'",
    "tickets_due ON tickets (next_at, id) WHERE state = 'open'",
    *(f"{table}_ticket_index ON {table} (ticket)" for table in ("lines", "links", "held_answers", "faq_drafts")),
    *(f"{table}_ticket_index ON {table} (ticket)" for table in ("access_log", "audit_events")),
    "feedback_resident_index ON feedback (resident)",
    "inbox_waiting ON inbox (priority, id) WHERE state = 'waiting'",
    "inbox_chats_waiting ON inbox (channel, chat, id) WHERE state = 'waiting'",
    "inbox_dead ON inbox (done_at) WHERE state = 'dead'",
    "inbox_chats ON inbox (channel, chat)",
    "outbox_waiting ON outbox (priority, id) WHERE state = 'waiting'",
    "outbox_chats_unfinished ON outbox (channel, chat, state, priority, id) WHERE state IN ('waiting', 'sending')",
    "outbox_chats ON outbox (channel, chat)",
    "outbox_of_tickets ON outbox (ticket, id) WHERE ticket IS NOT NULL",
    "outbox_of_broadcasts ON outbox (about, state) WHERE purpose = 'broadcast'",
    "outbox_lost_replies ON outbox (id) WHERE purpose = 'reply' AND state IN ('failed', 'uncertain')",
    "broadcasts_of_offices ON broadcasts (office, begun_at)",
    "broadcasts_open ON broadcasts (looked_at, id) WHERE state <> 'ended'",
    "visits_to_come ON visits (starts_at, id)",
    "reminders_resident_index ON reminders (resident)",
    "reminders_due ON reminders (due_at) WHERE due_at IS NOT NULL",
    "staff_requests_open ON staff_requests (id) WHERE second IS NULL",
    "staff_events_about ON staff_events (about, id)",
)


def statements(dialect: str) -> list[str]:
    """Write what makes all tables and indexes, and the counter from which tickets get their numbers."""
    by_key = _BY_KEY if dialect == "sqlite" else ()
    made = [f"CREATE TABLE {name} ({body}){' WITHOUT ROWID' * (name in by_key)}" for name, body in TABLES.items()]
    made += [f"CREATE INDEX {index}" for index in INDEXES]
    return [in_words_of(dialect, one) for one in [*made, "INSERT INTO counters (name, value) VALUES ('ticket', 0)"]]


def in_words_of(dialect: str, statement: str) -> str:
    """Replace our own words for types by the database's."""
    for ours, its in _TYPES[dialect].items():
        statement = statement.replace(ours, its)
    return statement


class Layout(NamedTuple):
    """A table's columns with the types of their values (`object`: as the database gives them), and its primary key."""

    columns: dict[str, Any]
    key: tuple[str, ...]
    counts_up: bool


@cache
def layout(table: str) -> Layout:
    """Read a table's columns from its SQL."""
    kinds = {"MOMENT": datetime, "DATE": date, "BOOLEAN": bool}
    found = re.findall(r"(?:^|,)\s*([a-z_]+) ([A-Z_]+)", TABLES[table])
    key = re.search(r"PRIMARY KEY \((.*?)\)", TABLES[table])
    first = found[0][0]
    names = tuple(key[1].split(", ")) if key else (first,)
    return Layout({name: kinds.get(kind, object) for name, kind in found}, names, found[0][1].endswith("_KEY"))
