"""Erasure: of one person at once, and of everybody's old tickets and finished messages in time.

Rows that say something of a ticket stay, and of others how many there were: the ledger must balance.
"""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import date, datetime, timedelta, tzinfo

from msgspec import Struct

from bot.helpdesk.model.actions import Verdict
from bot.helpdesk.model.people import Address
from bot.storage.database.sql import Connection, Sql, add_up
from bot.storage.queries import staff
from bot.storage.queries.ledger import take_turn
from bot.storage.queries.outreach import REPORTED_FOR
from bot.storage.queries.residents import LEFT_ALONE

_CHANGED = "version = version + 1"
"""A turn that read the resident before must decide again instead of writing back what was erased."""
_UNFINISHED = "state IN ('waiting', 'sending')"
_NO_ACTION = "action = NULL, keep = false"
_NO_MEMORY = "memory = NULL, discreet = false, hush = false, pending_since = NULL"
_NOBODY = (
    "village = NULL, outside = false, blocked_at = NULL, informed_at = NULL,"
    " broadcast_consent = NULL, broadcast_consent_at = NULL"
)


class ErasureCounts(Struct, frozen=True):
    """How many rows lost their personal data; `gone`: finished rows of the queues that went altogether."""

    tickets: int
    lines: int
    feedback: int
    memories: int
    residents: int
    incoming: int = 0
    outgoing: int = 0
    gone: int = 0


_WHERE = Sql("SELECT channel, chat FROM residents WHERE id = :resident AND erased_at IS NULL", Address)
_OWNED = "ticket IN (SELECT id FROM tickets WHERE resident = :resident)"
_HERE = "channel = :channel AND chat = :chat"
_ERASE = [
    Sql(statement)
    for statement in (
        f"UPDATE residents SET chat = :anywhere, name = '', erased_at = :now, {_NO_MEMORY}, {_NOBODY}, {_CHANGED}"
        " WHERE id = :resident",
        "UPDATE tickets SET question = '', attempted = '[]', about = '{}' WHERE resident = :resident",
        f"UPDATE lines SET text = '', attachment = NULL WHERE {_OWNED}",
        f"UPDATE lines SET chat = :anywhere WHERE {_OWNED} AND {_HERE}",
        f"UPDATE links SET chat = :anywhere WHERE {_HERE}",
        "UPDATE feedback SET text = '', village = NULL WHERE resident = :resident",
        f"DELETE FROM faq_drafts WHERE {_OWNED}",
        "DELETE FROM reminders WHERE resident = :resident",
        f"DELETE FROM held_answers WHERE {_OWNED}",
        f"UPDATE outbox SET state = 'failed', reason = 'erased' WHERE {_UNFINISHED} AND {_HERE}",
        f"UPDATE outbox SET chat = :anywhere, cause = NULL, {_NO_ACTION} WHERE {_HERE}",
        f"UPDATE outbox SET state = 'failed', reason = 'erased', {_NO_ACTION} WHERE state = 'waiting' AND {_OWNED}",
        f"UPDATE outbox SET keep = false WHERE {_UNFINISHED} AND {_OWNED}",
        f"UPDATE outbox SET {_NO_ACTION} WHERE NOT {_UNFINISHED} AND {_OWNED}",
        "UPDATE inbox SET chat = :anywhere, message_key = NULL, raw = NULL, said = NULL"
        f" WHERE state <> 'waiting' AND {_HERE}",
    )
]
"""All that is done to forget one person, in this order."""


def erase(connection: Connection, resident: int | None, now: datetime) -> Address | None:
    """Erase a person: what is left is counts and a row without a name under a random chat; return where he was."""
    here = _WHERE.first(connection, resident=resident)
    if here is None:
        return None
    anywhere = f"terhapus-{secrets.token_hex(8)}"
    for statement in _ERASE:
        statement.run(connection, resident=resident, now=now, anywhere=anywhere, channel=here.channel, chat=here.chat)
    return here


