"""Counts of how guided checks ended, per village and day; whoever it was is not in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, Date, bindparam, func, select, text

from bot.helpdesk.model.actions import Outcome
from bot.storage.database.tables import tallies

_ADD = text(
    "INSERT INTO tallies (day, village, flow, finding, count) VALUES (:day, :village, :flow, :finding, 1) "
    "ON CONFLICT (day, village, flow, finding) DO UPDATE SET count = tallies.count + 1"
).bindparams(bindparam("day", type_=Date))


def save(connection: Connection, outcomes: Iterable[Outcome]) -> None:
    """Count what ended."""
    rows = [
        {"day": one.day, "village": one.village or "", "flow": one.flow, "finding": one.finding}
        for outcome in outcomes
        for one in outcome.tallies
    ]
    if rows:
        connection.execute(_ADD, rows)


def counted(connection: Connection, since: date | None) -> list[tuple[str, str, str, int]]:
    """(village, flow, finding, how often) since that day; the village is "" where none was chosen."""
    statement = select(tallies.c.village, tallies.c.flow, tallies.c.finding, func.sum(tallies.c.count))
    if since is not None:
        statement = statement.where(tallies.c.day >= since)
    grouped = statement.group_by(tallies.c.village, tallies.c.flow, tallies.c.finding)
    return [(village, flow, finding, int(count)) for village, flow, finding, count in connection.execute(grouped)]
