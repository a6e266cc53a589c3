"""The ledger: what became of everything that came in and of everything that should go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    text,
    union_all,
)

from bot.helpdesk.model.actions import Priority, Verdict
from bot.helpdesk.model.entities import TicketState
from bot.helpdesk.model.store import OVERDUE_AFTER, UNSENT_AFTER, Delivery, Discrepancies, Ledger
from bot.storage.chat_pace import is_paused
from bot.storage.database.tables import (
    audit_events,
    counters,
    held_answers,
    inbox,
    ledger_totals,
    lines,
    outbox,
    tickets,
)

# A ticket that nobody can find counts as open: the ledger may never claim an answer that was not given.
_FATE = case(
    (inbox.c.state == "dead", "failed"),
    (inbox.c.state == "waiting", "open"),
    (inbox.c.verdict == Verdict.IGNORED, "ignored"),
    (inbox.c.verdict == Verdict.ANSWERED, "answered"),
    (or_(tickets.c.first_reply_at.is_not(None), tickets.c.state != TicketState.OPEN), "answered"),
    else_="open",
).label("fate")


_RECEIVED_PARTS = ("answered", "open", "failed", "ignored")
_SENT_PARTS = ("queued", "sent", "uncertain", "undelivered")
_STATE = case(
    (outbox.c.state.in_([Delivery.WAITING.value, Delivery.SENDING.value]), "queued"),
    (outbox.c.state == Delivery.FAILED.value, "undelivered"),
    else_=outbox.c.state,
).label("part")


def ledger(connection: Connection, since: datetime | None) -> Ledger:
    """Each received row has exactly one fate, so the sum is right whatever the data.

    `queued` counts messages that still wait or are being sent, among them those that are tried a second time. `since`
    is the beginning of a day: what has gone was counted by whole days.
    """
    came = select(_FATE, func.count()).select_from(inbox.outerjoin(tickets, tickets.c.id == inbox.c.ticket))
    went = select(_STATE, func.count())
    gone = select(ledger_totals.c.part, cast(func.sum(ledger_totals.c.count), BigInteger))
    if since is not None:
        came = came.where(inbox.c.received_at >= since)
        went = went.where(outbox.c.queued_at >= since)
        gone = gone.where(ledger_totals.c.day >= since.date())
    counts: Counter[str] = Counter()
    # one statement: a row that goes meanwhile is seen in its table or in the totals
    everything = union_all(came.group_by("fate"), went.group_by("part"), gone.group_by(ledger_totals.c.part))
    for part, count in connection.execute(everything):
        counts[part] += count
    known = {part: counts[part] for part in (*_RECEIVED_PARTS, *_SENT_PARTS)}
    return Ledger(received=sum(counts[part] for part in _RECEIVED_PARTS), **known)


_COUNTED: dict[str, tuple[Table, Sequence[str]]] = {
    "received": (inbox, _RECEIVED_PARTS),
    "outgoing": (outbox, _SENT_PARTS),
    "tickets": (tickets, ()),
    "lines": (lines, ()),
}
"""Tables whose rows stay, but for what these parts of the totals count; by the name of their counters.

`…_known`: how many rows up to the number `…_upto` there were at the last look, with those that have gone.
"""
_EVERY = 2**63 - 1


class RowCounts(NamedTuple):
    """How many rows of each table are missing since the last look, and what `remember` is to note."""

    missing: dict[str, int]
    counters: dict[str, int]


def row_counts(connection: Connection) -> RowCounts:
    """Count the rows, so that it is noticed when some are deleted; newer ones do not make up for them."""
    kept = dict(connection.execute(select(counters.c.name, counters.c.value)).tuples().all())
    found = RowCounts({}, {})
    for name, (table, parts) in _COUNTED.items():
        gone = select(cast(func.coalesce(func.sum(ledger_totals.c.count), 0), BigInteger))
        gone = gone.where(ledger_totals.c.part.in_(parts))
        known = table.c.id <= kept.get(f"{name}_upto", _EVERY)
        counts = (func.count().filter(known) + gone.scalar_subquery(), func.count().filter(~known))
        now, newer, highest = connection.execute(select(*counts, func.max(table.c.id)).select_from(table)).one()
        before = max(now, kept.get(f"{name}_known", 0))
        found.missing[name] = before - now
        found.counters.update({f"{name}_known": before + newer, f"{name}_upto": highest or 0})
    return found


_OPEN = tickets.c.state == TicketState.OPEN.value
_UNFINISHED = outbox.c.state.in_([Delivery.WAITING.value, Delivery.SENDING.value])
LOOKED_AT = timedelta(hours=24)
"""So long an emergency's uncertain message that belongs to no ticket is counted; others as long as it is open."""