_OLD = "state <> 'open' AND closed_at < :before"
_OF_OLD = f"ticket IN (SELECT id FROM tickets WHERE {_OLD})"
_OVER = "state = 'ended' AND begun_at < :before"
_FORGET = [
    Sql(statement)
    for statement in (
        "DELETE FROM chat_pauses WHERE until <= :now",
        f"DELETE FROM links WHERE {_OF_OLD}",
        "DELETE FROM faq_drafts WHERE at < :before",
        f"DELETE FROM held_answers WHERE {_OF_OLD}",
        # the request for discretion is forgotten with the rest of the memory, so broadcasts end with it
        f"UPDATE residents SET broadcast_consent = false, {_CHANGED}"
        f" WHERE seen_at < :before AND broadcast_consent AND {LEFT_ALONE}",
        f"UPDATE broadcasts SET text = '', shown = '' WHERE {_OVER} AND text <> ''",
        f"DELETE FROM broadcasts WHERE {_OVER} AND begun_at < :unreported",
        "DELETE FROM reminders WHERE visit IN (SELECT id FROM visits WHERE starts_at <= :now)",
        "DELETE FROM visits WHERE starts_at <= :unreported",
        "DELETE FROM invitations WHERE expires <= :now",
        "DELETE FROM officer_drafts WHERE at < :before",
        "UPDATE officer_chats SET draft = NULL, draft_text = NULL, draft_at = NULL WHERE draft_at < :before",
    )
]
_FORGET_COUNTED = {
    "lines": Sql(
        "UPDATE lines SET text = '', attachment = NULL, channel = NULL, chat = NULL, message = NULL"
        f" WHERE {_OF_OLD} AND (text <> '' OR attachment IS NOT NULL OR chat IS NOT NULL)"
    ),
    "feedback": Sql(
        "UPDATE feedback SET text = '', resident = NULL WHERE at < :before AND (text <> '' OR resident IS NOT NULL)"
    ),
    "tickets": Sql(
        f"UPDATE tickets SET question = '', attempted = '[]', about = '{{}}' WHERE {_OLD} AND question <> ''"
    ),
    "memories": Sql(
        f"UPDATE residents SET {_NO_MEMORY}, {_CHANGED}"
        f" WHERE seen_at < :before AND (memory IS NOT NULL OR {LEFT_ALONE})"
    ),
    # who has not been heard of and has no younger ticket; who agreed to broadcasts agreed to be written to
    "residents": Sql(
        "UPDATE residents SET chat = 'terlupa-' || CAST(id AS TEXT), name = '', erased_at = :now,"
        f" {_NOBODY}, {_CHANGED} WHERE seen_at < :before AND erased_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM tickets WHERE tickets.resident = residents.id"
        " AND (tickets.state = 'open' OR tickets.closed_at >= :before))"
        " AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.state IN ('waiting', 'sending')"
        " AND outbox.channel = residents.channel AND outbox.chat = residents.chat)"
        " AND NOT EXISTS (SELECT 1 FROM reminders WHERE reminders.resident = residents.id AND due_at IS NOT NULL)"
        " AND NOT (COALESCE(broadcast_consent, false) AND blocked_at IS NULL)"
    ),
}


def forget_once(connection: Connection, day: date, before: datetime, now: datetime) -> ErasureCounts | None:
    """Take the personal data out of tickets closed before then, and of all else as old but the queues; once a day."""
    if not take_turn(connection, "forgotten_on", day):
        return None
    for statement in _FORGET:
        statement.run(connection, before=before, now=now, unreported=now - REPORTED_FOR)
    staff.drop_forms(connection, now)
    return ErasureCounts(**{what: one.run(connection, before=before, now=now) for what, one in _FORGET_COUNTED.items()})


Page = tuple[int | None, int]
"""A look at some rows: the last of them, None behind the end, and how many of them went or were emptied."""
PAGE = 500
"""Messages that are looked at in one transaction: some milliseconds, in which nobody else can write on SQLite. With
years of them one transaction would hold everybody up for as long as a minute."""
_EMPTY = (
    "UPDATE {0} SET chat = '', {1} WHERE id IN"
    " (SELECT id FROM {0} WHERE id > :after AND {2} AND chat <> '' ORDER BY id LIMIT :page) RETURNING id"
)
_OUTGOING = f"NOT {_UNFINISHED} AND queued_at < :before AND (ticket IS NULL OR {_OF_OLD})"
_INCOMING = "state <> 'waiting' AND received_at < :before"
_NOTHING_LEFT = {
    "outgoing": Sql(_EMPTY.format("outbox", f"cause = NULL, {_NO_ACTION}", _OUTGOING), int),
    "incoming": Sql(_EMPTY.format("inbox", "message_key = NULL, raw = NULL, said = NULL", _INCOMING), int),
}
QUEUES = tuple(_NOTHING_LEFT)


