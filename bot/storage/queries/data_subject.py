"""What the store holds about one person, which messages of a chat still stand there, and who has seen a ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Access, Address, Feedback
from bot.helpdesk.model.store import KeptPersonalData
from bot.storage.database.rows import columns, listed, values
from bot.storage.database.sql import Sql, insert
from bot.storage.queries.tickets import all_of, lines_of
from bot.storage.queries.visits import kept_for

SAME_READING = timedelta(minutes=1)
"""Within this time, looking again is not written down again."""

_GIVEN = Sql(f"SELECT {listed(Feedback)} FROM feedback WHERE resident = :resident ORDER BY id", Feedback)
_DRAFTED = Sql("SELECT ticket FROM faq_drafts WHERE ticket IN (SELECT id FROM tickets WHERE resident = :resident)", int)
_STANDING = Sql(
    "SELECT said FROM inbox WHERE channel = :channel AND chat = :chat AND received_at >= :since AND said IS NOT NULL"
    " UNION SELECT message FROM outbox WHERE channel = :channel AND chat = :chat AND state = 'sent'"
    " AND sent_at >= :since AND message IS NOT NULL",
    str,
)
_ACCESSES = Sql(f"SELECT {listed(Access)} FROM access_log WHERE ticket = :ticket ORDER BY id", Access)
_RECENT = Sql("SELECT officer, ticket, how FROM access_log WHERE ticket IN (:tickets) AND at > :since")
_NOTE = Sql(insert("access_log", columns(Access)))


def kept(connection: Connection, resident: int) -> KeptPersonalData:
    """List all tickets of a resident with what was said in them, and his thumbs and choices, oldest first."""
    found = all_of(connection, resident)
    said = tuple(line for ticket in found for line in lines_of(connection, ticket.id))
    given = tuple(_GIVEN.all(connection, resident=resident))
    drafted = frozenset(_DRAFTED.all(connection, resident=resident))
    return KeptPersonalData(found, said, given, drafted, kept_for(connection, resident))


def standing(connection: Connection, address: Address, since: datetime) -> tuple[str, ...]:
    """List the ids of the messages that came from or went to a chat since then: the person's own and the bot's."""
    found = _STANDING.all(connection, **values(address), since=since)
    return tuple(sorted(found, key=lambda message: (len(message), message)))


def save(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Write down which tickets the outcomes show to whom."""
    note_access(connection, [one for outcome in outcomes for one in outcome.seen])


def note_access(connection: Connection, seen: Sequence[Access]) -> None:
    """Write down who has seen which ticket; the same again within a minute is the same reading."""
    if not seen:
        return
    since = min(item.at for item in seen) - SAME_READING
    known = set(_RECENT.all(connection, tickets=sorted({item.ticket for item in seen}), since=since))
    new = {(item.officer, item.ticket, item.how): item for item in reversed(seen)}
    _NOTE.each(connection, [values(item) for reading, item in reversed(new.items()) if reading not in known])


def accesses(connection: Connection, ticket: int) -> tuple[Access, ...]:
    """List who has seen a ticket, oldest first."""
    return tuple(_ACCESSES.all(connection, ticket=ticket))
