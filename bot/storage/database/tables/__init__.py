"""The tables of the store of record, one module a subject.

A change here needs a migration in `migrations/versions`, which makes them.
"""

from __future__ import annotations

from bot.storage.database.tables.base import OPEN, SENDING, WAITING, metadata
from bot.storage.database.tables.bookkeeping import (
    alerts,
    answer_counts,
    check_statistics,
    counters,
    ledger_totals,
    regions,
)
from bot.storage.database.tables.outreach import broadcasts, officer_drafts, reminders, visits
from bot.storage.database.tables.people import (
    feedback,
    invitations,
    leaves,
    observers,
    officer_chats,
    residents,
    summaries,
)
from bot.storage.database.tables.queues import chat_pauses, inbox, outbox
from bot.storage.database.tables.staff import staff_events, staff_links, staff_members, staff_requests, staff_tasks
from bot.storage.database.tables.tickets import (
    AT_RISK,
    access_log,
    audit_events,
    faq_drafts,
    held_answers,
    lines,
    links,
    tickets,
)

__all__ = [
    "AT_RISK",
    "OPEN",
    "SENDING",
    "WAITING",
    "access_log",
    "alerts",
    "answer_counts",
    "audit_events",
    "broadcasts",
    "chat_pauses",
    "check_statistics",
    "counters",
    "faq_drafts",
    "feedback",
    "held_answers",
    "inbox",
    "invitations",
    "leaves",
    "ledger_totals",
    "lines",
    "links",
    "metadata",
    "observers",
    "officer_chats",
    "officer_drafts",
    "outbox",
    "regions",
    "reminders",
    "residents",
    "staff_events",
    "staff_links",
    "staff_members",
    "staff_requests",
    "staff_tasks",
    "summaries",
    "tickets",
    "visits",
]
