"""Outgoing messages: queued with the decision, settled with what became of them, resumed after a kill.

A row's `chat` is the one whose messages are counted together: in a group the topic stands in the action alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from msgspec.structs import replace

from bot.helpdesk.model import actions
from bot.helpdesk.model.actions import Action, Copy, Delete, Edit, Outcome, Priority, Purpose, Send
from bot.helpdesk.model.markup import with_lines
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import Delivery, OutboxRow, Result
from bot.helpdesk.model.ticket import Sent
from bot.helpdesk.tickets.delivery import joined, may_join
from bot.storage import chat_pace
from bot.storage.database.rows import decoded, encoded, values
from bot.storage.database.sql import Connection, Sql, insert

log = structlog.get_logger()

AFTER_ERASURE = "goodbye"
"""The purpose of the last messages to a person who was erased."""
TAKEN_OUT = "taken out"
"""Why a message that was sent does not stand in its chat: its deletion has left, or is on its way."""

_KINDS: dict[str, type[Action]] = {
    "send": Send,
    "edit": Edit,
    "copy": Copy,
    "delete": Delete,
    "document": actions.Document,
    "report": actions.Report,
    "open-topic": actions.OpenTopic,
    "mark-topic": actions.MarkTopic,
    "acknowledge": actions.Acknowledge,
    "react": actions.React,
}
_NAMES: dict[type[Action], str] = {kind: name for name, kind in _KINDS.items()}


def encode(action: Action) -> str:
    """Write `["send", {"to": {…}, "text": "…", …}]`: the action's kind, then its fields."""
    return encoded([_NAMES[type(action)], action])


def decode(text: str) -> Action:
    """Read the action that `encode` wrote. Raises ValueError."""
    try:
        name, found = msgspec.json.decode(text)
        action: Action = decoded(_KINDS[name], found)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no action: {type(error).__name__}") from error
    return action


def readable(text: str | None) -> Action | None:
    """Read an action; None for what cannot be read, which claiming it will say."""
    with suppress(ValueError):
        return decode(text or "null")
    return None


_QUEUED = "channel chat action fleeting keep purpose ticket about priority queued_at"
_QUEUE = Sql(insert("outbox", _QUEUED.split()))
_TAKE_OUT = Sql(
    f"UPDATE outbox SET reason = '{TAKEN_OUT}'"
    " WHERE channel = :channel AND chat = :chat AND message = :message AND state = 'sent'"
)
_OF_TICKET = (
    "FROM outbox WHERE ticket = :ticket AND channel = :channel AND chat = :chat AND state IN ('waiting', 'sending')"
)
_LAST_OF_TICKET = Sql(f"SELECT id, action {_OF_TICKET} ORDER BY id DESC LIMIT 1 FOR UPDATE", tuple[int, str | None])
_IN_LINE = Sql(f"SELECT id {_OF_TICKET} AND purpose = :purpose LIMIT 1", int)
_RINGING = {(Priority.EMERGENCY, Purpose.CARD), (Priority.EMERGENCY, Purpose.RING)}
_SAY_BOTH = Sql("UPDATE outbox SET action = :action WHERE id = :id AND state = 'waiting' AND tries = 0")


def queue(
    connection: Connection, outcomes: Iterable[Outcome], now: datetime, erased: Address | None = None
) -> dict[str, Action]:
    """Add the outcomes' actions in order, long messages in pieces; returns the actions by what is stored of them.

    A copied photo is as urgent as the message that announces it. What a resident writes on joins his last message while
    that waits. `erased`: the chat of a person who has just been erased; what he still gets forgets it afterwards.
    """
    rows: list[dict[str, Any]] = []
    deletions: list[dict[str, Any]] = []
    queued: dict[str, Action] = {}
    for outcome in map(actions.cut, outcomes):
        announced: dict[Address, Priority] = {}
        for action in outcome.actions:
            here = {"channel": action.to.channel, "chat": action.to.room.chat}
            ticket, purpose = ticket_of(action), getattr(action, "purpose", "")
            if isinstance(action, Send):
                announced[action.to] = action.priority
            if _said_with_the_last(connection, action):
                continue
            rings = isinstance(action, Send) and (action.priority, action.purpose) in _RINGING
            # the same card or ring of an emergency may still be on its way to the chat
            if rings and _IN_LINE.first(connection, **here, ticket=ticket, purpose=purpose) is not None:
                continue
            fleeting = isinstance(action, actions.Acknowledge | actions.React)
            priority = Priority.RECEIPT if fleeting else Priority.NORMAL
            deletions += taken_out_by(action)
            if isinstance(action, Send | Copy):
                priority = announced.get(action.to, priority)
            stored = encode(action)
            row = {
                **here,
                "action": stored,
                "fleeting": fleeting,
                "keep": ticket is not None,
                "purpose": AFTER_ERASURE if action.to == erased else purpose,
                "ticket": ticket,
                "about": getattr(action, "about", None),
                "priority": priority,
                "queued_at": now,
            }
            rows.append(row)
            queued[stored] = action
    _QUEUE.each(connection, rows)
    _TAKE_OUT.each(connection, deletions)
    return queued


