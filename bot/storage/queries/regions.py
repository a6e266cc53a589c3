"""Offices, officers and villages as they were imported; the newest import counts."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from bot.storage.database.tables import regions


class Import(NamedTuple):
    """What was imported; numbers grow with each import."""

    number: int
    content: str


def newest_number(connection: Connection) -> int:
    """Return the number of the newest import; 0 before the first."""
    return connection.execute(select(func.max(regions.c.id))).scalar_one() or 0


def newest(connection: Connection) -> Import | None:
    """Return the newest import."""
    statement = select(regions.c.id, regions.c.content).order_by(regions.c.id.desc()).limit(1)
    row = connection.execute(statement).one_or_none()
    return None if row is None else Import(*row)


def add(connection: Connection, content: str, now: datetime) -> int:
    """Make this the newest import; return its number."""
    statement = insert(regions).values(at=now, content=content).returning(regions.c.id)
    return int(connection.execute(statement).scalar_one())
