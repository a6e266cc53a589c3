"""A backup: one SQLite file with everything in it, taken while the bot works, whatever database it works on.

The file is written beside its final name, opened again, compared row by row with what was read, and only then named.
`NAME.sha256` beside it is what `sha256sum --check` reads.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from bot import files
from bot.helpdesk.model.errors import Tell, Trouble
from bot.helpdesk.model.store import Ledger
from bot.helpdesk.texts.operator import why_not
from bot.storage.backup.copy import Contents, Steps, contents, copy, differences
from bot.storage.database.engine import open_database
from bot.storage.database.versions import bring_up_to_date
from bot.storage.queries.ledger import ledger
from bot.storage.retention import tombstones
from bot.storage.store import beside

STAMP = "%Y%m%d-%H%M%S%z"
NAME = re.compile(r"bot-(\d{8}-\d{6}[+-]\d{4})\.db")
BEFORE_UPGRADE = re.compile(r"bot-skema-\w+-(\d{8}-\d{6}[+-]\d{4})\.db")
"""What an older schema was copied to before it was upgraded."""
NO_FOLDER = "Folder cadangan {folder} belum ada. Pasang disknya, atau buat folder itu: mkdir -p {folder}"
"""Never made by the bot: under the place of a disk that is not there, it would fill the one that holds the database."""


class Backup(Struct, frozen=True):
    """A backup that was taken and found to be whole."""

    path: Path
    taken: datetime
    contents: Contents
    ledger: Ledger


async def take_backup(url: str, folder: Path, now: datetime, tell: Tell | None = None) -> Backup:
    """Back up the database at `url` into a folder; `now` in the zone that the file's name should show.

    `tell` hears how far it is. Raises Trouble, also when what was written is not what was read.
    """
    path = folder / f"bot-{now.strftime(STAMP)}.db"
    half = path.with_name(path.name + ".sementara")
    steps = Steps(tell)
    try:
        async with beside(url) as source:
            with explained(folder):
                begin(half)
            async with await open_database(f"sqlite:///{half}", exclusive=False) as target:
                await bring_up_to_date(target, f"sqlite:///{half}")
                async with source.database.transaction(write=False) as reading, target.transaction() as writing:
                    found = await copy(reading, writing, steps)
                    totals = await reading.run_long(ledger, None)
                    erased = await reading.run(tombstones.erased_since, now - timedelta(days=1))
        async with beside(f"sqlite:///{half}") as written, written.database.transaction(write=False) as reading:
            wrong = differences(found, await contents(reading, steps))
            if wrong or await reading.run_long(ledger, None) != totals:
                raise Trouble(
                    "Cadangan dibuang: isinya tidak sama dengan basis data. Periksa disk, lalu coba lagi.",
                    f"differing tables: {wrong or 'the ledger'}",
                )
        with explained(folder):
            tombstones.note(folder, erased, now)
            await asyncio.to_thread(seal, half, path, now)
        return Backup(path, now, found, totals)
    finally:
        with suppress(OSError):
            discard(half)


def begin(half: Path) -> None:
    """Create an empty file, for its owner alone, to be filled and sealed. Raises Trouble, OSError."""
    if not half.parent.exists():
        raise Trouble(NO_FOLDER.format(folder=half.parent))
    discard(half)
    os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def seal(half: Path, path: Path, taken: datetime) -> None:
    """Make it one file that stands for itself, with its time inside and its checksum beside it, safe on the disk."""
    with closing(sqlite3.connect(half)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("CREATE TABLE backup (taken TEXT NOT NULL)")
        connection.execute("INSERT INTO backup VALUES (?)", (taken.astimezone(UTC).isoformat(),))
        connection.commit()
        check(connection)
    files.replace(path.with_name(path.name + ".sha256"), f"{checksum(half)}  {path.name}\n".encode(), rights=0o600)
    files.sync(half)
    half.rename(path)
    files.sync(path.parent)


def check(connection: sqlite3.Connection) -> None:
    """Let SQLite look at every page and every reference. Raises Trouble."""
    found = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
    lost = connection.execute("PRAGMA foreign_key_check").fetchall()
    if found != ["ok"] or lost:
        raise Trouble("Berkas cadangan rusak. Pakai cadangan lain.", f"{found}, {len(lost)} broken references")


def checksum(path: Path) -> str:
    """Compute the file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def backups_in(folder: Path, name: re.Pattern[str] = NAME) -> dict[datetime, Path]:
    """List the backups in a folder by the time in their names, oldest first. Raises OSError."""
    named = {path: name.fullmatch(path.name) for path in folder.glob("bot-*.db")}
    return dict(sorted((datetime.strptime(match[1], STAMP), path) for path, match in named.items() if match))


def expire(folder: Path, keep: timedelta, now: datetime) -> list[Path]:
    """Delete backups older than `keep`, but never the newest one, and copies made before an upgrade; which they were.

    Tombstones of which no backup is left, and what a killed backup left behind, go too. Raises OSError.
    """
    nightly, copies = backups_in(folder), backups_in(folder, BEFORE_UPGRADE)
    old = [path for taken, path in [*list(nightly.items())[:-1], *copies.items()] if taken < now - keep]
    for path in old:
        discard(path)
    kept = [taken for taken, path in [*nightly.items(), *copies.items()] if path not in old]
    tombstones.expire(folder, min(kept, default=now))
    for half in folder.glob("bot-*.db.sementara*"):
        if datetime.fromtimestamp(half.stat().st_mtime, UTC) < now - timedelta(days=1):
            half.unlink(missing_ok=True)
    return old


def discard(path: Path) -> None:
    """Remove a backup, or half of one, with what lies beside it. Raises OSError."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}.sha256"):
        path.with_name(name).unlink(missing_ok=True)


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Inside, errors of the disk and of SQLite become Trouble about the folder."""
    try:
        yield
    except OSError as error:
        raise Trouble(
            f"Folder cadangan {folder} tidak bisa ditulis ({why_not(error)}). Periksa disk dan izinnya.", error
        ) from error
    except sqlite3.Error as error:
        raise Trouble(f"Cadangan di {folder} tidak bisa diselesaikan. Periksa disk dan ruangnya.", error) from error
