"""Officers: the chats they work in, the one-time invitations by which they join, and their absences, one each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, text, update

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Address, Leave, OfficerChat
from bot.storage.database.prepared_statements import Prepared
from bot.storage.database.tables import invitations, leaves, officer_chats
from bot.storage.database.types import PersonText, UtcDateTime

_SAVE = text(
    "INSERT INTO officer_chats (officer, channel, chat, joined_at, draft, draft_text, draft_at)"
    " VALUES (:officer, :channel, :chat, :joined_at, :draft, :draft_text, :draft_at)"
    " ON CONFLICT (officer) DO UPDATE SET channel = excluded.channel, chat = excluded.chat,"
    " joined_at = excluded.joined_at, draft = excluded.draft, draft_text = excluded.draft_text,"
    " draft_at = CASE WHEN officer_chats.draft = excluded.draft"
    " THEN officer_chats.draft_at ELSE excluded.draft_at END"
).bindparams(
    bindparam("joined_at", type_=UtcDateTime),
    bindparam("draft_text", type_=PersonText),
    bindparam("draft_at", type_=UtcDateTime),
)


_ALL = Prepared(
    select(
        officer_chats.c.officer,
        officer_chats.c.channel,
        officer_chats.c.chat,
        officer_chats.c.joined_at,
        officer_chats.c.draft,
        officer_chats.c.draft_text,
    ).order_by(officer_chats.c.officer)
)

_SAVE_LEAVE = text(
    "INSERT INTO leaves (officer, starts, ends, begun) VALUES (:officer, :starts, :ends, :begun)"
    " ON CONFLICT (officer) DO UPDATE SET starts = excluded.starts, ends = excluded.ends, begun = excluded.begun"
).bindparams(bindparam("starts", type_=UtcDateTime), bindparam("ends", type_=UtcDateTime))


def all_chats(connection: Connection) -> tuple[OfficerChat, ...]:
    """List every officer's chat."""
    rows = _ALL.rows(connection)
    return tuple(OfficerChat(officer, Address(channel, chat), *rest) for officer, channel, chat, *rest in rows)


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Add or replace the officers' chats; an officer has one. A draft that is saved again stays as old as it is."""
    chats = [outcome.officer_chat for outcome in outcomes if outcome.officer_chat is not None]
    if chats:
        rows = [
            {
                "officer": chat.officer,
                "channel": chat.address.channel,
                "chat": chat.address.chat,
                "joined_at": chat.joined_at,
                "draft": chat.draft,
                "draft_text": chat.draft_text,
                "draft_at": now if chat.draft else None,
            }
            for chat in chats
        ]
        connection.execute(_SAVE, rows)


def invite(connection: Connection, officer: str, token_hash: str, expires: datetime) -> None:
    """Note a new invitation."""
    connection.execute(insert(invitations).values(officer=officer, token_hash=token_hash, expires=expires))


def redeem(connection: Connection, token_hash: str, now: datetime) -> str | None:
    """Use an invitation up; whose it was, or None when it is unknown, used or expired."""
    statement = (
        update(invitations)
        .where(
            invitations.c.token_hash == token_hash,
            invitations.c.used_at.is_(None),
            invitations.c.expires > now,
        )
        .values(used_at=now)
        .returning(invitations.c.officer)
    )
    return connection.execute(statement).scalar_one_or_none()


def all_leaves(connection: Connection) -> tuple[Leave, ...]:
    """List every absence that is planned or under way."""
    rows = connection.execute(select(leaves).order_by(leaves.c.officer))
    return tuple(Leave(row.officer, row.starts, row.ends, row.begun) for row in rows)


def save_leaves(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Add or replace absences; one that is over and whose tickets are back, or never left, is deleted."""
    for outcome in outcomes:
        leave = outcome.leave
        if leave is None:
            continue
        if leave.ends <= now and not leave.begun:
            connection.execute(delete(leaves).where(leaves.c.officer == leave.officer))
            continue
        row = {"officer": leave.officer, "starts": leave.starts, "ends": leave.ends, "begun": leave.begun}
        connection.execute(_SAVE_LEAVE, row)
