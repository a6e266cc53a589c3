"""What the store holds about one person, which messages of a chat still stand there, and who has seen a ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Access, Address, Feedback
from bot.helpdesk.model.store import Delivery, KeptPersonalData
from bot.storage.database.tables import access_log, faq_drafts, feedback, inbox, outbox
from bot.storage.queries.tickets import all_of, lines_of
from bot.storage.queries.visits import kept_for

SAME_READING = timedelta(minutes=1)
"""Within this time, looking again is not written down again."""


def kept(connection: Connection, resident: int) -> KeptPersonalData:
    """List all tickets of a resident with what was said in them, and his thumbs and choices, oldest first."""
    found = all_of(connection, resident)
    said = tuple(line for ticket in found for line in lines_of(connection, ticket.id))
    marks = select(feedback).where(feedback.c.resident == resident).order_by(feedback.c.id)
    given = tuple(Feedback(row.at, row.kind, row.entry, row.text, row.village) for row in connection.execute(marks))
    numbers = select(faq_drafts.c.ticket).where(faq_drafts.c.ticket.in_([ticket.id for ticket in found]))
    return KeptPersonalData(
        found, said, given, frozenset(connection.execute(numbers).scalars()), kept_for(connection, resident)
    )


def standing(connection: Connection, address: Address, since: datetime) -> tuple[str, ...]:
    """List the ids of the messages that came from or went to a chat since then: the person's own and the bot's."""
    written = select(inbox.c.said).where(
        inbox.c.channel == address.channel,
        inbox.c.chat == address.chat,
        inbox.c.received_at >= since,
        inbox.c.said.is_not(None),
    )
    shown = select(outbox.c.message).where(
        outbox.c.channel == address.channel,
        outbox.c.chat == address.chat,
        outbox.c.state == Delivery.SENT,
        outbox.c.sent_at >= since,
        outbox.c.message.is_not(None),
    )
    found = {*connection.execute(written).scalars(), *connection.execute(shown).scalars()}
    return tuple(sorted(found, key=lambda message: (len(message), message)))


def save(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Write down which tickets the outcomes show to whom."""
    note_access(connection, [one for outcome in outcomes for one in outcome.seen])


def note_access(connection: Connection, seen: Sequence[Access]) -> None:
    """Write down who has seen which ticket; the same again within a minute is the same reading."""
    if not seen:
        return
    columns = (access_log.c.officer, access_log.c.ticket, access_log.c.how)
    recent = select(*columns).where(
        access_log.c.ticket.in_({item.ticket for item in seen}),
        access_log.c.at > min(item.at for item in seen) - SAME_READING,
    )
    known = {(row.officer, row.ticket, row.how) for row in connection.execute(recent)}
    rows = []
    for item in seen:
        if (reading := (item.officer, item.ticket, item.how)) not in known:
            known.add(reading)
            rows.append({"at": item.at, "officer": item.officer, "ticket": item.ticket, "how": item.how})
    if rows:
        connection.execute(insert(access_log), rows)


def accesses(connection: Connection, ticket: int) -> tuple[Access, ...]:
    """List who has seen a ticket, oldest first."""
    statement = select(access_log).where(access_log.c.ticket == ticket).order_by(access_log.c.id)
    return tuple(Access(row.at, row.officer, row.ticket, row.how) for row in connection.execute(statement))
