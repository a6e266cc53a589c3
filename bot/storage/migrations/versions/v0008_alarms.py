"""What is wrong now, so that everybody is told once, also after a restart."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint, String

from bot.storage.database.types import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "alarms",
        Column("kind", String, nullable=False),
        Column("subject", String, nullable=False),
        Column("since", UtcDateTime, nullable=False),
        Column("seen_at", UtcDateTime, nullable=False),
        Column("told_at", UtcDateTime),
        PrimaryKeyConstraint("kind", "subject", name="alarms_pkey"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("alarms")
