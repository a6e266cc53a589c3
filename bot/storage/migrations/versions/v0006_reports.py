"""What reports need: how many answers the bot gave, by topic, and how many people came to a day in a village."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Date, Integer, PrimaryKeyConstraint, String

revision = "v0006"
down_revision = "v0005"


def upgrade() -> None:
    """Add the counts, which begin at nothing, and the column."""
    op.create_table(
        "answer_counts",
        Column("day", Date, nullable=False),
        Column("village", String, nullable=False),
        Column("topic", String, nullable=False),
        Column("count", Integer, nullable=False),
        PrimaryKeyConstraint("day", "village", "topic", name="answer_counts_pkey"),
        sqlite_with_rowid=False,
    )
    op.add_column("visits", Column("attended", Integer))


def downgrade() -> None:
    """Drop both."""
    op.drop_column("visits", "attended")
    op.drop_table("answer_counts")
