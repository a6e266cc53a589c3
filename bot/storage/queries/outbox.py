"""Outgoing messages: queued with the decision, and what of a ticket stands in a chat.

A row's `chat` is the one whose messages are counted together: in a group the topic stands in the action alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    func,
    insert,
    select,
    update,
)

from bot.helpdesk.model.actions import (
    Acknowledge,
    Action,
    Copy,
    Delete,
    Document,
    Edit,
    Outcome,
    Priority,
    React,
    Reworded,
    Send,
)
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.markup import with_lines
from bot.helpdesk.model.split_messages import cut
from bot.helpdesk.model.store import Delivery, Sent
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.tickets.delivery import joined, may_join
from bot.storage.database.prepared_statements import Prepared
from bot.storage.database.tables import SENDING, WAITING, outbox
from bot.storage.queries.action_json import decode, encode

AFTER_ERASURE = "goodbye"
"""The purpose of the last messages to a person who was erased."""

UNASKED_AFTER = timedelta(seconds=3)
"""So long after an answer it is asked whether news are wanted: what was written with the question comes before."""

_QUEUE = Prepared(insert(outbox))


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
    if rows:
        _QUEUE.each(connection, rows)
    if deletions:
        connection.execute(_TAKE_OUT, deletions)
    return queued


def _values(action: Action, priority: Priority, now: datetime) -> dict[str, Any]:
    ticket = ticket_of(action)
    is_question_about_news = isinstance(action, Send) and action.purpose == Purpose.SUBSCRIPTION
    return {
        "channel": action.to.channel,
        "chat": action.to.room.chat,
        "action": encode(action),
        "fleeting": isinstance(action, Acknowledge | React),
        "keep": ticket is not None,
        "purpose": "" if isinstance(action, Acknowledge | React) else action.purpose,
        "ticket": ticket,
        "about": None if isinstance(action, Acknowledge | React) else action.about,
        "priority": int(priority),
        "queued_at": now,
        "retry_at": now + UNASKED_AFTER if is_question_about_news else None,
    }


TAKEN_OUT = "taken out"
"""Why a message that was sent does not stand in its chat: its deletion has left, or is on its way."""
_TAKE_OUT = (
    update(outbox)
    .where(
        outbox.c.channel == bindparam("of"),
        outbox.c.chat == bindparam("at"),
        outbox.c.message == bindparam("which"),
        outbox.c.state == Delivery.SENT,
    )
    .values(reason=TAKEN_OUT)
)


def taken_out_by(action: Action) -> list[dict[str, Any]]:
    """Return which messages of a chat the action takes out of it."""
    if not isinstance(action, Delete):
        return []
    here = {"of": action.to.channel, "at": action.to.room.chat}
    return [{**here, "which": message} for message in (action.message, *action.more)]


_LAST_OF_TICKET = (
    select(outbox.c.id, outbox.c.action)
    .where(
        outbox.c.ticket == bindparam("of_ticket"),
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
    """Put it into the last message of its ticket that still waits for the same chat; False where there is none."""
    if not may_join(action):
        return False
    here = {"of_ticket": ticket_of(action), "channel": action.to.channel, "chat": action.to.room.chat}
    last = connection.execute(_LAST_OF_TICKET, here).first()
    try:
        both = joined(decode(last.action), action) if last and last.action else None
    except (ValueError, KeyError, TypeError):  # claiming it will say so
        both = None
    if last is None or both is None:
        return False
    return connection.execute(_REWORD, {"row": last.id, "reworded": encode(both)}).rowcount == 1


_IN_LINE = (
    select(outbox.c.id)
    .where(
        outbox.c.ticket == bindparam("of_ticket"),
        outbox.c.channel == bindparam("channel"),
        outbox.c.chat == bindparam("chat"),
        outbox.c.purpose == bindparam("purpose"),
        outbox.c.state.in_([WAITING, SENDING]),
    )
    .limit(1)
)


def _rings_already(connection: Connection, action: Action) -> bool:
    """Return whether the same card or ring of an emergency is still on its way to the chat."""
    if not isinstance(action, Send) or action.priority is not Priority.EMERGENCY:
        return False
    if action.purpose not in {Purpose.CARD, Purpose.RING}:
        return False
    to = {"channel": action.to.channel, "chat": action.to.room.chat}
    found = connection.execute(_IN_LINE, {**to, "of_ticket": action.ticket, "purpose": action.purpose})
    return found.first() is not None


_CARRYING = (
    select(outbox.c.id, outbox.c.action)
    .where(
        outbox.c.ticket == bindparam("of_ticket"),
        outbox.c.action.is_not(None),
        outbox.c.purpose.not_in([Purpose.REPLY, Purpose.CORRECTION]),
    )
    .with_for_update()
)
"""All of a ticket but what its officer has written."""
_CARRY = update(outbox).where(outbox.c.id == bindparam("row")).values(action=bindparam("reworded"))


def reword(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Change what carried a resident's words to the officers, as `tickets.reword` does where he said them."""
    for one in (reworded for outcome in outcomes for reworded in outcome.reworded):
        for row in connection.execute(_CARRYING, {"of_ticket": one.ticket}).all():
            try:
                carried = decode(row.action)
            except (ValueError, KeyError, TypeError):  # claiming it will say so
                continue
            shown = _reworded(carried, one)
            if shown != carried:
                connection.execute(_CARRY, {"row": row.id, "reworded": encode(shown)})


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


def sent_of(connection: Connection, ticket: int) -> tuple[Sent, ...]:
    """List the ticket's messages that stand in a chat, oldest first."""
    statement = (
        select(outbox)
        .where(
            outbox.c.ticket == ticket,
            outbox.c.state == Delivery.SENT,
            outbox.c.keep,
            outbox.c.message.is_not(None),
            func.coalesce(outbox.c.reason, "") != TAKEN_OUT,
        )
        .order_by(outbox.c.id)
    )
    return tuple(_sent(row) for row in connection.execute(statement))


def _sent(row: Row[Any]) -> Sent:
    try:
        action = decode(row.action)
    except (ValueError, KeyError, TypeError):  # its topic is lost, where it had one
        return Sent(Address(row.channel, row.chat), row.message, row.purpose, row.about)
    return Sent(action.to, row.message, row.purpose, row.about, isinstance(action, Copy))
