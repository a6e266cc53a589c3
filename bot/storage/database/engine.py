"""From a database URL to an open database, and from a driver's error to a sentence for a person.

What differs is how a function of a `Connection` is run: SQLite in this thread, PostgreSQL through a pool of asyncpg
connections.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import Enum
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.helpdesk.model.errors import Conflict, StorageUnavailable, Trouble, UnfitStore
from bot.storage.database.postgres_url import Unreadable, place_of, read_url

P = ParamSpec("P")
T = TypeVar("T")


class AccessMode(Enum):
    """What opening a database may do to it: make it where it is missing, change rows, or nothing."""

    CREATE = "create"
    CHANGE = "change"
    READ = "read"


class Transaction(Protocol):
    """What is run here happens together or not at all."""

    async def run(self, work: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run quick statements: on SQLite the event loop stands still meanwhile, so milliseconds at most."""

    async def run_long(self, work: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run statements that may take longer, out of the event loop's way."""


class Database(Protocol):
    """An open database. `sender` tells this process from others that share it; None when it cannot be shared."""

    @property
    def sender(self) -> int | None: ...

    def transaction(self, *, write: bool = True) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction: commit on leaving, roll back on an exception. Raises StorageUnavailable, Conflict."""

    async def living_senders(self) -> list[int]:
        """List the processes that are at work on this database now."""

    async def at_work(self) -> bool:
        """Tell whether another process is the bot of this database now; commands that look do not count."""

    async def empty_log(self) -> bool:
        """Leave nothing in the log of changes; False while a reader needs it. Raises StorageUnavailable."""

    async def compact(self) -> None:
        """Write the file anew, unless others would wait for it too long. Raises StorageUnavailable."""

    async def close(self) -> None: ...


async def open_database(url: str, *, exclusive: bool, access: AccessMode = AccessMode.CREATE) -> Database:
    """Open what `url` names. `exclusive`: this is the bot itself, not a command. Raises StorageUnavailable."""
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        from bot.storage.database.sqlite import SqliteDatabase

        return await SqliteDatabase.open(parsed, exclusive=exclusive, access=access)
    from bot.storage.database.postgres import PostgresDatabase

    return await PostgresDatabase.open(parsed, exclusive=exclusive, access=access)


@asynccontextmanager
async def closed_if_failing(database: Database) -> AsyncIterator[Database]:
    """Inside, any failure closes the database."""
    try:
        yield database
    except BaseException:
        await database.close()
        raise


@asynccontextmanager
async def alone(url: str, access: AccessMode) -> AsyncIterator[Database]:
    """Open a database at which no bot is at work. Raises Trouble."""
    database = await open_database(url, exclusive=True, access=access)
    try:
        if [number for number in await database.living_senders() if number != database.sender]:
            raise Trouble(f"{place(parse(url))} sedang dipakai bot. Hentikan bot itu dulu.")
        yield database
    finally:
        await database.close()


def parse(url: str) -> URL:
    """Parse the URL. Raises UnfitStore with a sentence that does not repeat the URL, and so no password."""
    try:
        parsed = read_url(url) if url.startswith("postgresql://") else make_url(url)
    except Unreadable as error:
        raise UnfitStore(str(error), "unreadable database URL") from error
    except (ArgumentError, ValueError):
        parsed = None
    name = parsed.drivername if parsed else ""
    if parsed is None or name not in ("sqlite", "postgresql") or not parsed.database or parsed.database == ":memory:":
        raise UnfitStore(
            "Setelan 'database' tidak dikenal. Tulis sqlite:///data/bot.db atau "
            "postgresql://pengguna:sandi@server/nama.",
            f"unusable database URL with scheme {name or '(none)'}",
        )
    return parsed


def folder_of(url: str) -> Path | None:
    """Return the folder of a SQLite file; None for a server's database. Raises UnfitStore."""
    parsed = parse(url)
    return Path(str(parsed.database)).parent if parsed.get_backend_name() == "sqlite" else None


_SQLITE = {
    sqlite3.SQLITE_FULL: "Disk penuh, jadi basis data {place} tidak bisa ditulis. Kosongkan ruang disk.",
    sqlite3.SQLITE_READONLY: "Basis data {place} hanya bisa dibaca. Beri bot izin menulis berkas itu dan foldernya.",
    sqlite3.SQLITE_BUSY: "Basis data {place} sedang dikunci program lain. Tutup program itu, lalu coba lagi.",
    sqlite3.SQLITE_CORRUPT: "Berkas {place} rusak. Hentikan bot dan pulihkan berkas itu dari cadangan.",
    sqlite3.SQLITE_NOTADB: "Berkas {place} bukan basis data SQLite. Periksa setelan 'database'.",
    sqlite3.SQLITE_CANTOPEN: "Basis data {place} tidak bisa dibuka. Periksa apakah foldernya boleh ditulis bot.",
    sqlite3.SQLITE_IOERR: "Basis data {place} gagal dibaca atau ditulis. Periksa disk dan ruang kosongnya.",
}
_FILES = {errno.ENOSPC: sqlite3.SQLITE_FULL, errno.EROFS: sqlite3.SQLITE_READONLY}
_POSTGRES = {
    "28": "{place} menolak nama pengguna atau kata sandi. Periksa setelan 'database'; di dalam kata sandi, "
    "tulis @ : / ? % sebagai %40 %3A %2F %3F %25.",
    "28000": "{place} tidak menerima pengguna ini dari komputer ini. Periksa nama pengguna, ?sslmode=require, "
    "dan pg_hba.conf di server.",
    "3D": "{place}: basis datanya belum ada. Buat dulu dengan createdb.",
    "42501": "{place}: pengguna ini tidak berhak membuat atau mengubah tabel. Minta haknya kepada pengelola server.",
    "53100": "{place}: disk server penuh. Kosongkan ruang disk di server itu.",
    "53300": "{place}: sambungan ke server sudah terlalu banyak. Tutup program lain yang memakainya.",
}
_OTHER = "{place} tidak menjawab. Periksa apakah server basis data menyala dan setelan 'database' benar."
_BUGS = (IntegrityError, DataError)
_RETRY = ("40001", "40P01")
_OF_ONE_ROW = ("22", "XX001")
"""A value that cannot be worked with, a row that cannot be read: it is not the server that is away."""


class Explained:
    """Inside, errors of the driver become StorageUnavailable, lost races between writers become Conflict.

    A statement that the database rightly refuses (a broken constraint, a misspelt column) is our bug and stays as
    it is. A class, because it stands around every statement, and a generator costs three times as much.
    """

    __slots__ = ("_url",)

    def __init__(self, url: URL) -> None:
        self._url = url

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        translated = None if error is None else _translated(error, self._url)
        if translated is not None:
            raise translated from error


def unavailable(sentence: str, url: URL, error: BaseException | str) -> StorageUnavailable:
    """Build the error for `sentence`, with its {place} filled and no password in its cause."""
    cause = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    if url.password:
        cause = cause.replace(str(url.password), "***")
    return StorageUnavailable(sentence.format(place=place(url)), cause)


def place(url: URL) -> str:
    """Say where the data is, for a sentence: the file with its folder, or the server and the name on it."""
    if url.get_backend_name() == "sqlite":
        return os.path.abspath(str(url.database))
    return f"PostgreSQL {place_of(url)}"


def _translated(error: BaseException, url: URL) -> Exception | None:
    """Translate the database's error for the caller; None for what is no fault of the database's."""
    if isinstance(error, DBAPIError):
        origin = error.orig
        assert origin is not None
        return _of_driver(origin, url, ours=isinstance(error, _BUGS))
    if isinstance(error, OSError) and url.get_backend_name() == "sqlite":
        code = _FILES.get(error.errno or 0, sqlite3.SQLITE_CANTOPEN)
        return unavailable(_SQLITE[code], url, error)
    if isinstance(error, OSError | PoolTimeout):
        return unavailable(_OTHER, url, error)
    if isinstance(error, sqlite3.Error) or getattr(error, "sqlstate", None) is not None:
        return _of_driver(error, url, ours=False)  # while connecting or beginning, errors come through unwrapped
    return None


def _of_driver(origin: BaseException, url: URL, *, ours: bool) -> Exception | None:
    if isinstance(origin, sqlite3.Error):
        sentence = _SQLITE.get(getattr(origin, "sqlite_errorcode", 0) & 0xFF)
        return unavailable(sentence, url, origin) if sentence else None
    state = getattr(origin, "sqlstate", None) or ""
    if state in _RETRY:
        return Conflict(f"{type(origin).__name__}: {origin}")
    if ours or state.startswith(_OF_ONE_ROW) or (state.startswith("42") and state not in _POSTGRES):
        return None
    return unavailable(_POSTGRES.get(state) or _POSTGRES.get(state[:2]) or _OTHER, url, origin)
