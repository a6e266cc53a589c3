"""Incoming updates: stored as they came, taken in order, settled with their outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from bot.helpdesk.model.actions import Outcome, Priority
from bot.helpdesk.model.store import InboxRow, Received
from bot.storage.database.rows import listed, values
from bot.storage.database.sql import Connection, Sql, query

_SORTING = Sql("SELECT set_config('enable_sort', :switch, true)")


@contextmanager
def from_the_front(connection: Connection) -> Iterator[None]:
    """Inside, statements walk an index instead of sorting what waits.

    PostgreSQL knows a queue's length from statistics that are a minute old: it takes a backlog of thousands for
    nearly empty and sorts all of it for each batch. SQLite walks the index anyway.
    """
    if connection.dialect == "postgresql":
        _SORTING.one(connection, switch="off")
        yield
        _SORTING.one(connection, switch="on")
    else:
        yield


_RECEIVE = Sql(
    "INSERT INTO inbox (channel, update_key, message_key, chat, raw, said, priority, received_at) VALUES (:channel,"
    " :update, :message, :chat, :raw, :said, :priority, :now) ON CONFLICT DO NOTHING RETURNING id",
    int,
)
_LIFT = Sql(
    "UPDATE inbox SET priority = :priority"
    " WHERE state = 'waiting' AND channel = :channel AND chat = :chat AND priority > :priority"
)


def receive(connection: Connection, updates: Sequence[Received], now: datetime) -> int:
    """Store what is not known yet; returns how many rows are new."""
    new = len(_RECEIVE.each(connection, [{**values(update), "now": now} for update in updates]))
    urgent = {(update.channel, update.chat): update.priority for update in updates if update.priority < Priority.NORMAL}
    # what the person wrote before goes ahead with it; in one order, so that processes do not wait crosswise
    lifts = [{"channel": of, "chat": at, "priority": int(to)} for (of, at), to in sorted(urgent.items())]
    _LIFT.each(connection, lifts)
    return new


# Not "no earlier one exists": PostgreSQL turns that into a join over the whole backlog.
_FIRST_OF_EACH_CHAT = (
    f"SELECT {listed(InboxRow)} FROM inbox WHERE state = 'waiting' AND id = (SELECT min(mates.id) FROM inbox"
    " mates WHERE mates.state = 'waiting' AND mates.channel = inbox.channel AND mates.chat = inbox.chat)"
    " ORDER BY priority, id LIMIT :limit"
)
# The row lock passes over chats that another process is at. The lock on the chat's name is for the rare pair of
# updates that two receivers committed in the other order: the older one must not start beside the newer one.
_FIRST_OF_EACH_FREE_CHAT = (
    f"WITH first AS ({_FIRST_OF_EACH_CHAT.replace(' FROM', ', priority FROM', 1)} FOR UPDATE SKIP LOCKED)"
    f" SELECT {listed(InboxRow)} FROM first"
    " WHERE pg_try_advisory_xact_lock(hashtextextended(channel || ':' || chat, 0)) ORDER BY priority, id"
)
_TAKE = {"sqlite": Sql(_FIRST_OF_EACH_CHAT, InboxRow), "postgresql": Sql(_FIRST_OF_EACH_FREE_CHAT, InboxRow)}


def take(connection: Connection, limit: int) -> list[InboxRow]:
    """Take the oldest waiting row of each chat that no other process is at: emergencies first, then oldest first."""
    with from_the_front(connection):
        return _TAKE[connection.dialect].all(connection, limit=limit)


_SETTLE = Sql(
    "UPDATE inbox SET state = 'done', raw = NULL, verdict = :verdict, ticket = :ticket, done_at = :now WHERE id = :row"
)


def settle(connection: Connection, done: Iterable[tuple[InboxRow | None, Outcome]], now: datetime) -> None:
    """Mark the rows as done and forget what they said."""
    rows = [(row.id, outcome) for row, outcome in done if row is not None]
    _SETTLE.each(connection, [{"row": id, "verdict": o.verdict, "ticket": o.ticket, "now": now} for id, o in rows])


@query("UPDATE inbox SET state = 'dead', reason = :reason, done_at = :now WHERE id = :row")
def dead_letter(connection: Connection, row: int, reason: str, now: datetime) -> None:
    """Make a row a dead letter. What it said is kept: somebody has to look at it."""


@query("UPDATE inbox SET tries = tries + 1 WHERE id IN (:rows)")
def count_try(connection: Connection, rows: Collection[int]) -> None:
    """Note that these rows were taken and came to nothing."""
