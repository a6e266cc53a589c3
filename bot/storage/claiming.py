"""Claim the next outgoing messages: the most urgent first, and chats take turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.helpdesk.model.actions import Action, Priority
from bot.helpdesk.model.store import Among, OutboxRow, Room
from bot.storage.chat_pace import LONGEST_PAUSE
from bot.storage.database.sql import Connection, Refused, Sql
from bot.storage.queries.inbox import from_the_front
from bot.storage.queries.outbox import decode, put_aside

LONGEST_WAIT = timedelta(hours=1)
"""Further away than any failure makes a message wait: the clock was wrong when that time was stored, so it is over."""
SOON = timedelta(minutes=1)
"""What has waited for longer comes when its reader no longer expects it."""

_FIRST_IN_LINE = (
    "(SELECT mates.id FROM outbox mates WHERE mates.state IN ('waiting', 'sending') AND mates.channel = {of}.channel"
    " AND mates.chat = {of}.chat ORDER BY mates.state, mates.priority, mates.id LIMIT 1)"
)
"""The first row of a chat's line.

"sending" sorts before "waiting": a row being sent is first in its chat's line whatever its id, so none is claimed
beside it. An emergency goes ahead in a chat too: an officer's may hold hundreds of messages.
"""
_PAUSE = "FROM chat_pauses WHERE chat_pauses.channel = outbox.channel AND chat_pauses.chat = outbox.chat"
_URGENT = f"priority = {int(Priority.EMERGENCY)}"
# what nobody asked for waits until all that its reader wrote is decided
_ASKED_FOR = (
    f"(priority < {int(Priority.BROADCAST)} OR :among > {int(Among.ANSWERS)} AND NOT EXISTS (SELECT 1 FROM inbox"
    " WHERE inbox.state = 'waiting' AND inbox.channel = outbox.channel AND inbox.chat = outbox.chat))"
)
# a repeat without a purpose is a resident's first aid: it is given once more when contact is back, and not before
_MAY_LEAVE = (
    f"(:among > {int(Among.PROBES)} OR :among > {int(Among.FRESH)} AND NOT ({_URGENT} AND repeat AND purpose = '')"
    f" OR NOT repeat AND (:among > {int(Among.URGENT)} OR {_URGENT}))"
)
_READY = (
    f"state = 'waiting' AND {_ASKED_FOR} AND {_MAY_LEAVE}"
    " AND (retry_at IS NULL OR retry_at <= :now OR retry_at > :longest_wait)"
)
_LOCKED = "LIMIT :limit FOR UPDATE OF outbox SKIP LOCKED"
_NEXT = (
    # of chats that have got nothing lately: read from the front of the whole line, whatever its length
    f"WITH quiet AS (SELECT id, priority FROM outbox WHERE {_READY} AND NOT EXISTS (SELECT 1 {_PAUSE})"
    f" AND id = {_FIRST_IN_LINE.format(of='outbox')} ORDER BY priority, id {_LOCKED}),"
    # of the few chats that have just got something and may get more: they stand behind the others
    f" lately AS (SELECT id, priority, (SELECT until {_PAUSE}) AS until FROM outbox WHERE {_READY} AND id IN"
    f" (SELECT {_FIRST_IN_LINE.format(of='chat_pauses')} FROM chat_pauses"
    " WHERE until <= :now OR until > :longest_pause)"
    f" ORDER BY priority, (SELECT until {_PAUSE}), id {_LOCKED}),"
    " following AS (SELECT id AS number FROM (SELECT id, priority, 0 AS turn, NULL AS until FROM quiet"
    " UNION ALL SELECT id, priority, 1, until FROM lately) both_kinds ORDER BY priority, turn, until, id LIMIT :limit) "
)
_HUSHED = (
    "EXISTS (SELECT 1 FROM residents"
    " WHERE residents.chat = outbox.chat AND residents.channel = outbox.channel AND residents.hush)"
)
Claimed = tuple[list[OutboxRow], list[int]]
"""What is to be sent, and the rows that cannot be and are put aside as failed."""
_SEND = "UPDATE outbox SET state = 'sending', tries = tries + 1, sender = :by"
_SENT = f"RETURNING priority, id, action, tries, repeat, queued_at < :soon, {_HUSHED}"
_CLAIM = Sql(f"{_NEXT}{_SEND} FROM following WHERE id = number {_SENT}")
_NUMBERS = Sql(f"{_NEXT}SELECT number FROM following", int)
_CLAIM_ONE = Sql(f"{_SEND} WHERE id = :row AND state = 'waiting' {_SENT}")
_SOONEST = Sql(
    "SELECT min(CASE WHEN until > COALESCE(retry_at, queued_at) THEN until ELSE COALESCE(retry_at, queued_at) END)"
    " FROM outbox LEFT JOIN chat_pauses ON chat_pauses.channel = outbox.channel AND chat_pauses.chat = outbox.chat"
    f" WHERE state = 'waiting' AND id = {_FIRST_IN_LINE.format(of='outbox')}",
    datetime,
)


def claim(
    connection: Connection, now: datetime, room: Room, sender: int | None, queued: Mapping[str, Action]
) -> Claimed:
    """Mark the first waiting row of each free chat as being sent: by priority, then chats that had nothing lately.

    A chat is not free while one of its rows is being sent, while it is paused, or while its first row waits for a later
    time. `OutboxRow.tries` counts the tries before this one; `queued`: actions that need not be read again.
    """
    with from_the_front(connection):
        claimed = _CLAIM.all(connection, **_values(now, room), by=sender)
    return _read(connection, sorted(claimed), queued)


def claim_one_by_one(connection: Connection, now: datetime, room: Room, sender: int | None) -> Claimed:
    """Claim where `claim` fails: what the database refuses is put aside; if it refuses all, raise its first error."""
    with from_the_front(connection):
        numbers = _NUMBERS.all(connection, **_values(now, room))
    rows: list[OutboxRow] = []
    aside: list[int] = []
    refused: dict[int, Refused] = {}
    for number in numbers:
        connection.execute("SAVEPOINT before")
        try:
            claimed = _CLAIM_ONE.all(connection, row=number, by=sender, soon=now - SOON)
        except Refused as error:
            connection.execute("ROLLBACK TO before")
            refused[number] = error
        else:
            read, unread = _read(connection, claimed, {})
            rows, aside = rows + read, aside + unread
    if refused and not rows:
        raise next(iter(refused.values()))
    for number, refusal in refused.items():
        put_aside(connection, number, refusal.__cause__ or refusal)
    return rows, [*aside, *refused]


def _values(now: datetime, room: Room) -> dict[str, Any]:
    times = {"now": now, "longest_wait": now + LONGEST_WAIT, "longest_pause": now + LONGEST_PAUSE}
    return {**times, "soon": now - SOON, "limit": room.limit, "among": int(room.among)}


def _read(connection: Connection, claimed: Iterable[Sequence[Any]], queued: Mapping[str, Action]) -> Claimed:
    rows, aside = [], []
    for _, number, action, tries, *flags in claimed:
        try:
            rows.append(OutboxRow(number, queued.get(action) or decode(action), tries - 1, *map(bool, flags)))
        except ValueError as error:
            put_aside(connection, number, error)
            aside.append(number)
    return rows, aside


def next_send(connection: Connection) -> datetime | None:
    """Return when the first row of some chat falls due. Chats with a row being sent count once that row is settled."""
    return _SOONEST.first(connection)
