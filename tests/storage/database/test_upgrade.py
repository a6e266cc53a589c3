"""A bot that finds an older database: a file is copied and upgraded, a server's database waits for somebody."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app.jobs.nightly import Copies
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import StorageUnavailable
from bot.storage import open_store
from bot.storage.backup.backup import copies_in
from bot.storage.backup.restore import Notice, SinceBackup, restore
from bot.storage.database import upgrade
from bot.storage.database.engine import open_database
from bot.storage.database.schema import version
from bot.storage.database.upgrade import open_for_bot
from bot.storage.retention import tombstones
from tests.databases import new_sqlite, server_or_skip
from tests.storage.database.next_version import NEXT, OLD, make, next_version
from tests.storage.database.test_schema import empty_url
from tests.storage.database.test_upgrades import works
from tests.storage.samples import NOW, met, save

pytestmark = pytest.mark.slow

__all__ = ["empty_url", "next_version"]

DAY = timedelta(days=1)


async def version_at(url: str) -> str | None:
    database = await open_database(url, exclusive=False)
    async with database.transaction(write=False) as transaction:
        found = await transaction.run(version)
    await database.close()
    return found


@pytest.mark.parametrize("folder", [None, "cadangan"])
@pytest.mark.usefixtures("next_version")
async def test_an_older_file_is_copied_before_it_is_upgraded(tmp_path: Path, folder: str | None) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    await make(url)
    store, done = await open_for_bot(url, tmp_path / folder if folder else None, NOW)
    await works(store)
    await store.close()
    assert await version_at(url) == NEXT
    assert done is not None
    assert done.copy == tmp_path / (folder or "") / f"bot-skema-{OLD}-20261124-020000+0000.db"
    assert stat.S_IMODE(done.copy.stat().st_mode) == 0o600
    assert await version_at(f"sqlite:///{done.copy}") == OLD


@pytest.mark.usefixtures("next_version")
async def test_what_was_copied_can_be_restored(tmp_path: Path) -> None:
    url, other = f"sqlite:///{tmp_path}/bot.db", f"sqlite:///{tmp_path}/lain.db"
    await make(url)
    store, done = await open_for_bot(url, None, NOW)
    await store.close()
    assert done is not None
    assert done.copy is not None
    restored = await restore(done.copy, other, NOW, SinceBackup((), Notice(None, "Dipulihkan.")))
    assert restored.taken == NOW
    assert restored.contents["inbox"].rows == 3


@pytest.mark.usefixtures("next_version")
async def test_a_copy_that_cannot_be_made_keeps_the_file_as_it_was(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    await make(url)
    (tmp_path / "cadangan").write_text("bukan folder")
    with pytest.raises(Trouble, match="Folder cadangan"):
        await open_for_bot(url, tmp_path / "cadangan", NOW)
    assert await version_at(url) == OLD


@pytest.mark.usefixtures("next_version")
async def test_an_upgrade_that_fails_changes_nothing_and_leaves_no_copy(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    await make(url)
    # what the migration wants to make is there already
    database = await open_database(url, exclusive=True)
    async with database.transaction() as transaction:
        await transaction.run(lambda c: c.execute(text("ALTER TABLE residents ADD COLUMN nickname VARCHAR")))
    await database.close()
    with pytest.raises(Exception, match="duplicate column"):
        await open_for_bot(url, None, NOW)
    assert await version_at(url) == OLD
    assert copies_in(tmp_path) == {}


@pytest.mark.postgres
@pytest.mark.usefixtures("next_version")
async def test_an_older_database_on_a_server_is_refused() -> None:
    server = server_or_skip()
    url = await server.new_database(empty=True)
    await make(url)
    with pytest.raises(StorageUnavailable, match="python -m bot upgrade"):
        await open_for_bot(url, None, NOW)
    assert await version_at(url) == OLD
    server.drop(url)


@pytest.mark.parametrize("opening", [open_for_bot, upgrade.upgrade])
async def test_a_database_from_before_the_first_release_stays_as_it_is(
    tmp_path: Path, opening: Callable[[str, Path | None, datetime], Awaitable[object]]
) -> None:
    url = await new_sqlite(tmp_path)
    with closing(sqlite3.connect(tmp_path / "bot.db")) as file:
        file.execute("UPDATE alembic_version SET version_num = '0015'")
        file.commit()
    before = (tmp_path / "bot.db").read_bytes()
    with pytest.raises(StorageUnavailable, match="sebelum rilis pertama"):
        await opening(url, None, NOW)
    assert (tmp_path / "bot.db").read_bytes() == before
    assert copies_in(tmp_path) == {}


async def test_an_empty_place_becomes_a_store(empty_url: str) -> None:
    store, done = await open_for_bot(empty_url, None, NOW)
    assert done is None
    assert (await store.ledger(None)).received == 0
    await store.close()


async def test_nobody_upgrades_under_a_bot_that_is_at_work(database_url: str) -> None:
    bot = await open_store(database_url, exclusive=True)
    with pytest.raises(Trouble, match="dipakai bot"):
        await upgrade.upgrade(database_url, None, NOW)
    await bot.close()


async def test_who_is_erased_after_an_upgrade_does_not_come_back_with_its_copy(tmp_path: Path) -> None:
    store = await open_store(await new_sqlite(tmp_path), exclusive=True)
    siti = await met(store)
    now = NOW + DAY
    keeper = Copies(store, tmp_path, 14 * DAY, lambda: now)
    await save(store, Outcome(erase=siti.id), now=now)
    await keeper.look()
    assert tombstones.noted(tmp_path) == []
    copy = tmp_path / f"bot-skema-{OLD}-20261124-020000+0000.db"
    copy.touch()
    await keeper.look()
    assert [tombstone.resident for tombstone in tombstones.noted(tmp_path)] == [siti.id]
    now = NOW + 15 * DAY
    await keeper.look()
    assert copies_in(tmp_path) == {}
    await store.close()
