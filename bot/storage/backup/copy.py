"""Copy every row of a store into another one and compare them; used by backup, restore and move."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection

from bot.helpdesk.model.progress import Tell
from bot.storage.database.engine import Transaction
from bot.storage.database.schema import TABLES, layout
from bot.storage.database.sql import Sql, insert

PAGE = 500
"""Rows at a time: some milliseconds, since on SQLite the event loop stands still meanwhile."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: how many rows, and the sum of their hashes, for which their order does not count."""

    rows: int = 0
    mark: int = 0

    def plus(self, rows: Sequence[Sequence[Any]]) -> Content:
        """Add rows to the content."""
        return Content(self.rows + len(rows), (self.mark + sum(map(_mark, rows))) % 2**128)


Contents = Mapping[str, Content]


@dataclass
class Steps:
    """How far it is: every row is copied, then compared. `tell` hears it after each page."""

    tell: Tell
    done: int = 0
    of: int = 0

    def forward(self, rows: Sequence[object]) -> None:
        """Count a page."""
        self.done += len(rows)
        self.tell(self.done, max(self.of, self.done))


async def hold_still(transaction: Transaction) -> None:
    """To be called first: what is read in the transaction is as it was at one moment, while others go on writing."""
    await transaction.run(_hold_still)


async def copy(source: Transaction, target: Transaction, steps: Steps | None = None) -> Contents:
    """Copy all rows into a store that `is_empty`; what was read. New rows get their numbers after the copied ones."""
    await target.run(_NO_COUNTERS.run)
    if steps:
        steps.of = 2 * await source.run_long(_count)
    found = {table: await _each_page(source, table, steps, target) for table in TABLES}
    await target.run(_count_on)
    return found


async def contents(transaction: Transaction, steps: Steps | None = None) -> Contents:
    """Sum up what each table holds."""
    return {table: await _each_page(transaction, table, steps) for table in TABLES}


async def _each_page(
    source: Transaction, table: str, steps: Steps | None, target: Transaction | None = None
) -> Content:
    one = _Copied(table)
    content, rows = Content(), await source.run(one.first.all)
    while rows:
        if target:
            await target.run(one.add, rows)
        content = content.plus(rows)
        if steps:
            steps.forward(rows)
        await asyncio.sleep(0)
        rows = await source.run(one.after, rows[-1])
    return content


class _Copied:
    """The statements that read and write a table in the order of its key."""

    def __init__(self, table: str) -> None:
        columns, key, _ = layout(table)
        self._names, self._key = list(columns), key
        kinds: Any = tuple[tuple(columns.values())]  # type: ignore[misc]
        marks = ", ".join(f":{name}" for name in key)
        read = f"SELECT {', '.join(columns)} FROM {table} {{}} ORDER BY {', '.join(key)} LIMIT {PAGE}"
        self.first: Sql[tuple[Any, ...]] = Sql(read.format(""), kinds)
        self._following: Sql[tuple[Any, ...]] = Sql(read.format(f"WHERE ({', '.join(key)}) > ({marks})"), kinds)
        self._add = Sql(insert(table, self._names))

    def after(self, connection: Connection, row: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Read the rows that follow this one."""
        found = dict(zip(self._names, row, strict=True))
        return self._following.all(connection, **{name: found[name] for name in self._key})

    def add(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write rows."""
        self._add.each(connection, [dict(zip(self._names, row, strict=True)) for row in rows])


_NO_COUNTERS = Sql("DELETE FROM counters")
_SAME_MOMENT = Sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def is_empty(connection: Connection) -> bool:
    """Say whether nothing was ever stored here."""
    return not any(Sql(f"SELECT 1 FROM {name} LIMIT 1").first(connection) for name in TABLES if name != "counters")


def _hold_still(connection: Connection) -> None:
    # SQLite reads from one moment in any case
    if connection.dialect.name == "postgresql":
        _SAME_MOMENT.run(connection)


def _count(connection: Connection) -> int:
    return sum(Sql(f"SELECT count(*) FROM {name}", int).one(connection) for name in TABLES)


def _mark(row: Sequence[Any]) -> int:
    values = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in row]
    return int.from_bytes(blake2b(repr(values).encode(), digest_size=16).digest(), "big")


def _count_on(connection: Connection) -> None:
    """PostgreSQL counts by itself, and not from what is there."""
    if connection.dialect.name == "postgresql":
        for table in TABLES:
            if layout(table).counts_up:
                serial = f"pg_get_serial_sequence('{table}', 'id')"
                Sql(f"SELECT setval({serial}, COALESCE(max(id), 0) + 1, false) FROM {table}").one(connection)
