"""The tables of the store of record. A change here needs a migration in `migrations/versions`, which makes them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

from bot.storage.database.types import BigId, PersonText, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_index",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)

# Spelled out in the statements: neither database can match a partial index against a bound parameter.
WAITING = literal_column("'waiting'", String)
SENDING = literal_column("'sending'", String)
OPEN = literal_column("'open'", String)


def _index_where(name: str, *columns: str, where: str) -> Index:
    """A partial index. Tables are made by the migrations, so PostgreSQL's own option, a slow import, is not needed."""
    return Index(name, *columns, sqlite_where=text(where))


inbox = Table(
    "inbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("channel", String, nullable=False),
    Column("update_key", String, nullable=False),
    Column("message_key", String),
    Column("chat", String, nullable=False),
    Column("raw", LargeBinary),
    Column("received_at", UtcDateTime, nullable=False),
    Column("state", String, nullable=False, server_default="waiting"),
    Column("verdict", SmallInteger),
    Column("ticket", BigId, ForeignKey("tickets.id")),
    Column("reason", Text),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("done_at", UtcDateTime),
    Column("said", String),
    Column("priority", SmallInteger, nullable=False, server_default=text("5")),
    UniqueConstraint("channel", "update_key"),
    UniqueConstraint("channel", "message_key"),
    _index_where("inbox_waiting", "priority", "id", where="state = 'waiting'"),
    _index_where("inbox_chats_waiting", "channel", "chat", "id", where="state = 'waiting'"),
    _index_where("inbox_dead", "done_at", where="state = 'dead'"),
    Index("inbox_chats", "channel", "chat"),
)
"""Updates as they came. `state`: waiting, done or dead. `raw` is gone once a row is done; a dead letter keeps it.

`said`: the channel's id of the message that the person wrote, so that it can be deleted from the chat on request.
`priority`: that of the most urgent waiting update of the chat, since a chat's updates keep their order.
"""

residents = Table(
    "residents",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("name", PersonText, nullable=False),
    Column("village", String),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("memory", Text),
    Column("discreet", Boolean, nullable=False),
    Column("hush", Boolean, nullable=False),
    Column("pending_since", UtcDateTime),
    Column("outside", Boolean, nullable=False),
    Column("blocked_at", UtcDateTime),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("erased_at", UtcDateTime),
    Column("informed_at", UtcDateTime),
    Column("broadcast_consent", Boolean),
    Column("broadcast_consent_at", UtcDateTime),
    Column("version", Integer, nullable=False, server_default=text("1")),
    UniqueConstraint("chat", "channel"),
    _index_where("residents_erased", "erased_at", where="erased_at IS NOT NULL"),
    _index_where("residents_pending", "pending_since", where="pending_since IS NOT NULL"),
    Index("residents_of_villages", "village", "id"),
)
"""Who asks. `memory` is JSON, NULL when empty; `seen_at` is when it was last saved.

`discreet`, `hush`: the fields of `Memory` that decide who may be written to; they are not in the JSON. `pending_since`:
since when the question in `memory` waits for the name of a village, NULL when none does. `informed_at`: when the
resident was informed of, or agreed to, what is stored. `broadcast_consent`: whether he agreed to broadcasts, NULL
before he was asked; `broadcast_consent_at`: when he said so. `version` grows with each change, so that two
writers notice. An erased resident stays as a tombstone under a random `chat`.
"""

