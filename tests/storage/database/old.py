"""Databases as earlier versions left them, with rows in every table."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from bot.storage.database.engine import open_database
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
    script = Path(__file__).with_name(f"{version}.{connection.dialect.name}.sql").read_text("utf-8")
    for statement in filter(str.strip, script.split(";\n")):
        connection.exec_driver_sql(statement)
    tables = reflected(connection)
    fill(connection, tables)
    return {t.name: [c.name for c in t.columns] for t in tables.sorted_tables if t.name != "alembic_version"}
