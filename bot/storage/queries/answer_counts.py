"""How many answers the bot gave, per village, topic and day; who asked is not in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, Date, bindparam, func, select, text

from bot.helpdesk.model.actions import Outcome
from bot.storage.database.tables import answer_counts

_ADD = text(
    "INSERT INTO answer_counts (day, village, topic, count) VALUES (:day, :village, :topic, 1)"
    " ON CONFLICT (day, village, topic) DO UPDATE SET count = answer_counts.count + 1"
).bindparams(bindparam("day", type_=Date))


def save(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Count the answers of these outcomes."""
    rows = [
        {"day": one.day, "village": one.village or "", "topic": one.topic}
        for outcome in outcomes
        for one in outcome.answered
    ]
    if rows:
        connection.execute(_ADD, rows)


def counted(connection: Connection, since: date, until: date) -> list[tuple[str, str, int]]:
    """Count (village, topic, how often) from a day up to, but without, another."""
    kinds = (answer_counts.c.village, answer_counts.c.topic)
    within = (answer_counts.c.day >= since, answer_counts.c.day < until)
    statement = select(*kinds, func.sum(answer_counts.c.count)).where(*within).group_by(*kinds)
    return [(village, topic, int(count)) for village, topic, count in connection.execute(statement)]
