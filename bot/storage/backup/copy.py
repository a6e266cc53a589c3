"""Copy every row of a store into another one and compare them; used by backup, restore and move."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, literal, select, text, tuple_

from bot.helpdesk.model.progress import Tell
from bot.storage.database.engine import Transaction
from bot.storage.database.tables import counters, metadata

PAGE = 500
"""Rows at a time: some milliseconds, since on SQLite the event loop stands still meanwhile."""
_SAME_MOMENT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


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
    found: dict[str, Content] = {}
    await target.run(lambda connection: connection.execute(delete(counters)))
    if steps:
        steps.of = 2 * await source.run_long(_count)
    for table in metadata.sorted_tables:
        content, after = Content(), None
        while rows := await source.run(_page, table, after):
            await target.run(_add, table, rows)
            content, after = content.plus(rows), _key(table, rows[-1])
            if steps:
                steps.forward(rows)
            await asyncio.sleep(0)
        found[table.name] = content
    await target.run(_count_on)
    return found


async def contents(transaction: Transaction, steps: Steps | None = None) -> Contents:
    """Sum up what each table holds."""
    found: dict[str, Content] = {}
    for table in metadata.sorted_tables:
        content, after = Content(), None
        while rows := await transaction.run(_page, table, after):
            content, after = content.plus(rows), _key(table, rows[-1])
            if steps:
                steps.forward(rows)
            await asyncio.sleep(0)
        found[table.name] = content
    return found


def is_empty(connection: Connection) -> bool:
    """Say whether nothing was ever stored here."""
    used = (select(literal(1)).select_from(table).limit(1) for table in metadata.sorted_tables if table is not counters)
    return not any(connection.execute(statement).first() for statement in used)


def _hold_still(connection: Connection) -> None:
    # SQLite reads from one moment in any case
    if connection.dialect.name == "postgresql":
        connection.execute(_SAME_MOMENT)


def _count(connection: Connection) -> int:
    tables = metadata.sorted_tables
    return sum(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


def _page(connection: Connection, table: Table, after: tuple[Any, ...] | None) -> list[tuple[Any, ...]]:
    key = list(table.primary_key.columns)
    statement = select(table).order_by(*key).limit(PAGE)
    if after is not None:
        last = [literal(value, column.type) for value, column in zip(after, key, strict=True)]
        statement = statement.where(tuple_(*key) > tuple_(*last) if len(key) > 1 else key[0] > last[0])
    return [tuple(row) for row in connection.execute(statement)]


def _key(table: Table, row: tuple[Any, ...]) -> tuple[Any, ...]:
    names = [column.name for column in table.columns]
    return tuple(row[names.index(column.name)] for column in table.primary_key.columns)


def _add(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    names = [column.name for column in table.columns]
    connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def _mark(row: Sequence[Any]) -> int:
    values = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in row]
    return int.from_bytes(blake2b(repr(values).encode(), digest_size=16).digest(), "big")


def _count_on(connection: Connection) -> None:
    """PostgreSQL counts by itself, and not from what is there."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and column.autoincrement is not False:
            name = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
            highest = f"SELECT setval({name}, COALESCE(max({column.name}), 0) + 1, false) FROM {table.name}"  # noqa: S608
            connection.execute(text(highest))
