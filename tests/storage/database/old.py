"""Databases as earlier versions left them, with rows in every table."""

from __future__ import annotations

from pathlib import Path

from bot.storage.database.engine import open_database
from bot.storage.database.sql import Connection
from tests.storage.rows import fill, reflected

VERSIONS = ("v0010", "v0014")
"""Of 28 November 2026, and the last one whose steps are not among `versions.STEPS` alone."""
OLD = VERSIONS[-1]


async def make(url: str, version: str = OLD) -> dict[str, list[str]]:
    """Create a database of an earlier version; returns the columns of its tables."""
    database = await open_database(url, exclusive=True)
    try:
        async with database.transaction() as transaction:
            return await transaction.run_long(_make, version)
    finally:
        await database.close()


def _make(connection: Connection, version: str) -> dict[str, list[str]]:
    script = Path(__file__).with_name(f"{version}.{connection.dialect}.sql").read_text("utf-8")
    for statement in filter(str.strip, script.split(";\n")):
        connection.execute(statement)
    fill(connection)
    return {table: [column.name for column in columns] for table, columns in reflected(connection).items()}
