"""Tickets, and all that belongs to one."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, false, or_

from bot.storage.database.tables.base import index_where, metadata
from bot.storage.database.types import BigId, PersonText, UtcDateTime

tickets = Table(
    "tickets",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("resident", BigId, ForeignKey("residents.id"), nullable=False, index=True),
    Column("village", String),
    Column("office", String, nullable=False),
    Column("officer", String, nullable=False),
    Column("question", PersonText, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("state", String, nullable=False),
    Column("emergency", Boolean, nullable=False),
    Column("early_warning", Boolean, nullable=False, server_default=false()),
    Column("despair", Boolean, nullable=False, server_default=false()),
    Column("attempted", Text, nullable=False),
    Column("claimed_by", String),
    Column("waiting_since", UtcDateTime),
    Column("carded_at", UtcDateTime),
    Column("rung_at", UtcDateTime),
    Column("retracted_at", UtcDateTime),
    Column("first_reply_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("next_step", String),
    Column("next_at", UtcDateTime),
    Column("topic", String),
    Column("tried", Text, nullable=False, server_default="[]"),
    Column("version", Integer, nullable=False),
    index_where("tickets_open", "office", "emergency", "id", where="state = 'open'"),
    index_where("tickets_due", "next_at", "id", where="state = 'open'"),
)
"""Cases. The columns stand in the order of the fields of `Ticket`. `attempted` and `tried` are JSON lists."""
AT_RISK = or_(tickets.c.emergency, tickets.c.despair)
"""A life may be at stake: nobody is sent broadcasts then, and nothing said there becomes FAQ."""

lines = Table(
    "lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ticket", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("author", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("text", PersonText, nullable=False),
    Column("person", String),
    Column("attachment", Text),
    Column("channel", String),
    Column("chat", String),
    Column("message", String),
    Column("edited", Boolean, nullable=False),
)
"""What stands in a ticket. `attachment` is JSON."""

links = Table(
    "links",
    metadata,
    Column("channel", String, primary_key=True),
    Column("chat", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("ticket", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Which ticket a message in a chat belongs to: how a reply finds its ticket."""

held_answers = Table(
    "held_answers",
    metadata,
    Column("officer", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("ticket", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("text", PersonText, nullable=False),
    Column("send_at", UtcDateTime, nullable=False),
    Column("channel", String),
    Column("chat", String),
)
"""Answers that their officer can still take back; deleted once they are sent, so there are never many.

`channel` and `chat`: the topic in which one was written, NULL for its officer's own chat.
"""

faq_drafts = Table(
    "faq_drafts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("office", String, nullable=False),
    Column("officer", String, nullable=False),
    Column("ticket", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("question", PersonText, nullable=False),
    Column("phrasings", Text, nullable=False),
    Column("answer", PersonText, nullable=False),
    Column("entry", String),
)
"""Good answers that may become FAQ. `phrasings` is a JSON list; `entry`: what a draft was made into."""

access_log = Table(
    "access_log",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("officer", String, nullable=False),
    Column("ticket", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("how", String, nullable=False),
)
"""Which officer saw which ticket. `how`: the purpose of the message that showed it, or what he did."""

audit_events = Table(
    "audit_events",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ticket", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("what", String, nullable=False),
    Column("officer", String),
)
"""What happened to each ticket: `what` is an `AuditEvent`. Nothing of a resident's stands here."""
