"""Outgoing messages on their way: settled with what became of them, put aside, and resumed after a kill."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import structlog
from sqlalchemy import (
    Boolean,
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
    literal_column,
    null,
    or_,
    select,
    text,
    true,
    update,
)

from bot.helpdesk.model.actions import Priority
from bot.helpdesk.model.store import Delivery, OutboxRow, Result
from bot.helpdesk.model.verbs import Purpose
from bot.storage import chat_pace
from bot.storage.database.prepared_statements import Prepared
from bot.storage.database.tables import SENDING, WAITING, chat_pauses, outbox
from bot.storage.database.types import UtcDateTime
from bot.storage.queries.action_json import decode, encode
from bot.storage.queries.outbox import AFTER_ERASURE, TAKEN_OUT, taken_out_by, ticket_of

log = structlog.get_logger()

MOST_TRIES = 10
"""So often at most a message is sent again after a kill: what kills the process every time must not go on for ever."""

GIVEN_UP = timedelta(minutes=5)
"""After so long an emergency is tried again whose sending the process was killed at so often."""

_NOW = bindparam("now", type_=UtcDateTime)
_THIS = outbox.c.id == bindparam("row")
_IN_HAND = outbox.c.state == SENDING
_UNFINISHED = outbox.c.state.in_([WAITING, SENDING])
"""The condition of the index `outbox_chats_unfinished`: SQLite does not see that it follows from `_IN_HAND`."""
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
    " SELECT channel, :at, message, ticket FROM outbox WHERE id = :row"
    " ON CONFLICT (channel, chat, message) DO UPDATE SET ticket = excluded.ticket"
)
_AGAIN: dict[str, Any] = {
    # two are kept: the second is when the officer hears of it
    "tries": outbox.c.tries - case((or_(bindparam("counts", type_=Boolean), outbox.c.tries <= 2), 0), else_=1),
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
# a broadcast, which nobody asked for, is rather lost than sent twice
_ONCE = outbox.c.purpose == literal_column(f"'{Purpose.BROADCAST.value}'", String)
# what an officer must know of an emergency is sent until it is accepted or refused
_UNTIL_TAKEN = and_(
    outbox.c.priority == int(Priority.EMERGENCY),
    or_(*(outbox.c.purpose == one for one in (Purpose.CARD, Purpose.NOTICE, Purpose.FOLLOW_UP, Purpose.TOPIC))),
)
_NOT_AGAIN = or_(_ONCE, and_(outbox.c.repeat, bindparam("counts", type_=Boolean), ~_UNTIL_TAKEN))
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
_ENDS = {Delivery.WAITING: _RETRY, Delivery.UNCERTAIN: _DOUBT, Delivery.FAILED: _FAIL}
_FORGOTTEN: dict[str, Any] = {"chat": "", "action": None, "cause": None, "keep": False}
_FORGET = update(outbox).where(_THIS, outbox.c.state.not_in([WAITING, SENDING])).values(**_FORGOTTEN)
_LATE_AFTER_ERASURE = and_(outbox.c.fleeting, outbox.c.purpose == AFTER_ERASURE)
_RELEASE = delete(chat_pauses).where(
    chat_pauses.c.channel == bindparam("of"),
    chat_pauses.c.chat == bindparam("at"),
    exists().where(_THIS, outbox.c.state.not_in([WAITING, SENDING])),
)


_PUT_BACK = (
    update(outbox)
    .where(
        outbox.c.channel == bindparam("of"),
        outbox.c.chat == bindparam("at"),
        outbox.c.message == bindparam("which"),
        outbox.c.reason == TAKEN_OUT,
    )
    .values(reason=None)
)
_PUT_ASIDE = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(state=Delivery.FAILED, reason="refused", cause=bindparam("because"), action=None, tries=0, retry_at=None)
)
"""With the columns that may be what cannot be read, so that nothing else stumbles over them."""


class SettledDeliveries(NamedTuple):
    """The results that changed a row, and whether an erased resident's farewell was among them."""

    changed: list[Result]
    erased: bool


