"""Outreach: officers' broadcasts to their villages, days planned there, and who is to be reminded of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.helpdesk.model import outreach as model
from bot.helpdesk.model.actions import Outcome, Priority
from bot.helpdesk.model.outreach import Broadcast, BroadcastCounts, BroadcastDraft, Reader, Reminder, Visit, VisitDraft
from bot.helpdesk.model.people import Address
from bot.storage.database.rows import columns, decoded, encoded, listed, reader, values
from bot.storage.database.sql import Connection, Sql, assigned, insert, query, upsert
from bot.storage.queries.residents import MAY_HEAR, id_of

CALLED_OFF = "called off"
REPORTED_FOR = timedelta(days=400)
"""How long a day that is over is kept for the reports: a year's report can be made a month late."""
_OF_BROADCAST = "outbox.purpose = 'broadcast' AND outbox.about = CAST(CAST(:number AS BIGINT) AS TEXT)"
_READS = f"residents.broadcast_consent AND {MAY_HEAR}"
_NEXT = Sql(
    f"SELECT id, channel, chat, village FROM residents WHERE village IN (:villages) AND id > :cursor AND id <= :upto"
    f" AND {_READS} AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.channel = residents.channel"
    f" AND outbox.chat = residents.chat AND {_OF_BROADCAST} AND COALESCE(outbox.reason, '') <> '{CALLED_OFF}')"
    " ORDER BY id LIMIT :limit",
    Reader,
)


@query(f"SELECT village, count(*) FROM residents WHERE village IN (:villages) AND {_READS} GROUP BY village")
def readers(connection: Connection, villages: Sequence[str]) -> Mapping[str, int]:
    """Count the residents of each village who may get broadcasts now; villages with none are left out."""


@query("SELECT COALESCE(max(id), 0) FROM residents")
def last_resident(connection: Connection) -> int:
    """Return the highest resident's number."""


def next_readers(connection: Connection, one: Broadcast, villages: Sequence[str], limit: int) -> tuple[Reader, ...]:
    """List the next residents of these villages, by number, who may get the broadcast now and have not had it."""
    here = {"villages": list(villages), "number": one.id, "cursor": one.cursor, "upto": one.upto, "limit": limit}
    return tuple(_NEXT.all(connection, **here)) if villages else ()


_BROADCAST = f"SELECT {listed(Broadcast)} FROM broadcasts"


@query(f"{_BROADCAST} WHERE state <> 'ended' ORDER BY looked_at, id LIMIT :limit FOR UPDATE SKIP LOCKED")
def unfinished(connection: Connection, limit: int) -> tuple[Broadcast, ...]:
    """List broadcasts that have not ended, the longest unchecked first; lock them for other processes until the end."""


@query(f"{_BROADCAST} WHERE office = :office AND begun_at > :since")
def recent(connection: Connection, office: str, since: datetime) -> tuple[Broadcast, ...]:
    """List an office's broadcasts that were begun since then."""


@query(f"{_BROADCAST} WHERE state <> 'ended' AND officer = :officer ORDER BY looked_at DESC LIMIT 1")
def running(connection: Connection, officer: str) -> Broadcast | None:
    """Return the officer's broadcast that has not ended."""


@query(f"{_BROADCAST} WHERE id = :number AND state = 'held' FOR UPDATE")
def held(connection: Connection, number: int) -> Broadcast | None:
    """Return the broadcast while it waits to be released; lock it for other processes until the end."""


@query(
    "SELECT count(*) FILTER (WHERE state = 'sent') AS sent,"
    " count(*) FILTER (WHERE state = 'failed' AND COALESCE(reason, '') = 'blocked') AS blocked,"
    " count(*) FILTER (WHERE state = 'failed' AND COALESCE(reason, '') <> 'blocked') AS failed,"
    " count(*) FILTER (WHERE state = 'uncertain') AS uncertain,"
    " count(*) FILTER (WHERE state IN ('waiting', 'sending')) AS waiting"
    f" FROM outbox WHERE {_OF_BROADCAST} AND COALESCE(reason, '') NOT IN ('{CALLED_OFF}', 'unsafe')"
)
def counts(connection: Connection, number: int) -> BroadcastCounts:
    """Count what has become of a broadcast's messages so far."""


