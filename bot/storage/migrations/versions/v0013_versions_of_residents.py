"""Residents have a version, so that two writers notice each other; officers' unsent drafts have an age."""

from __future__ import annotations

from datetime import UTC, datetime

from alembic import op
from sqlalchemy import Column, Integer, bindparam, text

from bot.storage.database.types import UtcDateTime

revision = "0013"
down_revision = "0012"

_AGE = text("UPDATE officer_chats SET draft_at = :now WHERE draft IS NOT NULL").bindparams(
    bindparam("now", type_=UtcDateTime)
)


def upgrade() -> None:
    """Add the columns; nobody knows when the drafts that wait were begun, so they count from now."""
    op.add_column("residents", Column("version", Integer, nullable=False, server_default=text("1")))
    op.add_column("officer_chats", Column("draft_at", UtcDateTime))
    op.get_bind().execute(_AGE, {"now": datetime.now(UTC)})


def downgrade() -> None:
    """Drop them."""
    op.drop_column("officer_chats", "draft_at")
    op.drop_column("residents", "version")
