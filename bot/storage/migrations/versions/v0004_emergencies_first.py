"""Emergencies first: among the updates that wait, and among the messages that wait for one chat."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, SmallInteger, text

revision = "0004"
down_revision = "0003"

WAITING = text("state = 'waiting'")
UNFINISHED = text("state IN ('waiting', 'sending')")


def upgrade() -> None:
    """Give updates a priority, and both queues an index that walks by it."""
    op.add_column("inbox", Column("priority", SmallInteger, nullable=False, server_default=text("5")))
    _indexes(["priority", "id"], ["channel", "chat", "state", "priority", "id"])


def downgrade() -> None:
    """Back to age alone."""
    _indexes(["state", "id"], ["channel", "chat", "state", "id"])
    op.drop_column("inbox", "priority")


def _indexes(waiting: list[str], unfinished: list[str]) -> None:
    op.drop_index("inbox_waiting", "inbox")
    op.create_index("inbox_waiting", "inbox", waiting, sqlite_where=WAITING, postgresql_where=WAITING)
    op.drop_index("outbox_chats_unfinished", "outbox")
    op.create_index(
        "outbox_chats_unfinished", "outbox", unfinished, sqlite_where=UNFINISHED, postgresql_where=UNFINISHED
    )
