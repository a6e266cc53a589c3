"""Tickets, the lines in them, and the links by which a reply finds its ticket."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Address, Attachment, Author, EscalationStep, Line, Ticket, TicketState
from bot.helpdesk.model.store import WHOLE_QUEUE, Conflict, QueuePart, QueueView
from bot.storage.database.prepared_statements import Prepared
from bot.storage.database.tables import AT_RISK, OPEN, counters, lines, links, tickets
from bot.storage.database.types import UtcDateTime
from bot.storage.queries import audit_events
from bot.storage.queries.residents import id_of

_IS_OPEN = tickets.c.state == OPEN
_OF_RESIDENTS = Prepared(
    select(tickets)
    .where(
        tickets.c.resident.in_(bindparam("residents", expanding=True)),
        or_(_IS_OPEN, tickets.c.closed_at >= bindparam("since", type_=UtcDateTime)),
    )
    .order_by(tickets.c.id.desc())
)


def of(connection: Connection, residents: Sequence[int], since: datetime) -> dict[int, tuple[Ticket, ...]]:
    """List the open tickets of each resident and those closed since then, newest first; {} entries for none."""
    found: dict[int, list[Ticket]] = {number: [] for number in residents}
    if residents:
        for row in _OF_RESIDENTS.rows(connection, {"residents": list(residents), "since": since}):
            ticket = _ticket(row)
            found[ticket.resident_id].append(ticket)
    return {number: tuple(theirs) for number, theirs in found.items()}


def all_of(connection: Connection, resident: int) -> tuple[Ticket, ...]:
    """List every ticket of a resident, oldest first."""
    return tuple(_tickets(connection, select(tickets).where(tickets.c.resident == resident).order_by(tickets.c.id)))


def numbered(connection: Connection, number: int) -> Ticket | None:
    """Return the ticket with this number."""
    found = _tickets(connection, select(tickets).where(tickets.c.id == number))
    return found[0] if found else None


def open_in(connection: Connection, office: str, limit: int, part: QueuePart = WHOLE_QUEUE) -> tuple[Ticket, ...]:
    """List a part of an office's open tickets: emergencies first, then those called a mistake and despair, by age."""
    statement = select(tickets).where(_IS_OPEN, tickets.c.office == office, _in_view(part.view, part.officer))
    live = and_(tickets.c.emergency, tickets.c.retracted_at.is_(None))
    rank = case((live, 0), (AT_RISK, 1), else_=2)
    statement = statement.order_by(rank, tickets.c.id)
    return tuple(_tickets(connection, statement.limit(limit).offset(part.skip)))


def counts(connection: Connection, office: str, officer: str) -> dict[QueueView, int]:
    """Count an office's open tickets in each view of an officer's."""
    counted = [func.count().filter(_in_view(view, officer)) for view in QueueView]
    row = connection.execute(select(*counted).select_from(tickets).where(_IS_OPEN, tickets.c.office == office)).one()
    return dict(zip(QueueView, row, strict=True))


def _in_view(view: QueueView, officer: str) -> ColumnElement[bool]:
    match view:
        case QueueView.URGENT:
            return tickets.c.emergency
        case QueueView.MINE:
            return func.coalesce(tickets.c.claimed_by, tickets.c.officer) == officer
        case QueueView.WAITING:
            return tickets.c.waiting_since.is_not(None)
        case QueueView.ALL:
            return true()


def all_open(connection: Connection) -> tuple[Ticket, ...]:
    """List every open ticket, oldest first."""
    return tuple(_tickets(connection, select(tickets).where(_IS_OPEN).order_by(tickets.c.id)))


def due(connection: Connection, now: datetime, limit: int) -> tuple[Ticket, ...]:
    """Open tickets past their deadline, the longest overdue first; none that another process is changing."""
    statement = select(tickets).where(_IS_OPEN, tickets.c.next_at <= now).order_by(tickets.c.next_at, tickets.c.id)
    return tuple(_tickets(connection, statement.limit(limit).with_for_update(skip_locked=True)))


def _tickets(connection: Connection, statement: Select[Any]) -> list[Ticket]:
    return [_ticket(row) for row in connection.execute(statement)]


def _ticket(row: Sequence[Any]) -> Ticket:
    number, resident, village, office, officer, question, opened_at, state, emergency, *rest = row
    early_warning, despair, attempted, claimed_by, waiting_since, carded_at, rung_at, retracted_at, *rest = rest
    first_reply_at, closed_at, next_step, next_at, topic, tried, version = rest
    return Ticket(
        id=number,
        resident_id=resident,
        village=village,
        office=office,
        officer=officer,
        question=question,
        opened_at=opened_at,
        state=TicketState(state),
        emergency=emergency,
        early_warning=early_warning,
        despair=despair,
        attempted=tuple(orjson.loads(attempted)),
        claimed_by=claimed_by,
        waiting_since=waiting_since,
        carded_at=carded_at,
        rung_at=rung_at,
        retracted_at=retracted_at,
        first_reply_at=first_reply_at,
        closed_at=closed_at,
        next_step=None if next_step is None else EscalationStep(next_step),
        next_at=next_at,
        topic=topic,
        tried=tuple(orjson.loads(tried)),
        version=version,
    )


