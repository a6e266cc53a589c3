"""Broadcasts, visits and their reminders."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.storage.database.tables.base import index_where, metadata
from bot.storage.database.types import BigId, PersonText, UtcDateTime

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", BigId, primary_key=True),
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
    Index("broadcasts_of_offices", "office", "begun_at"),
    index_where("broadcasts_open", "looked_at", "id", where="state <> 'ended'"),
    sqlite_autoincrement=True,
)
"""What officers sent to their villages; see `Broadcast`. `villages` is a JSON list. Numbers are never used again."""

visits = Table(
    "visits",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", String, nullable=False),
    Column("officer", String, nullable=False),
    Column("village", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("place", PersonText, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("attended", Integer),
    Index("visits_to_come", "starts_at", "id"),
    sqlite_autoincrement=True,
)
"""Days that officers have planned in their villages. Numbers are never used again: old buttons name them.

`attended`: how many people came, as the officer has written afterwards; NULL until he has.
"""

reminders = Table(
    "reminders",
    metadata,
    Column("visit", BigId, ForeignKey("visits.id"), primary_key=True),
    Column("resident", BigId, ForeignKey("residents.id"), primary_key=True, index=True),
    Column("what", String, nullable=False),
    Column("due_at", UtcDateTime),
    index_where("reminders_due", "due_at", where="due_at IS NOT NULL"),
)
"""Who asked to be reminded of a day. `what` is owed next, at `due_at`: remind, changed or cancelled; NULL: nothing."""

officer_drafts = Table(
    "officer_drafts",
    metadata,
    Column("officer", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("content", PersonText, nullable=False),
)
"""What each officer is writing for his villages, as JSON."""
