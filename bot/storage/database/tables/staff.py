"""The staff who keep the FAQ: who they are, what they have asked for, and what they saw and did."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from bot.storage.database.tables.base import index_where, metadata
from bot.storage.database.types import BigId, PersonText, UtcDateTime

staff_members = Table(
    "staff_members",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", PersonText, nullable=False),
    Column("roles", Text, nullable=False),
    Column("signs", Text, nullable=False),
    Column("channel", String),
    Column("chat", String),
    Column("joined_at", UtcDateTime),
    Column("invitation", String),
    Column("invited_until", UtcDateTime),
    Column("form", Text),
)
"""Who may do what. `roles` and `signs` are JSON lists; `invitation`: the hash of a one-time link that is not used yet.

`channel`, `chat`: NULL until the member has joined. `form`: what the next message is for, as JSON.
"""

staff_tasks = Table(
    "staff_tasks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("member", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("args", Text, nullable=False),
    Column("message", String),
    Column("held_until", UtcDateTime),
    Column("attempts", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
"""What members have asked for and have not got yet; gone once they have. `args` is a JSON list.

`held_until`: so long no other process takes it up; `attempts`: how often one has.
"""

staff_requests = Table(
    "staff_requests",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("member", String, nullable=False),
    Column("proposal", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("second", String),
    Column("agreed", Boolean),
    Column("decided_at", UtcDateTime),
    index_where("staff_requests_open", "id", where="second IS NULL"),
    sqlite_autoincrement=True,
)
"""Publications that need a second person: `second` decided, NULL while nobody has. `summary` is a JSON list of lines.

Numbers are never used again: old buttons name them.
"""

staff_links = Table(
    "staff_links",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("member", String, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
)
"""One-time links to the staff page that were not used yet; only the token's hash is known."""

staff_events = Table(
    "staff_events",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("member", String, nullable=False),
    Column("what", String, nullable=False),
    Column("about", String, nullable=False),
    Index("staff_events_about", "about", "id"),
)
"""What members saw and did with the FAQ, for the audit. Nothing of a resident's stands here."""
