"""Restore a backup, rehearse that, and move a store to another database. None of it changes what it reads."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from bot.helpdesk.model.actions import Outcome, Priority, Send
from bot.helpdesk.model.errors import Tell, Trouble
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import Ledger
from bot.helpdesk.texts.operator import why_not
from bot.storage.backup.backup import check, checksum
from bot.storage.backup.copy import Contents, Steps, contents, copy, differences, is_empty
from bot.storage.database.engine import AccessMode, Database, Transaction, alone
from bot.storage.database.sql import Connection, Sql
from bot.storage.database.url import folder_of, parse
from bot.storage.database.versions import State, bring_up_to_date, state
from bot.storage.queries import outbox
from bot.storage.queries.officers import all_chats
from bot.storage.queries.residents import memory_from, memory_json
from bot.storage.queries.tickets import next_number
from bot.storage.retention import tombstones
from bot.storage.store import SqlStore, beside, open_store

GAP = 100
"""Ticket numbers left out at least after a restore, for the tickets that were opened after the backup."""


class Restored(Struct, frozen=True):
    """What a restore did: `repeated` and `dropped` of the messages that waited, `erased` people once more."""

    taken: datetime
    contents: Contents
    repeated: int = 0
    dropped: int = 0
    erased: int = 0
    next_ticket: int = 0


class SinceBackup(NamedTuple):
    """What a restore must know of the time since the backup: who was erased, and what every officer, and the staff's
    chat if there is one, reads about it."""

    erased: Collection[tombstones.Tombstone]
    text: str
    staff: Address | None = None


async def taken_at(file: Path) -> datetime:
    """Read when a backup was taken. Raises Trouble when the file is none, or is not as it was written."""
    return await asyncio.to_thread(_examined, file)


def _examined(file: Path) -> datetime:
    seal = Path(f"{file}.sha256")
    if not file.is_file():
        raise Trouble(f"{file} tidak ada, atau bukan berkas. Lihat isi folder cadangan.")
    try:
        if seal.exists() and seal.read_text().split()[:1] != [checksum(file)]:
            raise Trouble(f"{file} tidak sama dengan saat dibuat (sha256 berbeda). Pakai cadangan lain.")
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            check(connection)
            (taken,) = connection.execute("SELECT taken FROM backup").fetchone()
            return datetime.fromisoformat(taken)
    except OSError as error:
        raise Trouble(f"{file} tidak bisa dibaca ({why_not(error)}). Periksa nama dan izinnya.", error) from error
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise Trouble(f"{file} bukan berkas cadangan bot, atau rusak. Pakai berkas bot-….db lain.", error) from error


async def restore(file: Path, url: str, now: datetime, since: SinceBackup, tell: Tell | None = None) -> Restored:
    """Fill the empty database at `url` from a backup, of this or an earlier version. Raises Trouble.

    What waited to be sent goes out marked as a repeat; broadcasts do not. Invitations end, last messages are forgotten,
    who was erased since is erased again, officers and staff get the notice. `tell` hears how far it is.
    """
    taken = await taken_at(file)
    async with _empty(url) as target, _opened_copy(file, url) as source, target.transaction() as writing:
        found = await _copied(source.database, writing, tell)
        return await writing.run_long(_go_on, Restored(taken, found), since, now)


async def move(url: str, to: str, tell: Tell | None = None) -> Contents:
    """Copy everything into the empty database `to` and compare every row; the old one stays. Raises Trouble."""
    async with beside(url):
        pass
    if parse(url) == parse(to):
        raise Trouble(f"{parse(to).place} adalah basis data yang sekarang dipakai. Tulis tujuan lain dengan --to.")
    async with alone(url, AccessMode.READ) as source, _empty(to) as target, target.transaction() as writing:
        return await _copied(source, writing, tell)


async def _copied(source: Database, writing: Transaction, tell: Tell | None) -> Contents:
    steps = Steps(tell)
    async with source.transaction(write=False) as reading:
        found = await copy(reading, writing, steps)
    wrong = differences(found, await contents(writing, steps))
    if wrong:
        raise Trouble("Yang tertulis tidak sama dengan yang dibaca; tidak ada yang disimpan.", f"tables: {wrong}")
    return found


@asynccontextmanager
async def _empty(url: str) -> AsyncIterator[Database]:
    async with alone(url, AccessMode.CREATE) as database:
        found = await state(database)
        if found is State.EMPTY:
            await bring_up_to_date(database, url)
        async with database.transaction(write=False) as transaction:
            free = found in (State.EMPTY, State.CURRENT) and await transaction.run(is_empty)
        if not free:
            raise Trouble(
                f"{parse(url).place} sudah berisi, jadi tidak disentuh. Ganti dulu nama berkas atau basis data itu, "
                "atau tunjuk tempat lain dengan --to."
            )
        yield database


@asynccontextmanager
async def _opened_copy(file: Path, url: str) -> AsyncIterator[SqlStore]:
    """Open the backup's content as a store of this version; the backup itself is only read."""
    with tempfile.TemporaryDirectory(prefix=".pulih-", dir=folder_of(url)) as folder:
        working = Path(folder) / "isi.db"
        try:
            await asyncio.to_thread(shutil.copyfile, file, working)
        except OSError as error:
            raise Trouble(f"{file} tidak bisa disalin ({why_not(error)}). Periksa ruang disk.", error) from error
        await (await open_store(f"sqlite:///{working}", exclusive=False)).close()
        async with beside(f"sqlite:///{working}") as store:
            yield store


