"""News to residents who agreed to it: their word on it, what officers send, and how far it is."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, Integer, PrimaryKeyConstraint, String, Text, text

from bot.storage.database.types import BigId, PersonText, UtcDateTime

revision = "0011"
down_revision = "0010"

OF_NEWS = text("purpose = 'news'")
NOT_ENDED = text("state <> 'ended'")


def upgrade() -> None:
    """Nobody has been asked yet."""
    op.add_column("residents", Column("news", Boolean))
    op.add_column("residents", Column("news_at", UtcDateTime))
    op.create_index("residents_of_villages", "residents", ["village", "id"])
    op.create_index("outbox_of_news", "outbox", ["about", "state"], sqlite_where=OF_NEWS, postgresql_where=OF_NEWS)
    op.create_table(
        "news",
        Column("id", BigId, nullable=False),
        Column("officer", String, nullable=False),
        Column("office", String, nullable=False),
        Column("villages", Text, nullable=False),
        Column("text", PersonText, nullable=False),
        Column("begun_at", UtcDateTime, nullable=False),
        Column("channel", String, nullable=False),
        Column("chat", String, nullable=False),
        Column("message", String, nullable=False),
        Column("total", Integer, nullable=False),
        Column("upto", BigId, nullable=False),
        Column("state", String, nullable=False),
        Column("cursor", BigId, nullable=False),
        Column("shown", Text, nullable=False),
        Column("shown_at", UtcDateTime),
        Column("sent", Integer),
        Column("looked_at", UtcDateTime, nullable=False),
        PrimaryKeyConstraint("id", name="news_pkey"),
        sqlite_autoincrement=True,
    )
    op.create_index("news_of_offices", "news", ["office", "begun_at"])
    op.create_index("news_open", "news", ["looked_at", "id"], sqlite_where=NOT_ENDED, postgresql_where=NOT_ENDED)
    op.create_table(
        "officer_drafts",
        Column("officer", String, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("content", PersonText, nullable=False),
        PrimaryKeyConstraint("officer", name="officer_drafts_pkey"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("officer_drafts")
    op.drop_table("news")
    op.drop_index("outbox_of_news", "outbox")
    op.drop_index("residents_of_villages", "residents")
    op.drop_column("residents", "news_at")
    op.drop_column("residents", "news")