tickets = Table(
    "tickets",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("resident", BigId, ForeignKey("residents.id"), nullable=False, index=True),
    Column("village", String),
    Column("office", String, nullable=False),
    Column("officer", String, nullable=False),
    Column("question", PersonText, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("state", String, nullable=False),
    Column("emergency", Boolean, nullable=False),
    Column("attempted", Text, nullable=False),
    Column("claimed_by", String),
    Column("waiting_since", UtcDateTime),
    Column("carded_at", UtcDateTime),
    Column("first_reply_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("next_step", String),
    Column("next_at", UtcDateTime),
    Column("topic", String),
    Column("tried", Text, nullable=False, server_default="[]"),
    Column("version", Integer, nullable=False),
    _index_where("tickets_open", "office", "emergency", "id", where="state = 'open'"),
    _index_where("tickets_due", "next_at", "id", where="state = 'open'"),
)
"""Cases. The columns stand in the order of the fields of `Ticket`. `attempted` and `tried` are JSON lists."""

lines = Table(
    "lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ticket", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("author", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("text", PersonText, nullable=False),
    Column("person", String),
    Column("attachment", Text),
    Column("channel", String),
    Column("chat", String),
    Column("message", String),
    Column("edited", Boolean, nullable=False),
)
"""What stands in a case. `attachment` is JSON."""

links = Table(
    "links",
    metadata,
    Column("channel", String, primary_key=True),
    Column("chat", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("ticket", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Which case a message in a chat belongs to: how a reply finds its case."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("action", Text),
    Column("fleeting", Boolean, nullable=False),
    Column("keep", Boolean, nullable=False),
    Column("purpose", String, nullable=False),
    Column("ticket", BigId, ForeignKey("tickets.id")),
    Column("about", String),
    Column("priority", SmallInteger, nullable=False),
    Column("state", String, nullable=False, server_default="waiting"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("repeat", Boolean, nullable=False, server_default=text("false")),
    Column("sender", Integer),
    Column("retry_at", UtcDateTime),
    Column("message", String),
    Column("reason", String),
    Column("cause", Text),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    _index_where("outbox_waiting", "priority", "id", where="state = 'waiting'"),
    _index_where(
        "outbox_chats_unfinished",
        *("channel", "chat", "state", "priority", "id"),
        where="state IN ('waiting', 'sending')",
    ),
    Index("outbox_chats", "channel", "chat"),
    _index_where("outbox_of_tickets", "ticket", "id", where="ticket IS NOT NULL"),
    _index_where("outbox_of_broadcasts", "about", "state", where="purpose = 'broadcast'"),
    _index_where("outbox_lost_replies", "id", where="purpose = 'reply' AND state IN ('failed', 'uncertain')"),
)
"""Messages on their way out; `state` is a `Delivery`, `action` JSON.

`fleeting`: tried once and then forgotten (a button's receipt, a reaction). `keep`: the action stays readable after it
was sent, because it belongs to a case. `sender`: the process that has it
in hand (PostgreSQL, where there may be several).
"""

chat_pauses = Table(
    "chat_pauses",
    metadata,
    Column("channel", String, primary_key=True),
    Column("chat", String, primary_key=True),
    Column("until", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)
"""Chats that the channel asked us to leave alone for a while."""

officer_chats = Table(
    "officer_chats",
    metadata,
    Column("officer", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("draft", String),
    Column("draft_text", PersonText),
    Column("pauses", Boolean, nullable=False, server_default=text("false")),
    Column("draft_at", UtcDateTime),
)
"""Where each officer works. `pauses`: his answers wait ten seconds; `draft_at`: since when his draft waits."""

held_answers = Table(
    "held_answers",
    metadata,
    Column("officer", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("ticket", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("text", PersonText, nullable=False),
    Column("send_at", UtcDateTime, nullable=False),
    Column("typed", Boolean, nullable=False),
    Column("copied", Boolean, nullable=False),
    Column("channel", String),
    Column("chat", String),
)
"""Answers that their officer can still take back; gone once they are sent, so there are never many.

`channel` and `chat`: the topic in which one was written, NULL for its officer's own chat.
"""

summaries = Table(
    "summaries",
    metadata,
    Column("officer", String, primary_key=True),
    Column("due", UtcDateTime, nullable=False),
)
"""Officers who are owed one summary after a burst of cases."""

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("officer", String, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)
"""One-time links with which an officer joins; only the token's hash is known."""

feedback = Table(
    "feedback",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("entry", String, nullable=False),
    Column("text", PersonText, nullable=False),
    Column("village", String),
    Column("resident", BigId, ForeignKey("residents.id"), index=True),
)
"""Thumbs and chosen suggestions. `resident` is only there so that erasing a person finds them."""

leaves = Table(
    "leaves",
    metadata,
    Column("officer", String, primary_key=True),
    Column("starts", UtcDateTime, nullable=False),
    Column("ends", UtcDateTime, nullable=False),
    Column("begun", Boolean, nullable=False),
)
"""Officers' absences, one each. `begun`: the open cases have gone to the deputy."""

faq_drafts = Table(
    "faq_drafts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("office", String, nullable=False),
    Column("officer", String, nullable=False),
    Column("ticket", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("question", PersonText, nullable=False),
    Column("phrasings", Text, nullable=False),
    Column("answer", PersonText, nullable=False),
    Column("entry", String),
)
"""Good answers that may become FAQ. `phrasings` is a JSON list; `entry`: what a draft was made into."""

access_log = Table(
    "access_log",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("officer", String, nullable=False),
    Column("ticket", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("how", String, nullable=False),
)
"""Which officer saw which case. `how`: the purpose of the message that showed it, or what he did."""

audit_events = Table(
    "audit_events",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ticket", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("what", String, nullable=False),
    Column("officer", String),
)
"""What happened to each case: `what` is a `Deed`. Nothing of a resident's stands here."""

check_statistics = Table(
    "check_statistics",
    metadata,
    Column("day", Date, primary_key=True),
    Column("village", String, primary_key=True),
    Column("guided_check", String, primary_key=True),
    Column("finding", String, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How often a guided check ended in a finding, and things were sent for checking; nobody's name, so it stays.

`village` is "" where none was chosen.
"""

alerts = Table(
    "alerts",
    metadata,
    Column("kind", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("notified_at", UtcDateTime),
    Column("cause", String, nullable=False),
)
"""What is wrong now. `subject`: a case's number, an office, a process; `notified_at`: when the staff was last notified.

`cause`: what alarms of one kind have in common, so that they are told as one.
"""

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("officer", String, nullable=False),
    Column("office", String, nullable=False),
    Column("villages", Text, nullable=False),
    Column("text", PersonText, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("message", String, nullable=False),
    Column("total", Integer, nullable=False),
    Column("upto", BigId, nullable=False),
    Column("state", String, nullable=False),
    Column("cursor", BigId, nullable=False),
    Column("shown", Text, nullable=False),
    Column("shown_at", UtcDateTime),
    Column("sent", Integer),
    Column("looked_at", UtcDateTime, nullable=False),
    Index("broadcasts_of_offices", "office", "begun_at"),
    _index_where("broadcasts_open", "looked_at", "id", where="state <> 'ended'"),
    sqlite_autoincrement=True,
)
"""What officers have sent to their villages; see `News`. `villages` is a JSON list. Numbers are never used again."""

visits = Table(
    "visits",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", String, nullable=False),
    Column("officer", String, nullable=False),
    Column("village", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("place", PersonText, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Index("visits_to_come", "starts_at", "id"),
    sqlite_autoincrement=True,
)
"""Days that officers have planned in their villages. Numbers are never used again: old buttons name them."""

reminders = Table(
    "reminders",
    metadata,
    Column("visit", BigId, ForeignKey("visits.id"), primary_key=True),
    Column("resident", BigId, ForeignKey("residents.id"), primary_key=True, index=True),
    Column("what", String, nullable=False),
    Column("due_at", UtcDateTime),
    _index_where("reminders_due", "due_at", where="due_at IS NOT NULL"),
)
"""Who asked to be reminded of a day. `what` is owed next, at `due_at`: remind, changed or cancelled; NULL: nothing."""

officer_drafts = Table(
    "officer_drafts",
    metadata,
    Column("officer", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("content", PersonText, nullable=False),
)
"""What each officer is writing for his villages, as JSON."""

counters = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", BigId, nullable=False),
)
"""Numbers that only grow: `ticket` is the highest ticket number given away."""
