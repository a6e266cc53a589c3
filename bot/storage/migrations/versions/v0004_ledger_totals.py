"""Rows of inbox and outbox go when they are finished; how many there were is counted per day."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Date, PrimaryKeyConstraint, String

from bot.storage.database.types import BigId

revision = "v0004"
down_revision = "v0003"


def upgrade() -> None:
    """Create the table, empty: the next night counts what goes then."""
    op.create_table(
        "ledger_totals",
        Column("day", Date, nullable=False),
        Column("part", String, nullable=False),
        Column("count", BigId, nullable=False),
        PrimaryKeyConstraint("day", "part", name="ledger_totals_pkey"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the table; an older version would miss the rows that have gone, and say so."""
    op.drop_table("ledger_totals")