def taken_out_by(action: Action) -> list[dict[str, Any]]:
    """Return which messages of a chat the action takes out of it."""
    if not isinstance(action, Delete):
        return []
    here = {"channel": action.to.channel, "chat": action.to.room.chat}
    return [{**here, "message": message} for message in (action.message, *action.more)]


def _said_with_the_last(connection: Connection, action: Action) -> bool:
    """Put it into the last message of its ticket that still waits for the same chat; False where there is none."""
    if not may_join(action):
        return False
    here = {"ticket": ticket_of(action), "channel": action.to.channel, "chat": action.to.room.chat}
    last = _LAST_OF_TICKET.first(connection, **here)
    before = readable(last[1]) if last else None
    both = joined(before, action) if before else None
    return last is not None and both is not None and _SAY_BOTH.run(connection, id=last[0], action=encode(both)) == 1


_CARRYING = Sql(
    "SELECT id, action FROM outbox WHERE ticket = :ticket AND action IS NOT NULL"
    f" AND purpose NOT IN ('{Purpose.REPLY.value}', '{Purpose.CORRECTION.value}', '{Purpose.CHANGED.value}')"
    " FOR UPDATE",
    tuple[int, str],
)
"""All of a ticket but what its officer has written."""
_CARRY = Sql("UPDATE outbox SET action = :action WHERE id = :id")


