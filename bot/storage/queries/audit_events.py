"""The trail of the cases: written with every change of one, never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, insert

from bot.helpdesk.model.audit_trail import deeds
from bot.helpdesk.model.entities import Ticket
from bot.storage.database.tables import audit_events


def note(connection: Connection, changes: Iterable[tuple[Ticket | None, Ticket]], now: datetime) -> None:
    """Write down what lies between each case's old state (None: it is new) and its new one."""
    rows = [
        {"ticket": new.id, "at": now, "what": deed.value, "officer": officer}
        for old, new in changes
        for deed, officer in deeds(old, new)
    ]
    if rows:
        connection.execute(insert(audit_events), rows)
