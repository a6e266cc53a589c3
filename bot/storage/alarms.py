"""Alarms as rows: raised with the decision that found them, told once whoever looks, over when their cause is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, or_, select, text, update

from bot.helpdesk.actions import Outcome
from bot.helpdesk.alarms import AGAIN, OF_CASES, OF_MACHINES, Alarm, Kind, Standing
from bot.helpdesk.model import TicketState
from bot.storage.tables import alarms, tickets
from bot.storage.types import UtcDateTime

FORGOTTEN_AFTER = timedelta(hours=24)
"""An alarm that nobody has confirmed for so long is over: no question was lost since, or its machine is gone."""

_RAISE = text(
    "INSERT INTO alarms (kind, subject, since, seen_at) VALUES (:kind, :subject, :now, :now)"
    " ON CONFLICT (kind, subject) DO UPDATE SET seen_at = excluded.seen_at"
).bindparams(bindparam("now", type_=UtcDateTime))


@dataclass(frozen=True, slots=True)
class Changes:
    """What the staff should hear now: alarms that are new or go on, and alarms that are over."""

    told: tuple[Standing, ...] = ()
    over: tuple[Standing, ...] = ()


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Raise the outcomes' alarms."""
    raise_all(connection, {alarm for outcome in outcomes for alarm in outcome.alarms}, now)


def raise_all(connection: Connection, found: Collection[Alarm], now: datetime) -> None:
    """Raise alarms; one that stands already stays as old as it is."""
    if found:
        rows = [{"kind": alarm.kind.value, "subject": alarm.subject, "now": now} for alarm in found]
        connection.execute(_RAISE, rows)


def standing(connection: Connection) -> list[Standing]:
    """The alarms that are not over, oldest first."""
    rows = connection.execute(select(alarms).order_by(alarms.c.since))
    return [Standing(Alarm(Kind(row.kind), row.subject), row.since) for row in rows]


def look(connection: Connection, found: Collection[Alarm], machine: str, now: datetime) -> Changes:
    """Bring the rows up to date with what is wrong now, and take what is to be told; only one process gets it.

    `found`: what this machine has found of itself and of the whole. Alarms of cases come with decisions.
    """
    raise_all(connection, found, now)
    rows = connection.execute(select(alarms)).all()
    cases = {
        ticket.id: ticket
        for ticket in connection.execute(
            select(tickets).where(tickets.c.id.in_([int(row.subject) for row in rows if row.kind in OF_CASES]))
        )
    }
    over = []
    for row in rows:
        alarm = Alarm(Kind(row.kind), row.subject)
        if alarm.kind in OF_CASES:
            ended = _is_settled(alarm, row.since, cases.get(int(alarm.subject)))
        elif _is_judged_by(machine, alarm):
            ended = alarm not in found
        else:
            ended = row.seen_at < now - FORGOTTEN_AFTER
        if ended and connection.execute(delete(alarms).where(*_this(alarm))).rowcount:
            over.append(Standing(alarm, row.since))
    again = or_(alarms.c.told_at.is_(None), alarms.c.told_at <= now - AGAIN)
    taken = update(alarms).where(again).values(told_at=now).returning(alarms.c.kind, alarms.c.subject, alarms.c.since)
    told = []
    for kind, subject, since in connection.execute(taken):
        rings = kind == Kind.UNANSWERED and int(subject) in cases and cases[int(subject)].emergency
        told.append(Standing(Alarm(Kind(kind), subject), since, rings))
    return Changes(tuple(sorted(told, key=lambda item: item.since)), tuple(over))


def _this(alarm: Alarm) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return alarms.c.kind == alarm.kind.value, alarms.c.subject == alarm.subject


def _is_judged_by(machine: str, alarm: Alarm) -> bool:
    """Whether the machine knows by itself that the alarm is over: it is its own, or everybody's."""
    return alarm.subject == machine if alarm.kind in OF_MACHINES else alarm.kind is not Kind.NO_OFFICER


def _is_settled(alarm: Alarm, since: datetime, ticket: Row[Any] | None) -> bool:
    """Whether the case is answered or closed, or its card has arrived after all."""
    if ticket is None or ticket.state != TicketState.OPEN or ticket.waiting_since is None:
        return True
    return alarm.kind is Kind.UNREACHED and ticket.carded_at is not None and ticket.carded_at >= since
