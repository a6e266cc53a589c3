"""A backup holds everything, restores into an empty place only, and brings nobody back who was erased."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.helpdesk.model.actions import Acknowledge, Outcome, Priority, Send
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.outreach import ReminderSet, Visit
from bot.helpdesk.model.people import Memory, Observer
from bot.helpdesk.model.ticket import Held
from bot.storage import SqlStore, queries
from bot.storage.backup.backup import NAME, backups_in, expire, take_backup
from bot.storage.backup.copy import PAGE, Steps, TableContent, contents
from bot.storage.backup.restore import NOTES, Restored, SinceBackup, last_rehearsal, move, rehearse, restore
from bot.storage.retention import tombstones
from bot.storage.retention.tombstones import Tombstone
from tests.databases import BOTH, new_database, new_sqlite, server_or_skip, store_in
from tests.storage.rows import fill
from tests.storage.samples import BUDI, LATER, NOW, OFFICER, SITI, make_ticket, person, update
from tests.storage.steps import everything, met, save, scalar, send
from tests.typed import some

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
CHANGED = """outbox residents invitations chat_pauses counters held_answers broadcasts reminders staff_members
staff_requests staff_tasks"""
"""Tables in which a restore changes rows."""
CROSSWISE = [
    pytest.param("sqlite", "postgresql", marks=pytest.mark.postgres),
    pytest.param("postgresql", "sqlite", marks=pytest.mark.postgres),
]
"""Each kind once as the old store and once as the new one: what is between them is the same file or the same rows."""
into_empty = pytest.mark.parametrize(("database_url", "empty_url"), [("sqlite", "sqlite"), *CROSSWISE], indirect=True)
into_fresh = pytest.mark.parametrize(("database_url", "fresh_url"), CROSSWISE, indirect=True)


@pytest.fixture
async def filled(store: SqlStore) -> SqlStore:
    """Provide a store with three rows in every table."""
    await store.write(fill)
    return store


async def restored(file: Path, url: str, now: datetime = NOW, erased: tuple[Tombstone, ...] = ()) -> Restored:
    return await restore(file, url, now, SinceBackup(erased, "Bot dipulihkan."))


@pytest.fixture
async def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """Provide a second database, with the tables in it."""
    (tmp_path / "baru").mkdir()
    async with new_database(request.param, tmp_path / "baru") as url:
        yield url


def journal(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.glob("*.jsonl"))


async def held(store: SqlStore) -> dict[str, TableContent]:
    async with store.database.transaction(write=False) as transaction:
        return dict(await contents(transaction, Steps(None)))


async def test_a_backup_shows_one_moment_while_the_bot_goes_on(
    store: SqlStore, database_url: str, tmp_path: Path
) -> None:
    await store.receive([update(number, str(number)) for number in range(2 * PAGE)], NOW)
    backing = asyncio.create_task(take_backup(database_url, tmp_path, NOW))
    number = 2 * PAGE
    while not backing.done():
        number += await store.receive([update(number, str(number))], NOW)
        await send(store, Send(SITI, "halo"))
        await asyncio.sleep(0.005)
    made = await backing
    assert made.contents["inbox"].rows == made.ledger.received
    assert 2 * PAGE < made.ledger.received < number == (await store.ledger(None)).received


@into_empty
async def test_a_restored_store_is_the_old_one(
    filled: SqlStore, database_url: str, empty_url: str, tmp_path: Path
) -> None:
    made = await take_backup(database_url, tmp_path, NOW)
    done = await restored(made.path, empty_url)
    assert (done.taken, done.contents) == (NOW, made.contents)
    async with store_in(empty_url) as store:
        found = await held(store)
        as_it_was = {name: content for name, content in made.contents.items() if name not in CHANGED.split()}
        assert {name: found[name] for name in as_it_was} == as_it_was
        assert (await store.ledger(None)).received == 3
        # numbers go on where they were: nothing that is stored now collides with what was
        assert await store.receive([update(77)], NOW) == 1
        await send(store, Send(SITI, "halo"))
        assert await store.read(queries.tickets.next_number) == done.next_ticket == 201


@into_fresh
async def test_what_waited_is_marked_as_a_repeat_and_broadcasts_are_not_sent(
    store: SqlStore, database_url: str, fresh_url: str, tmp_path: Path
) -> None:
    await send(store, Send(SITI, "jawaban"), Send(BUDI, "kabar penyuluhan", priority=Priority.BROADCAST))
    await send(store, Acknowledge(SITI, "cb"), Send(OFFICER, "sudah jalan", ticket=None, priority=Priority.EMERGENCY))
    (flying,) = await store.claim(NOW, 1)
    assert flying.action.to == OFFICER
    made = await take_backup(database_url, tmp_path, NOW)
    done = await restored(made.path, fresh_url)
    assert (done.repeated, done.dropped) == (2, 2)
    async with store_in(fresh_url) as again:
        rows = {row.action.to: row for row in await again.claim(LATER, 10)}
        assert rows[OFFICER].repeat
        assert rows[SITI].repeat
        assert BUDI not in rows
        assert (await again.ledger(None)).undelivered == 2


@into_fresh
async def test_nobody_is_reminded_twice_and_no_answer_leaves_that_was_withdrawn(
    store: SqlStore, database_url: str, fresh_url: str, tmp_path: Path
) -> None:
    day = Visit(0, "barat", "budi", "mandurian", "penyuluhan", NOW + 9 * DAY, "Balai Desa")
    await save(store, Outcome(outreach=(day, replace(day, place="Aula"))))
    reminders = (ReminderSet(1, NOW + DAY), ReminderSet(2, NOW + 8 * DAY))
    await save(store, Outcome(resident=person(SITI), tickets=(make_ticket(1),), outreach=reminders))
    await save(store, Outcome(held=Held("budi", 1, "55", "Bawa KTP.", NOW + timedelta(seconds=10))))
    made = await take_backup(database_url, tmp_path, NOW)
    await restored(made.path, fresh_url, now=NOW + 2 * DAY)
    async with store_in(fresh_url) as again, again.unit() as unit:
        assert await unit.run(queries.officers.held_due, NOW + 9 * DAY, 9) == ()
        assert [one.visit.id for one in await unit.run(queries.outreach.reminders_due, NOW + 9 * DAY, 9)] == [2]


@into_fresh
async def test_officers_hear_of_a_restore_and_open_invitations_end(
    filled: SqlStore, database_url: str, fresh_url: str, tmp_path: Path
) -> None:
    async with filled.unit() as unit:
        await unit.run(queries.officers.invite, "officer", "pimpasa-baru", "hash", NOW + DAY)
        await unit.run(queries.staff.keep_observer, Observer("pusat", "Pusat"))
        await unit.run(queries.officers.invite, "observer", "pusat", "other", NOW + DAY)
    made = await take_backup(database_url, tmp_path, NOW)
    await restored(made.path, fresh_url)
    async with store_in(fresh_url) as store:
        async with store.unit() as unit:
            assert await unit.run(queries.officers.redeem_invitation, "officer", "hash", NOW) is None
            assert await unit.run(queries.staff.redeem_observer, "other", SITI, NOW) is None
        assert await scalar(store, "SELECT count(*) FROM outbox WHERE action LIKE '%Bot dipulihkan.%'") == 3
        resident = some(await store.read(queries.residents.numbered, 1))
        assert resident.memory == Memory(wanted="phone")


@into_fresh
async def test_a_person_erased_after_the_backup_does_not_come_back(
    store: SqlStore, database_url: str, fresh_url: str, tmp_path: Path
) -> None:
    siti = await met(store)
    budi = await met(store, BUDI, name="Budi")
    await save(store, Outcome(tickets=(make_ticket(1, siti.id),)))
    made = await take_backup(database_url, tmp_path, NOW + DAY)
    await save(store, Outcome(erase=siti.id), now=NOW + 2 * DAY)
    tombstones.note(tmp_path, await store.write(tombstones.erased_since, NOW), NOW + 2 * DAY)
    stranger = Tombstone(budi.id, NOW - DAY, NOW + 2 * DAY)
    noted = (*tombstones.noted(tmp_path), stranger)
    assert not any(word in journal(tmp_path) for word in ("Siti", SITI.chat))
    done = await restored(made.path, fresh_url, NOW + 3 * DAY, noted)
    assert done.erased == 1
    async with store_in(fresh_url) as again:
        text = await everything(again)
        assert "Sabah" not in text
        assert f"'{SITI.chat}'" not in text
        assert "'Budi'" in text


def test_an_erasure_noted_with_a_power_cut_between_is_still_read(tmp_path: Path) -> None:
    tombstones.note(tmp_path, [Tombstone(1, NOW, LATER)], NOW)
    (path,) = tmp_path.glob("terhapus-*.jsonl")
    path.write_bytes(path.read_bytes() + b'{"resident": 2, "joi')
    tombstones.note(tmp_path, [Tombstone(3, NOW, LATER)], NOW)
    assert [tombstone.resident for tombstone in tombstones.noted(tmp_path)] == [1, 3]


async def test_a_store_with_anything_in_it_is_not_touched(filled: SqlStore, database_url: str, tmp_path: Path) -> None:
    made = await take_backup(database_url, tmp_path, NOW)
    before = await held(filled)
    await filled.close()
    with pytest.raises(Trouble, match="sudah berisi"):
        await restored(made.path, database_url)
    async with store_in(database_url) as store:
        assert await held(store) == before


@into_fresh
async def test_a_working_bot_keeps_its_database_from_being_moved_or_filled(
    store: SqlStore, database_url: str, fresh_url: str, tmp_path: Path
) -> None:
    made = await take_backup(database_url, tmp_path, NOW)
    with pytest.raises(Trouble, match="sedang dipakai bot"):
        await move(database_url, fresh_url)
    with pytest.raises(Trouble, match="sedang dipakai bot"):
        await restored(made.path, database_url)


@pytest.mark.parametrize("target", BOTH)
async def test_a_move_carries_every_row_and_leaves_the_old_one(
    filled: SqlStore, database_url: str, target: str, tmp_path: Path
) -> None:
    before = await held(filled)
    await filled.close()
    to = f"sqlite:///{tmp_path}/baru/bot.db" if target == "sqlite" else await server_or_skip().new_database(empty=True)
    assert await move(database_url, to) == before
    for url in (database_url, to):
        async with store_in(url) as store:
            assert await held(store) == before
    async with store_in(to) as store:
        await store.receive([update(77)], NOW)
        await send(store, Send(SITI, "halo"))
        await met(store, BUDI)
        assert await store.read(queries.tickets.next_number) == 4
    with pytest.raises(Trouble, match="sudah berisi"):
        await move(database_url, to)
    with pytest.raises(Trouble, match="adalah basis data yang sekarang dipakai"):
        await move(to, to)
    if target != "sqlite":
        server_or_skip().drop(to)


@pytest.mark.parametrize("content", [b"", b"surat biasa\n" * 100, None])
async def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes | None) -> None:
    none = Path((await new_sqlite(tmp_path)).removeprefix("sqlite:///"))
    path = none if content is None else tmp_path / "surat.db"
    if content is not None:
        path.write_bytes(content)
    for wrong in (path, Path()):
        with pytest.raises(Trouble, match="bukan berkas"):
            await restored(wrong, f"sqlite:///{tmp_path}/baru.db")


async def test_a_backup_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    url = await new_sqlite(tmp_path)
    (tmp_path / "berkas").write_text("bukan folder")
    with pytest.raises(Trouble, match="tidak bisa ditulis"):
        await take_backup(url, tmp_path / "berkas", NOW)
    with pytest.raises(Trouble, match="belum ada"):
        await take_backup(url, tmp_path / "disk" / "cadangan", NOW)
    assert not (tmp_path / "disk").exists()


async def test_old_backups_expire_but_never_the_last_one(tmp_path: Path) -> None:
    url, folder = await new_sqlite(tmp_path), tmp_path
    for day in range(4):
        await take_backup(url, folder, NOW + day * DAY)
        tombstones.note(folder, [Tombstone(day, NOW, NOW)], NOW + day * DAY)
    (folder / "bot-penting.db").write_text("bukan milik kita")
    deleted = expire(folder, 2 * DAY, NOW + 3.5 * DAY)
    assert [path.name[:12] for path in deleted] == ["bot-20261124", "bot-20261125"]
    assert [taken - NOW for taken in backups_in(folder)] == [2 * DAY, 3 * DAY]
    expire(folder, 2 * DAY, NOW + 90 * DAY)
    assert [taken - NOW for taken in backups_in(folder)] == [3 * DAY]
    assert [tombstone.resident for tombstone in tombstones.noted(folder)] == [1, 2, 3]
    assert (folder / "bot-penting.db").exists()
    assert all(NAME.fullmatch(path.name) for path in backups_in(folder).values())


@pytest.fixture
async def backup(store: SqlStore, database_url: str, tmp_path: Path) -> Path:
    """Take a backup of a store with twelve updates."""
    await store.receive([update(number, str(number)) for number in range(12)], NOW)
    return (await take_backup(database_url, tmp_path, NOW)).path


async def test_a_backup_that_comes_back_is_noted_and_leaves_nothing_else(backup: Path) -> None:
    before = {path.name for path in backup.parent.iterdir()}
    done, books = await rehearse(backup, LATER)
    assert (done.taken, books.received) == (NOW, 12)
    assert {path.name for path in backup.parent.iterdir()} - before == {NOTES}
    notes = backup.parent / NOTES
    assert stat.S_IMODE(notes.stat().st_mode) == 0o600
    assert json.loads(notes.read_text())["file"] == backup.name
    assert last_rehearsal(backup.parent) == LATER


async def test_a_backup_that_was_changed_is_refused_and_not_noted(backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as file:
        file.execute("DELETE FROM inbox")
        file.commit()
    with pytest.raises(Trouble, match="tidak sama dengan saat dibuat"):
        await rehearse(backup, LATER)
    assert last_rehearsal(backup.parent) is None


@pytest.mark.parametrize("notes", ["", "{", '{"at": 5}', "[]", '{"at": "kemarin"}'])
def test_notes_that_cannot_be_read_count_as_none(notes: str, tmp_path: Path) -> None:
    (tmp_path / NOTES).write_text(notes)
    assert last_rehearsal(tmp_path) is None
