"""Who of the staff saw which case, and which messages of a chat the bot may be asked to delete there."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKey, PrimaryKeyConstraint, String

from bot.storage.database.types import BigId, UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the access log and the column."""
    op.create_table(
        "access_log",
        Column("id", BigId, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("officer", String, nullable=False),
        Column("ticket", BigId, ForeignKey("tickets.id", name="access_log_ticket_fkey"), nullable=False),
        Column("how", String, nullable=False),
        PrimaryKeyConstraint("id", name="access_log_pkey"),
    )
    op.create_index("access_log_ticket_index", "access_log", ["ticket"])
    op.add_column("inbox", Column("said", String))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("inbox", "said")
    op.drop_table("access_log")
