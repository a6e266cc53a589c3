"""From every version that ever was to this one, with data in it, nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, select

from bot.helpdesk.model.store import Ledger
from bot.storage import SqlStore, migrations, open_store
from bot.storage.backup.backup import take_backup
from bot.storage.database.engine import open_database
from bot.storage.database.schema import alembic_config
from bot.storage.database.tables import metadata
from tests.databases import new_sqlite
from tests.storage.database.test_schema import empty_url
from tests.storage.rows import fill
from tests.storage.samples import NOW

__all__ = ["empty_url"]

STEPS = ScriptDirectory(str(Path(migrations.__file__).parent))
RELEASED = [step.revision for step in reversed(list(STEPS.walk_revisions()))]


def rows_of(connection: Connection, tables: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of these columns, as the database gives them without our types."""
    found = {}
    for name, columns in tables.items():
        table = Table(name, MetaData(), autoload_with=connection)
        rows = connection.execute(select(*(table.c[column] for column in columns)))
        found[name] = sorted((tuple(row) for row in rows), key=repr)
    return found


@pytest.mark.parametrize("revision", RELEASED)
async def test_an_upgrade_keeps_every_value(empty_url: str, revision: str) -> None:
    database = await open_database(empty_url, exclusive=True)
    async with database.transaction() as transaction:

        def old(connection: Connection) -> dict[str, list[str]]:
            command.upgrade(alembic_config(connection), revision)
            tables = MetaData()
            tables.reflect(connection)
            fill(connection, tables)
            return {t.name: [c.name for c in t.columns] for t in tables.sorted_tables if t.name != "alembic_version"}

        columns = await transaction.run_long(old)
        before = await transaction.run(rows_of, columns)
    await database.close()

    store = await open_store(empty_url, exclusive=True)
    async with store.database.transaction(write=False) as transaction:
        assert await transaction.run(rows_of, columns) == before
    await works(store)
    await store.close()


async def test_a_backup_of_any_version_can_be_upgraded_by_the_steps_that_come(tmp_path: Path) -> None:
    """Its tables were made at once, and not by the steps; those of later versions must find what they change."""
    made = await take_backup(await new_sqlite(tmp_path), tmp_path / "c", NOW)
    database = await open_database(f"sqlite:///{made.path}", exclusive=True)
    async with database.transaction() as transaction:

        def back_and_forth(connection: Connection) -> list[Any]:
            for revision in reversed(RELEASED[:-1]):
                command.downgrade(alembic_config(connection), revision)
            command.upgrade(alembic_config(connection), "head")
            return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))

        # all that is left over is the table that makes it a backup
        assert [(what, table.name) for what, table in await transaction.run_long(back_and_forth)] == [
            ("remove_table", "backup")
        ]
    await database.close()


async def works(store: SqlStore) -> None:
    """The program reads what an older version wrote, and goes on from there."""
    assert await store.ledger(None) == Ledger(3, 1, 1, 1, 0, queued=2, sent=1, uncertain=0, undelivered=0)
    async with store.unit() as unit:
        assert [row.id for row in await unit.take(10)] == [1]
        (ticket,) = await unit.all_open()
        resident = await unit.resident(ticket.resident_id)
        assert resident is not None
        assert resident.memory.question == "biaya paspor brp"
        assert len(await unit.lines(1)) == 1
        assert await unit.next_number() == 4
