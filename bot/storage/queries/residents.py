"""Residents: found by where they write from, kept with what their conversation needs to remember."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, and_, bindparam, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.conversation_memory import (
    Awaited,
    Awaiting,
    CheckAnswer,
    Memory,
    Pause,
    Pending,
    Requested,
    Retractions,
    StartedCheck,
    Turn,
    YesOrNo,
)
from bot.helpdesk.model.entities import Address, Resident
from bot.helpdesk.model.store import Conflict
from bot.storage.database.prepared_statements import Prepared
from bot.storage.database.tables import AT_RISK, OPEN, feedback, residents, tickets

_COLUMNS = (
    residents.c.id,
    residents.c.channel,
    residents.c.chat,
    residents.c.name,
    residents.c.village,
    residents.c.joined_at,
    residents.c.memory,
    residents.c.discreet,
    residents.c.hush,
    residents.c.outside,
    residents.c.blocked_at,
    residents.c.informed_at,
    residents.c.broadcast_consent,
    residents.c.broadcast_consent_at,
    residents.c.version,
)

_AT = Prepared(
    select(*_COLUMNS).where(
        residents.c.channel == bindparam("of"), residents.c.chat.in_(bindparam("chats", expanding=True))
    )
)

LEFT_ALONE = or_(residents.c.discreet, residents.c.hush)
"""Who wants the chat to look empty, or cannot answer safely."""
_IN_DANGER = exists().where(tickets.c.resident == residents.c.id, AT_RISK, tickets.c.state == OPEN)
MAY_HEAR = and_(
    residents.c.erased_at.is_(None),
    residents.c.blocked_at.is_(None),
    ~LEFT_ALONE,
    ~_IN_DANGER,
)
"""Who may get what he did not just ask for: nobody in danger, and nobody who wants the chat to look empty."""


def residents_at(connection: Connection, addresses: Sequence[Address]) -> dict[Address, Resident]:
    """Find the residents who are known at these addresses."""
    chats: dict[str, list[str]] = {}
    for address in addresses:
        chats.setdefault(address.channel, []).append(address.chat)
    found = [
        _resident(row) for channel, ids in chats.items() for row in _AT.rows(connection, {"of": channel, "chats": ids})
    ]
    return {resident.address: resident for resident in found}


def numbered(connection: Connection, number: int) -> Resident | None:
    """Return the resident with this id; None also for one who was erased."""
    statement = select(*_COLUMNS).where(residents.c.id == number, residents.c.erased_at.is_(None))
    row = connection.execute(statement).one_or_none()
    return None if row is None else _resident(row)


def with_pending(connection: Connection, before: datetime, limit: int) -> list[Resident]:
    """Return those whose question has waited since then for the name of their village, the longest waiting first."""
    waits = select(*_COLUMNS).where(residents.c.pending_since <= before, residents.c.erased_at.is_(None))
    found = connection.execute(waits.order_by(residents.c.pending_since, residents.c.id).limit(limit))
    return [_resident(row) for row in found]


def _resident(row: Sequence[Any]) -> Resident:
    number, channel, chat, name, village, joined_at, memory, discreet, hush, *rest = row
    remembered = Memory() if memory is None else memory_from(memory)
    if discreet or hush:
        remembered = replace(remembered, discreet=discreet, hush=hush)
    return Resident(number, Address(channel, chat), name, village, joined_at, remembered, *rest)


_ADD = Prepared(insert(residents).returning(residents.c.id, residents.c.channel, residents.c.chat))
_CHANGE = Prepared(update(residents).where(residents.c.id == bindparam("number")))


def save(connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> Sequence[Outcome]:
    """Add the residents without an id and update the others, the last word on each; those added have their id then.

    Raises Conflict when another process added or changed one of them since they were read.
    """
    new: dict[Address, Resident] = {}
    known: dict[int, Resident] = {}
    for outcome in outcomes:
        resident = outcome.resident
        if resident is None:
            continue
        if resident.id:
            known[resident.id] = resident
        else:
            new[resident.address] = resident
    if known:
        _keep_from_others(connection, known)
        rows = [{"number": number, **_values(resident, now)} for number, resident in known.items()]
        _CHANGE.each(connection, rows)
    if not new:
        return outcomes
    rows = [
        {
            "channel": address.channel,
            "chat": address.chat,
            "joined_at": resident.joined_at,
            **_values(resident, now),
        }
        for address, resident in new.items()
    ]
    try:
        added = _ADD.each(connection, rows)
    except IntegrityError as error:
        raise Conflict("another process has just met the same resident") from error
    numbers = {Address(channel, chat): number for number, channel, chat in added}
    return [
        replace(outcome, resident=replace(outcome.resident, id=numbers[outcome.resident.address]))
        if outcome.resident and not outcome.resident.id
        else outcome
        for outcome in outcomes
    ]


_LOCKED = Prepared(
    select(residents.c.id, residents.c.version)
    .where(residents.c.id.in_(bindparam("numbers", expanding=True)))
    .order_by(residents.c.id)
    .with_for_update()
)


def _keep_from_others(connection: Connection, known: Mapping[int, Resident]) -> None:
    """Lock the rows until the end, in one order for everybody; Conflict where one is not what was read."""
    stored = dict(_LOCKED.rows(connection, {"numbers": list(known)}))
    for number, resident in known.items():
        if stored.get(number) != resident.version:
            raise Conflict(f"resident {number} changed from version {resident.version} to {stored.get(number)}")


def _values(resident: Resident, now: datetime) -> dict[str, Any]:
    return {
        "name": resident.name,
        "village": resident.village,
        "memory": memory_json(resident.memory),
        "discreet": resident.memory.discreet,
        "hush": resident.memory.hush,
        "pending_since": resident.memory.pending.at if resident.memory.pending else None,
        "outside": resident.outside,
        "blocked_at": resident.blocked_at,
        "informed_at": resident.informed_at,
        "broadcast_consent": resident.news,
        "broadcast_consent_at": resident.news_at,
        "seen_at": now,
        "version": resident.version + 1,
    }


def id_of(outcome: Outcome) -> int | None:
    """Return the id of the outcome's resident."""
    return None if outcome.resident is None else outcome.resident.id