_CHANGE = update(tickets).where(tickets.c.id == bindparam("number"))


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Add the tickets of version 0 and update the others; of several with one number the last holds.

    What happened to each becomes an audit event. Raises Conflict when a ticket changed since it was read, or when its
    number was given to another one.
    """
    final: dict[int, Ticket] = {}
    owners: dict[int, int | None] = {}
    for outcome in outcomes:
        for ticket in outcome.tickets:
            final[ticket.id] = ticket
            owners[ticket.id] = ticket.resident_id or id_of(outcome)
    new = [ticket for ticket in final.values() if not ticket.version]
    known = {ticket.id: ticket for ticket in final.values() if ticket.version}
    stored: dict[int, Ticket] = {}
    if known:
        statement = select(tickets).where(tickets.c.id.in_(known)).order_by(tickets.c.id)
        stored = {ticket.id: ticket for ticket in _tickets(connection, statement.with_for_update())}
        for number, ticket in known.items():
            found = stored[number].version if number in stored else None
            if found != ticket.version:
                raise Conflict(f"ticket {number} changed from version {ticket.version} to {found}")
        connection.execute(_CHANGE, [{"number": n, **_values(ticket, owners[n])} for n, ticket in known.items()])
    if new:
        rows = [{"id": ticket.id, **_values(ticket, owners[ticket.id])} for ticket in new]
        try:
            connection.execute(insert(tickets), rows)
        except IntegrityError as error:
            if not _is_taken(error):
                raise
            raise Conflict("another process has just opened a ticket with the same number") from error
        highest = max(ticket.id for ticket in new)
        connection.execute(
            update(counters).where(counters.c.name == "ticket", counters.c.value < highest).values(value=highest)
        )
    audit_events.note(connection, [(stored.get(ticket.id), ticket) for ticket in (*new, *known.values())], now)


def _is_taken(error: IntegrityError) -> bool:
    """Say whether a number is in use, and not something wrong with the row, which would be as wrong the next time."""
    unique = (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE)
    return getattr(error.orig, "sqlite_errorcode", None) in unique or getattr(error.orig, "sqlstate", None) == "23505"


def _values(ticket: Ticket, resident: int | None) -> dict[str, Any]:
    return {
        "resident": resident,
        "village": ticket.village,
        "office": ticket.office,
        "officer": ticket.officer,
        "question": ticket.question,
        "opened_at": ticket.opened_at,
        "state": ticket.state.value,
        "emergency": ticket.emergency,
        "early_warning": ticket.early_warning,
        "despair": ticket.despair,
        "attempted": orjson.dumps(ticket.attempted).decode(),
        "claimed_by": ticket.claimed_by,
        "waiting_since": ticket.waiting_since,
        "carded_at": ticket.carded_at,
        "rung_at": ticket.rung_at,
        "retracted_at": ticket.retracted_at,
        "first_reply_at": ticket.first_reply_at,
        "closed_at": ticket.closed_at,
        "next_step": None if ticket.next_step is None else ticket.next_step.value,
        "next_at": ticket.next_at,
        "topic": ticket.topic,
        "tried": orjson.dumps(ticket.tried).decode(),
        "version": ticket.version + 1,
    }


_HIGHEST = Prepared(select(counters.c.value).where(counters.c.name == "ticket"))


def next_number(connection: Connection) -> int:
    """Return the number after the highest that a saved ticket has or had."""
    highest: int = _HIGHEST.rows(connection)[0][0]
    return highest + 1


_LINK = text(
    "INSERT INTO links (channel, chat, message, ticket) VALUES (:channel, :chat, :message, :ticket)"
    " ON CONFLICT (channel, chat, message) DO UPDATE SET ticket = excluded.ticket"
)


def at(connection: Connection, address: Address, message: str) -> int | None:
    """Find the number of the ticket that the message belongs to."""
    statement = select(links.c.ticket).where(
        links.c.channel == address.channel, links.c.chat == address.chat, links.c.message == message
    )
    return connection.execute(statement).scalar_one_or_none()


def save_lines(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Add the lines, and link the messages that they came in to their ticket."""
    said = [line for outcome in outcomes for line in outcome.lines]
    if not said:
        return
    connection.execute(insert(lines), [_line_values(line) for line in said])
    linked = [
        {
            "channel": line.address.channel,
            "chat": line.address.chat,
            "message": line.message,
            "ticket": line.ticket,
        }
        for line in said
        if line.address is not None and line.message is not None
    ]
    if linked:
        connection.execute(_LINK, linked)


def reword(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Change what a resident has said before, where a later message shows that a number was begun in it."""
    for one in (reworded for outcome in outcomes for reworded in outcome.reworded):
        said = (lines.c.ticket == one.ticket, lines.c.author == Author.RESIDENT.value, lines.c.text == one.old)
        connection.execute(update(lines).where(*said).values(text=one.new))


def _line_values(line: Line) -> dict[str, Any]:
    return {
        "ticket": line.ticket,
        "author": line.author.value,
        "at": line.at,
        "text": line.text,
        "person": line.person,
        "attachment": None if line.attachment is None else orjson.dumps(line.attachment).decode(),
        "channel": None if line.address is None else line.address.channel,
        "chat": None if line.address is None else line.address.chat,
        "message": line.message,
        "edited": line.edited,
    }


def lines_of(connection: Connection, ticket: int) -> tuple[Line, ...]:
    """List what stands in a ticket, oldest first."""
    return tuple(
        Line(
            ticket=row.ticket,
            author=Author(row.author),
            at=row.at,
            text=row.text,
            person=row.person,
            attachment=None if row.attachment is None else Attachment(**orjson.loads(row.attachment)),
            address=None if row.channel is None else Address(row.channel, row.chat),
            message=row.message,
            edited=row.edited,
        )
        for row in connection.execute(select(lines).where(lines.c.ticket == ticket).order_by(lines.c.id))
    )
