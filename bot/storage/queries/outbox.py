"""Outgoing messages: queued with the decision, claimed chat by chat, settled with what became of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    Text,
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

from bot.helpdesk.model.actions import Acknowledge, Action, Copy, Outcome, Priority, React, Send, cut
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.store import Delivery, OutboxRow, Result, Sent
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.tickets.notification_batching import joined, may_join
from bot.storage import chat_pace
from bot.storage.database.prepared_statements import Prepared
from bot.storage.database.tables import SENDING, WAITING, chat_pauses, outbox
from bot.storage.database.types import UtcDateTime
from bot.storage.queries.action_json import decode, encode

MOST_TRIES = 10
"""So often at most a message is sent again after a kill: what kills the process every time must not go on for ever."""

GOODBYE = "goodbye"
"""The purpose of the last messages to a person who was erased."""

_QUEUE = Prepared(insert(outbox))


def queue(
    connection: Connection, outcomes: Iterable[Outcome], now: datetime, leaving: Address | None = None
) -> dict[str, Action]:
    """Add the outcomes' actions in their order, long messages in pieces that every channel takes.

    A copied photo is as urgent as the message that announces it. What a resident writes on joins his last message while
    that waits. `leaving`: the chat of a person who has just been erased; what he still gets forgets it once it has
    ended. Returns the actions by what is stored of them.
    """
    rows = []
    queued: dict[str, Action] = {}
    for outcome in map(cut, outcomes):
        announced: dict[Address, Priority] = {}
        for action in outcome.actions:
            if _said_with_the_last(connection, action):
                continue
            priority = Priority.NORMAL
            if isinstance(action, Send):
                priority = announced[action.to] = action.priority
            elif isinstance(action, Copy):
                priority = announced.get(action.to, priority)
            elif isinstance(action, Acknowledge | React):
                priority = Priority.RECEIPT
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


_LAST_OF_CASE = (
    select(outbox.c.id, outbox.c.action)
    .where(
        outbox.c.ticket == bindparam("case"),
        outbox.c.channel == bindparam("channel"),
        outbox.c.chat == bindparam("chat"),
        outbox.c.state.in_([WAITING, SENDING]),
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
    .with_for_update()
)
_REWORD = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.state == WAITING, outbox.c.tries == 0)
    .values(action=bindparam("reworded"))
)


def _said_with_the_last(connection: Connection, action: Action) -> bool:
    """Whether it could be put into the last message of its case that still waits for the same chat."""
    if not may_join(action):
        return False
    here = {"case": _case_of(action), "channel": action.to.channel, "chat": action.to.chat}
    last = connection.execute(_LAST_OF_CASE, here).first()
    try:
        both = joined(decode(last.action), action) if last and last.action else None
    except (ValueError, KeyError, TypeError):  # claiming it will say so
        both = None
    if last is None or both is None:
        return False
    return connection.execute(_REWORD, {"row": last.id, "reworded": encode(both)}).rowcount == 1


def _case_of(action: Action) -> int | None:
    return None if isinstance(action, Acknowledge | React) else action.ticket


_NOW = bindparam("now", type_=UtcDateTime)
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
_AGAIN: dict[str, Any] = {
    "retry_at": bindparam("again_at", type_=UtcDateTime),
    "cause": bindparam("because"),
    "action": func.coalesce(bindparam("left", type_=Text), outbox.c.action),
}
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
_ONCE = outbox.c.purpose == literal_column(f"'{Purpose.BROADCAST.value}'", String)
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
FAIL = (
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


class Settled(NamedTuple):
    """The results that were news, and whether somebody's last trace went with them."""

    news: list[Result]
    erased: bool


def settle(connection: Connection, results: Sequence[Result], now: datetime, *, paced: bool = False) -> Settled:
    """Store what became of claimed rows; returns the results that were news.

    A result is none when it was stored before and only the word of that was lost, or when another process has taken
    the row over.

    SENT: the message id is stored and linked to the row's case; the action is forgotten unless it belongs to a case.
    WAITING: tried again at `retry_at`, with what is left of it; the chat's later rows wait behind it. UNCERTAIN: the first time the row waits
    again with `repeat` set, the second time it stays uncertain for good. FAILED: for good, and in nobody's way.
    A fleeting row (a button's receipt, a reaction) is never tried twice: it fails as "late". A goodbye that has ended
    forgets whose it was. `paced`: what a chat got counts against what it may get.
    """
    sent, linked, retried, doubted, failed = [], [], [], [], []
    if not results:
        return Settled([], erased=False)
    known = _STATES.rows(connection, {"rows": [result.row.id for result in results]})
    states = {number: state for number, state, _ in known}
    goodbyes = {number for number, _, purpose in known if purpose == GOODBYE}
    for result in results:
        number = result.row.id
        left = encode(result.left) if result.left else None
        again = {"row": number, "again_at": result.retry_at, "because": result.cause, "left": left}
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
    chat_pace.note(connection, results, now, paced=paced)
    if sent:
        _SENT.each(connection, sent)
    steps = (
        (_LINK, linked),
        (_RETRY, retried),
        (_DOUBT, doubted),
        (FAIL, failed),
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
