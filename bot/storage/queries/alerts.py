"""Alerts as rows: raised with the decision that found them, reported by one process only, over with their cause."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec import Struct

from bot.helpdesk.model.errors import AGAIN, OF_DECISIONS, OF_TICKETS, Alert, AlertGroup, AlertKind, OpenAlert, grouped
from bot.storage.database.sql import Connection, Sql, insert

FORGOTTEN_AFTER = timedelta(hours=24)
"""An office whose questions nobody had to take for so long has its officers again."""
PROCESS_ENDED_AFTER = timedelta(minutes=5)
"""A process that has not confirmed its alert for so long has ended; its alerts end too, and others raise them anew."""


class _Row(NamedTuple):
    """An alert that is not over. `emergency`, `waits`, `carded_at`: of the ticket that it is about, if it is."""

    kind: AlertKind
    subject: str
    cause: str
    since: datetime
    seen_at: datetime
    notified_at: datetime | None
    emergency: bool | None
    waits: bool | None
    carded_at: datetime | None

    @property
    def alert(self) -> Alert:
        return Alert(self.kind, self.subject, self.cause)

    @property
    def plain(self) -> OpenAlert:
        return OpenAlert(self.alert, self.since)

    @property
    def open(self) -> OpenAlert:
        return OpenAlert(self.alert, self.since, rings=self.kind is AlertKind.UNANSWERED and bool(self.emergency))


_OF_TICKETS = ", ".join(f"'{kind.value}'" for kind in sorted(OF_TICKETS))
_STANDING = Sql(
    "SELECT kind, subject, cause, since, seen_at, notified_at, emergency,"
    " state = 'open' AND waiting_since IS NOT NULL, carded_at FROM alerts"
    f" LEFT JOIN tickets ON tickets.id = CASE WHEN kind IN ({_OF_TICKETS}) THEN CAST(subject AS BIGINT) END"
    " ORDER BY since, kind, subject",
    _Row,
)
_RAISE = Sql(
    insert("alerts", ("kind", "subject", "since", "seen_at", "cause"))
    + " ON CONFLICT (kind, subject) DO UPDATE SET seen_at = excluded.seen_at, cause = excluded.cause,"
    " notified_at = CASE WHEN alerts.cause = excluded.cause THEN alerts.notified_at END"
)
"""An alert whose cause has changed is reported again: an ordinary ticket has become an emergency."""
_END = Sql("DELETE FROM alerts WHERE kind = :kind AND subject = :subject")
_TAKE = Sql(
    "UPDATE alerts SET notified_at = :now WHERE notified_at IS NULL OR notified_at <= :again RETURNING kind, subject",
    tuple[AlertKind, str],
)
_NOTIFIED = Sql("UPDATE alerts SET notified_at = :at WHERE kind = :kind AND subject = :subject")


class Changes(Struct, frozen=True):
    """What the staff should read now. `due`: alerts that are new or stand for long; `over`: alerts that have ended."""

    due: tuple[AlertGroup, ...] = ()
    over: tuple[AlertGroup, ...] = ()


def raise_all(connection: Connection, found: Collection[Alert], now: datetime) -> None:
    """Raise alerts; one that stands already keeps its time."""
    # in one order for every process, so that no two wait for each other's rows
    wanted = sorted(set(found), key=lambda one: (one.kind.value, one.subject))
    _RAISE.each(
        connection,
        [{"kind": a.kind, "subject": a.subject, "cause": a.cause, "since": now, "seen_at": now} for a in wanted],
    )


def standing(connection: Connection) -> list[OpenAlert]:
    """List the alerts that are not over, oldest first."""
    return [row.plain for row in _STANDING.all(connection)]


def look(connection: Connection, found: Collection[Alert], process: str, now: datetime) -> Changes:
    """Bring the rows up to date with what is wrong now (`found`: of this process); one process gets the changes."""

    def is_over(row: _Row) -> bool:
        if row.kind in OF_TICKETS:
            # its ticket is answered or closed, or its card has arrived after all
            arrived = row.kind is AlertKind.UNREACHED and row.carded_at is not None and row.carded_at >= row.since
            return not row.waits or arrived
        if row.kind in OF_DECISIONS:
            return row.seen_at < now - FORGOTTEN_AFTER
        return row.alert not in found if row.subject == process else row.seen_at < now - PROCESS_ENDED_AFTER

    raise_all(connection, found, now)
    rows = _STANDING.all(connection)
    ended = [row for row in rows if is_over(row)]
    # each group of which none is left is over for the one process that deleted its oldest
    mine = {row.plain for row in ended if _END.run(connection, kind=row.kind, subject=row.subject)}
    left = {row.alert.about for row in rows if row not in ended}
    groups = grouped(row.plain for row in ended)
    over = tuple(one for one in groups if one[0].alert.about not in left and one[0] in mine)
    return Changes(_take_due(connection, now), over)


def _take_due(connection: Connection, now: datetime) -> tuple[AlertGroup, ...]:
    """Take the groups that are due. What joined a group after it was reported waits until that is reported again."""
    mine = set(_TAKE.all(connection, now=now, again=now - AGAIN))
    if not mine:
        return ()
    # read again: another process may have reported some of them while this one waited for the rows
    rows = _STANDING.all(connection)
    reported: dict[tuple[AlertKind, str, str], datetime] = {}
    for row in rows:
        if (row.kind, row.subject) not in mine and row.notified_at:
            reported[row.alert.about] = max(row.notified_at, reported.get(row.alert.about, row.notified_at))
    joined = [row for row in rows if (row.kind, row.subject) in mine]
    for row in joined:
        if row.alert.about in reported:
            _NOTIFIED.run(connection, kind=row.kind, subject=row.subject, at=reported[row.alert.about])
    due = {row.alert.about for row in joined} - set(reported)
    return tuple(one for one in grouped(row.open for row in rows) if one[0].alert.about in due)
