"""Statements: text that both databases take, with values by name, and rows that become what their reader wants."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache, partial, wraps
from inspect import signature
from types import NoneType, UnionType
from typing import Any, Generic, Protocol, TypeVar, cast, get_args, get_origin, get_type_hints, overload

from bot.storage.database.rows import is_record, reader, values

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
Values = Mapping[str, Any]

EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Before anything was stored."""
_NAME = re.compile(r"(?<!:):([a-z_]\w*)")
_LOCK = re.compile(r"\s+FOR UPDATE(?: OF \w+)?(?: SKIP LOCKED)?")
"""SQLite's transactions have the file for themselves."""


class Refused(Exception):
    """The database is there and rightly refuses: a mistake of ours, or a row that cannot be read."""


class Taken(Refused):
    """A row of the same key is there already."""


class Connection(Protocol):
    """What statements run on, within a transaction. Its methods raise StorageUnavailable, Conflict, Refused.

    `dialect`: "sqlite" or "postgresql".
    """

    @property
    def dialect(self) -> str: ...

    def fetch(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement, its values by number; return its rows."""

    def execute(self, text: str, values: Sequence[Any] = ()) -> int:
        """Run a statement; return how many rows it changed."""

    def fetch_each(self, text: str, many: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """Run a statement that changes rows with each of these values, in one round trip; return all their rows."""


class Sql(Generic[T]):
    """One statement. `reads`: what each of its rows becomes, see `rows.reader`; rows are tuples without it.

    A value that is a list stands in brackets, `IN (:numbers)`, a list of tuples as `IN (VALUES :places)`; it has at
    least one element. Locks (`FOR UPDATE`) are PostgreSQL's alone.
    """

    @overload
    def __init__(self: Sql[tuple[Any, ...]], text: str) -> None: ...

    @overload
    def __init__(self, text: str, reads: type[T]) -> None: ...

    def __init__(self, text: str, reads: Any = tuple) -> None:
        self.text = text
        self._reads = None if reads is tuple else reader(reads)
        self._ready: dict[tuple[Any, ...], _Ready] = {}

    def all(self, connection: Connection, /, **values: Any) -> list[T]:
        """Execute it; what its rows become."""
        return self.each(connection, [values])

    def first(self, connection: Connection, /, **values: Any) -> T | None:
        """Execute it; what its first row becomes, None where it gives none."""
        return next(iter(self.each(connection, [values])), None)

    def one(self, connection: Connection, /, **values: Any) -> T:
        """Execute what always gives a row."""
        return self.each(connection, [values])[0]

    def each(self, connection: Connection, many: Sequence[Values], /) -> list[T]:
        """Execute it with each of these sets of values; what all its rows become. Nothing for no set of values."""
        if not many:
            return []
        ready = self._for(connection, many[0])
        bound = [ready.bound(values) for values in many]
        more = len(bound) > 1
        rows: list[Any] = connection.fetch_each(ready.text, bound) if more else connection.fetch(ready.text, bound[0])
        return rows if self._reads is None else [self._reads(row) for row in rows]

    def run(self, connection: Connection, /, **values: Any) -> int:
        """Execute what gives no rows; how many it changed."""
        ready = self._for(connection, values)
        return connection.execute(ready.text, ready.bound(values))

    def _for(self, connection: Connection, values: Values) -> _Ready:
        kind = (connection.dialect, *(_length(value) for value in values.values() if isinstance(value, list)))
        ready = self._ready.get(kind)
        if ready is None:
            ready = self._ready[kind] = _Ready(self.text, connection.dialect, values)
        return ready


class _Ready:
    """A statement's text for one database and lists of one length, and the order of its values."""

    def __init__(self, text: str, dialect: str, values: Values) -> None:
        self._marks: list[tuple[str, int | None, int | None]] = []
        self._of_sqlite = dialect == "sqlite"
        plain = _LOCK.sub("", text) if self._of_sqlite else text
        self.text = _NAME.sub(lambda found: self._marks_of(found[1], values[found[1]]), plain)

    def _marks_of(self, name: str, value: Any) -> str:
        if not isinstance(value, list):
            return self._mark(name, None, None)
        places = range(_length(value))
        if not isinstance(value[0], tuple):
            return ", ".join(self._mark(name, place, None) for place in places)
        parts = range(len(value[0]))
        return ", ".join(f"({', '.join(self._mark(name, place, part) for part in parts)})" for place in places)

    def _mark(self, *mark: Any) -> str:
        """Return what stands for a value: one number for one value, so that its type is known from any place."""
        if self._of_sqlite or mark not in self._marks:
            self._marks.append(mark)
        return "?" if self._of_sqlite else f"${self._marks.index(mark) + 1}"

    def bound(self, values: Values) -> tuple[Any, ...]:
        """Put the values into the order of the marks; a short list is filled up with its last element."""
        found = []
        for name, place, part in self._marks:
            value = values[name]
            if place is not None:
                value = value[min(place, len(value) - 1)]
            found.append(_bound(value if part is None else value[part], as_text=self._of_sqlite))
        return tuple(found)


def _bound(value: Any, *, as_text: bool) -> Any:
    """Return the value as the driver wants it. SQLite would keep a NUL, PostgreSQL refuses the whole statement."""
    if isinstance(value, datetime):
        moment = _sortable(value)
        return moment if as_text else value
    if as_text and isinstance(value, date):
        return value.isoformat()
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value


@lru_cache(maxsize=64)
def _sortable(moment: datetime) -> str:
    """Write a moment as text that sorts by time. What follows from a batch of messages has the same time."""
    if moment.tzinfo is None:
        raise ValueError(f"a stored time needs a zone: {moment!r}")
    return moment.astimezone(UTC).isoformat(" ", "microseconds")


def _length(values: list[Any]) -> int:
    """Round the length up to a power of two, so that there are few texts."""
    return 1 << (len(values) - 1).bit_length()


def query(text: str) -> Callable[[F], F]:
    """Make a function of a connection carry out a statement, whose values are its arguments.

    A struct gives the values of its columns, a list of them one execution each; for an empty list nothing is done.
    What it returns says what becomes of the rows: all of them, the first or None, or whether a row was changed.
    """

    def made(function: F) -> F:
        hints = get_type_hints(function)
        kind, answer = _answered(hints.pop("return"))
        statement: Sql[Any] = Sql(text) if kind is None else Sql(text, kind)
        names = list(signature(function).parameters)[1:]
        kinds = {name: get_origin(hints[name]) for name in names}
        lists = [name for name, of in kinds.items() if isinstance(of, type) and issubclass(of, Collection)]
        rows = [name for name in names if is_record(hints[name])]

        @wraps(function)
        def run(connection: Connection, /, *args: Any, **kwargs: Any) -> Any:
            given = {**dict(zip(names, args, strict=False)), **kwargs}
            for name in lists:
                given[name] = list(given[name])
                if not given[name]:
                    return answer(lambda: 0, list)
                if is_record(type(given[name][0])):
                    statement.each(connection, [values(one) for one in given[name]])
                    return None
            for name in rows:
                given |= values(given[name])
            return answer(partial(statement.run, connection, **given), partial(statement.all, connection, **given))

        return cast(F, run)

    return made


def _answered(returned: Any) -> tuple[Any, Callable[[Callable[[], int], Callable[[], list[Any]]], Any]]:
    """Return what a row becomes, None where there are none, and what is made of a change or of the rows."""
    origin, args = get_origin(returned), get_args(returned)
    if returned is NoneType:
        return None, lambda run, rows: run() and None
    if returned is bool:
        return None, lambda run, rows: run() > 0
    if origin in (dict, Mapping):
        pair: Any = tuple
        return pair[args], lambda run, rows: dict(rows())
    if origin in (list, frozenset) or (origin is tuple and args[-1] is ...):
        return args[0], lambda run, rows: origin(rows())
    if origin is UnionType and NoneType in args:
        return args[0], lambda run, rows: next(iter(rows()), None)
    return returned, lambda run, rows: rows()[0]


def insert(table: str, names: Sequence[str]) -> str:
    """Write an INSERT of these columns, whose values have the same names."""
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"


def upsert(table: str, key: Sequence[str], names: Sequence[str]) -> str:
    """Write an INSERT of these columns; a row of the same key gets their values instead."""
    changed = ", ".join(f"{name} = excluded.{name}" for name in names)
    return f"{insert(table, [*key, *names])} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changed}"


def add_up(table: str, key: Sequence[str]) -> str:
    """Write an INSERT of a count for a key; it is added to the one that is there."""
    added = f"count = {table}.count + excluded.count"
    return f"{insert(table, [*key, 'count'])} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {added}"


def assigned(names: Sequence[str]) -> str:
    """Write what an UPDATE sets: these columns, to values of the same names."""
    return ", ".join(f"{name} = :{name}" for name in names)
