"""When a resident was told what is stored; and a chat's messages found by an index, for clearing and erasing."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column

from bot.storage.database.types import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column and the indexes; whoever is known already was told by the greeting when he joined."""
    op.add_column("residents", Column("informed_at", UtcDateTime))
    op.execute("UPDATE residents SET informed_at = joined_at WHERE erased_at IS NULL")
    op.create_index("inbox_chats", "inbox", ["channel", "chat"])
    op.create_index("outbox_chats", "outbox", ["channel", "chat"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("outbox_chats", "outbox")
    op.drop_index("inbox_chats", "inbox")
    op.drop_column("residents", "informed_at")
