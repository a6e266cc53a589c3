"""The audit events of tickets: written with every change of one, never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, insert

from bot.helpdesk.model.audit_events import happened
from bot.helpdesk.model.entities import Ticket
from bot.storage.database.tables import audit_events


def note(connection: Connection, changes: Iterable[tuple[Ticket | None, Ticket]], now: datetime) -> None:
    """Write down what lies between each ticket's old state (None: it is new) and its new one."""
    rows = [
        {"ticket": new.id, "at": now, "what": event.value, "officer": officer}
        for old, new in changes
        for event, officer in happened(old, new)
    ]
    if rows:
        connection.execute(insert(audit_events), rows)
