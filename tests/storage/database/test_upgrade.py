"""An empty place becomes a store; an older one is copied and upgraded, or refused, and nothing in it is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app.jobs.job import JobContext
from bot.app.jobs.nightly import Copies
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.errors import StorageUnavailable, Trouble
from bot.helpdesk.model.store import Ledger
from bot.metrics import Metrics
from bot.storage import SqlStore, open_store, queries
from bot.storage.backup.backup import BEFORE_UPGRADE, backups_in
from bot.storage.backup.restore import SinceBackup, restore
from bot.storage.database import upgrade
from bot.storage.database.engine import open_database
from bot.storage.database.schema import TABLES
from bot.storage.database.sql import Connection
from bot.storage.database.upgrade import open_for_bot
from bot.storage.database.versions import VERSION, version
from bot.storage.retention import tombstones
from tests.databases import new_database, new_sqlite, server_or_skip
from tests.storage.database.old import OLD, VERSIONS, make
from tests.storage.samples import NOW, SITI, update
from tests.storage.steps import met, save
from tests.typed import some

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
GONE = {
    "held_answers": {"typed", "copied"},
    "officer_chats": {"pauses"},
    "staff_members": {"invitation", "invited_until", "form"},
    "observers": {"invitation", "invited_until"},
}
"""Columns that this version does without, or empties."""
MOVED = {"invitations", "staff_links"}


async def in_database(url: str, work: Callable[[Connection], Any]) -> Any:
    database = await open_database(url, exclusive=False)
    try:
        async with database.transaction() as transaction:
            return await transaction.run(work)
    finally:
        await database.close()


def rows_of(tables: dict[str, list[str]]) -> Callable[[Connection], dict[str, list[str]]]:
    """Read the rows of these columns, as the database gives them."""
    return lambda connection: {
        name: sorted(map(repr, connection.fetch(f"SELECT {', '.join(columns)} FROM {name}")))
        for name, columns in tables.items()
    }


_OURS = "t.type = 'table' AND t.name <> 'alembic_version'"
SHAPE = {
    "sqlite": (
        f'SELECT t.name, c.name, "notnull", pk FROM sqlite_master t, pragma_table_info(t.name) c WHERE {_OURS}',
        'SELECT t.name, "from", "table", on_update, on_delete FROM sqlite_master t, pragma_foreign_key_list(t.name)'
        f" WHERE {_OURS}",
        "SELECT t.name, i.origin, i.partial, group_concat(k.name) FROM sqlite_master t, pragma_index_list(t.name) i,"
        f" pragma_index_info(i.name) k WHERE {_OURS} GROUP BY t.name, i.name",
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    ),
    "postgresql": (
        "SELECT table_name, column_name, is_nullable FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        # the same condition is written otherwise over a VARCHAR of an older version
        r"SELECT regexp_replace(indexdef, '::(text|character varying)(\[\])?|[()]', '', 'g') FROM pg_indexes"
        " WHERE schemaname = 'public' AND tablename <> 'alembic_version'",
    ),
}


def shape(connection: Connection) -> list[list[tuple[Any, ...]]]:
    """Return columns, keys, constraints and indexes of all tables, in no order."""
    return [sorted(connection.fetch(statement)) for statement in SHAPE[connection.dialect]]


@pytest.mark.parametrize("old", VERSIONS)
async def test_an_upgrade_keeps_every_value_in_todays_tables(empty_url: str, old: str, tmp_path: Path) -> None:
    made = await make(empty_url, old)
    kept = {
        name: [column for column in columns if column not in GONE.get(name, ())]
        for name, columns in made.items()
        if name not in MOVED
    }
    before = await in_database(empty_url, rows_of(kept))
    await (await open_store(empty_url, exclusive=True)).close()
    assert await in_database(empty_url, version) == VERSION
    assert await in_database(empty_url, rows_of(kept)) == before
    (tmp_path / "baru").mkdir()
    async with new_database("sqlite" if empty_url.startswith("sqlite") else "postgresql", tmp_path / "baru") as new:
        assert await in_database(empty_url, shape) == await in_database(new, shape)
    store = await open_store(empty_url, exclusive=True)
    await works(store)
    await store.close()


async def works(store: SqlStore) -> None:
    """Read what an older version wrote, and go on from there."""
    assert await store.ledger(None) == Ledger(3, 1, 1, 1, 0, queued=2, sent=1, uncertain=0, undelivered=0)
    async with store.unit() as unit:
        assert [row.id for row in await unit.take(10)] == [1]
        (ticket,) = await unit.run(queries.tickets.all_open)
        resident = some(await unit.run(queries.residents.numbered, ticket.resident_id))
        assert resident.memory.question == "biaya paspor brp"
        assert len(await unit.run(queries.tickets.lines_of, 1)) == 1
        assert await unit.run(queries.tickets.next_number) == 4
        # links that were handed out open what they did
        assert await unit.run(queries.officers.redeem_invitation, "officer", "invitations token_hash 🙏 1", NOW)
        assert await unit.run(queries.staff.redeem, "undangan", SITI, NOW)
        assert await unit.run(queries.staff.use_link, "staff_links token_hash 🙏 1", NOW)


async def test_two_that_open_an_empty_database_together_both_succeed(empty_url: str) -> None:
    stores = await asyncio.gather(*(open_store(empty_url, exclusive=False) for _ in range(3)))
    for number, store in enumerate(stores):
        assert await store.receive([update(number, str(number))], NOW) == 1
        await store.close()


@pytest.mark.parametrize("folder", [None, "cadangan"])
async def test_an_older_file_is_copied_and_the_copy_can_be_restored(tmp_path: Path, folder: str | None) -> None:
    url, other = f"sqlite:///{tmp_path}/bot.db", f"sqlite:///{tmp_path}/lain.db"
    await make(url)
    (tmp_path / "cadangan").mkdir()
    store, done = await open_for_bot(url, tmp_path / folder if folder else None, NOW)
    await works(store)
    await store.close()
    assert done is not None
    assert done.copy == tmp_path / (folder or "") / f"bot-skema-{OLD}-20261124-020000+0000.db"
    assert stat.S_IMODE(done.copy.stat().st_mode) == 0o600
    restored = await restore(done.copy, other, NOW, SinceBackup((), "Dipulihkan."))
    assert restored.taken == NOW
    assert restored.contents["inbox"].rows == 3
    assert await in_database(f"sqlite:///{done.copy}", version) == OLD


@pytest.mark.parametrize("old", VERSIONS)
async def test_a_backup_of_an_earlier_version_restores(empty_url: str, old: str, tmp_path: Path) -> None:
    file = tmp_path / "bot-20261124-020000+0000.db"
    await make(f"sqlite:///{file}", old)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE backup (taken TEXT NOT NULL)")
        connection.execute("INSERT INTO backup VALUES (?)", (NOW.isoformat(),))
        connection.commit()
    restored = await restore(file, empty_url, NOW, SinceBackup((), "Dipulihkan."))
    assert {name: content.rows for name, content in restored.contents.items()} == {
        name: 1 if name == "counters" else 6 if name == "invitations" else 3 for name in TABLES
    }
    store = await open_store(empty_url, exclusive=True)
    (ticket,) = await store.read(queries.tickets.all_open)
    assert ticket.question == "tickets question 🙏 1"
    await store.close()


async def test_a_copy_that_cannot_be_made_keeps_the_file_as_it_was(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    await make(url)
    (tmp_path / "cadangan").write_text("bukan folder")
    with pytest.raises(Trouble, match="Folder cadangan"):
        await open_for_bot(url, tmp_path / "cadangan", NOW)
    assert await in_database(url, version) == OLD


async def test_an_upgrade_that_fails_changes_nothing_and_leaves_no_copy(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    await make(url)
    # what a step wants to make is there already
    await in_database(url, lambda c: c.execute("ALTER TABLE invitations ADD COLUMN role VARCHAR"))
    with pytest.raises(Exception, match="duplicate column"):
        await open_for_bot(url, None, NOW)
    assert await in_database(url, version) == OLD
    assert backups_in(tmp_path, BEFORE_UPGRADE) == {}


@pytest.mark.postgres
async def test_an_older_database_on_a_server_is_refused() -> None:
    server = server_or_skip()
    url = await server.new_database(empty=True)
    await make(url)
    with pytest.raises(StorageUnavailable, match="python -m bot upgrade"):
        await open_for_bot(url, None, NOW)
    assert await in_database(url, version) == OLD
    server.drop(url)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [("0015", "terlalu lama"), ("v0009", "terlalu lama"), ("9", "lebih baru"), ("v9001", "lebih baru")],
)
async def test_a_schema_that_no_step_leads_from_is_refused_and_stays(tmp_path: Path, found: str, sentence: str) -> None:
    url = await new_sqlite(tmp_path)
    with closing(sqlite3.connect(tmp_path / "bot.db")) as file:
        file.execute(f"UPDATE alembic_version SET version_num = '{found}'")
        file.commit()
    before = (tmp_path / "bot.db").read_bytes()
    for opening in (open_for_bot, upgrade.upgrade, open_for_bot):  # refusing lets go of the file
        with pytest.raises(StorageUnavailable, match=sentence):
            await opening(url, None, NOW)
    assert (tmp_path / "bot.db").read_bytes() == before
    assert backups_in(tmp_path, BEFORE_UPGRADE) == {}


async def test_nobody_upgrades_under_a_bot_that_is_at_work(store: SqlStore, database_url: str) -> None:
    with pytest.raises(Trouble, match="dipakai bot"):
        await upgrade.upgrade(database_url, None, NOW)


async def test_who_is_erased_after_an_upgrade_does_not_come_back_with_its_copy(
    on_sqlite: SqlStore, tmp_path: Path
) -> None:
    siti = await met(on_sqlite)
    now = NOW + DAY
    keeper = Copies(JobContext(on_sqlite, "", lambda: now, lambda: None, Metrics()), tmp_path, 14 * DAY)
    await save(on_sqlite, Outcome(erase=siti.id), now=now)
    await keeper.tend()
    assert tombstones.noted(tmp_path) == []
    copy = tmp_path / f"bot-skema-{OLD}-20261124-020000+0000.db"
    copy.touch()
    await keeper.tend()
    assert [tombstone.resident for tombstone in tombstones.noted(tmp_path)] == [siti.id]
    now = NOW + 15 * DAY
    await keeper.tend()
    assert backups_in(tmp_path, BEFORE_UPGRADE) == {}
