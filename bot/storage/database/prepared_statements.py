"""Prepared statements: those that every message needs are compiled once.

On SQLite their text goes straight to the driver: SQLAlchemy takes ten times as long over a statement as SQLite over its
answer, and a message needs a dozen. On PostgreSQL the way to the server is what counts, and SQLAlchemy runs them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import Executable

Values = Mapping[str, Any]
Process = Callable[[Any], Any]


class Prepared:
    """One statement. Its values have the same names each time; a list (`IN`) has at least one element."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._ready: dict[tuple[int, ...], ReadyStatement] = {}

    def rows(self, connection: Connection, values: Values | None = None) -> Sequence[Any]:
        """Execute it; the rows that it gives."""
        return self.each(connection, [values or {}])

    def each(self, connection: Connection, many: Sequence[Values]) -> Sequence[Any]:
        """Execute it with each of these sets of values; all the rows that it gives."""
        if connection.dialect.name != "sqlite":
            found = connection.execute(self._statement, many if len(many) > 1 else many[0])
            return found.all() if found.returns_rows else ()
        driver = connection.connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)
        try:
            ready = self._ready_for(connection.dialect, many[0])
            if not ready.gives_rows:
                driver.executemany(ready.text, [ready.bound(values) for values in many])
                return ()
            rows: list[Any] = []
            for values in many:
                # a cursor that stands in the middle of its rows would keep the file locked
                with closing(driver.execute(ready.text, ready.bound(values))) as cursor:
                    rows += ready.read(cursor)
            return rows
        # the driver's errors, and a value that its column's type refuses, as SQLAlchemy's, which the rest knows
        except sqlite3.Error as error:
            raise DBAPIError.instance("", None, error, sqlite3.Error, hide_parameters=True) from error
        except ValueError as error:
            raise StatementError(str(error), None, None, error, hide_parameters=True) from error

    def _ready_for(self, dialect: Dialect, values: Values) -> ReadyStatement:
        lengths = tuple(_length(value) for value in values.values() if isinstance(value, list))
        if lengths not in self._ready:
            self._ready[lengths] = ReadyStatement(self._statement, dialect, values)
        return self._ready[lengths]


class ReadyStatement:
    """A statement as text for lists of one length, and what turns its values into the driver's and back."""

    def __init__(self, statement: Executable, dialect: Dialect, values: Values) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(values))  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)
        lists = {name: [None] * _length(value) for name, value in values.items() if isinstance(value, list)}
        elements = {f"{name}_{n + 1}": (name, n) for name, places in lists.items() for n in range(len(places))}
        filled = compiled.construct_expanded_state({**compiled.params, **lists})
        self.text = filled.statement
        self._marks: list[tuple[str, int | None, Any, Process | None]] = []
        for mark in filled.positiontup or ():
            name, place = elements.get(mark, (mark, None))
            process = compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
            self._marks.append((name, place, compiled.params[name], process))
        columns = list(getattr(statement, "exported_columns", ()))
        self.gives_rows = bool(columns)
        processes = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._backs = [(place, process) for place, process in enumerate(processes) if process is not None]

    def bound(self, values: Values) -> list[Any]:
        """Put the values into the order of the text's marks; fill a short list up with its last element."""
        found = []
        for name, place, default, process in self._marks:
            value = values.get(name, default)
            if place is not None:
                value = value[min(place, len(value) - 1)]
            found.append(value if process is None else process(value))
        return found

    def read(self, cursor: sqlite3.Cursor) -> Sequence[Any]:
        """Read the rows, each value of its column's type."""
        found = cursor.fetchall()
        if not self._backs:
            return found
        rows = [list(row) for row in found]
        for row in rows:
            for place, process in self._backs:
                row[place] = process(row[place])
        return rows


def _length(values: list[Any]) -> int:
    """Round the length up to a power of two, so that there are few texts."""
    return 1 << (len(values) - 1).bit_length()
