"""Officers on leave, answers that may become FAQ, and a quick way to the answers that did not arrive."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKey, PrimaryKeyConstraint, String, Text, text

from bot.storage.database.types import BigId, PersonText, UtcDateTime

revision = "0002"
down_revision = "0001"

LOST = text("purpose = 'reply' AND state IN ('failed', 'uncertain')")


def upgrade() -> None:
    """Create the two tables and the index."""
    op.create_table(
        "leaves",
        Column("officer", String, nullable=False),
        Column("starts", UtcDateTime, nullable=False),
        Column("ends", UtcDateTime, nullable=False),
        Column("begun", Boolean, nullable=False),
        PrimaryKeyConstraint("officer", name="leaves_pkey"),
    )
    op.create_table(
        "drafts",
        Column("id", BigId, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("office", String, nullable=False),
        Column("officer", String, nullable=False),
        Column("ticket", BigId, ForeignKey("tickets.id", name="drafts_ticket_fkey"), nullable=False),
        Column("question", PersonText, nullable=False),
        Column("phrasings", Text, nullable=False),
        Column("answer", PersonText, nullable=False),
        Column("entry", String),
        PrimaryKeyConstraint("id", name="drafts_pkey"),
    )
    op.create_index("drafts_ticket_index", "drafts", ["ticket"])
    op.create_index("outbox_lost_replies", "outbox", ["id"], sqlite_where=LOST, postgresql_where=LOST)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("outbox_lost_replies", "outbox")
    op.drop_table("drafts")
    op.drop_table("leaves")
