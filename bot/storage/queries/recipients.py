"""The condition for residents who may get messages that they did not just ask for."""

from __future__ import annotations

from sqlalchemy import and_, exists, or_

from bot.storage.database.tables import OPEN, residents, tickets

LEFT_ALONE = or_(residents.c.discreet, residents.c.hush)
"""Who wants the chat to look empty, or cannot answer safely."""
_IN_DANGER = exists().where(tickets.c.resident == residents.c.id, tickets.c.emergency, tickets.c.state == OPEN)
MAY_HEAR = and_(
    residents.c.erased_at.is_(None),
    residents.c.blocked_at.is_(None),
    ~LEFT_ALONE,
    ~_IN_DANGER,
)
"""Who may get what he did not just ask for: nobody in danger, and nobody who wants the chat to look empty."""
