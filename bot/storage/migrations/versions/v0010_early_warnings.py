"""What a resident was warned of is told by a column of his ticket instead of by the ticket's first words."""

from __future__ import annotations

import orjson
from alembic import op
from sqlalchemy import Boolean, Column, Text, bindparam, column, false, select, table, true

from bot.storage.database.types import BigId, UtcDateTime

revision = "v0010"
down_revision = "v0009"

FIRST_WORDS = "⚠️ PERINGATAN DINI"

_tickets = table("tickets", column("question", Text), column("early_warning", Boolean))
_residents = table("residents", column("id", BigId), column("memory", Text), column("pending_since", UtcDateTime))


def upgrade() -> None:
    """Add the column, and fill it from the first words; questions that wait for a village's name are marked as well."""
    op.add_column("tickets", Column("early_warning", Boolean, nullable=False, server_default=false()))
    connection = op.get_bind()
    begins = _tickets.c.question.startswith(FIRST_WORDS)
    connection.execute(_tickets.update().where(begins).values(early_warning=true()))
    waiting = select(_residents.c.id, _residents.c.memory).where(_residents.c.pending_since.is_not(None))
    rows = []
    for number, memory in connection.execute(waiting):
        remembered = orjson.loads(memory or "{}")
        pending = remembered.get("pending")
        if pending and pending["question"].startswith(FIRST_WORDS):
            pending["early_warning"] = True
            rows.append({"number": number, "marked": orjson.dumps(remembered).decode()})
    if rows:
        change = _residents.update().where(_residents.c.id == bindparam("number")).values(memory=bindparam("marked"))
        connection.execute(change, rows)


def downgrade() -> None:
    """Drop the column; the first words are still there."""
    op.drop_column("tickets", "early_warning")
