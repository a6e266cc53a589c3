"""Outgoing messages on their way: settled with what became of them, put aside, and resumed after a kill."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import structlog
from sqlalchemy import Connection

from bot.helpdesk.model.actions import Priority
from bot.helpdesk.model.store import Delivery, OutboxRow, Result
from bot.helpdesk.model.verbs import Purpose
from bot.storage import chat_pace
from bot.storage.database.sql import Sql
from bot.storage.queries.outbox import AFTER_ERASURE, TAKEN_OUT, decode, encode, taken_out_by, ticket_of

log = structlog.get_logger()

MOST_TRIES = 10
"""So often at most a message is sent again after a kill: what kills the process every time must not go on for ever."""

GIVEN_UP = timedelta(minutes=5)
"""After so long an emergency is tried again whose sending the process was killed at so often."""

_STATES = Sql("SELECT id, state, purpose FROM outbox WHERE id IN (:rows)", tuple[int, str, str])
_SENT = Sql(
    "UPDATE outbox SET state = 'sent', message = :message, sent_at = :now, retry_at = NULL,"
    " action = CASE WHEN keep THEN action END WHERE id = :row"
)
_LINK = Sql(
    "INSERT INTO links (channel, chat, message, ticket)"
    " SELECT channel, :chat, message, ticket FROM outbox WHERE id = :row"
    " ON CONFLICT (channel, chat, message) DO UPDATE SET ticket = excluded.ticket"
)
_AGAIN = (
    # two tries are kept: the second is when the officer hears of it
    "tries = tries - CASE WHEN :counts OR tries <= 2 THEN 0 ELSE 1 END,"
    " retry_at = :again_at, cause = :cause, action = COALESCE(:left, action) WHERE id = :row AND state = 'sending'"
)
# a broadcast, which nobody asked for, is rather lost than sent twice
_ONCE = f"purpose = '{Purpose.BROADCAST.value}'"
# what an officer must know of an emergency is sent until it is accepted or refused
_TOLD_OFFICERS = (Purpose.CARD, Purpose.NOTICE, Purpose.FOLLOW_UP, Purpose.TOPIC)
_UNTIL_TAKEN = (
    f"(priority = {int(Priority.EMERGENCY)} AND purpose IN ({', '.join(repr(one.value) for one in _TOLD_OFFICERS)}))"
)
_NOT_AGAIN = f"{_ONCE} OR repeat AND :counts AND NOT {_UNTIL_TAKEN}"
_ENDS = {
    Delivery.WAITING: Sql(
        "UPDATE outbox SET state = CASE WHEN fleeting THEN 'failed' ELSE 'waiting' END,"
        f" reason = CASE WHEN fleeting THEN 'late' END, {_AGAIN}"
    ),
    Delivery.UNCERTAIN: Sql(
        f"UPDATE outbox SET state = CASE WHEN fleeting THEN 'failed' WHEN {_NOT_AGAIN} THEN 'uncertain' ELSE 'waiting'"
        f" END, reason = CASE WHEN fleeting THEN 'late' WHEN {_NOT_AGAIN} THEN 'uncertain' END, repeat = true, {_AGAIN}"
    ),
    Delivery.FAILED: Sql(
        "UPDATE outbox SET state = 'failed', reason = :reason, cause = :cause, retry_at = NULL"
        " WHERE id = :row AND state = 'sending'"
    ),
    Delivery.SENT: _SENT,
}
_UNFINISHED = "state IN ('waiting', 'sending')"
"""The condition of the index `outbox_chats_unfinished`: SQLite does not see that it follows from "sending"."""
_FORGET = Sql(
    f"UPDATE outbox SET chat = '', action = NULL, cause = NULL, keep = false WHERE id = :row AND NOT {_UNFINISHED}"
)
_RELEASE = Sql(
    "DELETE FROM chat_pauses WHERE channel = :channel AND chat = :chat"
    f" AND EXISTS (SELECT 1 FROM outbox WHERE id = :row AND NOT {_UNFINISHED})"
)
_PUT_BACK = Sql(
    "UPDATE outbox SET reason = NULL WHERE channel = :channel AND chat = :chat AND message = :message"
    f" AND reason = '{TAKEN_OUT}'"
)
# with the columns that may be what cannot be read, so that nothing else stumbles over them
_PUT_ASIDE = Sql(
    "UPDATE outbox SET state = 'failed', reason = 'refused', cause = :cause, action = NULL, tries = 0, retry_at = NULL"
    " WHERE id = :row"
)


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
    known = _STATES.all(connection, rows=[result.row.id for result in results])
    states = {number: state for number, state, _ in known}
    after_erasure = {number for number, _, purpose in known if purpose == AFTER_ERASURE}
    ended: dict[Delivery, list[dict[str, Any]]] = {}
    for result in results:
        ended.setdefault(result.state, []).append(_values(result, now))
    chat_pace.note(connection, results, now, paced=paced)
    for state, rows in ended.items():
        _ENDS[state].each(connection, rows)
    _LINK.each(connection, [_chat_of(result) for result in results if _is_linked(result)])
    refused = (result.row.action for result in results if result.state is Delivery.FAILED)
    _PUT_BACK.each(connection, [message for action in refused for message in taken_out_by(action)])
    for result in results:
        if result.row.id in after_erasure:
            _RELEASE.run(connection, **_chat_of(result))
            _FORGET.run(connection, row=result.row.id)
    changed = [result for result in results if _is_change(result.state, states.get(result.row.id))]
    return SettledDeliveries(changed, erased=bool(after_erasure))


def _values(result: Result, now: datetime) -> dict[str, Any]:
    """Return what the statements for results need. Raises ValueError for a state that is no result."""
    if result.state not in _ENDS:
        raise ValueError(f"not a result: {result.state}")
    # an emergency that was given up still has to be sent, but not at once
    again_at = result.retry_at or (now + GIVEN_UP if result.row.tries >= MOST_TRIES else None)
    left = encode(result.left) if result.left else None
    told = {"message": result.message, "reason": result.reason, "cause": result.cause, "counts": result.counts}
    return {"row": result.row.id, "now": now, "again_at": again_at, "left": left, **told}


def _is_linked(result: Result) -> bool:
    """Say whether a reply to the message must find its ticket."""
    return result.state is Delivery.SENT and result.message is not None and ticket_of(result.row.action) is not None


def _chat_of(result: Result) -> dict[str, Any]:
    to = result.row.action.to
    return {"row": result.row.id, "channel": to.channel, "chat": to.chat}


def _is_change(result: Delivery, before: str | None) -> bool:
    return before != Delivery.SENT if result is Delivery.SENT else before == Delivery.SENDING


_ABANDONED = (
    f"{_UNFINISHED} AND state = 'sending' AND id NOT IN (:unsettled) AND (sender IS NULL OR sender NOT IN (:others))"
)
_GIVEN_UP = Sql(
    f"UPDATE outbox SET sender = :sender WHERE {_ABANDONED} AND repeat AND NOT fleeting AND tries >= {MOST_TRIES}"
    " RETURNING id, action, tries, repeat",
    tuple[int, str, int, bool],
)
_LATE_AFTER_ERASURE = f"fleeting AND purpose = '{AFTER_ERASURE}'"
_SEND_AGAIN = Sql(
    f"UPDATE outbox SET state = CASE WHEN fleeting THEN 'failed' WHEN {_ONCE} THEN 'uncertain' ELSE 'waiting' END,"
    f" reason = CASE WHEN fleeting THEN 'late' WHEN {_ONCE} THEN 'uncertain' END,"
    " repeat = true, cause = 'killed while sending',"
    f" chat = CASE WHEN {_LATE_AFTER_ERASURE} THEN '' ELSE chat END,"
    f" action = CASE WHEN {_LATE_AFTER_ERASURE} THEN NULL ELSE action END WHERE {_ABANDONED} AND id NOT IN (:mine)"
)
_NO_ROW = 0


def resume(
    connection: Connection, sender: int | None, living: Collection[int], unsettled: Collection[int]
) -> list[OutboxRow]:
    """Let what nobody is sending any more be sent again, marked as a repeat: it may have arrived.

    `sender`: this process, `unsettled`: the rows that it is sending. What was tried too often already stays with it
    and is returned, to be settled as uncertain.
    """
    others = [number for number in living if number != sender] or [-1]
    abandoned = {"unsettled": sorted(unsettled) or [_NO_ROW], "others": others}
    given_up = _GIVEN_UP.all(connection, sender=sender, **abandoned)
    _SEND_AGAIN.run(connection, mine=[row for row, *_ in given_up] or [_NO_ROW], **abandoned)
    rows = []
    for number, action, tries, repeat in given_up:
        try:
            rows.append(OutboxRow(number, decode(action), tries, repeat))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            put_aside(connection, number, error)
    return rows


def put_aside(connection: Connection, number: int, error: BaseException) -> None:
    """Let a message that cannot be read stand as failed, in nobody's way."""
    log.error("an outgoing message cannot be read; it stays as failed", outbox=number, error=type(error).__name__)
    _PUT_ASIDE.run(connection, row=number, cause=f"unreadable: {type(error).__name__}")
