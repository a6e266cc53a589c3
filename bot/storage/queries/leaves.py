"""Officers' absences: one each, deleted once it is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, text

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Leave
from bot.storage.database.tables import leaves
from bot.storage.database.types import UtcDateTime

_SAVE = text(
    "INSERT INTO leaves (officer, starts, ends, begun) VALUES (:officer, :starts, :ends, :begun)"
    " ON CONFLICT (officer) DO UPDATE SET starts = excluded.starts, ends = excluded.ends, begun = excluded.begun"
).bindparams(bindparam("starts", type_=UtcDateTime), bindparam("ends", type_=UtcDateTime))


def leaves_all(connection: Connection) -> tuple[Leave, ...]:
    """List every absence that is planned or under way."""
    rows = connection.execute(select(leaves).order_by(leaves.c.officer))
    return tuple(Leave(row.officer, row.starts, row.ends, row.begun) for row in rows)


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Add or replace absences; one that is over and whose tickets are back, or never left, is deleted."""
    for outcome in outcomes:
        leave = outcome.leave
        if leave is None:
            continue
        if leave.ends <= now and not leave.begun:
            connection.execute(delete(leaves).where(leaves.c.officer == leave.officer))
            continue
        row = {"officer": leave.officer, "starts": leave.starts, "ends": leave.ends, "begun": leave.begun}
        connection.execute(_SAVE, row)
