"""Outgoing messages: queued with the decision, claimed chat by chat, settled with what became of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import structlog
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    String,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal_column,
    null,
    or_,
    select,
    text,
    true,
    update,
)

from bot.helpdesk.actions import Acknowledge, Action, Copy, Outcome, Priority, React, Send, cut
from bot.helpdesk.model import Address
from bot.helpdesk.ports import Delivery, OutboxRow, Result, Sent
from bot.storage.actions_json import decode, encode
from bot.storage.prepared import Prepared
from bot.storage.queues import from_the_front
from bot.storage.tables import SENDING, WAITING, chat_pauses, outbox
from bot.storage.types import UtcDateTime

MOST_TRIES = 10
"""So often at most a message is sent again after a kill: what kills the process every time must not go on for ever."""
LONGEST_WAIT, LONGEST_PAUSE = timedelta(hours=1), timedelta(days=1)
"""Further away than anybody waits (a failure, a 429): the clock was wrong when that time was stored, so it is over."""

GOODBYE = "goodbye"
"""The purpose of the last messages to a person who was erased."""

log = structlog.get_logger()


_QUEUE = Prepared(insert(outbox))


def queue(
    connection: Connection, outcomes: Iterable[Outcome], now: datetime, leaving: Address | None = None
) -> dict[str, Action]:
    """Add the outcomes' actions in their order, long messages in pieces that every channel takes.

    A copied photo is as urgent as the message that announces it. `leaving`: the chat of a person who has just been
    erased; what he still gets forgets it once it has ended. Returns the actions by what is stored of them.
    """
    rows = []
    queued: dict[str, Action] = {}
    for outcome in map(cut, outcomes):
        announced: dict[Address, Priority] = {}
        for action in outcome.actions:
            priority = Priority.NORMAL
            if isinstance(action, Send):
                priority = announced[action.to] = action.priority
            elif isinstance(action, Copy):
                priority = announced.get(action.to, priority)
            row = _values(action, priority, now)
            if action.to == leaving:
                row["purpose"] = GOODBYE
            rows.append(row)
            queued[row["action"]] = action
    if rows:
        _QUEUE.each(connection, rows)
    return queued


def _values(action: Action, priority: Priority, now: datetime) -> dict[str, Any]:
    ticket = _case_of(action)
    return {
        "channel": action.to.channel,
        "chat": action.to.chat,
        "action": encode(action),
        "fleeting": isinstance(action, Acknowledge | React),
        "keep": ticket is not None,
        "purpose": "" if isinstance(action, Acknowledge | React) else action.purpose,
        "ticket": ticket,
        "about": None if isinstance(action, Acknowledge | React) else action.about,
        "priority": int(priority),
        "queued_at": now,
    }


def _case_of(action: Action) -> int | None:
    return None if isinstance(action, Acknowledge | React) else action.ticket


_NOW = bindparam("now", type_=UtcDateTime)
_mates = outbox.alias("mates")

# "sending" sorts before "waiting": a row in hand is first in its chat's line whatever its id, so none is claimed
# beside it. An emergency goes ahead in a chat too: an officer's may hold hundreds of messages.
_FIRST_IN_LINE = outbox.c.id == (
    select(_mates.c.id)
    .where(
        _mates.c.state.in_([WAITING, SENDING]),
        _mates.c.channel == outbox.c.channel,
        _mates.c.chat == outbox.c.chat,
    )
    .order_by(_mates.c.state, _mates.c.priority, _mates.c.id)
    .limit(1)
    .scalar_subquery()
)
_NOT_PAUSED = ~exists().where(
    chat_pauses.c.channel == outbox.c.channel,
    chat_pauses.c.chat == outbox.c.chat,
    chat_pauses.c.until > _NOW,
    chat_pauses.c.until <= bindparam("longest_pause", type_=UtcDateTime),
)
_next = (
    select(outbox.c.id)
    .where(
        outbox.c.state == WAITING,
        or_(
            outbox.c.retry_at.is_(None),
            outbox.c.retry_at <= _NOW,
            outbox.c.retry_at > bindparam("longest_wait", type_=UtcDateTime),
        ),
        _FIRST_IN_LINE,
        _NOT_PAUSED,
    )
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True, of=outbox)
    .cte("next")
)
_CLAIM = Prepared(
    update(outbox)
    .where(outbox.c.id == _next.c.id)
    .values(state=SENDING, tries=outbox.c.tries + 1, sender=bindparam("by", type_=Integer))
    .returning(outbox.c.priority, outbox.c.id, outbox.c.action, outbox.c.tries, outbox.c.repeat)
)


def claim(
    connection: Connection, now: datetime, limit: int, sender: int | None, queued: Mapping[str, Action]
) -> list[OutboxRow]:
    """Mark the first waiting row of each free chat as being sent, by priority, then age.

    First in a chat is the most urgent row, then the oldest. A chat is not free while one of its rows is being sent,
    while it is paused, or while its first row waits for a later time: what comes after waits behind it.
    `OutboxRow.tries` counts the tries before this one; `queued`: actions that need not be read again.
    """
    times = {"now": now, "longest_wait": now + LONGEST_WAIT, "longest_pause": now + LONGEST_PAUSE}
    with from_the_front(connection):
        claimed = _CLAIM.rows(connection, {**times, "limit": limit, "by": sender})
    rows = []
    for _, number, action, tries, repeat in sorted(claimed):
        try:
            rows.append(OutboxRow(number, queued.get(action) or decode(action), tries - 1, repeat))
        except (ValueError, KeyError, TypeError) as error:
            log.error("an outgoing message cannot be read; it stays as failed", outbox=number)
            connection.execute(_FAIL, {"row": number, "why": "refused", "because": f"unreadable: {error!r}"})
    return rows


_ready = func.coalesce(outbox.c.retry_at, outbox.c.queued_at)
_SOONEST = Prepared(
    select(func.min(case((chat_pauses.c.until > _ready, chat_pauses.c.until), else_=_ready), type_=UtcDateTime))
    .select_from(
        outbox.outerjoin(
            chat_pauses, and_(chat_pauses.c.channel == outbox.c.channel, chat_pauses.c.chat == outbox.c.chat)
        )
    )
    .where(outbox.c.state == WAITING, _FIRST_IN_LINE)
)


def next_send(connection: Connection) -> datetime | None:
    """When the first row of some chat falls due. Chats with a row in hand count once that row is settled."""
    soonest: datetime | None = _SOONEST.rows(connection)[0][0]
    return soonest


_THIS = outbox.c.id == bindparam("row")
_IN_HAND = outbox.c.state == SENDING
_STATES = Prepared(
    select(outbox.c.id, outbox.c.state, outbox.c.purpose).where(outbox.c.id.in_(bindparam("rows", expanding=True)))
)
_SENT = Prepared(
    update(outbox)
    .where(_THIS)
    .values(
        state=Delivery.SENT.value,
        message=bindparam("new_message"),
        sent_at=_NOW,
        action=case((outbox.c.keep, outbox.c.action), else_=null()),
        retry_at=None,
    )
)
_LINK = text(
    "INSERT INTO links (channel, chat, message, ticket)"
    " SELECT channel, chat, message, ticket FROM outbox WHERE id = :row"
    " ON CONFLICT (channel, chat, message) DO UPDATE SET ticket = excluded.ticket"
)
_AGAIN: dict[str, Any] = {"retry_at": bindparam("again_at", type_=UtcDateTime), "cause": bindparam("because")}
_RETRY = (
    update(outbox)
    .where(_THIS, _IN_HAND)
    .values(
        state=case((outbox.c.fleeting, Delivery.FAILED.value), else_=Delivery.WAITING.value),
        reason=case((outbox.c.fleeting, "late"), else_=null()),
        **_AGAIN,
    )
)
# news that nobody asked for is rather lost than sent twice
_ONCE = outbox.c.purpose == literal_column("'news'", String)
_NOT_AGAIN = or_(outbox.c.repeat, _ONCE)
_UNCERTAIN: dict[str, ColumnElement[Any]] = {
    "state": case(
        (outbox.c.fleeting, Delivery.FAILED.value),
        (_NOT_AGAIN, Delivery.UNCERTAIN.value),
        else_=Delivery.WAITING.value,
    ),
    "reason": case((outbox.c.fleeting, "late"), (_NOT_AGAIN, "uncertain"), else_=null()),
    "repeat": true(),
}
_DOUBT = update(outbox).where(_THIS, _IN_HAND).values(**_UNCERTAIN, **_AGAIN)
_FAIL = (
    update(outbox)
    .where(_THIS, _IN_HAND)
    .values(state=Delivery.FAILED.value, reason=bindparam("why"), cause=bindparam("because"), retry_at=None)
)
_FORGOTTEN: dict[str, Any] = {"chat": "", "action": None, "cause": None, "keep": False}
_FORGET = update(outbox).where(_THIS, outbox.c.state.not_in([WAITING, SENDING])).values(**_FORGOTTEN)
_LATE_GOODBYE = and_(outbox.c.fleeting, outbox.c.purpose == GOODBYE)
_RELEASE = delete(chat_pauses).where(
    chat_pauses.c.channel == bindparam("of"),
    chat_pauses.c.chat == bindparam("at"),
    exists().where(_THIS, outbox.c.state.not_in([WAITING, SENDING])),
)
_PAUSE = text(
    "INSERT INTO chat_pauses (channel, chat, until) VALUES (:channel, :chat, :until)"
    " ON CONFLICT (channel, chat) DO UPDATE SET until = excluded.until"
).bindparams(bindparam("until", type_=UtcDateTime))


class Settled(NamedTuple):
    """The results that were news, and whether somebody's last trace went with them."""

    news: list[Result]
    erased: bool


