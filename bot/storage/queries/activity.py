"""What reports count besides answers and checks: questions to officers, stars, news and days in villages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, func, select

from bot.helpdesk.model.broadcasts import BroadcastState
from bot.helpdesk.model.entities import TicketState
from bot.storage.database.tables import OPEN, broadcasts, feedback, officer_chats, tickets

PAGE = 5000
"""Tickets that are read at a time: a year of them never stands in memory at once."""


class Asked(NamedTuple):
    """A question to an officer: where it was asked, when, and when he first answered."""

    office: str
    village: str
    opened_at: datetime
    replied_at: datetime | None


class News(NamedTuple):
    """Something that an officer sent to his villages, and how many residents have got it."""

    office: str
    villages: tuple[str, ...]
    at: datetime
    sent: int


def asked(connection: Connection, since: datetime, until: datetime, after: int = 0) -> tuple[list[Asked], int | None]:
    """List the next questions of that time by number, and the last one's number; None where no more follow.

    What was taken back in its first minute is no question.
    """
    statement = (
        select(tickets.c.id, tickets.c.office, tickets.c.village, tickets.c.opened_at, tickets.c.first_reply_at)
        .where(tickets.c.id > after, tickets.c.opened_at >= since, tickets.c.opened_at < until)
        .where(tickets.c.state != TicketState.CANCELLED)
        .order_by(tickets.c.id)
        .limit(PAGE)
    )
    rows = list(connection.execute(statement))
    page = [Asked(office, village or "", opened, replied) for _, office, village, opened, replied in rows]
    return page, rows[-1][0] if len(rows) == PAGE else None


def waiting(connection: Connection) -> list[tuple[str, str, int]]:
    """Count (office, village, how many) residents who wait for an officer now."""
    kinds = (tickets.c.office, tickets.c.village)
    waits = (tickets.c.state == OPEN, tickets.c.waiting_since.is_not(None))
    found = connection.execute(select(*kinds, func.count()).where(*waits).group_by(*kinds))
    return [(office, village or "", count) for office, village, count in found]


def stars(connection: Connection, since: datetime, until: datetime) -> list[tuple[str, int, int]]:
    """Count (village, stars, how often)."""
    kinds = (feedback.c.village, feedback.c.entry)
    given = (feedback.c.kind == "stars", feedback.c.at >= since, feedback.c.at < until)
    found = connection.execute(select(*kinds, func.count()).where(*given).group_by(*kinds))
    return [(village or "", int(number), count) for village, number, count in found]


def news(connection: Connection, since: datetime, until: datetime) -> list[News]:
    """List what officers have sent to their villages, the earliest first; not what is still under way."""
    statement = (
        select(broadcasts.c.office, broadcasts.c.villages, broadcasts.c.begun_at, broadcasts.c.sent)
        .where(broadcasts.c.begun_at >= since, broadcasts.c.begun_at < until)
        .where(broadcasts.c.state == BroadcastState.ENDED)
        .order_by(broadcasts.c.begun_at, broadcasts.c.id)
    )
    return [
        News(office, tuple(orjson.loads(villages)), at, sent or 0)
        for office, villages, at, sent in connection.execute(statement)
    ]


def joined(connection: Connection) -> Collection[str]:
    """List the officers who have joined."""
    return frozenset(connection.execute(select(officer_chats.c.officer)).scalars())
