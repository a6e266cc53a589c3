"""Incoming updates: stored as they came, taken in order, settled with their outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from importlib import import_module

from sqlalchemy import Connection, Insert, Integer, Select, bindparam, func, literal, select, text, update

from bot.helpdesk.model.actions import Outcome, Priority
from bot.helpdesk.model.store import InboxRow, Received
from bot.storage.database.prepared_statements import Prepared
from bot.storage.database.tables import WAITING, inbox
from bot.storage.database.types import UtcDateTime

_SORTING = text("SELECT set_config('enable_sort', :switch, true)")


@contextmanager
def from_the_front(connection: Connection) -> Iterator[None]:
    """Inside, statements walk an index instead of sorting what waits.

    PostgreSQL knows a queue's length from statistics that are a minute old: it takes a backlog of thousands for
    nearly empty and sorts all of it for each batch. SQLite walks the index anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_SORTING, {"switch": "off"})
        yield
        connection.execute(_SORTING, {"switch": "on"})
    else:
        yield


@lru_cache(maxsize=2)
def _receive(dialect: str) -> Prepared:
    """Both databases' own INSERT; that of PostgreSQL, with all its drivers, is only loaded where there is one."""
    own = import_module(f"sqlalchemy.dialects.{dialect}").insert(inbox)
    statement: Insert = own.on_conflict_do_nothing().returning(inbox.c.id)
    return Prepared(statement)


_LIFT = (
    update(inbox)
    .where(
        inbox.c.state == WAITING,
        inbox.c.channel == bindparam("of"),
        inbox.c.chat == bindparam("at"),
        inbox.c.priority > bindparam("to"),
    )
    .values(priority=bindparam("to"))
)


def receive(connection: Connection, updates: Sequence[Received], now: datetime) -> int:
    """Store what is not known yet; returns how many rows are new."""
    if not updates:
        return 0
    rows = [
        {
            "channel": update.channel,
            "update_key": update.update,
            "message_key": update.message,
            "chat": update.chat,
            "raw": update.raw,
            "said": update.said,
            "priority": int(update.priority),
            "received_at": now,
        }
        for update in updates
    ]
    new = len(_receive(connection.dialect.name).each(connection, rows))
    urgent = {(update.channel, update.chat): update.priority for update in updates if update.priority < Priority.NORMAL}
    if urgent:
        # what the person wrote before goes ahead with it; in one order, so that processes do not wait crosswise
        lifts = [{"of": channel, "at": chat, "to": int(to)} for (channel, chat), to in sorted(urgent.items())]
        connection.execute(_LIFT, lifts)
    return new


def _first_of_each_chat() -> Select[int, str, str, bytes, datetime, int, int]:
    mates = inbox.alias("mates")
    # Not "no earlier one exists": PostgreSQL turns that into a join over the whole backlog.
    first = (
        select(func.min(mates.c.id))
        .where(mates.c.state == WAITING, mates.c.channel == inbox.c.channel, mates.c.chat == inbox.c.chat)
        .scalar_subquery()
    )
    row = (inbox.c.id, inbox.c.channel, inbox.c.chat, inbox.c.raw, inbox.c.received_at, inbox.c.tries)
    return (
        select(*row, inbox.c.priority)
        .where(inbox.c.state == WAITING, inbox.c.id == first)
        .order_by(inbox.c.priority, inbox.c.id)
        .limit(bindparam("limit", type_=Integer))
    )


def _first_of_each_free_chat() -> Select[int, str, str, bytes, datetime, int, int]:
    # The row lock passes over chats that another process is at. The lock on the chat's name is for the rare pair of
    # updates that two receivers committed in the other order: the older one must not start beside the newer one.
    first = _first_of_each_chat().with_for_update(skip_locked=True).cte("first")
    chat = func.hashtextextended(first.c.channel + literal(":") + first.c.chat, 0)
    return select(first).where(func.pg_try_advisory_xact_lock(chat)).order_by(first.c.priority, first.c.id)


_TAKE = {"sqlite": Prepared(_first_of_each_chat()), "postgresql": Prepared(_first_of_each_free_chat())}


def take(connection: Connection, limit: int) -> list[InboxRow]:
    """Take the oldest waiting row of each chat that no other process is at: emergencies first, then oldest first."""
    with from_the_front(connection):
        rows = _TAKE[connection.dialect.name].rows(connection, {"limit": limit})
    return [InboxRow(*row[:-1]) for row in rows]


_SETTLE = Prepared(
    update(inbox)
    .where(inbox.c.id == bindparam("row"))
    .values(
        state="done",
        raw=None,
        verdict=bindparam("verdict"),
        ticket=bindparam("ticket"),
        done_at=bindparam("now", type_=UtcDateTime),
    )
)


def settle(connection: Connection, done: Iterable[tuple[InboxRow | None, Outcome]], now: datetime) -> None:
    """Mark the rows as done and forget what they said."""
    rows = [
        {"row": row.id, "verdict": int(outcome.verdict), "ticket": outcome.ticket, "now": now}
        for row, outcome in done
        if row is not None
    ]
    if rows:
        _SETTLE.each(connection, rows)


def dead_letter(connection: Connection, row: int, reason: str, now: datetime) -> None:
    """Make a row a dead letter. What it said is kept: somebody has to look at it."""
    statement = update(inbox).where(inbox.c.id == row).values(state="dead", reason=reason, done_at=now)
    connection.execute(statement)


def count_try(connection: Connection, rows: Iterable[int]) -> None:
    """Note that these rows were taken and came to nothing."""
    connection.execute(update(inbox).where(inbox.c.id.in_(rows)).values(tries=inbox.c.tries + 1))
