"""When a resident last made an emergency ring is stored, so that it rings each person once in a while."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column

from bot.storage.database.types import UtcDateTime

revision = "v0012"
down_revision = "v0011"


def upgrade() -> None:
    """Add the column."""
    op.add_column("tickets", Column("rung_at", UtcDateTime))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("tickets", "rung_at")
