"""Cases that are read in a topic of the office's group."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, String

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Cases of before are read in their officers' own chats."""
    op.add_column("tickets", Column("topic", String))
    op.add_column("held_answers", Column("channel", String))
    op.add_column("held_answers", Column("chat", String))


def downgrade() -> None:
    """Back to own chats alone."""
    op.drop_column("held_answers", "chat")
    op.drop_column("held_answers", "channel")
    op.drop_column("tickets", "topic")
