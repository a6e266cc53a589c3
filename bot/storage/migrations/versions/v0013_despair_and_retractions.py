"""Whether a ticket is about somebody tired of life, and when its call for help was taken back, are stored."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, false

from bot.storage.database.types import UtcDateTime

revision = "v0013"
down_revision = "v0012"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("tickets", Column("despair", Boolean, nullable=False, server_default=false()))
    op.add_column("tickets", Column("retracted_at", UtcDateTime))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("tickets", "retracted_at")
    op.drop_column("tickets", "despair")
