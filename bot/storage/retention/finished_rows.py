"""Finished rows of the queues: they go after some days, and stay as a number in the ledger.

A row of the inbox is also what a repeated update is recognised by, so it stays for as long as one can come. What
belongs to a ticket stays until the ticket is forgotten: the officer's cards are changed by it, and `audit` reads it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
)

from bot.helpdesk.model.actions import Verdict
from bot.helpdesk.model.store import Delivery
from bot.helpdesk.model.verbs import Purpose
from bot.storage.database.tables import OPEN, broadcasts, inbox, outbox, tickets
from bot.storage.database.types import UtcDateTime

KEPT_FOR = timedelta(hours=72)
"""So long an update is recognised when it comes again; Telegram offers one for 24 hours."""
NEWEST = 1000
"""So many updates are recognised whatever the clock says: one that is years ahead makes everything old."""
PAGE = {"sqlite": 200, "postgresql": 2000}
"""Rows looked at in one transaction: some milliseconds, in which nobody else can write on SQLite.

PostgreSQL lets others write meanwhile, and each commit waits for its disk: there more rows share one.
"""

_OLD, _FORGOTTEN = (bindparam(name, type_=UtcDateTime) for name in ("old", "forgotten"))


def _of_forgotten_ticket(queue: Table) -> ColumnElement[bool]:
    return exists().where(tickets.c.id == queue.c.ticket, tickets.c.state != OPEN, tickets.c.closed_at < _FORGOTTEN)


_DONE = and_(
    inbox.c.state == "done",
    # what has no verdict, or lacks its ticket, is a fault that `discrepancies` must go on finding
    or_(
        and_(inbox.c.ticket.is_(None), inbox.c.verdict.in_([int(Verdict.ANSWERED), int(Verdict.IGNORED)])),
        and_(inbox.c.verdict.is_not(None), _of_forgotten_ticket(inbox)),
    ),
)
_DEAD = and_(inbox.c.state == "dead", inbox.c.received_at < _FORGOTTEN)
_any = inbox.alias("any_update")
_CAME = and_(
    inbox.c.received_at < _OLD,
    inbox.c.id <= select(func.max(_any.c.id)).scalar_subquery() - bindparam("newest", type_=Integer),
    or_(_DONE, _DEAD),
)
_CAME_TO = case(
    (inbox.c.state == "dead", "failed"), (inbox.c.verdict == int(Verdict.IGNORED), "ignored"), else_="answered"
)

_OF_BROADCAST = and_(
    outbox.c.purpose == literal_column(f"'{Purpose.BROADCAST.value}'", String),
    exists().where(cast(broadcasts.c.id, String) == outbox.c.about),
)
_WENT = and_(
    outbox.c.state.in_([Delivery.SENT.value, Delivery.UNCERTAIN.value, Delivery.FAILED.value]),
    # what was sent late may still be taken out of the chat
    func.coalesce(outbox.c.sent_at, outbox.c.queued_at, type_=UtcDateTime) < _OLD,
    or_(outbox.c.ticket.is_(None), _of_forgotten_ticket(outbox)),
    ~_OF_BROADCAST,
)
_WENT_TO = case((outbox.c.state == Delivery.FAILED.value, "undelivered"), else_=outbox.c.state)

QUEUES = ("inbox", "outbox")
_CLEARED = {
    "inbox": (inbox, _CAME, inbox.c.received_at, _CAME_TO),
    "outbox": (outbox, _WENT, outbox.c.queued_at, _WENT_TO),
}
_COUNT = text(
    "INSERT INTO ledger_totals (day, part, count) VALUES (:day, :part, :count)"
    " ON CONFLICT (day, part) DO UPDATE SET count = ledger_totals.count + excluded.count"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What may go: what is older than `old`, and if it belongs to a ticket, that was closed before `forgotten`.

    `zone`: whose days are counted. `newest`: so many updates stay however old they are.
    """

    old: datetime
    forgotten: datetime
    zone: tzinfo
    newest: int = NEWEST


@dataclass(frozen=True, slots=True)
class Page:
    """A look at some rows: the last of them, None behind the end, and how many of them went."""

    last: int | None
    gone: int


def clear(connection: Connection, queue: str, after: int, limits: Limits) -> Page:
    """Look at the rows that follow `after`; let those go that may, and count them in the ledger."""
    table, may_go, moment, part = _CLEARED[queue]
    following = (
        select(table.c.id)
        .where(table.c.id > after)
        .order_by(table.c.id)
        .limit(PAGE[connection.dialect.name])
        .subquery()
    )
    last: int | None = connection.execute(select(func.max(following.c.id))).scalar_one()
    if last is None:
        return Page(None, 0)
    here = and_(table.c.id > after, table.c.id <= last)
    values = {"old": limits.old, "forgotten": limits.forgotten, "newest": limits.newest}
    gone = connection.execute(delete(table).where(here, may_go).returning(moment, part), values).all()
    counts = Counter((at.astimezone(limits.zone).date(), part) for at, part in gone)
    if counts:
        rows = [{"day": day, "part": part, "count": count} for (day, part), count in sorted(counts.items())]
        connection.execute(_COUNT, rows)
    return Page(last, len(gone))
