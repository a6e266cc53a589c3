"""What the staff's daily word tells of the cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from bot.storage.lost_replies import lost_anywhere
from bot.storage.tables import OPEN, drafts, tickets

LOST_FOR = timedelta(days=14)
"""As long as an officer's own list of lost answers."""


@dataclass(frozen=True, slots=True)
class OpenCases:
    """`oldest`: the number of the case that has waited longest, and since when. `lost`: cases whose answer is lost.

    `drafts`: answers that may become FAQ and that wait for staff.
    """

    count: int
    emergencies: int
    oldest: tuple[int, datetime] | None
    lost: tuple[int, ...]
    drafts: int


def open_cases(connection: Connection, now: datetime) -> OpenCases:
    """The cases of all offices as they are now."""
    is_open = tickets.c.state == OPEN
    counted = select(func.count(), func.count().filter(tickets.c.emergency)).where(is_open)
    count, emergencies = connection.execute(counted).one()
    waits = select(tickets.c.id, tickets.c.waiting_since).where(is_open, tickets.c.waiting_since.is_not(None))
    oldest = connection.execute(waits.order_by(tickets.c.waiting_since, tickets.c.id).limit(1)).one_or_none()
    lost = lost_anywhere(connection, now - LOST_FOR)
    drafted = connection.execute(select(func.count()).where(drafts.c.entry.is_(None))).scalar_one()
    return OpenCases(count, emergencies, None if oldest is None else (oldest[0], oldest[1]), lost, drafted)
