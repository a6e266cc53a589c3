"""Residents: found by where they write from, kept with what their conversation needs to remember."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.errors import Conflict
from bot.helpdesk.model.people import Address, Memory, Resident
from bot.helpdesk.model.ticket import Feedback
from bot.storage.database.rows import columns, decoded, encoded, listed, reader, values
from bot.storage.database.sql import Connection, Sql, Taken, assigned, insert

LEFT_ALONE = "(residents.discreet OR residents.hush)"
"""Who wants the chat to look empty, or cannot answer safely."""
MAY_HEAR = (
    f"residents.erased_at IS NULL AND residents.blocked_at IS NULL AND NOT {LEFT_ALONE} AND NOT EXISTS"
    " (SELECT 1 FROM tickets WHERE tickets.resident = residents.id AND (tickets.emergency OR tickets.despair)"
    " AND tickets.state = 'open')"
)
"""Who may get what he did not just ask for: nobody in danger, and nobody who wants the chat to look empty."""

_COLUMNS = listed(Resident).replace("memory", "COALESCE(memory, '{}')")
_RESIDENT = f"SELECT {_COLUMNS}, discreet, hush FROM residents"
_AT = Sql(f"{_RESIDENT} WHERE channel = :channel AND chat IN (:chats)")
_NUMBERED = Sql(f"{_RESIDENT} WHERE id = :number AND erased_at IS NULL")
_WAITING = Sql(
    f"{_RESIDENT} WHERE pending_since <= :before AND erased_at IS NULL ORDER BY pending_since, id LIMIT :limit"
)
_read = reader(Resident)


def residents_at(connection: Connection, addresses: Sequence[Address]) -> dict[Address, Resident]:
    """Find the residents who are known at these addresses."""
    chats: dict[str, list[str]] = {}
    for address in addresses:
        chats.setdefault(address.channel, []).append(address.chat)
    found = [_resident(row) for of, ids in chats.items() for row in _AT.all(connection, channel=of, chats=ids)]
    return {resident.address: resident for resident in found}


def numbered(connection: Connection, number: int) -> Resident | None:
    """Return the resident with this id; None also for one who was erased."""
    row = _NUMBERED.first(connection, number=number)
    return None if row is None else _resident(row)


def with_pending(connection: Connection, before: datetime, limit: int) -> list[Resident]:
    """Return those whose question has waited since then for the name of their village, the longest waiting first."""
    return [_resident(row) for row in _WAITING.all(connection, before=before, limit=limit)]


def _resident(row: Sequence[Any]) -> Resident:
    *rest, discreet, hush = row
    resident: Resident = _read(rest)
    if discreet or hush:
        return replace(resident, memory=replace(resident.memory, discreet=bool(discreet), hush=bool(hush)))
    return resident


_KEPT = (*columns(Resident, without=("id", "address", "joined_at")), "discreet", "hush", "pending_since", "seen_at")
_ADD = Sql(insert("residents", ("channel", "chat", "joined_at", *_KEPT)) + " RETURNING channel, chat, id")
_CHANGE = Sql(f"UPDATE residents SET {assigned(_KEPT)} WHERE id = :id")
_LOCKED = Sql("SELECT id, version FROM residents WHERE id IN (:numbers) ORDER BY id FOR UPDATE", tuple[int, int])


def save(connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> Sequence[Outcome]:
    """Add residents without an id, who have one then, and update the others. Raises Conflict."""
    found = [outcome.resident for outcome in outcomes if outcome.resident is not None]
    new = {resident.address: _values(resident, now) for resident in found if not resident.id}
    known = {resident.id: resident for resident in found if resident.id}
    if known:
        # locked until the end, in one order for everybody
        stored = dict(_LOCKED.all(connection, numbers=list(known)))
        for number, resident in known.items():
            if stored.get(number) != resident.version:
                raise Conflict(f"resident {number} changed from version {resident.version} to {stored.get(number)}")
        _CHANGE.each(connection, [_values(resident, now) for resident in known.values()])
    if not new:
        return outcomes
    try:
        added = _ADD.each(connection, list(new.values()))
    except Taken as error:
        raise Conflict("another process has just met the same resident") from error
    numbers = {Address(channel, chat): number for channel, chat, number in added}
    return [
        replace(outcome, resident=replace(outcome.resident, id=numbers[outcome.resident.address]))
        if outcome.resident and not outcome.resident.id
        else outcome
        for outcome in outcomes
    ]


def _values(resident: Resident, now: datetime) -> dict[str, Any]:
    memory = resident.memory
    return {
        **values(resident, without=("memory",)),
        "memory": memory_json(memory),
        "discreet": memory.discreet,
        "hush": memory.hush,
        "pending_since": memory.pending.at if memory.pending else None,
        "seen_at": now,
        "version": resident.version + 1,
    }


def id_of(outcome: Outcome) -> int | None:
    """Return the id of the outcome's resident."""
    return None if outcome.resident is None else outcome.resident.id


_EMPTY = Memory()
_IN_JSON = tuple(name for name in Memory.__struct_fields__ if name not in ("discreet", "hush"))


def memory_json(memory: Memory) -> str | None:
    """Write what is in a memory as JSON, without the fields that have columns of their own; None for nothing."""
    remembered = {name: found for name in _IN_JSON if (found := getattr(memory, name)) != getattr(_EMPTY, name)}
    return encoded(remembered) if remembered else None


def memory_from(text: str) -> Memory:
    """Read the memory that `memory_json` wrote."""
    kept = msgspec.json.decode(text)
    # as it was called before
    memory: Memory = decoded(Memory, {"phase": kept.pop("awaiting", None), **kept})
    return memory


_MARK = Sql(insert("feedback", (*columns(Feedback), "resident")))


def save_feedback(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Add the thumbs and choices, with the id of the resident so that erasing finds them."""
    _MARK.each(
        connection,
        [{**values(item), "resident": id_of(outcome)} for outcome in outcomes for item in outcome.feedback],
    )
