"""An alarm names its cause, so that sixty cases of one officer are one alarm."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, String

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the column; alarms that stand already stand alone."""
    op.add_column("alarms", Column("cause", String, nullable=False, server_default=""))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("alarms", "cause")
