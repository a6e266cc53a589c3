"""Claim the next outgoing messages: the most urgent first, and chats take turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Connection,
    FromClause,
    Integer,
    ScalarSelect,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.exc import DBAPIError, StatementError

from bot.helpdesk.model.actions import Action, Priority
from bot.helpdesk.model.store import Among, OutboxRow, Room
from bot.storage.chat_pace import LONGEST_PAUSE
from bot.storage.database.prepared_statements import Prepared
from bot.storage.database.tables import SENDING, WAITING, chat_pauses, inbox, outbox
from bot.storage.database.types import UtcDateTime
from bot.storage.queries.action_json import decode
from bot.storage.queries.deliveries import put_aside
from bot.storage.queries.inbox import from_the_front

LONGEST_WAIT = timedelta(hours=1)
"""Further away than any failure makes a message wait: the clock was wrong when that time was stored, so it is over."""
SOON = timedelta(minutes=1)
"""What has waited for longer comes when its reader no longer expects it."""


_NOW = bindparam("now", type_=UtcDateTime)
_LONGEST_PAUSE = bindparam("longest_pause", type_=UtcDateTime)
_LIMIT = bindparam("limit", type_=Integer)
_of_the_chat = outbox.alias("of_the_chat")


def _first_in_line(of: FromClause) -> ScalarSelect[Any]:
    """Select the first row of a chat's line.

    "sending" sorts before "waiting": a row being sent is first in its chat's line whatever its id, so none is claimed
    beside it. An emergency goes ahead in a chat too: an officer's may hold hundreds of messages.
    """
    return (
        select(_of_the_chat.c.id)
        .where(
            _of_the_chat.c.state.in_([WAITING, SENDING]),
            _of_the_chat.c.channel == of.c.channel,
            _of_the_chat.c.chat == of.c.chat,
        )
        .order_by(_of_the_chat.c.state, _of_the_chat.c.priority, _of_the_chat.c.id)
        .limit(1)
        .scalar_subquery()
    )


_THIS_CHAT = and_(chat_pauses.c.channel == outbox.c.channel, chat_pauses.c.chat == outbox.c.chat)
_among = bindparam("among", type_=Integer)
_URGENT = outbox.c.priority == int(Priority.EMERGENCY)
# a repeat without a purpose is a resident's first aid: it is given once more when contact is back, and not before
_FIRST_AID_AGAIN = and_(_URGENT, outbox.c.repeat, outbox.c.purpose == "")
_undecided = exists().where(
    inbox.c.state == "waiting", inbox.c.channel == outbox.c.channel, inbox.c.chat == outbox.c.chat
)
_ASKED_FOR = outbox.c.priority < int(Priority.BROADCAST)
_MAY_LEAVE = and_(
    or_(_ASKED_FOR, and_(_among > int(Among.ANSWERS), ~_undecided)),
    or_(
        _among > int(Among.PROBES),
        and_(_among > int(Among.FRESH), ~_FIRST_AID_AGAIN),
        and_(~outbox.c.repeat, or_(_among > int(Among.URGENT), _URGENT)),
    ),
)
_READY = and_(
    outbox.c.state == WAITING,
    _MAY_LEAVE,
    or_(
        outbox.c.retry_at.is_(None),
        outbox.c.retry_at <= _NOW,
        outbox.c.retry_at > bindparam("longest_wait", type_=UtcDateTime),
    ),
)
_QUIET = (
    select(outbox.c.id, outbox.c.priority, literal_column("0").label("turn"), cast(null(), UtcDateTime).label("until"))
    .where(_READY, ~exists().where(_THIS_CHAT), outbox.c.id == _first_in_line(outbox))
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(_LIMIT)
    .with_for_update(skip_locked=True, of=outbox)
    .cte("quiet")
)
"""Of chats that have got nothing lately: read from the front of the whole line, whatever its length."""
_free_again = select(_first_in_line(chat_pauses)).where(
    or_(chat_pauses.c.until <= _NOW, chat_pauses.c.until > _LONGEST_PAUSE)
)
_since = select(chat_pauses.c.until).where(_THIS_CHAT).scalar_subquery()
_LATELY = (
    select(outbox.c.id, outbox.c.priority, literal_column("1").label("turn"), _since.label("until"))
    .where(_READY, outbox.c.id.in_(_free_again))
    .order_by(outbox.c.priority, _since, outbox.c.id)
    .limit(_LIMIT)
    .with_for_update(skip_locked=True, of=outbox)
    .cte("lately")
)
"""Of the few chats that have just got something and may get more: they stand behind the others."""
_both = union_all(select(_QUIET), select(_LATELY)).subquery("both_kinds")
_next = select(_both.c.id).order_by(_both.c.priority, _both.c.turn, _both.c.until, _both.c.id).limit(_LIMIT).cte("next")
# as text: for RETURNING on SQLite, SQLAlchemy leaves out the tables' names, which here are two
_HUSHED = literal_column(
    "EXISTS (SELECT 1 FROM residents"
    " WHERE residents.chat = outbox.chat AND residents.channel = outbox.channel AND residents.hush)",
    Boolean,
)
_LATE = outbox.c.queued_at < bindparam("soon", type_=UtcDateTime)
_claimed = (
    update(outbox)
    .values(state=SENDING, tries=outbox.c.tries + 1, sender=bindparam("by", type_=Integer))
    .returning(outbox.c.priority, outbox.c.id, outbox.c.action, outbox.c.tries, outbox.c.repeat, _LATE, _HUSHED)
)
_CLAIM = Prepared(_claimed.where(outbox.c.id == _next.c.id))
_NEXT = Prepared(select(_next.c.id))
_CLAIM_ONE = Prepared(_claimed.where(outbox.c.id == bindparam("row"), outbox.c.state == WAITING))


class Claimed(NamedTuple):
    """What is to be sent, and the rows that cannot be and are put aside as failed."""

    rows: list[OutboxRow]
    put_aside: list[int]


def claim(
    connection: Connection, now: datetime, room: Room, sender: int | None, queued: Mapping[str, Action]
) -> Claimed:
    """Mark the first waiting row of each free chat as being sent: by priority, then chats that had nothing lately.

    First in a chat is the most urgent row, then the oldest. A chat is not free while one of its rows is being sent,
    while it is paused, or while its first row waits for a later time: what comes after waits behind it. What nobody
    asked for waits until all that its reader wrote is decided.
    `OutboxRow.tries` counts the tries before this one; `queued`: actions that need not be read again.
    """
    with from_the_front(connection):
        claimed = _CLAIM.rows(connection, {**_values(now, room), "by": sender})
    done = Claimed([], [])
    for row in sorted(claimed):
        _read(connection, row, queued, done)
    return done


def claim_one_by_one(connection: Connection, now: datetime, room: Room, sender: int | None) -> Claimed:
    """Claim where `claim` fails: what the database itself cannot read or write is put aside, the others go on.

    Where none of them can be claimed it is not the rows' fault: the first one's error is raised, and all go on waiting.
    """
    with from_the_front(connection):
        numbers = [number for (number,) in _NEXT.rows(connection, _values(now, room))]
    done = Claimed([], [])
    refused: dict[int, StatementError] = {}
    for number in numbers:
        try:
            with connection.begin_nested():
                for row in _CLAIM_ONE.rows(connection, {"row": number, "by": sender, "soon": now - SOON}):
                    _read(connection, row, {}, done)
        except StatementError as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise
            refused[number] = error
    if refused and not done.rows:
        raise next(iter(refused.values()))
    for number, refusal in refused.items():
        put_aside(connection, number, refusal.orig or refusal)
        done.put_aside.append(number)
    return done


def _values(now: datetime, room: Room) -> dict[str, Any]:
    times = {"now": now, "longest_wait": now + LONGEST_WAIT, "longest_pause": now + LONGEST_PAUSE}
    return {**times, "soon": now - SOON, "limit": room.limit, "among": int(room.among)}


def _read(connection: Connection, row: Sequence[Any], queued: Mapping[str, Action], done: Claimed) -> None:
    _, number, action, tries, *flags = row
    try:
        done.rows.append(OutboxRow(number, queued.get(action) or decode(action), tries - 1, *flags))
    except (ValueError, KeyError, TypeError) as error:
        put_aside(connection, number, error)
        done.put_aside.append(number)


_ready = func.coalesce(outbox.c.retry_at, outbox.c.queued_at)
_SOONEST = Prepared(
    select(func.min(case((chat_pauses.c.until > _ready, chat_pauses.c.until), else_=_ready), type_=UtcDateTime))
    .select_from(outbox.outerjoin(chat_pauses, _THIS_CHAT))
    .where(outbox.c.state == WAITING, outbox.c.id == _first_in_line(outbox))
)


def next_send(connection: Connection) -> datetime | None:
    """Return when the first row of some chat falls due. Chats with a row being sent count once that row is settled."""
    soonest: datetime | None = _SOONEST.rows(connection)[0][0]
    return soonest