_NOT_SENT = f"UPDATE outbox SET state = 'failed', reason = '{CALLED_OFF}', action = NULL, retry_at = NULL"
_CALL_OFF = Sql(f"{_NOT_SENT} WHERE {_OF_BROADCAST} AND state = 'waiting' RETURNING channel, chat", tuple[str, str])
_FIRST_OF = Sql("SELECT min(id) FROM residents WHERE (channel, chat) IN (VALUES :places)", int)


def call_off(connection: Connection, number: int) -> int | None:
    """Call off what still waits of a broadcast; return the lowest number of the residents for whom it waited."""
    waited = _CALL_OFF.all(connection, number=number)
    return _FIRST_OF.first(connection, places=waited) if waited else None


@query(
    "UPDATE broadcasts SET state = :state, cursor = :cursor, shown = :shown, shown_at = :shown_at, sent = :sent,"
    " looked_at = :now WHERE id = :id"
)
def keep(connection: Connection, one: Broadcast, now: datetime) -> None:
    """Store how far a broadcast is, and that it has been checked."""


@query(
    "UPDATE residents SET blocked_at = :now, version = version + 1 WHERE blocked_at IS NULL AND (channel, chat) IN"
    f" (SELECT channel, chat FROM outbox WHERE {_OF_BROADCAST} AND state = 'failed' AND reason = 'blocked')"
)
def note_blocked(connection: Connection, number: int, now: datetime) -> None:
    """Remember which residents turned out to have blocked the bot."""


_DRAFT = Sql("SELECT content, at FROM officer_drafts WHERE officer = :officer", tuple[str, datetime])
_DRAFTS: Mapping[str, type[BroadcastDraft | VisitDraft]] = {"broadcast": BroadcastDraft, "visit": VisitDraft}


def draft(connection: Connection, officer: str) -> BroadcastDraft | VisitDraft | None:
    """Return what an officer is writing for his villages."""
    row = _DRAFT.first(connection, officer=officer)
    if row is None:
        return None
    what, found = msgspec.json.decode(row[0])
    written: BroadcastDraft | VisitDraft = decoded(_DRAFTS[what], {**found, "at": row[1]})
    return written


_COUNTED_LATER = ("reminded", "attended")
_KEPT = columns(Visit, without=("id", *_COUNTED_LATER))
_DAY = (
    f"SELECT {listed(Visit, without=_COUNTED_LATER)}, (SELECT count(*) FROM reminders WHERE visit = visits.id),"
    " attended FROM visits WHERE NOT cancelled"
)
_SOONEST = "ORDER BY starts_at, id"
_PLANNED = Sql(f"{_DAY} AND starts_at > :now {_SOONEST}", Visit)


def planned(connection: Connection, now: datetime) -> Mapping[str, tuple[Visit, ...]]:
    """List the days that are planned, by village, the soonest first."""
    found: dict[str, list[Visit]] = {}
    for one in _PLANNED.all(connection, now=now):
        found.setdefault(one.village, []).append(one)
    return {village: tuple(days) for village, days in found.items()}


@query(f"{_DAY} AND starts_at > :now AND village IN (:villages) {_SOONEST}")
def planned_in(connection: Connection, villages: Sequence[str], now: datetime) -> tuple[Visit, ...]:
    """List the days that are planned in these villages, the soonest first."""


@query(f"{_DAY} AND starts_at >= :since AND starts_at < :until AND village IN (:villages) {_SOONEST}")
def held_in(connection: Connection, villages: Sequence[str], since: datetime, until: datetime) -> tuple[Visit, ...]:
    """List the days that have begun in these villages within that time, the earliest first."""


@query(f"{_DAY} AND id IN (SELECT visit FROM reminders WHERE resident = :resident) {_SOONEST}")
def reminded_of(connection: Connection, resident: int) -> tuple[Visit, ...]:
    """List the days of which somebody is to be reminded."""