def reword(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Change what carried a resident's words to the officers, as `tickets.reword` does where he said them."""
    for one in (reworded for outcome in outcomes for reworded in outcome.reworded):
        for id, stored in _CARRYING.all(connection, ticket=one.ticket):
            carried = readable(stored)
            shown = None if carried is None else _reworded(carried, one)
            if shown is not None and shown != carried:
                _CARRY.run(connection, id=id, action=encode(shown))


def _reworded(action: Action, by: actions.Reworded) -> Action:
    """Replace the words where a person reads them, and nowhere else: a chat's number can hold the same digits."""
    if isinstance(action, Send | Edit | actions.Document):
        return replace(action, text=with_lines(action.text, by.old, by.new))
    if isinstance(action, Copy) and action.caption:
        return replace(action, caption=with_lines(action.caption, by.old, by.new))
    return action


def ticket_of(action: Action) -> int | None:
    """Return the ticket that an action belongs to."""
    ticket: int | None = getattr(action, "ticket", None)
    return ticket


_STANDING = Sql(
    "SELECT channel, chat, message, purpose, about, action FROM outbox WHERE ticket = :ticket AND state = 'sent'"
    f" AND keep AND message IS NOT NULL AND COALESCE(reason, '') <> '{TAKEN_OUT}' ORDER BY id",
    tuple[str, str, str, str, str | None, str | None],
)


def sent_of(connection: Connection, ticket: int) -> tuple[Sent, ...]:
    """List the ticket's messages that stand in a chat, oldest first."""
    found = []
    for channel, chat, message, purpose, about, stored in _STANDING.all(connection, ticket=ticket):
        action = readable(stored)
        # where it cannot be read its topic is lost, if it had one
        to = Address(channel, chat) if action is None else action.to
        found.append(Sent(to, message, purpose, about, action if isinstance(action, Copy) else None))
    return tuple(found)


MOST_TRIES = 10
"""So often at most a message is sent again after a kill: what kills the process every time must not go on for ever."""

GIVEN_UP = timedelta(minutes=5)
"""After so long an emergency is tried again whose sending the process was killed at so often."""

_STATES = Sql("SELECT id, state, purpose FROM outbox WHERE id IN (:rows)", tuple[int, str, str])
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
    Delivery.SENT: Sql(
        "UPDATE outbox SET state = 'sent', message = :message, sent_at = :now, retry_at = NULL,"
        " action = CASE WHEN keep THEN action END WHERE id = :row"
    ),
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


def settle(
    connection: Connection, results: Sequence[Result], now: datetime, *, paced: bool = False
) -> tuple[list[Result], bool]:
    """Store what became of claimed rows; returns the results that changed one, and whether a farewell was among them.

    None does that was stored before, its confirmation being lost, or whose row another process has taken over.
    SENT: the message id is stored and linked to the row's ticket; the action is kept only if it belongs to one.
    WAITING: what is left of it is tried again at `retry_at`, and the chat's later rows wait behind it. UNCERTAIN: the
    row waits again in the same way with `repeat` set; once a repeat was a try (`counts`), it stays uncertain for good.
    What an officer must know of an emergency never does. FAILED: for good.
    A fleeting row (a button's receipt, a reaction) is never tried twice: it fails as "late". A farewell that has ended
    forgets whose it was. `paced`: what a chat got counts against what it may get.
    """
    if not results:
        return [], False
    known = _STATES.all(connection, rows=[result.row.id for result in results])
    states = {number: state for number, state, _ in known}
    after_erasure = {number for number, _, purpose in known if purpose == AFTER_ERASURE}
    ended: dict[Delivery, list[dict[str, Any]]] = {}
    for result in results:
        if result.state not in _ENDS:
            raise ValueError(f"not a result: {result.state}")
        # an emergency that was given up still has to be sent, but not at once
        again_at = result.retry_at or (now + GIVEN_UP if result.row.tries >= MOST_TRIES else None)
        left = encode(result.left) if result.left else None
        row = {"row": result.row.id, "now": now, "again_at": again_at, "left": left}
        row |= {name: getattr(result, name) for name in ("message", "reason", "cause", "counts")}
        ended.setdefault(result.state, []).append(row)
    chat_pace.note(connection, results, now, paced=paced)
    for state, rows in ended.items():
        _ENDS[state].each(connection, rows)
    # so that a reply to the message finds its ticket
    told = [one for one in results if one.state is Delivery.SENT and one.message and ticket_of(one.row.action)]
    _LINK.each(connection, [_chat_of(result) for result in told])
    refused = (result.row.action for result in results if result.state is Delivery.FAILED)
    _PUT_BACK.each(connection, [message for action in refused for message in taken_out_by(action)])
    for result in results:
        if result.row.id in after_erasure:
            _RELEASE.run(connection, **_chat_of(result))
            _FORGET.run(connection, row=result.row.id)
    changed = [
        result
        for result in results
        if (before := states.get(result.row.id)) == Delivery.SENDING
        or (result.state is Delivery.SENT and before != Delivery.SENT)
    ]
    return changed, bool(after_erasure)


def _chat_of(result: Result) -> dict[str, Any]:
    return {"row": result.row.id, **values(result.row.action.to)}


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


def resume(
    connection: Connection, sender: int | None, living: Collection[int], unsettled: Collection[int]
) -> list[OutboxRow]:
    """Let what nobody is sending any more be sent again, marked as a repeat; return what was tried too often already.

    `sender`: this process, `unsettled`: the rows that it is sending. What is returned is to be settled as uncertain.
    """
    others = [number for number in living if number != sender] or [-1]
    abandoned = {"unsettled": sorted(unsettled) or [0], "others": others}
    given_up = _GIVEN_UP.all(connection, sender=sender, **abandoned)
    _SEND_AGAIN.run(connection, mine=[row for row, *_ in given_up] or [0], **abandoned)
    rows = []
    for number, action, tries, repeat in given_up:
        try:
            rows.append(OutboxRow(number, decode(action), tries, repeat))
        except ValueError as error:
            put_aside(connection, number, error)
    return rows


def put_aside(connection: Connection, number: int, error: BaseException) -> None:
    """Let a message that cannot be read stand as failed, in nobody's way."""
    log.error("an outgoing message cannot be read; it stays as failed", outbox=number, error=type(error).__name__)
    _PUT_ASIDE.run(connection, row=number, cause=f"unreadable: {type(error).__name__}")
