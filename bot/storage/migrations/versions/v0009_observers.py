"""Observers (kanwil, pusat), who read figures alone, get a table."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint, String, UniqueConstraint

from bot.storage.database.types import PersonText, UtcDateTime

revision = "v0009"
down_revision = "v0008"


def upgrade() -> None:
    """Create the table, empty."""
    op.create_table(
        "observers",
        Column("id", String, nullable=False),
        Column("name", PersonText, nullable=False),
        Column("kanwil", String, nullable=False),
        Column("channel", String),
        Column("chat", String),
        Column("joined_at", UtcDateTime),
        Column("invitation", String),
        Column("invited_until", UtcDateTime),
        PrimaryKeyConstraint("id", name="observers_pkey"),
        UniqueConstraint("channel", "chat", name="observers_channel_chat_key"),
    )


def downgrade() -> None:
    """Drop it; observers must be invited anew."""
    op.drop_table("observers")