_visit = reader(Visit)
_DUE = Sql(
    f"SELECT residents.id, residents.channel, residents.chat, what, {MAY_HEAR},"
    f" {listed(Visit, 'visits', without=_COUNTED_LATER)} FROM reminders JOIN visits ON visits.id = reminders.visit"
    " JOIN residents ON residents.id = reminders.resident WHERE due_at <= :now ORDER BY due_at LIMIT :limit"
    " FOR UPDATE OF reminders SKIP LOCKED"
)
_KEEP_REMINDER = Sql("UPDATE reminders SET what = :what, due_at = :due WHERE visit = :visit AND resident = :resident")


def reminders_due(connection: Connection, now: datetime, limit: int) -> tuple[Reminder, ...]:
    """List the words that are due, the longest owed first; lock them for other processes until the end."""
    return tuple(
        Reminder(_visit((*day, 0, None)), resident, Address(channel, chat), what, bool(may_hear))
        for resident, channel, chat, what, may_hear, *day in _DUE.all(connection, now=now, limit=limit)
    )


def keep_reminder(connection: Connection, one: Reminder, what: str, due: datetime | None) -> None:
    """Store what the resident is owed next, and when; None: nothing, unless the day is changed."""
    _KEEP_REMINDER.run(connection, what=what, due=due, visit=one.visit.id, resident=one.resident)


_OWE = "UPDATE reminders SET what = '{}', due_at = :now WHERE visit = :visit"
"""Everybody who asked to be reminded of it is owed this word now."""
_FORGET = "DELETE FROM reminders WHERE visit = :visit AND resident = :resident"
_CHANGES: Mapping[type, Sequence[str]] = {
    model.BroadcastTurned: ["UPDATE broadcasts SET state = :state WHERE id = :broadcast AND state <> 'ended'"],
    model.BroadcastCalledOff: [
        f"{_NOT_SENT} WHERE channel = :channel AND chat = :chat AND state = 'waiting'"
        f" AND priority = {int(Priority.BROADCAST)}"
    ],
    model.DraftDropped: ["DELETE FROM officer_drafts WHERE officer = :officer"],
    model.VisitCancelled: ["UPDATE visits SET cancelled = true WHERE id = :visit", _OWE.format("cancelled")],
    model.VisitAttended: ["UPDATE visits SET attended = :attended WHERE id = :visit"],
    model.ReminderSet: [
        _FORGET,
        "INSERT INTO reminders (visit, resident, what, due_at)"
        " SELECT id, :resident, 'remind', :due FROM visits WHERE id = :visit AND NOT cancelled",
    ],
    model.ReminderDropped: [_FORGET],
}
"""What a change does, with its fields, the resident and the time as values."""
_CHANGE = {kind: [Sql(statement) for statement in statements] for kind, statements in _CHANGES.items()}
_BEGIN = Sql(insert("broadcasts", (*columns(Broadcast, without=("id",)), "looked_at")))
_KEEP_DRAFT = Sql(upsert("officer_drafts", ("officer",), ("at", "content")))
_PLAN = Sql(insert("visits", (*_KEPT, "cancelled")))
_PLAN_ANEW = [
    Sql(f"UPDATE visits SET {assigned(_KEPT)} WHERE id = :id AND NOT cancelled"),
    Sql(_OWE.format("changed").replace(":visit", ":id")),
]


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Store what the outcomes change in outreach."""
    for outcome in outcomes:
        for change in outcome.outreach:
            match change:
                case model.Broadcast():
                    _BEGIN.run(connection, **values(change), looked_at=change.begun_at)
                case model.Draft():
                    what = next(name for name, kind in _DRAFTS.items() if isinstance(change, kind))
                    content = encoded([what, change])
                    _KEEP_DRAFT.run(connection, officer=change.officer, at=change.at, content=content)
                case model.Visit():
                    for statement in _PLAN_ANEW if change.id else [_PLAN]:
                        statement.run(connection, **values(change), cancelled=False, now=now)
                case _:
                    for statement in _CHANGE[type(change)]:
                        statement.run(connection, **values(change), resident=id_of(outcome), now=now)
