"""Days planned in villages, and who is to be reminded of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.helpdesk.model.outreach import (
    Reminder,
    ReminderDropped,
    ReminderSet,
    Visit,
    VisitAttended,
    VisitCancelled,
    VisitKept,
)
from bot.helpdesk.model.people import Address
from bot.storage.database.rows import columns, listed, reader, values
from bot.storage.database.sql import Sql, assigned, insert, query
from bot.storage.queries.residents import MAY_HEAR

REPORTED_FOR = timedelta(days=400)
"""How long a day that is over is kept for the reports: a year's report can be made a month late."""

_COUNTED_LATER = ("reminded", "attended")
_KEPT = columns(Visit, without=("id", *_COUNTED_LATER))
_DAY = (
    f"SELECT {listed(Visit, without=_COUNTED_LATER)}, (SELECT count(*) FROM reminders WHERE visit = visits.id),"
    " attended FROM visits WHERE NOT cancelled"
)
_SOONEST = "ORDER BY starts_at, id"
_PLANNED = Sql(f"{_DAY} AND starts_at > :now {_SOONEST}", Visit)


def planned(connection: Connection, now: datetime) -> Mapping[str, tuple[Visit, ...]]:
    """List what is planned, by village, the soonest first."""
    found: dict[str, list[Visit]] = {}
    for one in _PLANNED.all(connection, now=now):
        found.setdefault(one.village, []).append(one)
    return {village: tuple(days) for village, days in found.items()}


@query(f"{_DAY} AND starts_at > :now AND village IN (:villages) {_SOONEST}")
def of(connection: Connection, villages: Sequence[str], now: datetime) -> tuple[Visit, ...]:
    """List what is planned in these villages, the soonest first."""


@query(f"{_DAY} AND starts_at >= :since AND starts_at < :until AND village IN (:villages) {_SOONEST}")
def held(connection: Connection, villages: Sequence[str], since: datetime, until: datetime) -> tuple[Visit, ...]:
    """List the days that have begun in these villages within that time, the earliest first."""


@query(f"{_DAY} AND id IN (SELECT visit FROM reminders WHERE resident = :resident) {_SOONEST}")
def kept_for(connection: Connection, resident: int) -> tuple[Visit, ...]:
    """List the days of which somebody is to be reminded."""


_ADD = Sql(insert("visits", (*_KEPT, "cancelled")))
_CHANGE = Sql(f"UPDATE visits SET {assigned(_KEPT)} WHERE id = :id AND NOT cancelled")
_CANCEL = Sql("UPDATE visits SET cancelled = true WHERE id = :visit")
_ATTENDED = Sql("UPDATE visits SET attended = :attended WHERE id = :visit")
_OWE = Sql("UPDATE reminders SET what = :what, due_at = :now WHERE visit = :visit")
"""Everybody who asked to be reminded of it is owed this word now."""
_FORGET = Sql("DELETE FROM reminders WHERE visit = :visit AND resident = :resident")
_REMIND = Sql(
    "INSERT INTO reminders (visit, resident, what, due_at)"
    " SELECT id, :resident, 'remind', :due FROM visits WHERE id = :visit AND NOT cancelled"
)


def save(
    connection: Connection,
    change: VisitKept | VisitCancelled | VisitAttended | ReminderSet | ReminderDropped,
    resident: int | None,
    now: datetime,
) -> None:
    """Store one change. `resident`: whose reminder it is."""
    match change:
        case VisitKept(one) if one.id:
            _CHANGE.run(connection, **values(one))
            _OWE.run(connection, visit=one.id, what="changed", now=now)
        case VisitKept(one):
            _ADD.run(connection, **values(one), cancelled=False)
        case VisitCancelled(number):
            _CANCEL.run(connection, visit=number)
            _OWE.run(connection, visit=number, what="cancelled", now=now)
        case VisitAttended():
            _ATTENDED.run(connection, **values(change))
        case ReminderSet(number, due):
            _FORGET.run(connection, visit=number, resident=resident)
            _REMIND.run(connection, visit=number, resident=resident, due=due)
        case ReminderDropped(number):
            _FORGET.run(connection, visit=number, resident=resident)


_visit = reader(Visit)
_DUE = Sql(
    f"SELECT residents.id, residents.channel, residents.chat, what, {MAY_HEAR},"
    f" {listed(Visit, 'visits', without=_COUNTED_LATER)} FROM reminders JOIN visits ON visits.id = reminders.visit"
    " JOIN residents ON residents.id = reminders.resident WHERE due_at <= :now ORDER BY due_at LIMIT :limit"
    " FOR UPDATE OF reminders SKIP LOCKED"
)
_KEEP = Sql("UPDATE reminders SET what = :what, due_at = :due WHERE visit = :visit AND resident = :resident")
_PAST = [
    Sql("DELETE FROM reminders WHERE visit IN (SELECT id FROM visits WHERE starts_at <= :now)"),
    Sql("DELETE FROM visits WHERE starts_at <= :before"),
]


def reminders_due(connection: Connection, now: datetime, limit: int) -> tuple[Reminder, ...]:
    """List the words that are due, the longest owed first; lock them for other processes until the end."""
    return tuple(
        Reminder(_visit((*day, 0, None)), resident, Address(channel, chat), what, bool(may_hear))
        for resident, channel, chat, what, may_hear, *day in _DUE.all(connection, now=now, limit=limit)
    )


def keep_reminder(connection: Connection, one: Reminder, what: str, due: datetime | None) -> None:
    """Store what the resident is owed next, and when; None: nothing, unless the day is changed."""
    _KEEP.run(connection, what=what, due=due, visit=one.visit.id, resident=one.resident)


def drop_past(connection: Connection, now: datetime) -> None:
    """Forget who was to be reminded of days that are over, and the days themselves when no report needs them."""
    for statement in _PAST:
        statement.run(connection, now=now, before=now - REPORTED_FOR)
