"""Answers that wait ten seconds for their officer's second thought, and summaries after a burst of cases."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKey, PrimaryKeyConstraint, String, text

from bot.storage.database.types import BigId, PersonText, UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the two tables; nobody has asked for the ten seconds yet."""
    op.add_column("officer_chats", Column("pauses", Boolean, nullable=False, server_default=text("false")))
    op.create_table(
        "held_answers",
        Column("officer", String, nullable=False),
        Column("message", String, nullable=False),
        Column("ticket", BigId, ForeignKey("tickets.id", name="held_answers_ticket_fkey"), nullable=False),
        Column("text", PersonText, nullable=False),
        Column("send_at", UtcDateTime, nullable=False),
        Column("typed", Boolean, nullable=False),
        Column("copied", Boolean, nullable=False),
        PrimaryKeyConstraint("officer", "message", name="held_answers_pkey"),
    )
    op.create_index("held_answers_ticket_index", "held_answers", ["ticket"])
    op.create_table(
        "summaries",
        Column("officer", String, nullable=False),
        Column("due", UtcDateTime, nullable=False),
        PrimaryKeyConstraint("officer", name="summaries_pkey"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("summaries")
    op.drop_table("held_answers")
    op.drop_column("officer_chats", "pauses")
