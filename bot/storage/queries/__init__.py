"""The SQL, one module a subject, as functions of a connection: `await unit.run(queries.tickets.due, now, limit)`."""

from bot.storage.queries import audit, inbox, ledger, officers, outbox, outreach, reports, residents, staff, tickets

__all__ = ["audit", "inbox", "ledger", "officers", "outbox", "outreach", "reports", "residents", "staff", "tickets"]
