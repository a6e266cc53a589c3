"""The ledger: what became of everything that came in and of everything that should go out."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Connection, case, cast, exists, func, or_, select, text, union_all

from bot.helpdesk.model.actions import Verdict
from bot.helpdesk.model.entities import TicketState
from bot.helpdesk.model.store import OVERDUE_AFTER, Delivery, Discrepancies, Ledger
from bot.storage.database.tables import counters, inbox, ledger_totals, outbox, tickets

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


_RECEIVED = "received_known"
"""The counter that holds how many updates the ledger knew at the last look, with those whose rows have gone."""


def discrepancies(connection: Connection, now: datetime) -> Discrepancies:
    """Count what does not fit together in the whole ledger."""
    late = now - OVERDUE_AFTER
    done = inbox.c.state == "done"
    homeless = done & (inbox.c.verdict == int(Verdict.TICKET)) & inbox.c.ticket.is_(None)
    known_states = inbox.c.state.in_(["waiting", "done", "dead"])
    overdue = (inbox.c.state == "waiting") & (inbox.c.received_at < late)
    gone = select(func.coalesce(func.sum(ledger_totals.c.count), 0)).where(ledger_totals.c.part.in_(_RECEIVED_PARTS))
    received, unexplained, ticketless, odd, waiting_long = connection.execute(
        select(
            func.count() + gone.scalar_subquery(),
            func.count().filter(done & inbox.c.verdict.is_(None)),
            func.count().filter(homeless),
            func.count().filter(~known_states),
            func.count().filter(overdue),
        ).select_from(inbox)
    ).one()
    strange = select(func.count()).where(outbox.c.state.not_in([state.value for state in Delivery]))
    undated = select(func.count()).where(
        tickets.c.state == TicketState.OPEN.value, tickets.c.waiting_since.is_not(None), tickets.c.next_at.is_(None)
    )
    # a card that was queued a moment ago, as after a hand-over, may still arrive
    on_its_way = exists().where(
        outbox.c.ticket == tickets.c.id,
        outbox.c.state.in_([Delivery.WAITING.value, Delivery.SENDING.value]),
        outbox.c.queued_at >= late,
    )
    unreached = select(func.count()).where(
        tickets.c.state == TicketState.OPEN.value,
        tickets.c.waiting_since < late,
        tickets.c.carded_at.is_(None),
        ~on_its_way,
    )
    once = connection.execute(select(counters.c.value).where(counters.c.name == _RECEIVED)).scalar_one_or_none()
    return Discrepancies(
        unexplained=unexplained,
        ticketless=ticketless,
        unknown=odd + connection.execute(strange).scalar_one(),
        undated=connection.execute(undated).scalar_one(),
        vanished=max(0, (once or 0) - received),
        overdue=waiting_long,
        unreached=connection.execute(unreached).scalar_one(),
    )


_TOUCHED = "touched"
"""The counter that holds when something was last written for the sake of writing, in seconds since 1970."""

_REMEMBER = text(
    "INSERT INTO counters (name, value) VALUES (:name, :value)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE counters.value < excluded.value"
)

_TOUCH = text(
    "INSERT INTO counters (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def remember(connection: Connection, received: int) -> None:
    """Note how many updates there are, so that it is noticed when there are fewer one day."""
    connection.execute(_REMEMBER, {"name": _RECEIVED, "value": received})


def touched(connection: Connection) -> datetime | None:
    """Return when a bot last wrote its mark; None on a database that none has run on."""
    seconds = connection.execute(select(counters.c.value).where(counters.c.name == _TOUCHED)).scalar_one_or_none()
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def touch(connection: Connection, now: datetime) -> None:
    """Write a mark, so that a database that cannot be written is noticed before there is something to write."""
    connection.execute(_TOUCH, {"name": _TOUCHED, "value": int(now.timestamp())})
