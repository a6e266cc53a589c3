"""What came in, what goes out, and chats that are left alone for a while."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.storage.database.tables.base import index_where, metadata
from bot.storage.database.types import BigId, UtcDateTime

inbox = Table(
    "inbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("channel", String, nullable=False),
    Column("update_key", String, nullable=False),
    Column("message_key", String),
    Column("chat", String, nullable=False),
    Column("raw", LargeBinary),
    Column("received_at", UtcDateTime, nullable=False),
    Column("state", String, nullable=False, server_default="waiting"),
    Column("verdict", SmallInteger),
    Column("ticket", BigId, ForeignKey("tickets.id")),
    Column("reason", Text),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("done_at", UtcDateTime),
    Column("said", String),
    Column("priority", SmallInteger, nullable=False, server_default=text("5")),
    UniqueConstraint("channel", "update_key"),
    UniqueConstraint("channel", "message_key"),
    index_where("inbox_waiting", "priority", "id", where="state = 'waiting'"),
    index_where("inbox_chats_waiting", "channel", "chat", "id", where="state = 'waiting'"),
    index_where("inbox_dead", "done_at", where="state = 'dead'"),
    Index("inbox_chats", "channel", "chat"),
)
"""Updates as they came. `state`: waiting, done or dead. `raw` is deleted once a row is done; a dead letter keeps it.

`said`: the channel's id of the message that the person wrote, so that it can be deleted from the chat on request.
`priority`: that of the most urgent waiting update of the chat, since a chat's updates keep their order.
"""

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("action", Text),
    Column("fleeting", Boolean, nullable=False),
    Column("keep", Boolean, nullable=False),
    Column("purpose", String, nullable=False),
    Column("ticket", BigId, ForeignKey("tickets.id")),
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
    index_where("outbox_waiting", "priority", "id", where="state = 'waiting'"),
    index_where(
        "outbox_chats_unfinished",
        *("channel", "chat", "state", "priority", "id"),
        where="state IN ('waiting', 'sending')",
    ),
    Index("outbox_chats", "channel", "chat"),
    index_where("outbox_of_tickets", "ticket", "id", where="ticket IS NOT NULL"),
    index_where("outbox_of_broadcasts", "about", "state", where="purpose = 'broadcast'"),
    index_where("outbox_lost_replies", "id", where="purpose = 'reply' AND state IN ('failed', 'uncertain')"),
)
"""Messages on their way out; `state` is a `Delivery`, `action` JSON.

`fleeting`: tried once and then forgotten (a button's receipt, a reaction). `keep`: the action stays readable after it
was sent, because it belongs to a ticket. `sender`: the process that has it
in hand (PostgreSQL, where there may be several).
"""

chat_pauses = Table(
    "chat_pauses",
    metadata,
    Column("channel", String, primary_key=True),
    Column("chat", String, primary_key=True),
    Column("until", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)
"""Chats that the channel asked us to leave alone for a while."""
