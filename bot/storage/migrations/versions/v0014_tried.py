"""A case remembers who was tried, so that it does not go round in a circle of deputies."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the column; of the cases that are open nobody has been tried yet."""
    op.add_column("tickets", Column("tried", Text, nullable=False, server_default="[]"))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("tickets", "tried")
