"""Days planned in villages, and who is to be reminded of them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKey, PrimaryKeyConstraint, String, text

from bot.storage.database.types import BigId, PersonText, UtcDateTime

revision = "0012"
down_revision = "0011"

DUE = text("due_at IS NOT NULL")


def upgrade() -> None:
    """Create the two tables."""
    op.create_table(
        "occasions",
        Column("id", BigId, nullable=False),
        Column("office", String, nullable=False),
        Column("officer", String, nullable=False),
        Column("village", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("starts_at", UtcDateTime, nullable=False),
        Column("place", PersonText, nullable=False),
        Column("cancelled", Boolean, nullable=False),
        PrimaryKeyConstraint("id", name="occasions_pkey"),
        sqlite_autoincrement=True,
    )
    op.create_index("occasions_to_come", "occasions", ["starts_at", "id"])
    op.create_table(
        "reminders",
        Column("occasion", BigId, ForeignKey("occasions.id", name="reminders_occasion_fkey"), nullable=False),
        Column("resident", BigId, ForeignKey("residents.id", name="reminders_resident_fkey"), nullable=False),
        Column("what", String, nullable=False),
        Column("due_at", UtcDateTime),
        PrimaryKeyConstraint("occasion", "resident", name="reminders_pkey"),
    )
    op.create_index("reminders_resident_index", "reminders", ["resident"])
    op.create_index("reminders_due", "reminders", ["due_at"], sqlite_where=DUE, postgresql_where=DUE)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("reminders")
    op.drop_table("occasions")
