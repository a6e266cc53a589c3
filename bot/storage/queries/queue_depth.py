"""The depth of each queue, and how long its oldest row has waited."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, literal_column, select

from bot.helpdesk.model.actions import Priority
from bot.storage.chat_pace import is_paused
from bot.storage.database.tables import SENDING, WAITING, inbox, outbox
from bot.storage.database.types import UtcDateTime


def queue_depths(connection: Connection) -> dict[str, int]:
    """Count what waits: updates, messages, and broadcasts, which may take hours."""
    came = select(func.count()).where(inbox.c.state == WAITING)
    goes = select(func.count()).where(outbox.c.state == WAITING)
    broadcast = outbox.c.priority >= int(Priority.BROADCAST)
    statements = {"incoming": came, "outgoing": goes.where(~broadcast), "news": goes.where(broadcast)}
    return {queue: connection.execute(statement).scalar_one() for queue, statement in statements.items()}


def dead_since(connection: Connection, moment: datetime) -> int:
    """Count the updates that became dead letters since then."""
    statement = select(func.count()).where(inbox.c.state == literal_column("'dead'"), inbox.c.done_at >= moment)
    count: int = connection.execute(statement).scalar_one()
    return count


def oldest_waiting(connection: Connection, now: datetime) -> datetime | None:
    """Since when the longest waiting update or message waits, without broadcasts (hours) and paused chats."""
    came = select(func.min(inbox.c.received_at, type_=UtcDateTime)).where(inbox.c.state == WAITING)
    goes = select(func.min(outbox.c.queued_at, type_=UtcDateTime)).where(
        outbox.c.state.in_([WAITING, SENDING]), outbox.c.priority < int(Priority.BROADCAST), ~is_paused(now)
    )
    moments = [connection.execute(statement).scalar_one() for statement in (came, goes)]
    return min((moment for moment in moments if moment is not None), default=None)
