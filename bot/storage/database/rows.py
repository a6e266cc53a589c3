"""Rows and JSON as structs and back, by their fields' types: the one place where that is done.

A field is a column of its name. An `Address` takes two columns, `channel` and `chat`; a tuple, a set or another
struct is JSON. What JSON holds beyond the fields is passed over, and a field that it lacks has its default, so that
what an earlier version wrote can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from operator import itemgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec.structs import fields

from bot.helpdesk.model.people import Address

Read = Callable[[Any], Any]

_RENAMED = {
    "resident_id": "resident",
    "news": "broadcast_consent",
    "news_at": "broadcast_consent_at",
    "check": "guided_check",
}
"""Columns that are called otherwise than their fields."""
_PLACE = ("channel", "chat")


def is_record(kind: Any) -> bool:
    """Return whether this is a class of the model, with a column or a JSON member for each field."""
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


@cache
def columns(kind: Any, *, without: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Name the columns of a struct, in the order of its fields."""
    names: list[str] = []
    for name, of in _hints(kind).items():
        if name not in without:
            names += _PLACE if _bare(of) is Address else (_RENAMED.get(name, name),)
    return tuple(names)


def listed(kind: Any, table: str = "", *, without: tuple[str, ...] = ()) -> str:
    """Write the columns of a struct as a SELECT names them, of a table where there are several."""
    return ", ".join(f"{table}.{name}" if table else name for name in columns(kind, without=without))


def values(one: Any, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the value of each column of a struct."""
    found: dict[str, Any] = {}
    kind: Any = type(one)
    for name, column, write in _writers(kind):
        if name in without:
            continue
        value = getattr(one, name)
        if column is None:
            found["channel"], found["chat"] = (None, None) if value is None else (value.channel, value.chat)
        else:
            found[column] = value if write is None or value is None else write(value)
    return found


@cache
def reader(kind: Any) -> Callable[[Sequence[Any]], Any]:
    """Build what turns a row into a struct, a NamedTuple, a tuple of some types, or a single value."""
    if not is_record(kind) and not hasattr(kind, "_fields"):
        several = get_origin(kind) is tuple
        decoders = [_column(of) for of in (get_args(kind) if several else (kind,))]
        if not several:
            return itemgetter(0) if decoders[0] is None else lambda row: _decoded(row, decoders)[0]
        return tuple if not any(decoders) else lambda row: tuple(_decoded(row, decoders))
    decoders, places = [], []
    for place, of in enumerate(_hints(kind).values()):
        if _bare(of) is Address:
            places.append(place)
            decoders += [None, None]
        else:
            decoders.append(_column(of))

    def read(row: Sequence[Any]) -> Any:
        found = _decoded(row, decoders)
        for place in places:
            channel, chat = found[place : place + 2]
            found[place : place + 2] = [None if channel is None else Address(channel, chat)]
        return kind(*found)

    return read


def _decoded(row: Sequence[Any], decoders: Sequence[Read | None]) -> list[Any]:
    return [
        value if decode is None or value is None else decode(value) for value, decode in zip(row, decoders, strict=True)
    ]


def encoded(value: Any) -> str:
    """Write a value as JSON; a set is sorted."""
    return msgspec.json.encode(sorted(value) if isinstance(value, frozenset) else value).decode()


def decoded(kind: Any, value: Any) -> Any:
    """Turn a value from JSON, but not null, into this type. Raises ValueError, TypeError, AttributeError."""
    decode = decoder(kind)
    return value if decode is None else decode(value)


@cache
def decoder(kind: Any) -> Read | None:
    """Build what turns a value from JSON, but not null, into this type, or leaves an unknown word of an enumeration as
    it is: a message that an earlier version queued leaves all the same. None where it is one already."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of([one for one in args if one is not NoneType])
    if origin in (tuple, frozenset):
        one = decoder(args[0])
        return origin if one is None else lambda value: origin([one(part) for part in value])
    if is_record(kind):
        return _of_fields(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        members: Mapping[Any, Any] = {one.value: one for one in kind}
        return lambda value: members.get(value, value)
    return _SIMPLE.get(kind)


def _of_fields(kind: Any) -> Read:
    parts = {name: decoder(of) for name, of in _hints(kind).items()}

    def read(found: Mapping[str, Any]) -> Any:
        given = {}
        for name, value in found.items():
            if name in parts:
                decode = parts[name]
                given[name] = value if decode is None or value is None else decode(value)
        return kind(**given)

    return read


def _one_of(kinds: Sequence[Any]) -> Read | None:
    """Read the first that the value can be; None where it is none of them, as what an earlier version wrote."""
    if len(kinds) == 1 and not is_record(kinds[0]):
        return decoder(kinds[0])
    options = [(_fits(kind), decoder(kind) or (lambda value: value)) for kind in kinds]
    return lambda value: next((decode(value) for fits, decode in options if fits(value)), None)


def _fits(kind: Any) -> Callable[[Any], bool]:
    if is_record(kind):
        needed = {field.name for field in fields(kind) if field.required}
        return lambda value: isinstance(value, dict) and needed <= value.keys()
    if issubclass(kind, Enum):
        return lambda value: isinstance(value, str | int) and value in {one.value for one in kind}
    return lambda value: isinstance(value, kind)


_SIMPLE: dict[Any, Read] = {
    datetime: lambda value: datetime.fromisoformat(value) if isinstance(value, str) else value,
    date: lambda value: date.fromisoformat(value) if isinstance(value, str) else value,
    bool: bool,
}


def _column(of: Any) -> Read | None:
    """Build what turns a column's value into its field's."""
    decode = decoder(of)
    if decode is None or not _is_json(of):
        return decode
    return lambda value: decode(msgspec.json.decode(value))


def _is_json(of: Any) -> bool:
    bare = _bare(of)
    return is_record(bare) or get_origin(bare) in (tuple, frozenset)


@cache
def _writers(kind: Any) -> list[tuple[str, str | None, Read | None]]:
    return [
        (name, None if _bare(of) is Address else _RENAMED.get(name, name), encoded if _is_json(of) else None)
        for name, of in _hints(kind).items()
    ]


def _bare(of: Any) -> Any:
    """Return the type without its None."""
    if get_origin(of) in (Union, UnionType):
        some = [one for one in get_args(of) if one is not NoneType]
        return some[0] if len(some) == 1 else of
    return of


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return {name: of for name, of in get_type_hints(kind).items() if not name.startswith("_")}
