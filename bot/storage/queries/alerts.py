"""Alerts as rows: raised with the decision that found them, reported by one process only, over with their cause."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, or_, select, text, update

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.alerts import AGAIN, OF_DECISIONS, OF_TICKETS, Alert, Group, Kind, OpenAlert, grouped
from bot.helpdesk.model.entities import TicketState
from bot.storage.database.tables import alerts, tickets
from bot.storage.database.types import UtcDateTime

FORGOTTEN_AFTER = timedelta(hours=24)
"""An office whose questions nobody had to take for so long has its officers again."""
PROCESS_ENDED_AFTER = timedelta(minutes=5)
"""A process that has not confirmed its alert for so long has ended; its alerts end too, and others raise them anew."""

_RAISE = text(
    "INSERT INTO alerts (kind, subject, since, seen_at, cause) VALUES (:kind, :subject, :now, :now, :cause)"
    " ON CONFLICT (kind, subject) DO UPDATE SET seen_at = excluded.seen_at, cause = excluded.cause,"
    " notified_at = CASE WHEN alerts.cause = excluded.cause THEN alerts.notified_at END"
).bindparams(bindparam("now", type_=UtcDateTime))
"""An alert whose cause has changed is reported again: an ordinary ticket has become an emergency."""


_STANDING = select(alerts).order_by(alerts.c.since, alerts.c.kind, alerts.c.subject)


@dataclass(frozen=True, slots=True)
class Changes:
    """What the staff should read now. `due`: alerts that are new or stand for long; `over`: alerts that have ended."""

    due: tuple[Group, ...] = ()
    over: tuple[Group, ...] = ()


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Raise the outcomes' alerts."""
    raise_all(connection, {alert for outcome in outcomes for alert in outcome.alerts}, now)


def raise_all(connection: Connection, found: Collection[Alert], now: datetime) -> None:
    """Raise alerts; one that stands already keeps its time."""
    if found:
        # in one order for every process, so that no two wait for each other's rows
        rows = [
            {"kind": alert.kind.value, "subject": alert.subject, "cause": alert.cause, "now": now}
            for alert in sorted(set(found), key=lambda one: (one.kind.value, one.subject))
        ]
        connection.execute(_RAISE, rows)


def standing(connection: Connection) -> list[OpenAlert]:
    """List the alerts that are not over, oldest first."""
    return [_standing(row) for row in connection.execute(_STANDING)]


def look(connection: Connection, found: Collection[Alert], process: str, now: datetime) -> Changes:
    """Bring the rows up to date with what is wrong now, and take what is to be reported; only one process gets it.

    `found`: this process's own. Alerts of tickets come with decisions; those with one cause are reported together.
    """
    raise_all(connection, found, now)
    rows = connection.execute(_STANDING).all()
    found_tickets = {
        ticket.id: ticket
        for ticket in connection.execute(
            select(tickets).where(tickets.c.id.in_([int(row.subject) for row in rows if row.kind in OF_TICKETS]))
        )
    }
    over = _end(connection, [row for row in rows if _is_over(row, found_tickets, found, process, now)], rows)
    return Changes(_take_due(connection, found_tickets, now), over)


def _is_over(
    row: Row[Any], found_tickets: Mapping[int, Row[Any]], found: Collection[Alert], process: str, now: datetime
) -> bool:
    alert = _standing(row).alert
    if alert.kind in OF_TICKETS:
        return _is_settled(alert, row.since, found_tickets.get(int(alert.subject)))
    if alert.kind in OF_DECISIONS:
        return bool(row.seen_at < now - FORGOTTEN_AFTER)
    return alert not in found if alert.subject == process else bool(row.seen_at < now - PROCESS_ENDED_AFTER)


def _end(connection: Connection, ended: Sequence[Row[Any]], rows: Sequence[Row[Any]]) -> tuple[Group, ...]:
    """Delete ended alerts; return the groups of which none is left, each to the one process that deleted its oldest."""
    mine = [row for row in ended if connection.execute(delete(alerts).where(*_this(_standing(row).alert))).rowcount]
    ended_rows, deleted = set(ended), {_standing(row) for row in mine}
    left = {_standing(row).alert.about for row in rows if row not in ended_rows}
    groups = grouped(_standing(row) for row in ended)
    return tuple(one for one in groups if one.first.alert.about not in left and one.first in deleted)


def _take_due(connection: Connection, found_tickets: Mapping[int, Row[Any]], now: datetime) -> tuple[Group, ...]:
    """Take the groups that are due. What joined a group after it was reported waits until that is reported again."""
    again = or_(alerts.c.notified_at.is_(None), alerts.c.notified_at <= now - AGAIN)
    taken = update(alerts).where(again).values(notified_at=now).returning(alerts.c.kind, alerts.c.subject)
    mine = {Alert(Kind(kind), subject) for kind, subject in connection.execute(taken)}
    if not mine:
        return ()
    # read again: another process may have reported some of them while this one waited for the rows
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
    groups = grouped(_standing(row, found_tickets) for row in rows)
    return tuple(one for one in groups if one.first.alert.about in due)


def _standing(row: Row[Any], found_tickets: Mapping[int, Row[Any]] | None = None) -> OpenAlert:
    alert = Alert(Kind(row.kind), row.subject, row.cause)
    ticket = found_tickets.get(int(alert.subject)) if found_tickets and alert.kind is Kind.UNANSWERED else None
    return OpenAlert(alert, row.since, rings=bool(ticket and ticket.emergency))


def _this(alert: Alert) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return alerts.c.kind == alert.kind.value, alerts.c.subject == alert.subject


def _is_settled(alert: Alert, since: datetime, ticket: Row[Any] | None) -> bool:
    """Return whether the ticket is answered or closed, or its card has arrived after all."""
    if ticket is None or ticket.state != TicketState.OPEN or ticket.waiting_since is None:
        return True
    return alert.kind is Kind.UNREACHED and ticket.carded_at is not None and ticket.carded_at >= since
