"""Officers' answers that did not arrive: work to do, not lines in a log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, String, exists, literal_column, select

from bot.helpdesk.ports import Delivery, Lost
from bot.storage.tables import outbox, residents, tickets

_REPLY = literal_column("'reply'", String)
_LOST = outbox.c.state.in_([literal_column("'failed'", String), literal_column("'uncertain'", String)])
_later = outbox.alias("later")
_MADE_GOOD = exists().where(
    _later.c.ticket == outbox.c.ticket,
    _later.c.purpose == _REPLY,
    _later.c.id > outbox.c.id,
    _later.c.state == Delivery.SENT,
)


def lost_of(connection: Connection, office: str, since: datetime, limit: int) -> tuple[Lost, ...]:
    """Answers of the office's cases since then that are lost, and that no later one made good, newest first."""
    statement = (
        select(tickets.c.id, residents.c.name, outbox.c.queued_at, outbox.c.reason)
        .select_from(
            outbox.join(tickets, tickets.c.id == outbox.c.ticket).join(residents, residents.c.id == tickets.c.resident)
        )
        .where(
            outbox.c.purpose == _REPLY,
            _LOST,
            outbox.c.queued_at >= since,
            tickets.c.office == office,
            residents.c.erased_at.is_(None),
            ~_MADE_GOOD,
        )
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    return tuple(Lost(number, name, at, reason or "") for number, name, at, reason in connection.execute(statement))


def lost_anywhere(connection: Connection, since: datetime) -> tuple[int, ...]:
    """The numbers of the cases, of all offices, that have a lost answer, oldest first."""
    statement = (
        select(outbox.c.ticket)
        .select_from(outbox.join(tickets, tickets.c.id == outbox.c.ticket))
        .join(residents, residents.c.id == tickets.c.resident)
        .where(outbox.c.purpose == _REPLY, _LOST, outbox.c.queued_at >= since, residents.c.erased_at.is_(None))
        .where(~_MADE_GOOD)
        .order_by(outbox.c.ticket)
        .distinct()
    )
    return tuple(number for (number,) in connection.execute(statement))