_EMPTY = Memory()
_REQUESTED = "minta:"
"""Began a `Requested` as 0.2.0 wrote it."""
_HAVE_COLUMNS = {"discreet", "hush"}
_IN_JSON = tuple(field.name for field in fields(Memory) if field.name not in _HAVE_COLUMNS)
_NOTHING = {name: getattr(_EMPTY, name) for name in _IN_JSON}


def memory_json(memory: Memory) -> str | None:
    """Write a memory as JSON, without the fields that have columns of their own; None when there is nothing in it."""
    if memory == _EMPTY:
        return None
    remembered = {name: getattr(memory, name) for name in _IN_JSON}
    return None if remembered == _NOTHING else orjson.dumps(remembered).decode()


def memory_from(text: str) -> Memory:
    """Read the memory that `memory_json` wrote."""
    values = orjson.loads(text)
    turns = values.pop("turns")
    values["turns"] = tuple(Turn(**{**turn, "at": datetime.fromisoformat(turn["at"])}) for turn in turns)
    values["held"] = tuple(values.get("held", ()))
    check = values.pop("check", None)
    if check:
        answers = tuple(CheckAnswer(**given) for given in check["answers"])
        at, pause = datetime.fromisoformat(check["at"]), Pause(check.get("pause", ""))
        name = check["check"] if "check" in check else check["flow"]  # as 0.2.0 wrote it
        check = StartedCheck(name, check["version"], at, answers, pause)
    values["awaiting"] = _awaiting_from(values.get("awaiting"))
    if calmed := values.pop("calmed", None):
        values["calmed"] = datetime.fromisoformat(calmed)
    if retracted := values.pop("retracted", None):
        values["retracted"] = Retractions(retracted["count"], datetime.fromisoformat(retracted["at"]))
    if pending := values.pop("pending", None):
        at, attempted = datetime.fromisoformat(pending["at"]), tuple(pending["attempted"])
        values["pending"] = Pending(**{**pending, "at": at, "attempted": attempted})
    return Memory(**values, check=check)


def _awaiting_from(value: Any) -> Awaiting | None:
    """Read what is awaited: a word, or one of the two dataclasses; None for what an earlier version wrote otherwise."""
    match value:
        case {"entry": entry}:
            return Requested(entry)
        case {"yes": yes, "no": no}:
            return YesOrNo(tuple(yes), tuple(no))
        case str() if value.startswith(_REQUESTED):
            return Requested(value.removeprefix(_REQUESTED))
        case str() if value in set(Awaited):
            return Awaited(value)
    return None


def save_feedback(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Add the thumbs and choices, with the id of the resident so that erasing finds them."""
    rows = [
        {
            "at": item.at,
            "kind": item.kind,
            "entry": item.entry,
            "text": item.text,
            "village": item.village,
            "resident": id_of(outcome),
        }
        for outcome in outcomes
        for item in outcome.feedback
    ]
    if rows:
        connection.execute(insert(feedback), rows)