_WAITED = "state IN ('waiting', 'sending')"
_DROPPED = Sql(
    "UPDATE outbox SET state = 'failed', reason = 'restored', retry_at = NULL, sender = NULL"
    f" WHERE {_WAITED} AND (fleeting OR priority = {int(Priority.BROADCAST)})"
)
_REPEATED = Sql(f"UPDATE outbox SET state = 'waiting', repeat = true, retry_at = NULL, sender = NULL WHERE {_WAITED}")
_ENDED = [
    Sql(statement)
    for statement in (
        "DELETE FROM chat_pauses",
        "DELETE FROM invitations",
        # what staff asked for before may have been done since, and the FAQ's files are another state's by now
        "DELETE FROM staff_tasks",
        "DELETE FROM staff_requests WHERE second IS NULL",
        "UPDATE staff_members SET form = NULL",
        # how far it was is not known any more, and nobody may get it twice: its officer gets the report
        "UPDATE broadcasts SET state = 'stopping' WHERE state IN ('sending', 'paused')",
        # what was due since has most likely been sent, and a held answer perhaps taken back: its resident still waits
        "UPDATE reminders SET due_at = NULL WHERE due_at <= :now",
        "DELETE FROM held_answers",
    )
]
"""What must not begin again after a restore."""
_OPENED = Sql("SELECT count(*) FROM tickets WHERE opened_at >= :since", int)
_SKIP = Sql("UPDATE counters SET value = :value WHERE name = 'ticket'")
_MEMORIES = Sql("SELECT id, memory FROM residents WHERE memory IS NOT NULL", tuple[int, str])
_KEEP_MEMORY = Sql("UPDATE residents SET memory = :memory WHERE id = :id")


def _go_on(connection: Connection, done: Restored, since: SinceBackup, now: datetime) -> Restored:
    """Settle what waited and has mostly arrived since, end what must not begin again, and tell officers and staff."""
    dropped = _DROPPED.run(connection)
    repeated = _REPEATED.run(connection)
    erased = tombstones.erase_again(connection, since.erased, done.taken, now)
    for statement in _ENDED:
        statement.run(connection, now=now)
    # last messages are forgotten, as a resident may have cleared his chat since; what protects somebody is kept
    for number, memory in _MEMORIES.all(connection):
        kept = replace(memory_from(memory), turns=(), question=None, buttons=())
        _KEEP_MEMORY.run(connection, id=number, memory=memory_json(kept))
    # the numbers that later tickets had are left out: as many as twice the time before the backup brought, and more
    opened = _OPENED.one(connection, since=done.taken - 2 * max(now - done.taken, timedelta(0)))
    skipped: int = -(-(next_number(connection) - 1 + opened + GAP) // 100) * 100
    _SKIP.run(connection, value=skipped)
    chats = [chat.address for chat in all_chats(connection)] + ([since.staff] if since.staff else [])
    notices = tuple(Send(address, since.text) for address in dict.fromkeys(chats))
    outbox.queue(connection, [Outcome(actions=notices)], now)
    return replace(done, repeated=repeated, dropped=dropped, erased=erased, next_ticket=skipped + 1)


NOTES = "latihan.jsonl"
"""In the folder of backups: a line for each rehearsal that went well."""


async def rehearse(file: Path, now: datetime, tell: Tell | None = None) -> tuple[Restored, Ledger]:
    """Restore a backup into a temporary folder beside it; what came back. Raises Trouble when it is not whole."""
    try:
        erased = tombstones.noted(file.parent)
        with tempfile.TemporaryDirectory(prefix=".latihan-", dir=file.parent) as folder:
            url = f"sqlite:///{folder}/latihan.db"
            restored = await restore(file, url, now, SinceBackup(erased, ""), tell)
            async with beside(url) as store:
                found, totals = await store.discrepancies(now), await store.ledger(None)
        if found.damaged:
            raise Trouble(f"{file}: bukunya tidak cocok. Pakai cadangan lain, dan kabari pengembang.", str(found))
        rows = sum(content.rows for content in restored.contents.values())
        line = json.dumps({"at": now.isoformat(timespec="seconds"), "file": file.name, "rows": rows})
        handle = os.open(file.parent / NOTES, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as notes:
            notes.write(f"{line}\n")
    except OSError as error:
        raise Trouble(
            f"Folder {file.parent} tidak bisa ditulis ({why_not(error)}). Periksa ruang disk dan izinnya.", error
        ) from error
    return restored, totals


def last_rehearsal(folder: Path) -> datetime | None:
    """Read when a backup of this folder last came back whole. Raises OSError."""
    try:
        lines = (folder / NOTES).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return None
    try:
        return datetime.fromisoformat(json.loads(lines[-1])["at"])
    except (ValueError, KeyError, IndexError, TypeError):
        return None  # half a line, or somebody's own words