def settle(connection: Connection, results: Sequence[Result], now: datetime) -> Settled:
    """Store what became of claimed rows; returns the results that were news.

    A result is none when it was stored before and only the word of that was lost, or when another process has taken
    the row over.

    SENT: the message id is stored and linked to the row's case; the action is forgotten unless it belongs to a case.
    WAITING: tried again at `retry_at`, the chat's later rows wait behind it. UNCERTAIN: the first time the row waits
    again with `repeat` set, the second time it stays uncertain for good. FAILED: for good, and in nobody's way.
    A fleeting row (a button's receipt, a reaction) is never tried twice: it fails as "late". A goodbye that has ended
    forgets whose it was.
    """
    sent, linked, retried, doubted, failed, paused = [], [], [], [], [], []
    if not results:
        return Settled([], erased=False)
    known = _STATES.rows(connection, {"rows": [result.row.id for result in results]})
    states = {number: state for number, state, _ in known}
    goodbyes = {number for number, _, purpose in known if purpose == GOODBYE}
    for result in results:
        number, address = result.row.id, result.row.action.to
        again = {"row": number, "again_at": result.retry_at, "because": result.cause}
        if result.state is Delivery.SENT:
            sent.append({"row": number, "new_message": result.message, "now": now})
            if result.message is not None and _case_of(result.row.action) is not None:
                linked.append({"row": number})
        elif result.state is Delivery.WAITING:
            retried.append(again)
        elif result.state is Delivery.UNCERTAIN:
            doubted.append(again)
        elif result.state is Delivery.FAILED:
            failed.append({"row": number, "why": result.reason, "because": result.cause})
        else:
            raise ValueError(f"not a result: {result.state}")
        if result.chat_until is not None:
            paused.append({"channel": address.channel, "chat": address.chat, "until": result.chat_until})
    if paused:
        connection.execute(delete(chat_pauses).where(chat_pauses.c.until <= now))
    if sent:
        _SENT.each(connection, sent)
    steps = (
        (_LINK, linked),
        (_RETRY, retried),
        (_DOUBT, doubted),
        (_FAIL, failed),
        (_PAUSE, paused),
    )
    for statement, rows in steps:
        if rows:
            connection.execute(statement, rows)
    for result in results:
        if result.row.id in goodbyes:
            to = result.row.action.to
            connection.execute(_RELEASE, {"row": result.row.id, "of": to.channel, "at": to.chat})
            connection.execute(_FORGET, {"row": result.row.id})
    news = [result for result in results if _is_news(result.state, states.get(result.row.id))]
    return Settled(news, erased=bool(goodbyes))


