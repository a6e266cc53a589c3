"""The staff who keep the FAQ get tables: who they are, what they have asked for, what they saw and did."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, PrimaryKeyConstraint, String, Text, text

from bot.storage.database.types import BigId, PersonText, UtcDateTime

revision = "v0003"
down_revision = "v0002"


def upgrade() -> None:
    """Create the tables, empty."""
    op.create_table(
        "staff_members",
        Column("id", String, nullable=False),
        Column("name", PersonText, nullable=False),
        Column("roles", Text, nullable=False),
        Column("signs", Text, nullable=False),
        Column("channel", String),
        Column("chat", String),
        Column("joined_at", UtcDateTime),
        Column("invitation", String),
        Column("invited_until", UtcDateTime),
        Column("form", Text),
        PrimaryKeyConstraint("id", name="staff_members_pkey"),
    )
    op.create_table(
        "staff_tasks",
        Column("id", BigId, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("member", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("args", Text, nullable=False),
        Column("message", String),
        Column("held_until", UtcDateTime),
        PrimaryKeyConstraint("id", name="staff_tasks_pkey"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "staff_requests",
        Column("id", BigId, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("member", String, nullable=False),
        Column("proposal", String, nullable=False),
        Column("why", Text, nullable=False),
        Column("summary", Text, nullable=False),
        Column("second", String),
        Column("agreed", Boolean),
        Column("decided_at", UtcDateTime),
        PrimaryKeyConstraint("id", name="staff_requests_pkey"),
        sqlite_autoincrement=True,
    )
    where = text("second IS NULL")
    op.create_index("staff_requests_open", "staff_requests", ["id"], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "staff_events",
        Column("id", BigId, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("member", String, nullable=False),
        Column("what", String, nullable=False),
        Column("about", String, nullable=False),
        PrimaryKeyConstraint("id", name="staff_events_pkey"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in ("staff_events", "staff_requests", "staff_tasks", "staff_members"):
        op.drop_table(name)
