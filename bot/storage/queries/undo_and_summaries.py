"""What an officer's desk needs besides his tickets: answers that wait for their hour, and summaries that he is owed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Select, bindparam, delete, func, or_, select, text

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Address, Held
from bot.storage.database.tables import OPEN, held_answers, summaries, tickets
from bot.storage.database.types import PersonText, UtcDateTime

_HOLD = text(
    "INSERT INTO held_answers (officer, message, ticket, text, send_at, channel, chat)"
    " VALUES (:officer, :message, :ticket, :text, :send_at, :channel, :chat)"
    " ON CONFLICT (officer, message) DO UPDATE SET text = excluded.text, send_at = excluded.send_at"
).bindparams(bindparam("text", type_=PersonText), bindparam("send_at", type_=UtcDateTime))
_OWE = text("INSERT INTO summaries (officer, due) VALUES (:officer, :due) ON CONFLICT (officer) DO NOTHING").bindparams(
    bindparam("due", type_=UtcDateTime)
)


def held(connection: Connection, officer: str, message: str) -> Held | None:
    """Return the answer of this message, while it waits."""
    mine = (held_answers.c.officer == officer, held_answers.c.message == message)
    return next(iter(_held(connection, select(held_answers).where(*mine))), None)


def held_due(connection: Connection, now: datetime, limit: int) -> tuple[Held, ...]:
    """Take the answers whose time has come, in the order of their times; no other process gets them."""
    statement = select(held_answers).where(held_answers.c.send_at <= now).order_by(held_answers.c.send_at)
    found = _held(connection, statement.limit(limit).with_for_update(skip_locked=True))
    for one in found:
        _drop(connection, one)
    return tuple(found)


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Keep answers that wait; one whose time is up already was taken back."""
    for outcome in outcomes:
        one = outcome.held
        if one is None:
            continue
        if one.send_at <= now:
            _drop(connection, one)
            continue
        place = asdict(one.place) if one.place else {"channel": None, "chat": None}
        connection.execute(_HOLD, {**asdict(one), **place})


def _held(connection: Connection, statement: Select[tuple[object, ...]]) -> list[Held]:
    return [
        Held(
            row.officer,
            row.ticket,
            row.message,
            row.text,
            row.send_at,
            Address(row.channel, row.chat) if row.chat else None,
        )
        for row in connection.execute(statement)
    ]


def _drop(connection: Connection, one: Held) -> None:
    mine = (held_answers.c.officer == one.officer, held_answers.c.message == one.message)
    connection.execute(delete(held_answers).where(*mine))


def burst(connection: Connection, offices: Collection[str], since: datetime) -> dict[str, int]:
    """By officer: ordinary open tickets that came since then, or whose card has not arrived yet."""
    statement = (
        select(tickets.c.officer, func.count())
        .where(
            tickets.c.state == OPEN,
            tickets.c.office.in_(offices),
            ~tickets.c.emergency,
            or_(tickets.c.opened_at >= since, tickets.c.carded_at.is_(None)),
        )
        .group_by(tickets.c.officer)
    )
    return dict(connection.execute(statement).tuples().all())


def loads(connection: Connection, office: str) -> dict[str, int]:
    """By officer: how many open tickets of the office lie with him, taken up or given."""
    holder = func.coalesce(tickets.c.claimed_by, tickets.c.officer)
    statement = select(holder, func.count()).where(tickets.c.state == OPEN, tickets.c.office == office)
    return dict(connection.execute(statement.group_by(holder)).tuples().all())


def owe_summary(connection: Connection, officer: str, due: datetime) -> None:
    """Note a summary for this officer at that time, unless he is owed one already."""
    connection.execute(_OWE, {"officer": officer, "due": due})


def summaries_due(connection: Connection, now: datetime) -> tuple[str, ...]:
    """Take the officers whose summary is due: they are owed it no more, and no other process gets them."""
    statement = delete(summaries).where(summaries.c.due <= now).returning(summaries.c.officer)
    return tuple(connection.execute(statement).scalars())
