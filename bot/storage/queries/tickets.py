"""Tickets, the lines in them, what happened to each, and the links by which a reply finds its ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.errors import Conflict
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.ticket import WHOLE_QUEUE, Author, Line, QueuePart, QueueView, Ticket, happened
from bot.storage.database.rows import columns, listed, values
from bot.storage.database.sql import Connection, Sql, Taken, assigned, insert, query, upsert
from bot.storage.queries.residents import id_of

AT_RISK = "(tickets.emergency OR tickets.despair)"
"""A life may be at stake: nobody is sent broadcasts then, and nothing said there becomes FAQ."""
_TICKET = f"SELECT {listed(Ticket)} FROM tickets"
_OF_RESIDENTS = Sql(
    f"{_TICKET} WHERE resident IN (:residents) AND (state = 'open' OR closed_at >= :since) ORDER BY id DESC", Ticket
)
_VIEWS = {
    QueueView.ALL: "true",
    QueueView.URGENT: "emergency",
    QueueView.MINE: "COALESCE(claimed_by, officer) = :officer",
    QueueView.WAITING: "waiting_since IS NOT NULL",
}
_OPEN_IN = {
    view: Sql(
        f"{_TICKET} WHERE state = 'open' AND office = :office AND {seen} ORDER BY"
        f" CASE WHEN emergency AND retracted_at IS NULL THEN 0 WHEN {AT_RISK} THEN 1 ELSE 2 END, id"
        " LIMIT :limit OFFSET :skip",
        Ticket,
    )
    for view, seen in _VIEWS.items()
}
_COUNTS = Sql(
    f"SELECT {', '.join(f'count(*) FILTER (WHERE {_VIEWS[view]})' for view in QueueView)}"
    " FROM tickets WHERE state = 'open' AND office = :office"
)


def of(connection: Connection, residents: Sequence[int], since: datetime) -> dict[int, tuple[Ticket, ...]]:
    """List the open tickets of each resident and those closed since then, newest first; {} entries for none."""
    found: dict[int, list[Ticket]] = {number: [] for number in residents}
    for ticket in _OF_RESIDENTS.all(connection, residents=list(residents), since=since) if residents else ():
        found[ticket.resident_id].append(ticket)
    return {number: tuple(theirs) for number, theirs in found.items()}


@query(f"{_TICKET} WHERE resident = :resident ORDER BY id")
def all_of(connection: Connection, resident: int) -> tuple[Ticket, ...]:
    """List every ticket of a resident, oldest first."""


@query(f"{_TICKET} WHERE id = :number")
def numbered(connection: Connection, number: int) -> Ticket | None:
    """Return the ticket with this number."""


def open_in(connection: Connection, office: str, limit: int, part: QueuePart = WHOLE_QUEUE) -> tuple[Ticket, ...]:
    """List a part of an office's open tickets: emergencies first, then those called a mistake and despair, by age."""
    wanted = {"office": office, "officer": part.officer, "limit": limit, "skip": part.skip}
    return tuple(_OPEN_IN[part.view].all(connection, **wanted))


def counts(connection: Connection, office: str, officer: str) -> dict[QueueView, int]:
    """Count an office's open tickets in each view of an officer's."""
    return dict(zip(QueueView, _COUNTS.one(connection, office=office, officer=officer), strict=True))


@query(f"{_TICKET} WHERE state = 'open' ORDER BY id")
def all_open(connection: Connection) -> tuple[Ticket, ...]:
    """List every open ticket, oldest first."""


@query(f"{_TICKET} WHERE state = 'open' AND next_at <= :now ORDER BY next_at, id LIMIT :limit FOR UPDATE SKIP LOCKED")
def due(connection: Connection, now: datetime, limit: int) -> tuple[Ticket, ...]:
    """Open tickets past their deadline, the longest overdue first; none that another process is changing."""


_STORED = Sql(f"{_TICKET} WHERE id IN (:numbers) ORDER BY id FOR UPDATE", Ticket)
_CHANGE = Sql(f"UPDATE tickets SET {assigned(columns(Ticket, without=('id',)))} WHERE id = :id")
_ADD = Sql(insert("tickets", columns(Ticket)))
_RAISE = Sql("UPDATE counters SET value = :highest WHERE name = 'ticket' AND value < :highest")
_NOTE = Sql(insert("audit_events", ("ticket", "at", "what", "officer")))


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Add tickets of version 0 and update the others, with audit events; of several with one number the last holds.

    Raises Conflict when a ticket changed since it was read, or when its number was given to another one.
    """
    final: dict[int, Ticket] = {}
    owners: dict[int, int | None] = {}
    for outcome in outcomes:
        for ticket in outcome.tickets:
            final[ticket.id] = ticket
            owners[ticket.id] = ticket.resident_id or id_of(outcome)
    rows = {n: {**values(t), "resident": owners[n], "version": t.version + 1} for n, t in final.items()}
    new = [ticket for ticket in final.values() if not ticket.version]
    known = [ticket for ticket in final.values() if ticket.version]
    stored: dict[int, Ticket] = {}
    if known:
        stored = {ticket.id: ticket for ticket in _STORED.all(connection, numbers=[ticket.id for ticket in known])}
        for ticket in known:
            found = stored[ticket.id].version if ticket.id in stored else None
            if found != ticket.version:
                raise Conflict(f"ticket {ticket.id} changed from version {ticket.version} to {found}")
        _CHANGE.each(connection, [rows[ticket.id] for ticket in known])
    if new:
        try:
            _ADD.each(connection, [rows[ticket.id] for ticket in new])
        except Taken as error:
            raise Conflict("another process has just opened a ticket with the same number") from error
        _RAISE.run(connection, highest=max(ticket.id for ticket in new))
    _NOTE.each(
        connection,
        [
            {"ticket": ticket.id, "at": now, "what": event.value, "officer": officer}
            for ticket in (*new, *known)
            for event, officer in happened(stored.get(ticket.id), ticket)
        ],
    )


@query("SELECT value + 1 FROM counters WHERE name = 'ticket'")
def next_number(connection: Connection) -> int:
    """Return the number after the highest that a saved ticket has or had."""


_LINK = Sql(upsert("links", ("channel", "chat", "message"), ("ticket",)))
_SAY = Sql(insert("lines", columns(Line)))
_REWORD = Sql("UPDATE lines SET text = :new WHERE ticket = :ticket AND author = :author AND text = :old")


@query("SELECT ticket FROM links WHERE channel = :channel AND chat = :chat AND message = :message")
def at(connection: Connection, address: Address, message: str) -> int | None:
    """Find the number of the ticket that the message belongs to."""


def save_lines(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Add the lines, and link the messages that they came in to their ticket."""
    said = [values(line) for outcome in outcomes for line in outcome.lines]
    _SAY.each(connection, said)
    _LINK.each(connection, [line for line in said if line["chat"] is not None and line["message"] is not None])


def reword(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Change what a resident has said before, where a later message shows that a number was begun in it."""
    for one in (reworded for outcome in outcomes for reworded in outcome.reworded):
        _REWORD.run(connection, **values(one), author=Author.RESIDENT)


@query(f"SELECT {listed(Line)} FROM lines WHERE ticket = :ticket ORDER BY id")
def lines_of(connection: Connection, ticket: int) -> tuple[Line, ...]:
    """List what stands in a ticket, oldest first."""
