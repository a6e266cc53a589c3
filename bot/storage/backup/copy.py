"""Copy every row of a store into another one and compare them; used by backup, restore and move."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from typing import Any

from msgspec import Struct

from bot.helpdesk.model.errors import Tell
from bot.storage.database.engine import Transaction
from bot.storage.database.schema import TABLES, layout
from bot.storage.database.sql import Connection, Sql, insert

PAGE = 500
"""Rows at a time: some milliseconds, since on SQLite the event loop stands still meanwhile."""
Row = tuple[Any, ...]


class TableContent(Struct, frozen=True):
    """What a table holds: how many rows, and the sum of their hashes, for which their order does not count."""

    rows: int
    mark: int


Contents = Mapping[str, TableContent]


@dataclass
class Steps:
    """How far it is: every row is copied, then compared. `tell` hears it after each page."""

    tell: Tell | None
    done: int = 0
    of: int = 0


async def copy(source: Transaction, target: Transaction, steps: Steps) -> Contents:
    """Copy all rows into a store that `is_empty`, first in both transactions: what is read is of one moment."""

    def begin(connection: Connection) -> int:
        if connection.dialect == "postgresql":  # SQLite reads from one moment in any case
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return sum(Sql(f"SELECT count(*) FROM {name}", int).one(connection) for name in TABLES)

    def count_on(connection: Connection) -> None:
        for table in TABLES if connection.dialect == "postgresql" else ():  # it does not count from what is there
            if layout(table).counts_up:
                serial = f"pg_get_serial_sequence('{table}', 'id')"
                connection.fetch(f"SELECT setval({serial}, COALESCE(max(id), 0) + 1, false) FROM {table}")

    steps.of = 2 * await source.run_long(begin)
    await target.run(_NO_COUNTERS.run)
    found = {table: await _each_page(source, table, steps, target) for table in TABLES}
    await target.run(count_on)
    return found


async def contents(transaction: Transaction, steps: Steps) -> Contents:
    """Sum up what each table holds."""
    return {table: await _each_page(transaction, table, steps) for table in TABLES}


def differences(one: Contents, other: Contents) -> list[str]:
    """Name the tables whose rows are not the same."""
    return [name for name in one if one[name] != other.get(name)]


async def _each_page(source: Transaction, table: str, steps: Steps, target: Transaction | None = None) -> TableContent:
    first, behind, insertion = _statements(table)
    count = mark = 0
    rows = await source.run(first.all)
    while rows:
        named = [dict(zip(layout(table).columns, row, strict=True)) for row in rows]
        if target:
            await target.run(insertion.each, named)
        count += len(rows)
        mark = (mark + sum(map(_mark, rows))) % 2**128
        steps.done += len(rows)
        if steps.tell:
            steps.tell(steps.done, max(steps.of, steps.done))
        await asyncio.sleep(0)
        rows = await source.run(behind.all, **named[-1])
    return TableContent(count, mark)


@cache
def _statements(table: str) -> tuple[Sql[Row], Sql[Row], Sql[Row]]:
    """Make what reads the first rows of a table in the order of its key, those that follow one, and adds some."""
    columns, key, _ = layout(table)
    kinds: Any = tuple
    reads = kinds[tuple(columns.values())]
    read = f"SELECT {', '.join(columns)} FROM {table} {{}} ORDER BY {', '.join(key)} LIMIT {PAGE}"
    behind = f"WHERE ({', '.join(key)}) > ({', '.join(f':{name}' for name in key)})"
    return Sql(read.format(""), reads), Sql(read.format(behind), reads), Sql(insert(table, list(columns)))


_NO_COUNTERS = Sql("DELETE FROM counters")


def is_empty(connection: Connection) -> bool:
    """Say whether nothing was ever stored here."""
    return not any(Sql(f"SELECT 1 FROM {name} LIMIT 1").first(connection) for name in TABLES if name != "counters")


def _mark(row: Row) -> int:
    values = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in row]
    return int.from_bytes(blake2b(repr(values).encode(), digest_size=16).digest(), "big")
