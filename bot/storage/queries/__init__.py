"""The SQL, one module a subject, as functions of a connection: `await unit.run(queries.tickets.due, now, limit)`."""

from bot.storage.queries import (
    broadcasts,
    data_subject,
    faq_drafts,
    inbox,
    ledger,
    officers,
    outbox,
    reports,
    residents,
    staff,
    tickets,
    visits,
)

__all__ = [
    "broadcasts",
    "data_subject",
    "faq_drafts",
    "inbox",
    "ledger",
    "officers",
    "outbox",
    "reports",
    "residents",
    "staff",
    "tickets",
    "visits",
]
