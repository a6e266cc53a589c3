"""Erasure: of one person at once, and of everybody's old tickets in time. Rows stay: the ledger must balance."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    String,
    Table,
    Update,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from bot.helpdesk.model.entities import Address, TicketState
from bot.helpdesk.model.staff import AWAITED
from bot.helpdesk.model.store import Delivery
from bot.storage.database.tables import (
    OPEN,
    SENDING,
    WAITING,
    broadcasts,
    chat_pauses,
    faq_drafts,
    feedback,
    held_answers,
    inbox,
    lines,
    links,
    officer_chats,
    officer_drafts,
    outbox,
    reminders,
    residents,
    tickets,
)
from bot.storage.database.types import UtcDateTime
from bot.storage.queries import staff
from bot.storage.queries.once_a_day import take_turn
from bot.storage.queries.residents import LEFT_ALONE
from bot.storage.queries.visits import REPORTED_FOR, drop_past

_CHANGED = {"version": residents.c.version + 1}
"""A turn that read the resident before must decide again instead of writing back what was erased."""
_UNFINISHED = outbox.c.state.in_([WAITING, SENDING])
_NO_ACTION = {"action": None, "keep": False}
_NO_MEMORY = {"memory": None, "discreet": False, "hush": False, "pending_since": None}
_NOBODY = {
    "village": None,
    "outside": False,
    "blocked_at": None,
    "informed_at": None,
    "broadcast_consent": None,
    "broadcast_consent_at": None,
}


@dataclass(frozen=True, slots=True)
class ErasureCounts:
    """How many rows lost their personal data; `gone`: finished rows of the queues that went altogether."""

    tickets: int
    lines: int
    feedback: int
    memories: int
    residents: int
    incoming: int = 0
    outgoing: int = 0
    gone: int = 0


def erase(connection: Connection, resident: int | None, now: datetime) -> Address | None:
    """Erase a person: what is left is counts and a row without a name under a random chat; return where he was.

    Waiting messages to the person, and about his tickets to others, fail as "erased"; what is on its way is forgotten
    once sent. The same chat may begin anew at once, as a new resident.
    """
    who = select(residents.c.channel, residents.c.chat).where(
        residents.c.id == resident, residents.c.erased_at.is_(None)
    )
    found = connection.execute(who).one_or_none()
    if found is None:
        return None
    channel, chat = found
    random_chat = f"terhapus-{secrets.token_hex(8)}"
    owned = select(tickets.c.id).where(tickets.c.resident == resident)
    to_them = and_(outbox.c.channel == channel, outbox.c.chat == chat)
    from_them = and_(inbox.c.channel == channel, inbox.c.chat == chat)
    for statement in (
        update(residents)
        .where(residents.c.id == resident)
        .values(chat=random_chat, name="", erased_at=now, **_NO_MEMORY, **_NOBODY, **_CHANGED),
        update(tickets).where(tickets.c.resident == resident).values(question="", attempted="[]"),
        update(lines).where(lines.c.ticket.in_(owned)).values(text="", attachment=None),
        update(lines)
        .where(lines.c.ticket.in_(owned), lines.c.channel == channel, lines.c.chat == chat)
        .values(chat=random_chat),
        update(links).where(links.c.channel == channel, links.c.chat == chat).values(chat=random_chat),
        update(feedback).where(feedback.c.resident == resident).values(text="", village=None),
        delete(faq_drafts).where(faq_drafts.c.ticket.in_(owned)),
        delete(reminders).where(reminders.c.resident == resident),
        delete(held_answers).where(held_answers.c.ticket.in_(owned)),
        update(outbox).where(_UNFINISHED, to_them).values(state=Delivery.FAILED, reason="erased"),
        update(outbox).where(to_them).values(chat=random_chat, cause=None, **_NO_ACTION),
        update(outbox)
        .where(outbox.c.state == WAITING, outbox.c.ticket.in_(owned))
        .values(state=Delivery.FAILED, reason="erased", **_NO_ACTION),
        update(outbox).where(_UNFINISHED, outbox.c.ticket.in_(owned)).values(keep=False),
        update(outbox).where(~_UNFINISHED, outbox.c.ticket.in_(owned)).values(**_NO_ACTION),
        update(inbox)
        .where(inbox.c.state != WAITING, from_them)
        .values(chat=random_chat, message_key=None, raw=None, said=None),
    ):
        connection.execute(statement)
    return Address(channel, chat)


def forget(connection: Connection, before: datetime, now: datetime) -> ErasureCounts:
    """Take the personal data out of tickets closed before then, and out of all else that is as old but the queues.

    Residents who have not been heard of since then, and have no younger ticket, lose their names too.
    """
    old = and_(tickets.c.state != TicketState.OPEN, tickets.c.closed_at < before)
    owned = select(tickets.c.id).where(old)
    connection.execute(delete(chat_pauses).where(chat_pauses.c.until <= now))
    connection.execute(delete(links).where(links.c.ticket.in_(owned)))
    connection.execute(delete(faq_drafts).where(faq_drafts.c.at < before))
    connection.execute(delete(held_answers).where(held_answers.c.ticket.in_(owned)))
    # the request for discretion is forgotten with the rest of the memory, so broadcasts end with it
    quiet = and_(residents.c.seen_at < before, residents.c.broadcast_consent.is_(True), LEFT_ALONE)
    connection.execute(update(residents).where(quiet).values(broadcast_consent=False, **_CHANGED))
    over = and_(broadcasts.c.state == "ended", broadcasts.c.begun_at < before)
    connection.execute(update(broadcasts).where(over, broadcasts.c.text != "").values(text="", shown=""))
    connection.execute(delete(broadcasts).where(over, broadcasts.c.begun_at < now - REPORTED_FOR))
    drop_past(connection, now)
    connection.execute(delete(officer_drafts).where(officer_drafts.c.at < before))
    unsent = update(officer_chats).where(officer_chats.c.draft_at < before)
    connection.execute(unsent.values(draft=None, draft_text=None, draft_at=None))
    staff.drop_forms(connection, now - AWAITED)

    def count(statement: Update) -> int:
        return connection.execute(statement).rowcount

    return ErasureCounts(
        lines=count(
            update(lines)
            .where(
                lines.c.ticket.in_(owned),
                or_(lines.c.text != "", lines.c.attachment.is_not(None), lines.c.chat.is_not(None)),
            )
            .values(text="", attachment=None, channel=None, chat=None, message=None)
        ),
        feedback=count(
            update(feedback)
            .where(feedback.c.at < before, or_(feedback.c.text != "", feedback.c.resident.is_not(None)))
            .values(text="", resident=None)
        ),
        tickets=count(update(tickets).where(old, tickets.c.question != "").values(question="", attempted="[]")),
        memories=count(
            update(residents)
            .where(residents.c.seen_at < before, or_(residents.c.memory.is_not(None), LEFT_ALONE))
            .values(**_NO_MEMORY, **_CHANGED)
        ),
        residents=count(_silent_since(before, now)),
    )


PAGE = 500
"""Messages that are forgotten in one transaction: some milliseconds, in which nobody else can write on SQLite."""
_BEFORE, _AFTER = bindparam("before", type_=UtcDateTime), bindparam("after", type_=Integer)
_CLOSED = select(tickets.c.id).where(tickets.c.state != TicketState.OPEN, tickets.c.closed_at < _BEFORE)
_OUTGOING = and_(
    ~_UNFINISHED,
    outbox.c.queued_at < _BEFORE,
    outbox.c.chat != "",
    or_(outbox.c.ticket.is_(None), outbox.c.ticket.in_(_CLOSED)),
)
_INCOMING = and_(inbox.c.state != WAITING, inbox.c.received_at < _BEFORE, inbox.c.chat != "")


def _emptied(queue: Table, old: ColumnElement[bool], values: Mapping[str, object]) -> ReturningUpdate[Any]:
    following = (
        select(queue.c.id).where(queue.c.id > _AFTER, old).order_by(queue.c.id).limit(bindparam("page", type_=Integer))
    )
    return update(queue).where(queue.c.id.in_(following)).values(**values).returning(queue.c.id)


_NOTHING_LEFT = {
    "outgoing": _emptied(outbox, _OUTGOING, {"chat": "", "cause": None, **_NO_ACTION}),
    "incoming": _emptied(inbox, _INCOMING, {"chat": "", "message_key": None, "raw": None, "said": None}),
}
QUEUES = tuple(_NOTHING_LEFT)


def forget_messages(connection: Connection, queue: str, after: int, before: datetime) -> list[int]:
    """Take the personal data out of the next messages behind the row `after`; return their rows.

    They are those that are older than `before` and belong to no ticket, or to one that was closed before then. With
    years of them one transaction would hold everybody up for as long as a minute.
    """
    return [
        row for (row,) in connection.execute(_NOTHING_LEFT[queue], {"before": before, "after": after, "page": PAGE})
    ]


def _silent_since(before: datetime, now: datetime) -> Update:
    younger = exists().where(
        tickets.c.resident == residents.c.id, or_(tickets.c.state == OPEN, tickets.c.closed_at >= before)
    )
    awaited = exists().where(_UNFINISHED, outbox.c.channel == residents.c.channel, outbox.c.chat == residents.c.chat)
    # who agreed to broadcasts agreed to be written to, which needs the chat, until he stops it or blocks the bot
    owed = exists().where(reminders.c.resident == residents.c.id, reminders.c.due_at.is_not(None))
    wants_broadcasts = and_(residents.c.broadcast_consent.is_(True), residents.c.blocked_at.is_(None))
    return (
        update(residents)
        .where(
            residents.c.seen_at < before, residents.c.erased_at.is_(None), ~younger, ~awaited, ~owed, ~wants_broadcasts
        )
        .values(
            chat=literal("terlupa-") + cast(residents.c.id, String),
            name="",
            erased_at=now,
            **_NOBODY,
            **_CHANGED,
        )
    )


_NIGHT = "forgotten_on"
"""The counter that holds the last day on which the nightly clearing was done."""


def forget_once(connection: Connection, day: date, before: datetime, now: datetime) -> ErasureCounts | None:
    """Do `forget`, unless it was already done on that day (by this or another process): then None."""
    return forget(connection, before, now) if take_turn(connection, _NIGHT, day) else None
