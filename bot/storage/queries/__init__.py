"""The SQL, one module a subject, as functions of a connection: `await unit.run(queries.tickets.due, now, limit)`."""

from bot.storage.queries import (
    broadcasts,
    check_statistics,
    data_subject,
    faq_drafts,
    inbox,
    observers,
    officers,
    once_a_day,
    outbox,
    reports,
    residents,
    staff,
    tickets,
    undo_and_summaries,
    visits,
)

__all__ = [
    "broadcasts",
    "check_statistics",
    "data_subject",
    "faq_drafts",
    "inbox",
    "observers",
    "officers",
    "once_a_day",
    "outbox",
    "reports",
    "residents",
    "staff",
    "tickets",
    "undo_and_summaries",
    "visits",
]
