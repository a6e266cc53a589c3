"""The migrations: up, down, and up again, exactly to the tables in the code, and never against a newer version."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.helpdesk.model.store import StorageUnavailable
from bot.storage import open_store
from bot.storage.database.engine import Database, open_database
from bot.storage.database.schema import HEAD, alembic_config, bring_up_to_date, version
from bot.storage.database.tables import metadata
from tests.databases import BOTH, new_sqlite, server_or_skip
from tests.storage.samples import NOW, execute, update


@pytest.fixture(params=BOTH)
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/kosong.db"
        return
    server = server_or_skip()
    url = await server.new_database(empty=True)
    yield url
    server.drop(url)


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[Database]:
    database = await open_database(empty_url, exclusive=True)
    yield database
    await database.close()


async def tables(database: Database) -> set[str]:
    async with database.transaction() as transaction:
        return await transaction.run(lambda connection: set(inspect(connection).get_table_names()))


async def test_up_down_and_up_again(empty: Database) -> None:
    ours = set(metadata.tables)
    await bring_up_to_date(empty)
    assert await tables(empty) == ours | {"alembic_version"}
    async with empty.transaction() as transaction:
        await transaction.run_long(lambda connection: command.downgrade(alembic_config(connection), "base"))
    assert await tables(empty) == {"alembic_version"}
    async with empty.transaction() as transaction:
        assert await transaction.run(version) is None
    await bring_up_to_date(empty)
    assert await tables(empty) == ours | {"alembic_version"}
    async with empty.transaction() as transaction:
        assert await transaction.run(version) == HEAD


async def test_the_migrations_lead_exactly_to_the_tables_in_the_code(empty: Database) -> None:
    await bring_up_to_date(empty)

    def differences(connection: Connection) -> list[object]:
        return list(
            compare_metadata(
                MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True}),
                metadata,
            )
        )

    async with empty.transaction() as transaction:
        assert await transaction.run_long(differences) == []


def words(condition: str) -> list[str]:
    """Split an index's condition, without the casts and brackets that PostgreSQL writes into it."""
    plain = re.sub(r"::[a-z]+( varying)?(\[\])?|[()]", "", condition)
    return re.sub(r"= ANY ARRAY\[(.*?)\]", r"IN \1", plain).split()


async def test_the_indexes_cover_the_same_rows_as_in_the_code(empty: Database) -> None:
    def conditions(connection: Connection) -> dict[str, list[str]]:
        found = {}
        for table in metadata.tables:
            for index in inspect(connection).get_indexes(table):
                options = index.get("dialect_options", {})
                found[str(index["name"])] = words(str(options.get(f"{connection.dialect.name}_where", "")))
        return found

    await bring_up_to_date(empty)
    async with empty.transaction() as transaction:
        stored = await transaction.run(conditions)
    wanted = {
        str(index.name): words(str(where) if (where := index.dialect_options["sqlite"]["where"]) is not None else "")
        for table in metadata.tables.values()
        for index in table.indexes
    }
    assert {name: stored[name] for name in wanted} == wanted


async def test_sqlite_numbers_and_orders_rows_as_the_code_says(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path}/kosong.db", exclusive=True)
    await bring_up_to_date(database)
    async with database.transaction() as transaction:
        made: dict[str, str] = await transaction.run(
            lambda connection: dict(connection.execute(text("SELECT name, sql FROM sqlite_master")).tuples().all())
        )
    await database.close()
    for table in metadata.tables.values():
        options = table.dialect_options["sqlite"]
        assert ("WITHOUT ROWID" in made[table.name]) == (options["with_rowid"] is False), table.name
        assert ("AUTOINCREMENT" in made[table.name]) == options["autoincrement"], table.name


async def test_the_last_migration_is_the_one_the_code_needs(empty: Database) -> None:
    async with empty.transaction() as transaction:
        config = await transaction.run(alembic_config)
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


async def test_a_schema_newer_than_the_code_is_refused(database_url: str) -> None:
    store = await open_store(database_url, exclusive=True)
    await execute(store, "UPDATE alembic_version SET version_num = '9'")
    await store.close()
    with pytest.raises(StorageUnavailable, match="versi bot yang lebih baru"):
        await open_store(database_url, exclusive=True)
    # Refusing lets go of the file.
    with pytest.raises(StorageUnavailable, match="versi bot yang lebih baru"):
        await open_store(database_url, exclusive=True)


@pytest.mark.parametrize("revision", ["0001", "0015", "0017"])
async def test_a_schema_from_before_the_first_release_is_refused(database_url: str, revision: str) -> None:
    store = await open_store(database_url, exclusive=True)
    await execute(store, f"UPDATE alembic_version SET version_num = '{revision}'")
    await store.close()
    with pytest.raises(StorageUnavailable, match=r"sebelum rilis pertama dan tidak bisa di-upgrade"):
        await open_store(database_url, exclusive=True)


async def test_two_that_open_an_empty_database_together_both_succeed(empty_url: str) -> None:
    stores = await asyncio.gather(*(open_store(empty_url, exclusive=False) for _ in range(3)))
    for number, store in enumerate(stores):
        assert await store.receive([update(number, str(number))], NOW) == 1
        await store.close()


@pytest.mark.process
async def test_an_up_to_date_store_opens_without_loading_alembic(tmp_path: Path) -> None:
    url = await new_sqlite(tmp_path)
    script = (
        "import asyncio, sys\n"
        "from bot.storage import open_store\n"
        "async def main(): await (await open_store(sys.argv[1], exclusive=True)).close()\n"
        "asyncio.run(main())\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('alembic', 'asyncpg')])\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, url, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert out.decode().strip() == "[]"
