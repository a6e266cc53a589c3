"""How often guided checks ended in which finding, per village and day: the early warnings, without names."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Date, Integer, PrimaryKeyConstraint, String

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "tallies",
        Column("day", Date, nullable=False),
        Column("village", String, nullable=False),
        Column("flow", String, nullable=False),
        Column("finding", String, nullable=False),
        Column("count", Integer, nullable=False),
        PrimaryKeyConstraint("day", "village", "flow", "finding", name="tallies_pkey"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("tallies")
