"""One-time links to the staff page."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint, String

from bot.storage.database.types import UtcDateTime

revision = "v0005"
down_revision = "v0004"


def upgrade() -> None:
    """Create the table, empty."""
    op.create_table(
        "staff_links",
        Column("token_hash", String, nullable=False),
        Column("member", String, nullable=False),
        Column("expires", UtcDateTime, nullable=False),
        PrimaryKeyConstraint("token_hash", name="staff_links_pkey"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("staff_links")
