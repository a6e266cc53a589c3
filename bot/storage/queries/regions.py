"""Offices, officers and villages as they were imported; the newest import counts."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from bot.storage.database.sql import query


class Import(NamedTuple):
    """What was imported; numbers grow with each import."""

    number: int
    content: str


@query("SELECT COALESCE(max(id), 0) FROM regions")
def newest_number(connection: Connection) -> int:
    """Return the number of the newest import; 0 before the first."""


@query("SELECT id, content FROM regions ORDER BY id DESC LIMIT 1")
def newest(connection: Connection) -> Import | None:
    """Return the newest import."""


@query("INSERT INTO regions (at, content) VALUES (:now, :content) RETURNING id")
def add(connection: Connection, content: str, now: datetime) -> int:
    """Make this the newest import; return its number."""
