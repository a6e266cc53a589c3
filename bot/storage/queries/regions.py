"""Offices, officers and villages as they were imported; the newest import counts."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from bot.storage.database.sql import Sql, insert


class Import(NamedTuple):
    """What was imported; numbers grow with each import."""

    number: int
    content: str


_NUMBER = Sql("SELECT COALESCE(max(id), 0) FROM regions", int)
_NEWEST = Sql("SELECT id, content FROM regions ORDER BY id DESC LIMIT 1", Import)
_ADD = Sql(insert("regions", ("at", "content"), also="RETURNING id"), int)


def newest_number(connection: Connection) -> int:
    """Return the number of the newest import; 0 before the first."""
    return _NUMBER.one(connection)


def newest(connection: Connection) -> Import | None:
    """Return the newest import."""
    return _NEWEST.first(connection)


def add(connection: Connection, content: str, now: datetime) -> int:
    """Make this the newest import; return its number."""
    return _ADD.one(connection, at=now, content=content)
