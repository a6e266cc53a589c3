"""Who changed an entry last is found without reading all that staff ever did."""

from __future__ import annotations

from alembic import op

revision = "v0008"
down_revision = "v0007"


def upgrade() -> None:
    """Create the index."""
    op.create_index("staff_events_about", "staff_events", ["about", "id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("staff_events_about", "staff_events")
