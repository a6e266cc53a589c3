"""The tables of the first release."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    Date,
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

revision = "v0001"
down_revision = None


def _index_where(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=text(where), postgresql_where=text(where))


def upgrade() -> None:
    """Create every table, and the counter from which tickets get their numbers."""
    op.create_table(
        "alerts",
        Column("kind", String, nullable=False),
        Column("subject", String, nullable=False),
        Column("since", UtcDateTime, nullable=False),
        Column("seen_at", UtcDateTime, nullable=False),
        Column("notified_at", UtcDateTime),
        Column("cause", String, nullable=False),
        PrimaryKeyConstraint("kind", "subject", name="alerts_pkey"),
    )
    op.create_table(
        "broadcasts",
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
        PrimaryKeyConstraint("id", name="broadcasts_pkey"),
        sqlite_autoincrement=True,
    )
    op.create_index("broadcasts_of_offices", "broadcasts", ["office", "begun_at"])
    _index_where("broadcasts_open", "broadcasts", ["looked_at", "id"], "state <> 'ended'")
    op.create_table(
        "chat_pauses",
        Column("channel", String, nullable=False),
        Column("chat", String, nullable=False),
        Column("until", UtcDateTime, nullable=False),
        PrimaryKeyConstraint("channel", "chat", name="chat_pauses_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "check_statistics",
        Column("day", Date, nullable=False),
        Column("village", String, nullable=False),
        Column("guided_check", String, nullable=False),
        Column("finding", String, nullable=False),
        Column("count", Integer, nullable=False),
        PrimaryKeyConstraint("day", "village", "guided_check", "finding", name="check_statistics_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counters",
        Column("name", String, nullable=False),
        Column("value", BigId, nullable=False),
        PrimaryKeyConstraint("name", name="counters_pkey"),
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
        "leaves",
        Column("officer", String, nullable=False),
        Column("starts", UtcDateTime, nullable=False),
        Column("ends", UtcDateTime, nullable=False),
        Column("begun", Boolean, nullable=False),
        PrimaryKeyConstraint("officer", name="leaves_pkey"),
    )
    op.create_table(
        "officer_chats",
        Column("officer", String, nullable=False),
        Column("channel", String, nullable=False),
        Column("chat", String, nullable=False),
        Column("joined_at", UtcDateTime, nullable=False),
        Column("draft", String),
        Column("draft_text", PersonText),
        Column("pauses", Boolean, nullable=False, server_default=text("false")),
        Column("draft_at", UtcDateTime),
        PrimaryKeyConstraint("officer", name="officer_chats_pkey"),
    )
    op.create_table(
        "officer_drafts",
        Column("officer", String, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("content", PersonText, nullable=False),
        PrimaryKeyConstraint("officer", name="officer_drafts_pkey"),
    )
    op.create_table(
        "residents",
        Column("id", BigId, nullable=False),
        Column("channel", String, nullable=False),
        Column("chat", String, nullable=False),
        Column("name", PersonText, nullable=False),
        Column("village", String),
        Column("joined_at", UtcDateTime, nullable=False),
        Column("memory", Text),
        Column("discreet", Boolean, nullable=False),
        Column("hush", Boolean, nullable=False),
        Column("outside", Boolean, nullable=False),
        Column("blocked_at", UtcDateTime),
        Column("seen_at", UtcDateTime, nullable=False),
        Column("erased_at", UtcDateTime),
        Column("informed_at", UtcDateTime),
        Column("broadcast_consent", Boolean),
        Column("broadcast_consent_at", UtcDateTime),
        Column("version", Integer, nullable=False, server_default=text("1")),
        UniqueConstraint("chat", "channel", name="residents_chat_channel_key"),
        PrimaryKeyConstraint("id", name="residents_pkey"),
    )
    _index_where("residents_erased", "residents", ["erased_at"], "erased_at IS NOT NULL")
    op.create_index("residents_of_villages", "residents", ["village", "id"])
    op.create_table(
        "summaries",
        Column("officer", String, nullable=False),
        Column("due", UtcDateTime, nullable=False),
        PrimaryKeyConstraint("officer", name="summaries_pkey"),
    )
    op.create_table(
        "visits",
        Column("id", BigId, nullable=False),
        Column("office", String, nullable=False),
        Column("officer", String, nullable=False),
        Column("village", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("starts_at", UtcDateTime, nullable=False),
        Column("place", PersonText, nullable=False),
        Column("cancelled", Boolean, nullable=False),
        PrimaryKeyConstraint("id", name="visits_pkey"),
        sqlite_autoincrement=True,
    )
    op.create_index("visits_to_come", "visits", ["starts_at", "id"])
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
        "reminders",
        Column("visit", BigId, ForeignKey("visits.id", name="reminders_visit_fkey"), nullable=False),
        Column("resident", BigId, ForeignKey("residents.id", name="reminders_resident_fkey"), nullable=False),
        Column("what", String, nullable=False),
        Column("due_at", UtcDateTime),
        PrimaryKeyConstraint("visit", "resident", name="reminders_pkey"),
    )
    _index_where("reminders_due", "reminders", ["due_at"], "due_at IS NOT NULL")
    op.create_index("reminders_resident_index", "reminders", ["resident"])
    op.create_table(
        "tickets",
        Column("id", BigId, autoincrement=False, nullable=False),
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
        Column("topic", String),
        Column("tried", Text, nullable=False, server_default="[]"),
        Column("version", Integer, nullable=False),
        PrimaryKeyConstraint("id", name="tickets_pkey"),
    )
    _index_where("tickets_due", "tickets", ["next_at", "id"], "state = 'open'")
    _index_where("tickets_open", "tickets", ["office", "emergency", "id"], "state = 'open'")
    op.create_index("tickets_resident_index", "tickets", ["resident"])
    op.create_table(
        "access_log",
        Column("id", BigId, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("officer", String, nullable=False),
        Column("ticket", BigId, ForeignKey("tickets.id", name="access_log_ticket_fkey"), nullable=False),
        Column("how", String, nullable=False),
        PrimaryKeyConstraint("id", name="access_log_pkey"),
    )
    op.create_index("access_log_ticket_index", "access_log", ["ticket"])
    op.create_table(
        "audit_events",
        Column("id", BigId, nullable=False),
        Column("ticket", BigId, ForeignKey("tickets.id", name="audit_events_ticket_fkey"), nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("what", String, nullable=False),
        Column("officer", String),
        PrimaryKeyConstraint("id", name="audit_events_pkey"),
    )
    op.create_index("audit_events_ticket_index", "audit_events", ["ticket"])
    op.create_table(
        "faq_drafts",
        Column("id", BigId, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("office", String, nullable=False),
        Column("officer", String, nullable=False),
        Column("ticket", BigId, ForeignKey("tickets.id", name="faq_drafts_ticket_fkey"), nullable=False),
        Column("question", PersonText, nullable=False),
        Column("phrasings", Text, nullable=False),
        Column("answer", PersonText, nullable=False),
        Column("entry", String),
        PrimaryKeyConstraint("id", name="faq_drafts_pkey"),
    )
    op.create_index("faq_drafts_ticket_index", "faq_drafts", ["ticket"])
    op.create_table(
        "held_answers",
        Column("officer", String, nullable=False),
        Column("message", String, nullable=False),
        Column("ticket", BigId, ForeignKey("tickets.id", name="held_answers_ticket_fkey"), nullable=False),
        Column("text", PersonText, nullable=False),
        Column("send_at", UtcDateTime, nullable=False),
        Column("typed", Boolean, nullable=False),
        Column("copied", Boolean, nullable=False),
        Column("channel", String),
        Column("chat", String),
        PrimaryKeyConstraint("officer", "message", name="held_answers_pkey"),
    )
    op.create_index("held_answers_ticket_index", "held_answers", ["ticket"])
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
        Column("said", String),
        Column("priority", SmallInteger, nullable=False, server_default=text("5")),
        UniqueConstraint("channel", "message_key", name="inbox_channel_message_key_key"),
        UniqueConstraint("channel", "update_key", name="inbox_channel_update_key_key"),
        PrimaryKeyConstraint("id", name="inbox_pkey"),
    )
    op.create_index("inbox_chats", "inbox", ["channel", "chat"])
    _index_where("inbox_chats_waiting", "inbox", ["channel", "chat", "id"], "state = 'waiting'")
    _index_where("inbox_dead", "inbox", ["done_at"], "state = 'dead'")
    _index_where("inbox_waiting", "inbox", ["priority", "id"], "state = 'waiting'")
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
    op.create_index("outbox_chats", "outbox", ["channel", "chat"])
    _index_where(
        "outbox_chats_unfinished",
        "outbox",
        ["channel", "chat", "state", "priority", "id"],
        "state IN ('waiting', 'sending')",
    )
    _index_where("outbox_lost_replies", "outbox", ["id"], "purpose = 'reply' AND state IN ('failed', 'uncertain')")
    _index_where("outbox_of_broadcasts", "outbox", ["about", "state"], "purpose = 'broadcast'")
    _index_where("outbox_of_tickets", "outbox", ["ticket", "id"], "ticket IS NOT NULL")
    _index_where("outbox_waiting", "outbox", ["priority", "id"], "state = 'waiting'")
    op.execute("INSERT INTO counters (name, value) VALUES ('ticket', 0)")


def downgrade() -> None:
    """Drop every table."""
    for table in (
        "outbox",
        "links",
        "lines",
        "inbox",
        "held_answers",
        "faq_drafts",
        "audit_events",
        "access_log",
        "tickets",
        "reminders",
        "feedback",
        "visits",
        "summaries",
        "residents",
        "officer_drafts",
        "officer_chats",
        "leaves",
        "invitations",
        "counters",
        "check_statistics",
        "chat_pauses",
        "broadcasts",
        "alerts",
    ):
        op.drop_table(table)
