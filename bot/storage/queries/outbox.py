"""Outgoing messages: queued with the decision, and what of a ticket stands in a chat.

A row's `chat` is the one whose messages are counted together: in a group the topic stands in the action alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection

from bot.helpdesk.model.actions import (
    Acknowledge,
    Action,
    Copy,
    Delete,
    Document,
    Edit,
    MarkTopic,
    OpenTopic,
    Outcome,
    Priority,
    React,
    Report,
    Reworded,
    Send,
)
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.markup import with_lines
from bot.helpdesk.model.split_messages import cut
from bot.helpdesk.model.store import Sent
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.tickets.delivery import joined, may_join
from bot.storage.database.rows import decoded, encoded
from bot.storage.database.sql import Sql, insert

AFTER_ERASURE = "goodbye"
"""The purpose of the last messages to a person who was erased."""
UNASKED_AFTER = timedelta(seconds=3)
"""So long after an answer it is asked whether news are wanted: what was written with the question comes before."""
TAKEN_OUT = "taken out"
"""Why a message that was sent does not stand in its chat: its deletion has left, or is on its way."""

_KINDS: dict[str, type[Action]] = {
    "send": Send,
    "edit": Edit,
    "copy": Copy,
    "delete": Delete,
    "document": Document,
    "report": Report,
    "open-topic": OpenTopic,
    "mark-topic": MarkTopic,
    "acknowledge": Acknowledge,
    "react": React,
}
_NAMES: dict[type[Action], str] = {kind: name for name, kind in _KINDS.items()}


def encode(action: Action) -> str:
    """Write `["send", {"to": {…}, "text": "…", …}]`: the action's kind, then its fields."""
    return encoded([_NAMES[type(action)], action])


def decode(text: str) -> Action:
    """Read the action that `encode` wrote. Raises ValueError, KeyError, TypeError, AttributeError."""
    name, found = orjson.loads(text)
    action: Action = decoded(_KINDS[name], found)
    return action


def readable(text: str | None) -> Action | None:
    """Read an action; None for what cannot be read, which claiming it will say."""
    try:
        return decode(text or "null")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


_QUEUE = Sql(
    insert(
        "outbox",
        (
            *("channel", "chat", "action", "fleeting", "keep", "purpose", "ticket", "about"),
            *("priority", "queued_at", "retry_at"),
        ),
    )
)
_TAKE_OUT = Sql(
    f"UPDATE outbox SET reason = '{TAKEN_OUT}'"
    " WHERE channel = :channel AND chat = :chat AND message = :message AND state = 'sent'"
)
_OF_TICKET = (
    "FROM outbox WHERE ticket = :ticket AND channel = :channel AND chat = :chat AND state IN ('waiting', 'sending')"
)
_LAST_OF_TICKET = Sql(f"SELECT id, action {_OF_TICKET} ORDER BY id DESC LIMIT 1 FOR UPDATE", tuple[int, str | None])
_IN_LINE = Sql(f"SELECT id {_OF_TICKET} AND purpose = :purpose LIMIT 1", int)
_SAY_BOTH = Sql("UPDATE outbox SET action = :action WHERE id = :id AND state = 'waiting' AND tries = 0")


def queue(
    connection: Connection, outcomes: Iterable[Outcome], now: datetime, erased: Address | None = None
) -> dict[str, Action]:
    """Add the outcomes' actions in their order, long messages in pieces that every channel takes.

    A copied photo is as urgent as the message that announces it. What a resident writes on joins his last message while
    that waits. `erased`: the chat of a person who has just been erased; what he still gets forgets it once it has
    ended. Returns the actions by what is stored of them.
    """
    rows = []
    deletions: list[dict[str, Any]] = []
    queued: dict[str, Action] = {}
    for outcome in map(cut, outcomes):
        announced: dict[Address, Priority] = {}
        for action in outcome.actions:
            if _said_with_the_last(connection, action) or _rings_already(connection, action):
                continue
            priority = Priority.NORMAL
            deletions += taken_out_by(action)
            if isinstance(action, Send):
                priority = announced[action.to] = action.priority
            elif isinstance(action, Copy):
                priority = announced.get(action.to, priority)
            elif isinstance(action, Acknowledge | React):
                priority = Priority.RECEIPT
            row = _values(action, priority, now)
            if action.to == erased:
                row["purpose"] = AFTER_ERASURE
            rows.append(row)
            queued[row["action"]] = action
    _QUEUE.each(connection, rows)
    _TAKE_OUT.each(connection, deletions)
    return queued


def _values(action: Action, priority: Priority, now: datetime) -> dict[str, Any]:
    fleeting = isinstance(action, Acknowledge | React)
    asks_about_news = isinstance(action, Send) and action.purpose == Purpose.SUBSCRIPTION
    return {
        "channel": action.to.channel,
        "chat": action.to.room.chat,
        "action": encode(action),
        "fleeting": fleeting,
        "keep": ticket_of(action) is not None,
        "purpose": "" if isinstance(action, Acknowledge | React) else action.purpose,
        "ticket": ticket_of(action),
        "about": None if isinstance(action, Acknowledge | React) else action.about,
        "priority": int(priority),
        "queued_at": now,
        "retry_at": now + UNASKED_AFTER if asks_about_news else None,
    }


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


def _rings_already(connection: Connection, action: Action) -> bool:
    """Return whether the same card or ring of an emergency is still on its way to the chat."""
    if not isinstance(action, Send) or action.priority is not Priority.EMERGENCY:
        return False
    if action.purpose not in {Purpose.CARD, Purpose.RING}:
        return False
    to = {"channel": action.to.channel, "chat": action.to.room.chat}
    return _IN_LINE.first(connection, **to, ticket=action.ticket, purpose=action.purpose) is not None


_CARRYING = Sql(
    "SELECT id, action FROM outbox WHERE ticket = :ticket AND action IS NOT NULL"
    f" AND purpose NOT IN ('{Purpose.REPLY.value}', '{Purpose.CORRECTION.value}') FOR UPDATE",
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


def _reworded(action: Action, by: Reworded) -> Action:
    """Replace the words where a person reads them, and nowhere else: a chat's number can hold the same digits."""
    if isinstance(action, Send | Edit | Document):
        return replace(action, text=with_lines(action.text, by.old, by.new))
    if isinstance(action, Copy) and action.caption:
        return replace(action, caption=with_lines(action.caption, by.old, by.new))
    return action


def ticket_of(action: Action) -> int | None:
    """Return the ticket that an action belongs to."""
    return None if isinstance(action, Acknowledge | React) else action.ticket


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
        found.append(Sent(to, message, purpose, about, isinstance(action, Copy)))
    return tuple(found)
