"""Offices, officers and villages that were imported from a spreadsheet get a table."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint, Text

from bot.storage.database.types import BigId, UtcDateTime

revision = "v0007"
down_revision = "v0006"


def upgrade() -> None:
    """Create the table, empty: until the first import the settings count."""
    op.create_table(
        "regions",
        Column("id", BigId, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("content", Text, nullable=False),
        PrimaryKeyConstraint("id", name="regions_pkey"),
    )


def downgrade() -> None:
    """Drop it; the settings count again."""
    op.drop_table("regions")