def _is_news(result: Delivery, before: str | None) -> bool:
    return before != Delivery.SENT if result is Delivery.SENT else before == Delivery.SENDING


def resume(
    connection: Connection, sender: int | None, living: Collection[int], in_hand: Collection[int]
) -> list[OutboxRow]:
    """Let what nobody is sending any more be sent again, marked as a repeat: it may have arrived.

    `sender`: this process, `in_hand`: the rows that it is sending. What was tried too often already stays in its hand
    and is returned, to be settled as uncertain.
    """
    others = [number for number in living if number != sender]
    abandoned = and_(
        _IN_HAND, outbox.c.id.not_in(in_hand), or_(outbox.c.sender.is_(None), outbox.c.sender.not_in(others))
    )
    too_often = and_(abandoned, outbox.c.repeat, ~outbox.c.fleeting, outbox.c.tries >= MOST_TRIES)
    given_up = connection.execute(
        update(outbox)
        .where(too_often)
        .values(sender=sender)
        .returning(outbox.c.id, outbox.c.action, outbox.c.tries, outbox.c.repeat)
    ).all()
    again = {
        "state": case(
            (outbox.c.fleeting, Delivery.FAILED.value),
            (_ONCE, Delivery.UNCERTAIN.value),
            else_=Delivery.WAITING.value,
        ),
        "reason": case((outbox.c.fleeting, "late"), (_ONCE, "uncertain"), else_=null()),
        "repeat": true(),
        "cause": "killed while sending",
        "chat": case((_LATE_GOODBYE, ""), else_=outbox.c.chat),
        "action": case((_LATE_GOODBYE, null()), else_=outbox.c.action),
    }
    mine = [row.id for row in given_up]
    connection.execute(update(outbox).where(abandoned, outbox.c.id.not_in(mine)).values(**again))
    return [OutboxRow(number, decode(action), tries, repeat) for number, action, tries, repeat in given_up]


def sent_of(connection: Connection, ticket: int) -> tuple[Sent, ...]:
    """The case's messages that stand in a chat, oldest first."""
    statement = (
        select(
            *(outbox.c.channel, outbox.c.chat, outbox.c.message, outbox.c.purpose, outbox.c.about),
            outbox.c.action.startswith('["copy"'),
        )
        .where(
            outbox.c.ticket == ticket,
            outbox.c.state == Delivery.SENT,
            outbox.c.keep,
            outbox.c.message.is_not(None),
        )
        .order_by(outbox.c.id)
    )
    return tuple(
        Sent(Address(channel, chat), message, purpose, about, bool(copied))
        for channel, chat, message, purpose, about, copied in connection.execute(statement)
    )
