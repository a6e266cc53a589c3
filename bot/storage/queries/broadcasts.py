"""Officers' broadcasts to their villages: who may get one, how far it is, and what is being written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import (
    Connection,
    Select,
    String,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    text,
    tuple_,
    update,
)

from bot.helpdesk.model.actions import Outcome, Priority
from bot.helpdesk.model.broadcasts import (
    Broadcast,
    BroadcastBegun,
    BroadcastCalledOff,
    BroadcastCounts,
    BroadcastDraft,
    BroadcastState,
    BroadcastTurned,
    DraftDropped,
    DraftKept,
    Reader,
)
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.store import Delivery
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.model.visits import VisitDraft
from bot.storage.database.tables import WAITING, broadcasts, officer_drafts, outbox, residents
from bot.storage.database.types import PersonText, UtcDateTime
from bot.storage.queries import visits
from bot.storage.queries.residents import MAY_HEAR, id_of

ENDED = literal_column("'ended'", String)
CALLED_OFF = "called off"
_BROADCAST = literal_column(f"'{Purpose.BROADCAST.value}'", String)

_READS = and_(residents.c.broadcast_consent.is_(True), MAY_HEAR)


def readers(connection: Connection, villages: Sequence[str]) -> Mapping[str, int]:
    """Count the residents of each village who may get broadcasts now; villages with none are left out."""
    statement = select(residents.c.village, func.count()).where(residents.c.village.in_(villages), _READS)
    return dict(connection.execute(statement.group_by(residents.c.village)).tuples().all())


def last_resident(connection: Connection) -> int:
    """Return the highest resident's number."""
    highest: int | None = connection.execute(select(func.max(residents.c.id))).scalar_one()
    return highest or 0


def next_readers(connection: Connection, one: Broadcast, villages: Sequence[str], limit: int) -> tuple[Reader, ...]:
    """List the next residents of these villages, by number, who may get the broadcast now and have not had it."""
    had = exists().where(
        outbox.c.channel == residents.c.channel,
        outbox.c.chat == residents.c.chat,
        outbox.c.purpose == _BROADCAST,
        outbox.c.about == str(one.id),
        func.coalesce(outbox.c.reason, "") != CALLED_OFF,
    )
    statement = (
        select(residents.c.id, residents.c.channel, residents.c.chat, residents.c.village)
        .where(residents.c.village.in_(villages), residents.c.id > one.cursor, residents.c.id <= one.upto, _READS, ~had)
        .order_by(residents.c.id)
        .limit(limit)
    )
    found = connection.execute(statement)
    return tuple(Reader(number, Address(channel, chat), village) for number, channel, chat, village in found)


def unfinished(connection: Connection, limit: int) -> tuple[Broadcast, ...]:
    """List broadcasts that have not ended, the longest unchecked first; lock them for other processes until the end."""
    statement = (
        select(broadcasts)
        .where(broadcasts.c.state != ENDED)
        .order_by(broadcasts.c.looked_at, broadcasts.c.id)
        .limit(limit)
    )
    return tuple(_all(connection, statement.with_for_update(skip_locked=True)))


def recent(connection: Connection, office: str, since: datetime) -> tuple[Broadcast, ...]:
    """List an office's broadcasts that were begun since then."""
    return tuple(
        _all(connection, select(broadcasts).where(broadcasts.c.office == office, broadcasts.c.begun_at > since))
    )


def running(connection: Connection, officer: str) -> Broadcast | None:
    """Return the officer's broadcast that has not ended."""
    statement = (
        select(broadcasts)
        .where(broadcasts.c.state != ENDED, broadcasts.c.officer == officer)
        .order_by(broadcasts.c.looked_at.desc())
    )
    return next(iter(_all(connection, statement.limit(1))), None)


def held(connection: Connection, number: int) -> Broadcast | None:
    """Return the broadcast while it waits to be released; lock it for other processes until the end."""
    mine = select(broadcasts).where(broadcasts.c.id == number, broadcasts.c.state == BroadcastState.HELD)
    return next(iter(_all(connection, mine.with_for_update())), None)


def _all(connection: Connection, statement: Select[Any]) -> list[Broadcast]:
    return [
        Broadcast(
            row.id,
            row.officer,
            row.office,
            tuple(orjson.loads(row.villages)),
            row.text,
            row.begun_at,
            Address(row.channel, row.chat),
            row.message,
            row.total,
            row.upto,
            BroadcastState(row.state),
            row.cursor,
            row.shown,
            row.shown_at,
            row.sent,
        )
        for row in connection.execute(statement)
    ]


def counts(connection: Connection, number: int) -> BroadcastCounts:
    """Count what has become of a broadcast's messages so far."""
    blocked = and_(outbox.c.state == Delivery.FAILED, outbox.c.reason == "blocked")
    statement = (
        select(outbox.c.state, blocked, func.count())
        .where(
            outbox.c.purpose == _BROADCAST,
            outbox.c.about == str(number),
            func.coalesce(outbox.c.reason, "").not_in([CALLED_OFF, "unsafe"]),
        )
        .group_by(outbox.c.state, blocked)
    )
    total = BroadcastCounts()
    for state, stopped_us, count in connection.execute(statement):
        match state:
            case Delivery.SENT:
                total = replace(total, sent=count)
            case Delivery.FAILED if stopped_us:
                total = replace(total, blocked=count)
            case Delivery.FAILED:
                total = replace(total, failed=count)
            case Delivery.UNCERTAIN:
                total = replace(total, uncertain=count)
            case _:
                total = replace(total, waiting=total.waiting + count)
    return total


