"""A task of the staff at which the process keeps dying is given up."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer

revision = "v0011"
down_revision = "v0010"


def upgrade() -> None:
    """Count the attempts at a task."""
    op.add_column("staff_tasks", Column("attempts", Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Drop the count."""
    op.drop_column("staff_tasks", "attempts")
