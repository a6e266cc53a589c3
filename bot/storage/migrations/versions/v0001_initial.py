"""The first tables."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)

from bot.storage.database.types import BigId, PersonText, UtcDateTime

revision = "0001"
down_revision = None


def _index_where(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=text(where), postgresql_where=text(where))


def upgrade() -> None:
    """Create everything, and the counter from which cases get their numbers."""
    op.create_table(
        "residents",
        Column("id", BigId, nullable=False),
        Column("channel", String, nullable=False),
        Column("chat", String, nullable=False),
        Column("name", PersonText, nullable=False),
        Column("village", String),
        Column("joined_at", UtcDateTime, nullable=False),
        Column("memory", Text),
        Column("outside", Boolean, nullable=False),
        Column("blocked_at", UtcDateTime),
        Column("seen_at", UtcDateTime, nullable=False),
        Column("erased_at", UtcDateTime),
        UniqueConstraint("chat", "channel", name="residents_chat_channel_key"),
        PrimaryKeyConstraint("id", name="residents_pkey"),
    )
    op.create_table(
        "tickets",
        Column("id", BigId, nullable=False, autoincrement=False),
        Column("resident", BigId, ForeignKey("residents.id", name="tickets_resident_fkey"), nullable=False),
        Column("village", String),
        Column("office", String, nullable=False),
        Column("officer", String, nullable=False),
        Column("question", PersonText, nullable=False),
        Column("opened_at", UtcDateTime, nullable=False),
        Column("state", String, nullable=False),
        Column("emergency", Boolean, nullable=False),
        Column("attempted", Text, nullable=False),
        Column("claimed_by", String),
        Column("waiting_since", UtcDateTime),
        Column("carded_at", UtcDateTime),
        Column("first_reply_at", UtcDateTime),
        Column("closed_at", UtcDateTime),
        Column("next_step", String),
        Column("next_at", UtcDateTime),
        Column("version", Integer, nullable=False),
        PrimaryKeyConstraint("id", name="tickets_pkey"),
    )
    op.create_index("tickets_resident_index", "tickets", ["resident"])
    _index_where("tickets_open", "tickets", ["office", "emergency", "id"], "state = 'open'")
    _index_where("tickets_due", "tickets", ["next_at", "id"], "state = 'open'")
    op.create_table(
        "inbox",
        Column("id", BigId, nullable=False),
        Column("channel", String, nullable=False),
        Column("update_key", String, nullable=False),
        Column("message_key", String),
        Column("chat", String, nullable=False),
        Column("raw", LargeBinary),
        Column("received_at", UtcDateTime, nullable=False),
        Column("state", String, nullable=False, server_default="waiting"),
        Column("verdict", SmallInteger),
        Column("ticket", BigId, ForeignKey("tickets.id", name="inbox_ticket_fkey")),
        Column("reason", Text),
        Column("tries", Integer, nullable=False, server_default="0"),
        Column("done_at", UtcDateTime),
        UniqueConstraint("channel", "update_key", name="inbox_channel_update_key_key"),
        UniqueConstraint("channel", "message_key", name="inbox_channel_message_key_key"),
        PrimaryKeyConstraint("id", name="inbox_pkey"),
    )
    _index_where("inbox_waiting", "inbox", ["state", "id"], "state = 'waiting'")
    _index_where("inbox_chats_waiting", "inbox", ["channel", "chat", "id"], "state = 'waiting'")
    op.create_table(
        "lines",
        Column("id", BigId, nullable=False),
        Column("ticket", BigId, ForeignKey("tickets.id", name="lines_ticket_fkey"), nullable=False),
        Column("author", String, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("text", PersonText, nullable=False),
        Column("person", String),
        Column("attachment", Text),
        Column("channel", String),
        Column("chat", String),
        Column("message", String),
        Column("edited", Boolean, nullable=False),
        PrimaryKeyConstraint("id", name="lines_pkey"),
    )
    op.create_index("lines_ticket_index", "lines", ["ticket"])
    op.create_table(
        "links",
        Column("channel", String, nullable=False),
        Column("chat", String, nullable=False),
        Column("message", String, nullable=False),
        Column("ticket", BigId, ForeignKey("tickets.id", name="links_ticket_fkey"), nullable=False),
        PrimaryKeyConstraint("channel", "chat", "message", name="links_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_index("links_ticket_index", "links", ["ticket"])
    op.create_table(
        "outbox",
        Column("id", BigId, nullable=False),
        Column("channel", String, nullable=False),
        Column("chat", String, nullable=False),
        Column("action", Text),
        Column("fleeting", Boolean, nullable=False),
        Column("keep", Boolean, nullable=False),
        Column("purpose", String, nullable=False),
        Column("ticket", BigId, ForeignKey("tickets.id", name="outbox_ticket_fkey")),
        Column("about", String),
        Column("priority", SmallInteger, nullable=False),
        Column("state", String, nullable=False, server_default="waiting"),
        Column("tries", Integer, nullable=False, server_default="0"),
        Column("repeat", Boolean, nullable=False, server_default=text("false")),
        Column("sender", Integer),
        Column("retry_at", UtcDateTime),
        Column("message", String),
        Column("reason", String),
        Column("cause", Text),
        Column("queued_at", UtcDateTime, nullable=False),
        Column("sent_at", UtcDateTime),
        PrimaryKeyConstraint("id", name="outbox_pkey"),
    )
    _index_where("outbox_waiting", "outbox", ["priority", "id"], "state = 'waiting'")
    _index_where(
        "outbox_chats_unfinished", "outbox", ["channel", "chat", "state", "id"], "state IN ('waiting', 'sending')"
    )
    _index_where("outbox_of_tickets", "outbox", ["ticket", "id"], "ticket IS NOT NULL")
    op.create_table(
        "chat_pauses",
        Column("channel", String, nullable=False),
        Column("chat", String, nullable=False),
        Column("until", UtcDateTime, nullable=False),
        PrimaryKeyConstraint("channel", "chat", name="chat_pauses_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "officer_chats",
        Column("officer", String, nullable=False),
        Column("channel", String, nullable=False),
        Column("chat", String, nullable=False),
        Column("joined_at", UtcDateTime, nullable=False),
        Column("draft", String),
        Column("draft_text", PersonText),
        PrimaryKeyConstraint("officer", name="officer_chats_pkey"),
    )
    op.create_table(
        "invitations",
        Column("token_hash", String, nullable=False),
        Column("officer", String, nullable=False),
        Column("expires", UtcDateTime, nullable=False),
        Column("used_at", UtcDateTime),
        PrimaryKeyConstraint("token_hash", name="invitations_pkey"),
    )
    op.create_table(
        "feedback",
        Column("id", BigId, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("kind", String, nullable=False),
        Column("entry", String, nullable=False),
        Column("text", PersonText, nullable=False),
        Column("village", String),
        Column("resident", BigId, ForeignKey("residents.id", name="feedback_resident_fkey")),
        PrimaryKeyConstraint("id", name="feedback_pkey"),
    )
    op.create_index("feedback_resident_index", "feedback", ["resident"])
    op.create_table(
        "counters",
        Column("name", String, nullable=False),
        Column("value", BigId, nullable=False),
        PrimaryKeyConstraint("name", name="counters_pkey"),
    )
    op.execute("INSERT INTO counters (name, value) VALUES ('ticket', 0)")


def downgrade() -> None:
    """Drop everything."""
    for table in (
        "feedback",
        "outbox",
        "links",
        "lines",
        "inbox",
        "tickets",
        "residents",
        "chat_pauses",
        "officer_chats",
        "invitations",
        "counters",
    ):
        op.drop_table(table)
