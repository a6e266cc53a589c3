"""No answer waits ten seconds any more: what only such answers needed is no longer stored."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, false, true

revision = "v0014"
down_revision = "v0013"


def upgrade() -> None:
    """Drop the columns; a photo that still waits is not sent, and its resident goes on waiting for an answer."""
    op.execute("DELETE FROM held_answers WHERE copied")
    op.drop_column("held_answers", "copied")
    op.drop_column("held_answers", "typed")
    op.drop_column("officer_chats", "pauses")


def downgrade() -> None:
    """Add them again."""
    op.add_column("officer_chats", Column("pauses", Boolean, nullable=False, server_default=false()))
    op.add_column("held_answers", Column("typed", Boolean, nullable=False, server_default=true()))
    op.add_column("held_answers", Column("copied", Boolean, nullable=False, server_default=false()))
