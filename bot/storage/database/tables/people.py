"""Residents, officers and observers."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.storage.database.tables.base import index_where, metadata
from bot.storage.database.types import BigId, PersonText, UtcDateTime

residents = Table(
    "residents",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("name", PersonText, nullable=False),
    Column("village", String),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("memory", Text),
    Column("discreet", Boolean, nullable=False),
    Column("hush", Boolean, nullable=False),
    Column("pending_since", UtcDateTime),
    Column("outside", Boolean, nullable=False),
    Column("blocked_at", UtcDateTime),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("erased_at", UtcDateTime),
    Column("informed_at", UtcDateTime),
    Column("broadcast_consent", Boolean),
    Column("broadcast_consent_at", UtcDateTime),
    Column("version", Integer, nullable=False, server_default=text("1")),
    UniqueConstraint("chat", "channel"),
    index_where("residents_erased", "erased_at", where="erased_at IS NOT NULL"),
    index_where("residents_pending", "pending_since", where="pending_since IS NOT NULL"),
    Index("residents_of_villages", "village", "id"),
)
"""Who asks. `memory` is JSON, NULL when empty; `seen_at` is when it was last saved.

`discreet`, `hush`: the fields of `Memory` that decide who may be written to; they are not in the JSON. `pending_since`:
since when the question in `memory` waits for the name of a village, NULL when none does. `informed_at`: when the
resident was informed of, or agreed to, what is stored. `broadcast_consent`: whether he agreed to broadcasts, NULL
before he was asked; `broadcast_consent_at`: when he said so. `version` grows with each change, so that two
writers notice. An erased resident stays as a tombstone under a random `chat`.
"""

feedback = Table(
    "feedback",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("entry", String, nullable=False),
    Column("text", PersonText, nullable=False),
    Column("village", String),
    Column("resident", BigId, ForeignKey("residents.id"), index=True),
)
"""Thumbs and chosen suggestions. `resident` is only there so that erasing a person finds them."""

officer_chats = Table(
    "officer_chats",
    metadata,
    Column("officer", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("draft", String),
    Column("draft_text", PersonText),
    Column("draft_at", UtcDateTime),
)
"""Where each officer works. `draft_at`: since when his draft waits."""

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("officer", String, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)
"""One-time links with which an officer joins; only the token's hash is known."""

observers = Table(
    "observers",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", PersonText, nullable=False),
    Column("kanwil", String, nullable=False),
    Column("channel", String),
    Column("chat", String),
    Column("joined_at", UtcDateTime),
    Column("invitation", String),
    Column("invited_until", UtcDateTime),
    UniqueConstraint("channel", "chat"),
)
"""Who reads figures alone. `kanwil`: of which offices, "" for all; `channel`, `chat`: NULL until he has joined.

`invitation`: the hash of a one-time link that is not used yet.
"""

leaves = Table(
    "leaves",
    metadata,
    Column("officer", String, primary_key=True),
    Column("starts", UtcDateTime, nullable=False),
    Column("ends", UtcDateTime, nullable=False),
    Column("begun", Boolean, nullable=False),
)
"""Officers' absences, one each. `begun`: the open tickets have gone to the deputy."""

summaries = Table(
    "summaries",
    metadata,
    Column("officer", String, primary_key=True),
    Column("due", UtcDateTime, nullable=False),
)
"""Officers who are owed one summary after a burst of tickets."""
