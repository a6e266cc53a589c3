"""The trail of the cases, and a quick way to the residents who were erased and to the dead letters."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKey, PrimaryKeyConstraint, String, text

from bot.storage.database.types import BigId, UtcDateTime

revision = "0006"
down_revision = "0005"

ERASED = text("erased_at IS NOT NULL")
DEAD = text("state = 'dead'")


def upgrade() -> None:
    """Create them; of the cases so far the trail knows nothing."""
    op.create_table(
        "steps",
        Column("id", BigId, nullable=False),
        Column("ticket", BigId, ForeignKey("tickets.id", name="steps_ticket_fkey"), nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("what", String, nullable=False),
        Column("officer", String),
        PrimaryKeyConstraint("id", name="steps_pkey"),
    )
    op.create_index("steps_ticket_index", "steps", ["ticket"])
    op.create_index("residents_erased", "residents", ["erased_at"], sqlite_where=ERASED, postgresql_where=ERASED)
    op.create_index("inbox_dead", "inbox", ["done_at"], sqlite_where=DEAD, postgresql_where=DEAD)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("inbox_dead", "inbox")
    op.drop_index("residents_erased", "residents")
    op.drop_table("steps")