def forget_messages(connection: Connection, after: int, queue: str, before: datetime) -> Page:
    """Take the personal data out of the next messages behind `after`: old ones of no ticket, or of an old one."""
    rows = _NOTHING_LEFT[queue].all(connection, after=after, before=before, page=PAGE)
    return max(rows, default=None), len(rows)


KEPT_FOR = timedelta(hours=72)
"""So long an update is recognised when it comes again; Telegram offers one for 24 hours."""
NEWEST = 1000
"""So many updates are recognised whatever the clock says: one that is years ahead makes everything old."""

_OF_FORGOTTEN_TICKET = (
    "EXISTS (SELECT 1 FROM tickets WHERE tickets.id = {}.ticket AND tickets.state <> 'open'"
    " AND tickets.closed_at < :forgotten)"
)
# what has no verdict, or lacks its ticket, is a fault that `discrepancies` must go on finding
_CAME = (
    "received_at < :old AND id <= (SELECT max(id) FROM inbox) - :newest"
    " AND (state = 'done' AND (ticket IS NULL AND"
    f" verdict IN ({int(Verdict.ANSWERED)}, {int(Verdict.IGNORED)}) OR verdict IS NOT NULL"
    f" AND {_OF_FORGOTTEN_TICKET.format('inbox')}) OR state = 'dead' AND received_at < :forgotten)"
)
_CAME_TO = (
    f"CASE WHEN state = 'dead' THEN 'failed' WHEN verdict = {int(Verdict.IGNORED)} THEN 'ignored' ELSE 'answered' END"
)
# what was sent late may still be taken out of the chat
_WENT = (
    "state IN ('sent', 'uncertain', 'failed') AND COALESCE(sent_at, queued_at) < :old"
    f" AND (ticket IS NULL OR {_OF_FORGOTTEN_TICKET.format('outbox')}) AND NOT (purpose = 'broadcast'"
    " AND EXISTS (SELECT 1 FROM broadcasts WHERE CAST(broadcasts.id AS TEXT) = outbox.about))"
)
_WENT_TO = "CASE WHEN state = 'failed' THEN 'undelivered' ELSE state END"
FINISHED = ("inbox", "outbox")
"""Queues whose finished rows go after some days; of a ticket's, when it is forgotten: cards and `audit` need them."""
_LAST = {
    queue: Sql(f"SELECT max(id) FROM (SELECT id FROM {queue} WHERE id > :after ORDER BY id LIMIT :page) following", int)
    for queue in FINISHED
}
_GO = "DELETE FROM {} WHERE id > :after AND id <= :last AND {} RETURNING {}, {}"
_CLEAR = {
    "inbox": Sql(_GO.format("inbox", _CAME, "received_at", _CAME_TO), tuple[datetime, str]),
    "outbox": Sql(_GO.format("outbox", _WENT, "queued_at", _WENT_TO), tuple[datetime, str]),
}
_COUNT_GONE = Sql(add_up("ledger_totals", ("day", "part")))


class RetentionLimits(Struct, frozen=True):
    """What may go: what is older than `old`, and if it belongs to a ticket, that was closed before `forgotten`.
    `zone`: whose days are counted. `newest`: so many updates stay however old they are."""

    old: datetime
    forgotten: datetime
    zone: tzinfo
    newest: int = NEWEST


def clear(connection: Connection, after: int, queue: str, limits: RetentionLimits) -> Page:
    """Look at the rows that follow `after`; let those go that may, and count them in the ledger."""
    last = _LAST[queue].first(connection, after=after, page=PAGE)
    if last is None:
        return None, 0
    times = {"old": limits.old, "forgotten": limits.forgotten, "newest": limits.newest}
    gone = _CLEAR[queue].all(connection, after=after, last=last, **times)
    counts = Counter((at.astimezone(limits.zone).date(), part) for at, part in gone)
    rows = [{"day": day, "part": part, "count": count} for (day, part), count in sorted(counts.items())]
    _COUNT_GONE.each(connection, rows)
    return last, len(gone)