def discrepancies(connection: Connection, now: datetime) -> Discrepancies:
    """Count what does not fit together in the whole ledger."""
    updates, messages = _of_updates(connection, now), _of_messages(connection, now)
    missing = row_counts(connection).missing
    # what has happened to a ticket is noted for good
    forgotten = select(func.count(audit_events.c.ticket.distinct())).where(~_is_ticket(audit_events))
    return Discrepancies(
        unknown=updates.pop("unknown") + messages.pop("unknown"),
        vanished=missing["received"],
        vanished_messages=missing["outgoing"],
        vanished_tickets=max(missing["tickets"], connection.execute(forgotten).scalar_one()),
        vanished_lines=missing["lines"],
        **updates,
        **messages,
        **_of_tickets(connection, now),
        **_faults(connection, held_answers, kept_back=held_answers.c.send_at < now - UNSENT_AFTER),
    )


def _is_ticket(of: Table, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(tickets.c.id == of.c.ticket, *conditions)


def _of_updates(connection: Connection, now: datetime) -> dict[str, int]:
    done = inbox.c.state == "done"
    return _faults(
        connection,
        inbox,
        unexplained=done & inbox.c.verdict.is_(None),
        ticketless=and_(done, inbox.c.verdict == int(Verdict.TICKET), ~_is_ticket(inbox)),
        unknown=inbox.c.state.not_in(["waiting", "done", "dead"]),
        overdue=and_(inbox.c.state == "waiting", inbox.c.received_at < now - OVERDUE_AFTER),
    )


def _of_messages(connection: Connection, now: datetime) -> dict[str, int]:
    of_emergency = or_(
        _is_ticket(outbox, tickets.c.emergency, _OPEN),
        and_(
            outbox.c.ticket.is_(None),
            outbox.c.priority == int(Priority.EMERGENCY),
            outbox.c.queued_at >= now - LOOKED_AT,
        ),
    )
    return _faults(
        connection,
        outbox,
        unknown=outbox.c.state.not_in([state.value for state in Delivery]),
        unsent=and_(_UNFINISHED, outbox.c.queued_at < now - UNSENT_AFTER, ~is_paused(now)),
        uncertain=and_(outbox.c.state == Delivery.UNCERTAIN.value, of_emergency),
    )


def _of_tickets(connection: Connection, now: datetime) -> dict[str, int]:
    late = now - OVERDUE_AFTER
    # a card that was queued a moment ago, as after a hand-over, may still arrive
    on_its_way = exists().where(outbox.c.ticket == tickets.c.id, _UNFINISHED, outbox.c.queued_at >= late)
    return _faults(
        connection,
        tickets,
        undated=and_(_OPEN, tickets.c.waiting_since.is_not(None), tickets.c.next_at.is_(None)),
        missed=and_(_OPEN, tickets.c.next_at < late),
        unreached=and_(_OPEN, tickets.c.waiting_since < late, tickets.c.carded_at.is_(None), ~on_its_way),
    )


def _faults(connection: Connection, table: Table, **faults: ColumnElement[bool]) -> dict[str, int]:
    counts = (func.count().filter(fault).label(name) for name, fault in faults.items())
    return dict(connection.execute(select(*counts).select_from(table)).one()._mapping)


_TOUCHED = "touched"
"""The counter that holds when something was last written for the sake of writing, in seconds since 1970."""

_REMEMBER = text(
    "INSERT INTO counters (name, value) VALUES (:name, :value)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE counters.value < excluded.value"
)

_TOUCH = text(
    "INSERT INTO counters (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def remember(connection: Connection, counts: Mapping[str, int]) -> None:
    """Note what `row_counts` has counted; another process may have noted more."""
    connection.execute(_REMEMBER, [{"name": name, "value": value} for name, value in sorted(counts.items())])


def touched(connection: Connection) -> datetime | None:
    """Return when a bot last wrote its mark; None on a database that none has run on."""
    seconds = connection.execute(select(counters.c.value).where(counters.c.name == _TOUCHED)).scalar_one_or_none()
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def touch(connection: Connection, now: datetime) -> None:
    """Write a mark, so that a database that cannot be written is noticed before there is something to write."""
    connection.execute(_TOUCH, {"name": _TOUCHED, "value": int(now.timestamp())})
