"""The audit of one ticket from the update to the delivery, who has seen it, and what is stored about one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.helpdesk.model.actions import Edit, Send
from bot.helpdesk.model.markup import unmarked
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.ticket import Access, Feedback, KeptPersonalData, Ticket
from bot.storage.database.rows import columns, listed, values
from bot.storage.database.sql import Connection, Sql, insert, query
from bot.storage.queries.outbox import readable
from bot.storage.queries.outreach import reminded_of
from bot.storage.queries.tickets import all_of, lines_of, numbered

RESIDENT = "resident"
SAME_READING = timedelta(minutes=1)
"""Within this time, looking again is not written down again."""


class TimelineEntry(Struct, frozen=True):
    """One moment of a ticket.

    `kind`: "received", "decided", "said", "step", "queued", "sent", "ended" or "seen". `what`: the verdict, the author,
    the audit event, the purpose of a message. `who`: "resident", an officer's id, or None. `row`: in inbox or outbox.
    `seconds`: since it was received or queued. `state`, `tries`, `repeat`, `reason`: of an outgoing message as it is
    now; the `reason` of something said is "edited" or "attachment". `text`: somebody's words; not for everybody.
    """

    at: datetime
    kind: str
    what: str = ""
    who: str | None = None
    row: int | None = None
    seconds: float = 0.0
    state: str | None = None
    tries: int = 0
    repeat: bool = False
    reason: str | None = None
    text: str | None = None


class Audit(Struct, frozen=True):
    """A ticket and all its moments. `resident`: the row's number; `name` is somebody's, "" once it was forgotten."""

    ticket: Ticket
    resident: int
    name: str
    erased: bool
    timeline: tuple[TimelineEntry, ...]


_OWNER = Sql(
    "SELECT name, erased_at IS NOT NULL FROM residents WHERE id = (SELECT resident FROM tickets WHERE id = :number)",
    tuple[str, bool],
)
_WHO = (
    "COALESCE((SELECT 'resident' FROM residents JOIN tickets ON tickets.resident = residents.id"
    " WHERE tickets.id = :number AND residents.channel = q.channel AND residents.chat = q.chat),"
    " (SELECT officer FROM officer_chats WHERE officer_chats.channel = q.channel AND officer_chats.chat = q.chat))"
)
_CAME = Sql(
    f"SELECT id, {_WHO}, received_at, done_at, COALESCE(CAST(verdict AS TEXT), ''), tries"
    " FROM inbox q WHERE ticket = :number ORDER BY id",
    tuple[int, str | None, datetime, datetime | None, str, int],
)
_SAID = Sql(
    "SELECT at, 'said', author, CASE WHEN author = 'resident' THEN 'resident' ELSE person END, NULL, 0.0, NULL, 0,"
    " false, CASE WHEN edited THEN 'edited' WHEN attachment IS NOT NULL THEN 'attachment' END, text"
    " FROM lines WHERE ticket = :number ORDER BY id",
    TimelineEntry,
)
_MOMENT = "SELECT at, {}, {}, officer, NULL, 0.0, NULL, 0, false, NULL, NULL FROM {} WHERE ticket = :number ORDER BY id"
_DONE = Sql(_MOMENT.format("'step'", "what", "audit_events"), TimelineEntry)
_WENT = Sql(
    f"SELECT queued_at, 'queued', purpose, {_WHO}, id, 0.0, state, tries, repeat, reason, action"
    " FROM outbox q WHERE ticket = :number ORDER BY id",
    TimelineEntry,
)
_SENT_AT = Sql("SELECT sent_at FROM outbox WHERE ticket = :number ORDER BY id", tuple[datetime | None])
_SEEN = Sql(_MOMENT.format("'seen'", "how", "access_log"), TimelineEntry)
_ORDER = ("received", "decided", "said", "step", "queued", "sent", "ended", "seen")


def audit(connection: Connection, number: int) -> Audit | None:
    """Collect what happened in the ticket with this number, if there is one."""
    ticket = numbered(connection, number)
    if ticket is None:
        return None
    name, erased = _OWNER.one(connection, number=number)
    timeline = [moment for kind in (_SAID, _DONE, _SEEN) for moment in kind.all(connection, number=number)]
    for row, who, received_at, done_at, verdict, tries in _CAME.all(connection, number=number):
        timeline.append(TimelineEntry(received_at, "received", who=who, row=row, tries=tries))
        if done_at:
            timeline.append(TimelineEntry(done_at, "decided", verdict, who, row, _seconds(received_at, done_at)))
    sent = _SENT_AT.all(connection, number=number)
    for queued, (sent_at,) in zip(_WENT.all(connection, number=number), sent, strict=True):
        action = readable(queued.text)
        timeline.append(replace(queued, text=unmarked(action.text) if isinstance(action, Send | Edit) else None))
        if sent_at:
            took = _seconds(queued.at, sent_at)
            timeline.append(replace(queued, at=sent_at, kind="sent", seconds=took, text=None))
        elif queued.state in ("failed", "uncertain"):
            # when it ended is not stored; it stands beside its beginning
            timeline.append(replace(queued, kind="ended", text=None))
    # of what happened at the same moment, what came in goes first, and what went out last
    timeline.sort(key=lambda one: (one.at, _ORDER.index(one.kind)))
    return Audit(ticket, ticket.resident_id, name, erased, tuple(timeline))


def _seconds(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())


_GIVEN = Sql(f"SELECT {listed(Feedback)} FROM feedback WHERE resident = :resident ORDER BY id", Feedback)
_DRAFTED = Sql("SELECT ticket FROM faq_drafts WHERE ticket IN (SELECT id FROM tickets WHERE resident = :resident)", int)
_STANDING = Sql(
    "SELECT said FROM inbox WHERE channel = :channel AND chat = :chat AND received_at >= :since AND said IS NOT NULL"
    " UNION SELECT message FROM outbox WHERE channel = :channel AND chat = :chat AND state = 'sent'"
    " AND sent_at >= :since AND message IS NOT NULL",
    str,
)
_SINCE = Sql(
    "WITH here AS (SELECT message, sent_at AS moment FROM outbox WHERE channel = :channel AND chat = :chat"
    " AND state = 'sent' AND message IS NOT NULL UNION SELECT COALESCE(said, ''), received_at FROM inbox"
    " WHERE channel = :channel AND chat = :chat)"
    " SELECT message FROM here WHERE moment >= (SELECT MIN(moment) FROM here WHERE message = :message)",
    str,
)
_RECENTLY_SEEN = Sql("SELECT officer, ticket, how FROM access_log WHERE ticket IN (:tickets) AND at > :since")
_NOTE_ACCESS = Sql(insert("access_log", columns(Access)))


def kept(connection: Connection, resident: int) -> KeptPersonalData:
    """List all tickets of a resident with what was said in them, and his thumbs and choices, oldest first."""
    found = all_of(connection, resident)
    said = tuple(line for ticket in found for line in lines_of(connection, ticket.id))
    given = tuple(_GIVEN.all(connection, resident=resident))
    drafted = frozenset(_DRAFTED.all(connection, resident=resident))
    return KeptPersonalData(found, said, given, drafted, reminded_of(connection, resident))


def standing(connection: Connection, address: Address, since: datetime) -> tuple[str, ...]:
    """List the ids of the messages that came from or went to a chat since then: the person's own and the bot's."""
    found = _STANDING.all(connection, **values(address), since=since)
    return tuple(sorted(found, key=lambda message: (len(message), message)))


def since(connection: Connection, address: Address, message: str) -> frozenset[str]:
    """Return the ids of what came from or went to a chat since a message, with it; "" is a press."""
    return frozenset(_SINCE.all(connection, **values(address), message=message))


def note_access(connection: Connection, seen: Sequence[Access]) -> None:
    """Write down who has seen which ticket; the same again within a minute is the same reading."""
    if not seen:
        return
    since = min(item.at for item in seen) - SAME_READING
    known = set(_RECENTLY_SEEN.all(connection, tickets=sorted({item.ticket for item in seen}), since=since))
    new = {(item.officer, item.ticket, item.how): item for item in reversed(seen)}
    _NOTE_ACCESS.each(connection, [values(item) for reading, item in reversed(new.items()) if reading not in known])


@query(f"SELECT {listed(Access)} FROM access_log WHERE ticket = :ticket ORDER BY id")
def accesses(connection: Connection, ticket: int) -> tuple[Access, ...]:
    """List who has seen a ticket, oldest first."""
