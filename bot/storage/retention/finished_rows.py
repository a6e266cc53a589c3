"""Finished rows of the queues: they go after some days, and stay as a number in the ledger.

A row of the inbox is also what a repeated update is recognised by, so it stays for as long as one can come. What
belongs to a ticket stays until the ticket is forgotten: the officer's cards are changed by it, and `audit` reads it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import Connection

from bot.helpdesk.model.actions import Verdict
from bot.storage.database.sql import Sql, insert

KEPT_FOR = timedelta(hours=72)
"""So long an update is recognised when it comes again; Telegram offers one for 24 hours."""
NEWEST = 1000
"""So many updates are recognised whatever the clock says: one that is years ahead makes everything old."""
PAGE = {"sqlite": 200, "postgresql": 2000}
"""Rows looked at in one transaction: some milliseconds, in which nobody else can write on SQLite.

PostgreSQL lets others write meanwhile, and each commit waits for its disk: there more rows share one.
"""

_OF_FORGOTTEN_TICKET = (
    "EXISTS (SELECT 1 FROM tickets WHERE tickets.id = {}.ticket AND tickets.state <> 'open'"
    " AND tickets.closed_at < :forgotten)"
)
# what has no verdict, or lacks its ticket, is a fault that `discrepancies` must go on finding
_CAME = (
    "received_at < :old AND id <= (SELECT max(id) FROM inbox) - :newest"
    " AND (state = 'done' AND (ticket IS NULL AND"
    f" verdict IN ({int(Verdict.ANSWERED)}, {int(Verdict.IGNORED)}) OR verdict IS NOT NULL"
    f" AND {_OF_FORGOTTEN_TICKET.format('inbox')}) OR state = 'dead' AND received_at < :forgotten)"
)
_CAME_TO = (
    f"CASE WHEN state = 'dead' THEN 'failed' WHEN verdict = {int(Verdict.IGNORED)} THEN 'ignored' ELSE 'answered' END"
)
# what was sent late may still be taken out of the chat
_WENT = (
    "state IN ('sent', 'uncertain', 'failed') AND COALESCE(sent_at, queued_at) < :old"
    f" AND (ticket IS NULL OR {_OF_FORGOTTEN_TICKET.format('outbox')}) AND NOT (purpose = 'broadcast'"
    " AND EXISTS (SELECT 1 FROM broadcasts WHERE CAST(broadcasts.id AS TEXT) = outbox.about))"
)
_WENT_TO = "CASE WHEN state = 'failed' THEN 'undelivered' ELSE state END"
QUEUES = ("inbox", "outbox")
_LAST = {
    queue: Sql(
        f"SELECT max(id) FROM (SELECT id FROM {queue} WHERE id > :after ORDER BY id LIMIT :page) following",
        tuple[int | None],
    )
    for queue in QUEUES
}
_CLEAR = {
    queue: Sql(
        f"DELETE FROM {queue} WHERE id > :after AND id <= :last AND {may_go} RETURNING {moment}, {part}",
        tuple[datetime, str],
    )
    for queue, may_go, moment, part in (
        ("inbox", _CAME, "received_at", _CAME_TO),
        ("outbox", _WENT, "queued_at", _WENT_TO),
    )
}
_COUNT = Sql(
    insert("ledger_totals", ("day", "part", "count"))
    + " ON CONFLICT (day, part) DO UPDATE SET count = ledger_totals.count + excluded.count"
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
    (last,) = _LAST[queue].one(connection, after=after, page=PAGE[connection.dialect.name])
    if last is None:
        return Page(None, 0)
    times = {"old": limits.old, "forgotten": limits.forgotten, "newest": limits.newest}
    gone = _CLEAR[queue].all(connection, after=after, last=last, **times)
    counts = Counter((at.astimezone(limits.zone).date(), part) for at, part in gone)
    _COUNT.each(
        connection, [{"day": day, "part": part, "count": count} for (day, part), count in sorted(counts.items())]
    )
    return Page(last, len(gone))
