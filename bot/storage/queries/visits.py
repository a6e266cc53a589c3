"""Days planned in villages, and who is to be reminded of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, and_, delete, func, insert, literal, select, update

from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.visits import (
    Reminder,
    ReminderDropped,
    ReminderSet,
    Visit,
    VisitAttended,
    VisitCancelled,
    VisitKept,
)
from bot.storage.database.tables import reminders, residents, visits
from bot.storage.database.types import UtcDateTime
from bot.storage.queries.residents import MAY_HEAR

_REMINDED = select(func.count()).where(reminders.c.visit == visits.c.id).correlate(visits).scalar_subquery()
_COMING = (
    select(
        visits.c.id,
        visits.c.office,
        visits.c.officer,
        visits.c.village,
        visits.c.kind,
        visits.c.starts_at,
        visits.c.place,
        _REMINDED,
        visits.c.attended,
    )
    .where(~visits.c.cancelled)
    .order_by(visits.c.starts_at, visits.c.id)
)


def planned(connection: Connection, now: datetime) -> Mapping[str, tuple[Visit, ...]]:
    """List what is planned, by village, the soonest first."""
    found: dict[str, list[Visit]] = {}
    for one in _all(connection, _COMING.where(visits.c.starts_at > now)):
        found.setdefault(one.village, []).append(one)
    return {village: tuple(days) for village, days in found.items()}


def of(connection: Connection, villages: Sequence[str], now: datetime) -> tuple[Visit, ...]:
    """List what is planned in these villages, the soonest first."""
    coming = _COMING.where(visits.c.starts_at > now, visits.c.village.in_(villages))
    return tuple(_all(connection, coming))


def held(connection: Connection, villages: Sequence[str], since: datetime, until: datetime) -> tuple[Visit, ...]:
    """List the days that have begun in these villages within that time, the earliest first."""
    begun = _COMING.where(visits.c.starts_at >= since, visits.c.starts_at < until, visits.c.village.in_(villages))
    return tuple(_all(connection, begun))


def _all(connection: Connection, statement: Select[Any]) -> list[Visit]:
    return [Visit(*row) for row in connection.execute(statement)]


def save(
    connection: Connection,
    change: VisitKept | VisitCancelled | VisitAttended | ReminderSet | ReminderDropped,
    resident: int | None,
    now: datetime,
) -> None:
    """Store one change. `resident`: whose reminder it is."""
    match change:
        case VisitKept(one) if one.id:
            here = visits.c.id == one.id
            connection.execute(update(visits).where(here, ~visits.c.cancelled).values(**_values(one)))
            _owe(connection, one.id, "changed", now)
        case VisitKept(one):
            connection.execute(insert(visits).values(**_values(one), cancelled=False))
        case VisitCancelled(number):
            connection.execute(update(visits).where(visits.c.id == number).values(cancelled=True))
            _owe(connection, number, "cancelled", now)
        case VisitAttended(number, attended):
            connection.execute(update(visits).where(visits.c.id == number).values(attended=attended))
        case ReminderSet(number, due):
            _remind(connection, number, resident, due)
        case ReminderDropped(number):
            connection.execute(delete(reminders).where(_of(number, resident)))


def _remind(connection: Connection, visit: int, resident: int | None, due: datetime) -> None:
    planned = select(visits.c.id, literal(resident, BigInteger), literal("remind"), literal(due, UtcDateTime)).where(
        visits.c.id == visit, ~visits.c.cancelled
    )
    connection.execute(delete(reminders).where(_of(visit, resident)))
    connection.execute(insert(reminders).from_select(["visit", "resident", "what", "due_at"], planned))


def _values(one: Visit) -> dict[str, Any]:
    return {
        "office": one.office,
        "officer": one.officer,
        "village": one.village,
        "kind": one.kind,
        "starts_at": one.starts_at,
        "place": one.place,
    }


def _of(visit: int, resident: int | None) -> Any:
    return and_(reminders.c.visit == visit, reminders.c.resident == resident)


def _owe(connection: Connection, visit: int, what: str, now: datetime) -> None:
    """Everybody who asked to be reminded of it is owed this word now."""
    connection.execute(update(reminders).where(reminders.c.visit == visit).values(what=what, due_at=now))


def reminders_due(connection: Connection, now: datetime, limit: int) -> tuple[Reminder, ...]:
    """List the words that are due, the longest owed first; lock them for other processes until the end."""
    statement = (
        select(
            visits.c.id,
            visits.c.office,
            visits.c.officer,
            visits.c.village,
            visits.c.kind,
            visits.c.starts_at,
            visits.c.place,
            residents.c.id,
            residents.c.channel,
            residents.c.chat,
            reminders.c.what,
            MAY_HEAR,
        )
        .select_from(
            reminders.join(visits, visits.c.id == reminders.c.visit).join(
                residents, residents.c.id == reminders.c.resident
            )
        )
        .where(reminders.c.due_at <= now)
        .order_by(reminders.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=reminders)
    )
    return tuple(
        Reminder(Visit(*row[:7]), row[7], Address(row[8], row[9]), row[10], bool(row[11]))
        for row in connection.execute(statement)
    )


def keep_reminder(connection: Connection, one: Reminder, what: str, due: datetime | None) -> None:
    """Store what the resident is owed next, and when; None: nothing, unless the day is changed."""
    here = _of(one.visit.id, one.resident)
    connection.execute(update(reminders).where(here).values(what=what, due_at=due))


def kept_for(connection: Connection, resident: int) -> tuple[Visit, ...]:
    """List the days of which somebody is to be reminded."""
    mine = select(reminders.c.visit).where(reminders.c.resident == resident)
    return tuple(_all(connection, _COMING.where(visits.c.id.in_(mine))))


REPORTED_FOR = timedelta(days=400)
"""How long a day that is over is kept for the reports: a year's report can be made a month late."""


def drop_past(connection: Connection, now: datetime) -> None:
    """Forget who was to be reminded of days that are over, and the days themselves when no report needs them."""
    past = select(visits.c.id).where(visits.c.starts_at <= now)
    connection.execute(delete(reminders).where(reminders.c.visit.in_(past)))
    connection.execute(delete(visits).where(visits.c.starts_at <= now - REPORTED_FOR))
