"""Opening the store, and the sentence for a person when it cannot work."""

from __future__ import annotations

import asyncio
import multiprocessing
import sqlite3
import stat
import threading
import time
from pathlib import Path

import pytest

from bot.helpdesk.model.errors import Misconfigured, StorageUnavailable
from bot.storage import SqlStore, open_store, queries
from bot.storage.database.engine import unavailable
from bot.storage.database.sql import Connection
from bot.storage.database.url import parse
from bot.storage.queries import inbox
from tests.databases import new_sqlite, server_or_skip
from tests.storage.samples import NOW, update
from tests.storage.steps import execute, scalar, take

SECRET = "p%40ss%3Aw0rd"


async def refusal(url: str, *, exclusive: bool = True) -> StorageUnavailable:
    with pytest.raises(StorageUnavailable) as caught:
        await open_store(url, exclusive=exclusive)
    return caught.value


async def test_a_new_file_and_its_folder_are_made_for_the_bot_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "bot.db"
    store = await open_store(f"sqlite:///{path}", exclusive=True)
    assert await store.receive([update(1)], NOW) == 1
    await store.close()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_sqlite_survives_a_power_cut(on_sqlite: SqlStore) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert {name: await scalar(on_sqlite, f"PRAGMA {name}") for name in wanted} == wanted


def hold(url: str, ready: multiprocessing.synchronize.Event) -> None:
    async def run() -> None:
        await open_store(url, exclusive=True)
        ready.set()
        await asyncio.sleep(60)

    asyncio.run(run())


@pytest.mark.process
async def test_a_second_bot_on_the_same_file_is_refused_while_the_first_runs(tmp_path: Path) -> None:
    url = await new_sqlite(tmp_path)
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Event()
    first = spawn.Process(target=hold, args=(url, ready))
    first.start()
    try:
        assert await asyncio.to_thread(ready.wait, 30)
        error = await refusal(url)
        assert "sedang dipakai bot lain" in str(error)
        assert str(first.pid) in str(error)
        looking = await open_store(url, exclusive=False)
        assert (await looking.ledger(None)).received == 0
        assert await looking.database.at_work()
        await looking.write(queries.officers.invite, "officer", "pimpasa-mandurian", "hash", NOW)
        await looking.close()
    finally:
        first.kill()
        first.join()
    store = await open_store(url, exclusive=True)
    assert not await store.database.at_work()
    await store.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "data/bot.db",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://bot:rahasia@server/bot",
        "postgresql://bot:rahasia@server",
        "://",
    ],
)
async def test_an_unusable_url_is_reported_without_repeating_it(url: str) -> None:
    error = await refusal(url)
    assert "sqlite:///data/bot.db" in str(error)
    assert "rahasia" not in f"{error} {error.cause}"


async def test_a_file_that_is_no_database_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.write_text("ini surat, bukan basis data\n" * 100)
    with pytest.raises(Misconfigured, match="bukan basis data SQLite"):  # so `run` ends with 78
        await open_store(f"sqlite:///{path}", exclusive=True)
    path.unlink()
    await (await open_store(f"sqlite:///{path}", exclusive=True)).close()


async def test_a_file_that_may_only_be_read_is_reported(on_sqlite: SqlStore) -> None:
    await execute(on_sqlite, "PRAGMA query_only = ON")
    with pytest.raises(StorageUnavailable, match="hanya bisa dibaca"):
        await on_sqlite.receive([update(1)], NOW)


async def test_a_full_disk_is_reported_and_nothing_half_done_stays(on_sqlite: SqlStore) -> None:
    pages = await scalar(on_sqlite, "PRAGMA page_count")
    await scalar(on_sqlite, f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StorageUnavailable, match="Disk penuh"):
        await on_sqlite.receive([update(number, raw=b"x" * 1000) for number in range(100)], NOW)
    await scalar(on_sqlite, "PRAGMA max_page_count = 100000")
    assert (await on_sqlite.ledger(None)).received == 0
    assert await on_sqlite.receive([update(1)], NOW) == 1


async def test_a_short_lock_by_another_program_is_waited_for(on_sqlite: SqlStore, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "bot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(on_sqlite.receive([update(1)], NOW))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    other.execute("ROLLBACK")
    assert await waiting == 1
    other.close()


async def test_a_closed_store_says_so(on_sqlite: SqlStore) -> None:
    await on_sqlite.close()
    with pytest.raises(StorageUnavailable, match="sudah ditutup"):
        await on_sqlite.receive([update(1)], NOW)


async def test_a_cancelled_unit_changes_nothing_and_lets_others_in(store: SqlStore) -> None:
    await store.receive([update(1)], NOW)
    inside = asyncio.Event()

    async def dawdle() -> None:
        async with store.unit() as unit:
            (row,) = await unit.take(1)
            await unit.dead_letter(row.id, "unreadable", NOW)
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(dawdle())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [row.tries for row in await take(store)] == [0]
    await store.close()


async def test_long_work_that_is_cancelled_ends_before_anybody_else_begins(on_sqlite: SqlStore) -> None:
    started, steps = threading.Event(), []

    def work(connection: Connection) -> None:
        started.set()
        inbox.receive(connection, [update(1)], NOW)
        time.sleep(0.2)
        steps.append("long work")

    async def long_work() -> None:
        async with on_sqlite.database.transaction() as transaction:
            await transaction.run_long(work)

    task = asyncio.create_task(long_work())
    assert await asyncio.to_thread(started.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await on_sqlite.receive([update(2)], NOW) == 1
    steps.append("the next")
    assert steps == ["long work", "the next"]
    assert (await on_sqlite.ledger(None)).received == 1


async def test_a_password_in_a_drivers_message_is_blotted_out() -> None:
    url = parse(f"postgresql://bot:{SECRET}@server/tanya")
    error = unavailable("{place} tidak menjawab.", url, ValueError("bad dsn postgresql://bot:p@ss:w0rd@server"))
    assert str(error) == "PostgreSQL server:5432/tanya tidak menjawab."
    assert error.cause == "ValueError: bad dsn postgresql://bot:***@server"


@pytest.mark.postgres
async def test_a_wrong_password_is_reported_without_it() -> None:
    server = server_or_skip()
    error = await refusal(f"postgresql://postgres:{SECRET}@127.0.0.1:{server.port}/postgres")
    assert "menolak nama pengguna atau kata sandi" in str(error)
    assert "p@ss:w0rd" not in f"{error} {error.cause!r} {error.__cause__!r}"


@pytest.mark.postgres
async def test_a_database_that_was_never_made_is_reported() -> None:
    assert "createdb" in str(await refusal(server_or_skip().url("belum_ada")))


@pytest.mark.postgres
async def test_a_user_who_may_not_make_tables_is_reported() -> None:
    server = server_or_skip()
    url = await server.new_database(empty=True)
    server.sql("CREATE ROLE tamu LOGIN")
    error = await refusal(url.replace("postgres@", "tamu@"))
    assert "tidak berhak" in str(error)
    server.drop(url)
    server.sql("DROP ROLE tamu")


@pytest.mark.postgres
async def test_a_lost_connection_is_reported_and_found_again() -> None:
    server = server_or_skip()
    url = await server.take()
    store = await open_store(url, exclusive=False)
    await store.receive([update(1)], NOW)
    server.cut(url)
    with pytest.raises(StorageUnavailable, match="tidak menjawab"):
        await store.receive([update(2)], NOW)
    assert await store.receive([update(2)], NOW) == 1
    await store.close()
    server.give_back(url)