def settle(
    connection: Connection, results: Sequence[Result], now: datetime, *, paced: bool = False
) -> SettledDeliveries:
    """Store what became of claimed rows; returns the results that changed one.

    It changes nothing when it was stored before and only its confirmation was lost, or when another process has taken
    the row over.

    SENT: the message id is stored and linked to the row's ticket; the action is kept only if it belongs to one.
    WAITING: what is left of it is tried again at `retry_at`, and the chat's later rows wait behind it. UNCERTAIN: the
    row waits again in the same way with `repeat` set; once a repeat was a try (`counts`), it stays uncertain for good.
    What an officer must know of an emergency never does. FAILED: for good.
    A fleeting row (a button's receipt, a reaction) is never tried twice: it fails as "late". A farewell that has ended
    forgets whose it was. `paced`: what a chat got counts against what it may get.
    """
    if not results:
        return SettledDeliveries([], erased=False)
    known = _STATES.rows(connection, {"rows": [result.row.id for result in results]})
    states = {number: state for number, state, _ in known}
    after_erasure = {number for number, _, purpose in known if purpose == AFTER_ERASURE}
    ended: dict[Delivery, list[dict[str, Any]]] = {}
    for result in results:
        ended.setdefault(result.state, []).append(_values(result, now))
    chat_pace.note(connection, results, now, paced=paced)
    if sent := ended.pop(Delivery.SENT, []):
        _SENT.each(connection, sent)
    if linked := [_link(result) for result in results if _is_linked(result)]:
        connection.execute(_LINK, linked)
    for state, rows in ended.items():
        connection.execute(_ENDS[state], rows)
    refused = (result.row.action for result in results if result.state is Delivery.FAILED)
    if still_standing := [message for action in refused for message in taken_out_by(action)]:
        connection.execute(_PUT_BACK, still_standing)
    for result in results:
        if result.row.id in after_erasure:
            to = result.row.action.to
            connection.execute(_RELEASE, {"row": result.row.id, "of": to.channel, "at": to.chat})
            connection.execute(_FORGET, {"row": result.row.id})
    changed = [result for result in results if _is_change(result.state, states.get(result.row.id))]
    return SettledDeliveries(changed, erased=bool(after_erasure))


def _values(result: Result, now: datetime) -> dict[str, Any]:
    """Return what the statement for the result's state needs. Raises ValueError for a state that is no result."""
    number = result.row.id
    match result.state:
        case Delivery.SENT:
            return {"row": number, "new_message": result.message, "now": now}
        case Delivery.WAITING | Delivery.UNCERTAIN:
            left = encode(result.left) if result.left else None
            # an emergency that was given up still has to be sent, but not at once
            again_at = result.retry_at or (now + GIVEN_UP if result.row.tries >= MOST_TRIES else None)
            again = {"again_at": again_at, "because": result.cause, "left": left}
            return {"row": number, "counts": result.counts, **again}
        case Delivery.FAILED:
            return {"row": number, "why": result.reason, "because": result.cause}
        case _:
            raise ValueError(f"not a result: {result.state}")


def _is_linked(result: Result) -> bool:
    """Say whether a reply to the message must find its ticket."""
    return result.state is Delivery.SENT and result.message is not None and ticket_of(result.row.action) is not None


def _link(result: Result) -> dict[str, Any]:
    return {"row": result.row.id, "at": result.row.action.to.chat}


def _is_change(result: Delivery, before: str | None) -> bool:
    return before != Delivery.SENT if result is Delivery.SENT else before == Delivery.SENDING


def resume(
    connection: Connection, sender: int | None, living: Collection[int], unsettled: Collection[int]
) -> list[OutboxRow]:
    """Let what nobody is sending any more be sent again, marked as a repeat: it may have arrived.

    `sender`: this process, `unsettled`: the rows that it is sending. What was tried too often already stays with it
    and is returned, to be settled as uncertain.
    """
    others = [number for number in living if number != sender]
    abandoned = and_(
        _UNFINISHED,
        _IN_HAND,
        outbox.c.id.not_in(unsettled),
        or_(outbox.c.sender.is_(None), outbox.c.sender.not_in(others)),
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
        "chat": case((_LATE_AFTER_ERASURE, ""), else_=outbox.c.chat),
        "action": case((_LATE_AFTER_ERASURE, null()), else_=outbox.c.action),
    }
    mine = [row.id for row in given_up]
    connection.execute(update(outbox).where(abandoned, outbox.c.id.not_in(mine)).values(**again))
    rows = []
    for number, action, tries, repeat in given_up:
        try:
            rows.append(OutboxRow(number, decode(action), tries, repeat))
        except (ValueError, KeyError, TypeError) as error:
            put_aside(connection, number, error)
    return rows


def put_aside(connection: Connection, number: int, error: BaseException) -> None:
    """Let a message that cannot be read stand as failed, in nobody's way."""
    log.error("an outgoing message cannot be read; it stays as failed", outbox=number, error=type(error).__name__)
    connection.execute(_PUT_ASIDE, {"row": number, "because": f"unreadable: {type(error).__name__}"})
