"""Alarms as rows: raised with the decision that found them, told once whoever looks, over when their cause is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, or_, select, text, update

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.alerts import AGAIN, OF_DECISIONS, OF_TICKETS, Alert, Group, Kind, Standing, grouped
from bot.helpdesk.model.entities import TicketState
from bot.storage.database.tables import alerts, tickets
from bot.storage.database.types import UtcDateTime

FORGOTTEN_AFTER = timedelta(hours=24)
"""An office whose questions nobody had to take for so long has its officers again."""
GONE_AFTER = timedelta(minutes=5)
"""A process that has not confirmed its alarm for so long is gone, and with it what it found; others find it anew."""

_RAISE = text(
    "INSERT INTO alerts (kind, subject, since, seen_at, cause) VALUES (:kind, :subject, :now, :now, :cause)"
    " ON CONFLICT (kind, subject) DO UPDATE SET seen_at = excluded.seen_at, cause = excluded.cause,"
    " notified_at = CASE WHEN alerts.cause = excluded.cause THEN alerts.notified_at END"
).bindparams(bindparam("now", type_=UtcDateTime))
"""One whose cause has changed is told again: an ordinary case has become an emergency."""


_STANDING = select(alerts).order_by(alerts.c.since, alerts.c.kind, alerts.c.subject)


@dataclass(frozen=True, slots=True)
class Changes:
    """What the staff should hear now: alarms that are new or go on, and alarms that are over."""

    told: tuple[Group, ...] = ()
    over: tuple[Group, ...] = ()


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Raise the outcomes' alarms."""
    raise_all(connection, {alert for outcome in outcomes for alert in outcome.alerts}, now)


def raise_all(connection: Connection, found: Collection[Alert], now: datetime) -> None:
    """Raise alarms; one that stands already stays as old as it is."""
    if found:
        # in one order for every process, so that no two wait for each other's rows
        rows = [
            {"kind": alert.kind.value, "subject": alert.subject, "cause": alert.cause, "now": now}
            for alert in sorted(set(found), key=lambda one: (one.kind.value, one.subject))
        ]
        connection.execute(_RAISE, rows)


def standing(connection: Connection) -> list[Standing]:
    """List the alarms that are not over, oldest first."""
    return [_standing(row) for row in connection.execute(_STANDING)]


def look(connection: Connection, found: Collection[Alert], process: str, now: datetime) -> Changes:
    """Bring the rows up to date with what is wrong now, and take what is to be told; only one process gets it.

    `found`: what this process has found. Alarms of cases come with decisions. Alarms with one cause are told as one.
    """
    raise_all(connection, found, now)
    rows = connection.execute(_STANDING).all()
    cases = {
        ticket.id: ticket
        for ticket in connection.execute(
            select(tickets).where(tickets.c.id.in_([int(row.subject) for row in rows if row.kind in OF_TICKETS]))
        )
    }
    over = _end(connection, [row for row in rows if _is_over(row, cases, found, process, now)], rows)
    return Changes(_to_tell(connection, cases, now), over)


def _is_over(
    row: Row[Any], cases: Mapping[int, Row[Any]], found: Collection[Alert], process: str, now: datetime
) -> bool:
    alert = _standing(row).alert
    if alert.kind in OF_TICKETS:
        return _is_settled(alert, row.since, cases.get(int(alert.subject)))
    if alert.kind in OF_DECISIONS:
        return bool(row.seen_at < now - FORGOTTEN_AFTER)
    return alert not in found if alert.subject == process else bool(row.seen_at < now - GONE_AFTER)


def _end(connection: Connection, ended: Sequence[Row[Any]], rows: Sequence[Row[Any]]) -> tuple[Group, ...]:
    """Delete what has ended; the groups of which nothing is left, each for the one process that ended its oldest."""
    mine = [row for row in ended if connection.execute(delete(alerts).where(*_this(_standing(row).alert))).rowcount]
    gone, deleted = set(ended), {_standing(row) for row in mine}
    left = {_standing(row).alert.about for row in rows if row not in gone}
    groups = grouped(_standing(row) for row in ended)
    return tuple(one for one in groups if one.first.alert.about not in left and one.first in deleted)


def _to_tell(connection: Connection, cases: Mapping[int, Row[Any]], now: datetime) -> tuple[Group, ...]:
    """Take the groups that are due. What joined a group after it was reported waits until that is reported again."""
    again = or_(alerts.c.notified_at.is_(None), alerts.c.notified_at <= now - AGAIN)
    taken = update(alerts).where(again).values(notified_at=now).returning(alerts.c.kind, alerts.c.subject)
    mine = {Alert(Kind(kind), subject) for kind, subject in connection.execute(taken)}
    if not mine:
        return ()
    # read again: another process may have told some of them while this one waited for the rows
    rows = connection.execute(_STANDING).all()
    notified_at: dict[tuple[Kind, str, str], datetime] = {}
    for row in rows:
        alert = _standing(row).alert
        if alert not in mine and row.notified_at:
            notified_at[alert.about] = max(row.notified_at, notified_at.get(alert.about, row.notified_at))
    for alert in (_standing(row).alert for row in rows):
        if alert in mine and alert.about in notified_at:
            connection.execute(update(alerts).where(*_this(alert)).values(notified_at=notified_at[alert.about]))
    due = {alert.about for alert in (_standing(row).alert for row in rows) if alert in mine} - set(notified_at)
    groups = grouped(_standing(row, cases) for row in rows)
    return tuple(one for one in groups if one.first.alert.about in due)


def _standing(row: Row[Any], cases: Mapping[int, Row[Any]] | None = None) -> Standing:
    alert = Alert(Kind(row.kind), row.subject, row.cause)
    ticket = cases.get(int(alert.subject)) if cases and alert.kind is Kind.UNANSWERED else None
    return Standing(alert, row.since, rings=bool(ticket and ticket.emergency))


def _this(alert: Alert) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return alerts.c.kind == alert.kind.value, alerts.c.subject == alert.subject


def _is_settled(alert: Alert, since: datetime, ticket: Row[Any] | None) -> bool:
    """Say whether the case is answered or closed, or its card has arrived after all."""
    if ticket is None or ticket.state != TicketState.OPEN or ticket.waiting_since is None:
        return True
    return alert.kind is Kind.UNREACHED and ticket.carded_at is not None and ticket.carded_at >= since
