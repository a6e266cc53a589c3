"""What was erased is not left in the bytes of the database and its log either."""

from __future__ import annotations

import random
import re
import resource
import sqlite3
from pathlib import Path

import pytest

from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.errors import StorageUnavailable
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.ticket import Author, Line
from bot.storage import SqlStore, queries
from tests.storage.samples import LATER, NOW, SITI, make_ticket, person, update
from tests.storage.steps import asked, forget, met, save, sent


def of(number: int) -> Address:
    return Address("telegram", f"50{number:04}77")


def words(number: int) -> tuple[str, ...]:
    return f"nama{number:04}z", f"tanya{number:04}z", f"cerita{number:04}z", of(number).chat


async def lives(store: SqlStore, numbers: range) -> None:
    """Many residents with tickets of all lengths, so that rows move from page to page."""
    chance = random.Random(7)
    for number in numbers:
        name, question, story, _ = words(number)
        who = person(of(number), name=name)
        long = f"{story} " + "panjang " * chance.randrange(200)
        ticket = make_ticket(number + 1, question=question)
        line = Line(number + 1, Author.RESIDENT, NOW, long, address=of(number), message=str(number))
        await store.receive([update(number, of(number).chat, raw=long.encode())], NOW)
        async with store.unit() as unit:
            (row,) = await unit.take(1)
            action = Send(of(number), f"{question} {long}", ticket=number + 1)
            await unit.save([(row, Outcome(actions=(action,), resident=who, tickets=(ticket,), lines=(line,)))], NOW)
        if chance.random() < 0.7:
            await sent(store, await store.claim(NOW, 3))


WORD = re.compile(r"(?=((?:nama|tanya|cerita)\d{4}z|50\d{4}77))")
"""Any of `words`, also within the digits of another."""


def everything_in(folder: Path) -> str:
    """Read the bytes of all files of the database."""
    return "".join(path.read_bytes().decode("latin-1") for path in folder.glob("bot.db*"))


def left(folder: Path, numbers: range) -> list[str]:
    """Find what of these people stands in any of them."""
    found = set(WORD.findall(everything_in(folder)))
    return [word for number in numbers for word in words(number) if word in found]


@pytest.mark.slow
async def test_after_erasing_and_the_night_no_byte_is_left(on_sqlite: SqlStore, tmp_path: Path) -> None:
    await lives(on_sqlite, range(300))
    erased = range(0, 300, 3)
    known = await on_sqlite.read(queries.residents.residents_at, [of(number) for number in erased])
    for resident in known.values():
        await save(on_sqlite, Outcome(erase=resident.id), now=LATER)
    assert left(tmp_path, erased)
    assert await on_sqlite.scrub()
    # what is left, if anything, lies where SQLite moved a row away
    assert len(left(tmp_path, erased)) < len(erased) // 10
    await on_sqlite.database.compact()
    assert await on_sqlite.scrub(always=True)
    assert left(tmp_path, erased) == []
    assert len(left(tmp_path, range(1, 300, 3))) == 4 * len(erased)


async def test_a_reader_of_the_log_is_waited_for(on_sqlite: SqlStore, tmp_path: Path) -> None:
    siti = await met(on_sqlite, name="nama0000z")
    reader = sqlite3.connect(f"file:{tmp_path}/bot.db?mode=ro", uri=True, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM residents").fetchone()
    await save(on_sqlite, Outcome(erase=siti.id))
    assert not await on_sqlite.scrub()
    reader.execute("ROLLBACK")
    assert await on_sqlite.scrub()
    assert (tmp_path / "bot.db-wal").stat().st_size == 0
    reader.close()


async def test_what_finds_no_room_on_the_disk_is_tried_again(on_sqlite: SqlStore, tmp_path: Path) -> None:
    assert await on_sqlite.scrub()
    await lives(on_sqlite, range(50))
    siti = await met(on_sqlite)
    await save(on_sqlite, Outcome(erase=siti.id))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((tmp_path / "bot.db").stat().st_size, hard))
    try:
        with pytest.raises(StorageUnavailable):
            await on_sqlite.scrub()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / "bot.db-wal").stat().st_size > 0
    assert await on_sqlite.scrub()
    assert (tmp_path / "bot.db-wal").stat().st_size == 0


async def test_where_nothing_was_erased_the_log_stays_as_it_is(on_sqlite: SqlStore, tmp_path: Path) -> None:
    assert await on_sqlite.scrub()
    await met(on_sqlite)
    size = (tmp_path / "bot.db-wal").stat().st_size
    assert await on_sqlite.scrub()
    assert (tmp_path / "bot.db-wal").stat().st_size == size > 0
    await forget(on_sqlite, NOW, NOW)
    assert await on_sqlite.scrub()
    assert (tmp_path / "bot.db-wal").stat().st_size == 0


async def test_a_farewell_leaves_the_log_once_it_is_sent(on_sqlite: SqlStore, tmp_path: Path) -> None:
    siti = await met(on_sqlite)
    await asked(on_sqlite, 1, Outcome(actions=(Send(SITI, "dihapus"),), resident=siti, erase=siti.id))
    await sent(on_sqlite, await on_sqlite.claim(NOW, 1))
    assert await on_sqlite.scrub()
    assert SITI.chat not in everything_in(tmp_path)


async def test_a_large_file_is_not_written_anew(
    on_sqlite: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.database.sqlite.LARGE", 0)
    await on_sqlite.scrub()
    await on_sqlite.database.compact()
    assert (tmp_path / "bot.db-wal").stat().st_size == 0
