"""Officers' broadcasts to their villages: who may get one, how far it is, and what is being written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import orjson
from sqlalchemy import Connection

from bot.helpdesk.model.actions import Outcome, Priority
from bot.helpdesk.model.outreach import (
    Broadcast,
    BroadcastBegun,
    BroadcastCalledOff,
    BroadcastCounts,
    BroadcastDraft,
    BroadcastTurned,
    DraftDropped,
    DraftKept,
    Reader,
    VisitDraft,
)
from bot.storage.database.rows import columns, decoded, encoded, listed, values
from bot.storage.database.sql import Sql, insert, query
from bot.storage.queries import visits
from bot.storage.queries.residents import MAY_HEAR, id_of

CALLED_OFF = "called off"
_OF_BROADCAST = "outbox.purpose = 'broadcast' AND outbox.about = :about"
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
    if not villages:
        return ()
    here = {"villages": list(villages), "cursor": one.cursor, "upto": one.upto, "limit": limit}
    return tuple(_NEXT.all(connection, **here, about=str(one.id)))


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


_COUNTS = Sql(
    "SELECT count(*) FILTER (WHERE state = 'sent') AS sent,"
    " count(*) FILTER (WHERE state = 'failed' AND COALESCE(reason, '') = 'blocked') AS blocked,"
    " count(*) FILTER (WHERE state = 'failed' AND COALESCE(reason, '') <> 'blocked') AS failed,"
    " count(*) FILTER (WHERE state = 'uncertain') AS uncertain,"
    " count(*) FILTER (WHERE state IN ('waiting', 'sending')) AS waiting"
    f" FROM outbox WHERE {_OF_BROADCAST} AND COALESCE(reason, '') NOT IN ('{CALLED_OFF}', 'unsafe')",
    BroadcastCounts,
)
_NOT_SENT = f"UPDATE outbox SET state = 'failed', reason = '{CALLED_OFF}', action = NULL, retry_at = NULL"
_CALL_OFF = Sql(f"{_NOT_SENT} WHERE {_OF_BROADCAST} AND state = 'waiting' RETURNING channel, chat", tuple[str, str])
_FIRST_OF = Sql("SELECT min(id) FROM residents WHERE (channel, chat) IN (VALUES :places)", int)
_KEEP = Sql(
    "UPDATE broadcasts SET state = :state, cursor = :cursor, shown = :shown, shown_at = :shown_at, sent = :sent,"
    " looked_at = :now WHERE id = :id"
)
_BLOCKED = Sql(
    "UPDATE residents SET blocked_at = :now, version = version + 1 WHERE blocked_at IS NULL AND (channel, chat) IN"
    f" (SELECT channel, chat FROM outbox WHERE {_OF_BROADCAST} AND state = 'failed' AND reason = 'blocked')"
)


def counts(connection: Connection, number: int) -> BroadcastCounts:
    """Count what has become of a broadcast's messages so far."""
    return _COUNTS.one(connection, about=str(number))


def call_off(connection: Connection, number: int) -> int | None:
    """Call off what still waits of a broadcast; return the lowest number of the residents for whom it waited."""
    waited = _CALL_OFF.all(connection, about=str(number))
    return _FIRST_OF.first(connection, places=waited) if waited else None


def keep(connection: Connection, one: Broadcast, now: datetime) -> None:
    """Store how far a broadcast is, and that it has been checked."""
    _KEEP.run(connection, **values(one), now=now)


def note_blocked(connection: Connection, number: int, now: datetime) -> None:
    """Remember which residents turned out to have blocked the bot."""
    _BLOCKED.run(connection, about=str(number), now=now)


_BEGIN = Sql(insert("broadcasts", (*columns(Broadcast, without=("id",)), "looked_at")))
_TURN = Sql("UPDATE broadcasts SET state = :state WHERE id = :broadcast AND state <> 'ended'")
_CALL_OFF_CHAT = Sql(
    f"{_NOT_SENT} WHERE channel = :channel AND chat = :chat AND state = 'waiting'"
    f" AND priority = {int(Priority.BROADCAST)}"
)
_KEEP_DRAFT = Sql(
    insert("officer_drafts", ("officer", "at", "content"))
    + " ON CONFLICT (officer) DO UPDATE SET at = excluded.at, content = excluded.content"
)
_DROP_DRAFT = Sql("DELETE FROM officer_drafts WHERE officer = :officer")
_DRAFT = Sql("SELECT content, at FROM officer_drafts WHERE officer = :officer", tuple[str, datetime])
_DRAFTS: Mapping[str, type[BroadcastDraft | VisitDraft]] = {"broadcast": BroadcastDraft, "visit": VisitDraft}


def draft(connection: Connection, officer: str) -> BroadcastDraft | VisitDraft | None:
    """Return what an officer is writing for his villages."""
    row = _DRAFT.first(connection, officer=officer)
    if row is None:
        return None
    what, found = orjson.loads(row[0])
    written: BroadcastDraft | VisitDraft = decoded(_DRAFTS[what], {**found, "at": row[1]})
    return written


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Store what the outcomes change in outreach."""
    for outcome in outcomes:
        for change in outcome.outreach:
            match change:
                case BroadcastBegun(one):
                    _BEGIN.run(connection, **values(one), looked_at=one.begun_at)
                case BroadcastTurned():
                    _TURN.run(connection, **values(change))
                case DraftKept(one):
                    what = next(name for name, kind in _DRAFTS.items() if isinstance(one, kind))
                    _KEEP_DRAFT.run(connection, officer=one.officer, at=one.at, content=encoded([what, one]))
                case DraftDropped():
                    _DROP_DRAFT.run(connection, **values(change))
                case BroadcastCalledOff():
                    _CALL_OFF_CHAT.run(connection, **values(change))
                case _:
                    visits.save(connection, change, id_of(outcome), now)
