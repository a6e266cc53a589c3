"""Counts of how guided checks ended, per village and day, without any person in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, Date, bindparam, func, select, text

from bot.helpdesk.model.actions import Outcome
from bot.storage.database.tables import check_statistics

_ADD = text(
    "INSERT INTO check_statistics (day, village, guided_check, finding, count)"
    " VALUES (:day, :village, :guided_check, :finding, 1)"
    " ON CONFLICT (day, village, guided_check, finding) DO UPDATE SET count = check_statistics.count + 1"
).bindparams(bindparam("day", type_=Date))


def save(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Count what ended."""
    rows = [
        {"day": one.day, "village": one.village or "", "guided_check": one.check, "finding": one.finding}
        for outcome in outcomes
        for one in outcome.tallies
    ]
    if rows:
        connection.execute(_ADD, rows)


def counted(connection: Connection, since: date | None, until: date | None = None) -> list[tuple[str, str, str, int]]:
    """Count (village, guided check, finding, how often) since that day; the village is "" where none was chosen.

    `until`: the first day that is not counted any more.
    """
    kinds = (check_statistics.c.village, check_statistics.c.guided_check, check_statistics.c.finding)
    statement = select(*kinds, func.sum(check_statistics.c.count)).group_by(*kinds)
    if since is not None:
        statement = statement.where(check_statistics.c.day >= since)
    if until is not None:
        statement = statement.where(check_statistics.c.day < until)
    return [(village, check, finding, int(count)) for village, check, finding, count in connection.execute(statement)]