_CALL_OFF = update(outbox).values(state=Delivery.FAILED, reason=CALLED_OFF, action=None, retry_at=None)


def call_off(connection: Connection, number: int) -> int | None:
    """Call off what still waits of a broadcast; return the lowest number of the residents for whom it waited."""
    mine = (outbox.c.purpose == _BROADCAST, outbox.c.about == str(number), outbox.c.state == WAITING)
    waited = connection.execute(_CALL_OFF.where(*mine).returning(outbox.c.channel, outbox.c.chat)).tuples().all()
    if not waited:
        return None
    here = tuple_(residents.c.channel, residents.c.chat).in_(waited)
    first: int | None = connection.execute(select(func.min(residents.c.id)).where(here)).scalar_one()
    return first


def _call_off_chat(connection: Connection, address: Address) -> None:
    here = (outbox.c.channel == address.channel, outbox.c.chat == address.chat, outbox.c.state == WAITING)
    connection.execute(_CALL_OFF.where(*here, outbox.c.priority == int(Priority.BROADCAST)))


def keep(connection: Connection, one: Broadcast, now: datetime) -> None:
    """Store how far a broadcast is, and that it has been checked."""
    values = {"state": one.state, "cursor": one.cursor, "shown": one.shown, "shown_at": one.shown_at, "sent": one.sent}
    connection.execute(update(broadcasts).where(broadcasts.c.id == one.id).values(**values, looked_at=now))


def note_blocked(connection: Connection, number: int, now: datetime) -> None:
    """Remember which residents turned out to have blocked the bot."""
    refused = select(outbox.c.channel, outbox.c.chat).where(
        outbox.c.purpose == _BROADCAST,
        outbox.c.about == str(number),
        outbox.c.state == Delivery.FAILED,
        outbox.c.reason == "blocked",
    )
    here = tuple_(residents.c.channel, residents.c.chat).in_(refused)
    blocked = {"blocked_at": now, "version": residents.c.version + 1}
    connection.execute(update(residents).where(here, residents.c.blocked_at.is_(None)).values(blocked))


_KEEP_DRAFT = text(
    "INSERT INTO officer_drafts (officer, at, content) VALUES (:officer, :at, :content)"
    " ON CONFLICT (officer) DO UPDATE SET at = excluded.at, content = excluded.content"
).bindparams(bindparam("at", type_=UtcDateTime), bindparam("content", type_=PersonText))


_DRAFTS: dict[type[BroadcastDraft | VisitDraft], str] = {BroadcastDraft: "broadcast", VisitDraft: "visit"}


def draft(connection: Connection, officer: str) -> BroadcastDraft | VisitDraft | None:
    """Return what an officer is writing for his villages."""
    row = connection.execute(select(officer_drafts).where(officer_drafts.c.officer == officer)).one_or_none()
    if row is None:
        return None
    what, fields = orjson.loads(row.content)
    fields["at"] = row.at
    if what == _DRAFTS[BroadcastDraft]:
        return BroadcastDraft(**{**fields, "villages": tuple(fields["villages"])})
    starts_at = fields["starts_at"]
    return VisitDraft(**{**fields, "starts_at": starts_at and datetime.fromisoformat(starts_at)})


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Store what the outcomes change in outreach."""
    for outcome in outcomes:
        for change in outcome.outreach:
            match change:
                case BroadcastBegun(one):
                    connection.execute(insert(broadcasts).values(**_values(one)))
                case BroadcastTurned(number, state):
                    turned = update(broadcasts).where(broadcasts.c.id == number, broadcasts.c.state != ENDED)
                    connection.execute(turned.values(state=state))
                case DraftKept(one):
                    content = orjson.dumps([_DRAFTS[type(one)], one]).decode()
                    connection.execute(_KEEP_DRAFT, {"officer": one.officer, "at": one.at, "content": content})
                case DraftDropped(officer):
                    connection.execute(delete(officer_drafts).where(officer_drafts.c.officer == officer))
                case BroadcastCalledOff(address):
                    _call_off_chat(connection, address)
                case _:
                    visits.save(connection, change, id_of(outcome), now)


def _values(one: Broadcast) -> dict[str, Any]:
    return {
        "officer": one.officer,
        "office": one.office,
        "villages": orjson.dumps(one.villages).decode(),
        "text": one.text,
        "begun_at": one.begun_at,
        "channel": one.chat.channel,
        "chat": one.chat.chat,
        "message": one.message,
        "total": one.total,
        "upto": one.upto,
        "state": one.state,
        "cursor": one.cursor,
        "shown": one.shown,
        "shown_at": one.shown_at,
        "sent": one.sent,
        "looked_at": one.begun_at,
    }
