"""The SQL, one module a subject, as functions of a connection: `await unit.run(queries.tickets.due, now, limit)`."""

from bot.storage.queries import (
    audit,
    broadcasts,
    faq_drafts,
    inbox,
    invitations,
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
    "audit",
    "broadcasts",
    "faq_drafts",
    "inbox",
    "invitations",
    "ledger",
    "officers",
    "outbox",
    "reports",
    "residents",
    "staff",
    "tickets",
    "visits",
]
