"""A next version of the program with one migration more, so that today's database is one that has to be upgraded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData

from bot.storage import migrations
from bot.storage.database import schema
from bot.storage.database.engine import open_database
from tests.storage.rows import fill

OLD = schema.HEAD
NEXT = "v9001"
_MIGRATION = f'''\
"""Residents have a nickname."""

from alembic import op
from sqlalchemy import Column, String

revision = "{NEXT}"
down_revision = "{OLD}"


def upgrade() -> None:
    """Add the column."""
    op.add_column("residents", Column("nickname", String))
'''


@pytest.fixture
def next_version(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make the program the next version of itself; returns the schema version that it needs."""
    folder = tmp_path_factory.mktemp("next") / "migrations"
    # with what is compiled already
    shutil.copytree(Path(migrations.__file__).parent, folder)
    (folder / "versions" / f"{NEXT}_nickname.py").write_text(_MIGRATION)
    monkeypatch.setattr(schema, "_FOLDER", folder)
    monkeypatch.setattr(schema, "HEAD", NEXT)
    return NEXT


async def make(url: str, revision: str = OLD, *, rows: bool = True) -> dict[str, list[str]]:
    """Create a database of an earlier version, with rows in every table; returns the columns of its tables."""
    database = await open_database(url, exclusive=True)
    try:
        async with database.transaction() as transaction:
            return await transaction.run_long(_make, revision, rows)
    finally:
        await database.close()


def _make(connection: Connection, revision: str, rows: bool) -> dict[str, list[str]]:
    command.upgrade(schema.alembic_config(connection), revision)
    tables = MetaData()
    tables.reflect(connection)
    if rows:
        fill(connection, tables)
    return {t.name: [c.name for c in t.columns] for t in tables.sorted_tables if t.name != "alembic_version"}
