"""Residents whose question waits for the name of a village are found by an index instead of by words inside JSON."""

from __future__ import annotations

from datetime import datetime

import orjson
from alembic import op
from sqlalchemy import Column, Text, bindparam, column, select, table, text

from bot.storage.database.types import BigId, UtcDateTime

revision = "v0002"
down_revision = "v0001"

_WAITING = "pending_since IS NOT NULL"
_residents = table("residents", column("id", BigId), column("memory", Text), column("pending_since", UtcDateTime))


def upgrade() -> None:
    """Add the column and its index, and fill it from the questions that wait."""
    op.add_column("residents", Column("pending_since", UtcDateTime))
    connection = op.get_bind()
    holds = select(_residents.c.id, _residents.c.memory).where(_residents.c.memory.contains('"pending":{'))
    found = {number: orjson.loads(memory).get("pending") for number, memory in connection.execute(holds)}
    fill = _residents.update().where(_residents.c.id == bindparam("number")).values(pending_since=bindparam("since"))
    rows = [
        {"number": number, "since": datetime.fromisoformat(pending["at"])}
        for number, pending in found.items()
        if pending
    ]
    if rows:
        connection.execute(fill, rows)
    op.create_index(
        "residents_pending",
        "residents",
        ["pending_since"],
        sqlite_where=text(_WAITING),
        postgresql_where=text(_WAITING),
    )


def downgrade() -> None:
    """Drop the index and the column; the memory still holds when each question was asked."""
    op.drop_index("residents_pending", "residents")
    op.drop_column("residents", "pending_since")
