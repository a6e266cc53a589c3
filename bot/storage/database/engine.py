"""From a database URL to an open database, and from a driver's error to ours, with a sentence for a person.

What differs is how a function of a `Connection` is run: SQLite in this thread, PostgreSQL through a pool of asyncpg
connections.
"""

from __future__ import annotations

import errno
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import Enum
from functools import partial
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from bot.helpdesk.model.errors import Conflict, StorageUnavailable, Trouble, UnfitStore
from bot.storage.database.sql import Connection, Refused, Taken
from bot.storage.database.url import Url, parse

P = ParamSpec("P")
T = TypeVar("T")


class AccessMode(Enum):
    """What opening a database may do to it: make it where it is missing, change rows, or nothing."""

    CREATE = "create"
    CHANGE = "change"
    READ = "read"


Run = Callable[[Callable[[], Any]], Awaitable[Any]]


class Transaction:
    """What is run here happens together or not at all."""

    def __init__(self, connection: Connection, quick: Run, long: Run) -> None:
        self._connection = connection
        self._quick = quick
        self._long = long

    async def run(self, work: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run quick statements: on SQLite the event loop stands still meanwhile, so milliseconds at most."""
        done: T = await self._quick(partial(work, self._connection, *args, **kwargs))
        return done

    async def run_long(self, work: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run statements that may take longer, out of the event loop's way."""
        done: T = await self._long(partial(work, self._connection, *args, **kwargs))
        return done


class Database(ABC):
    """An open database, closed where its block ends. `sender` tells this process from others; None: there are none."""

    sender: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @abstractmethod
    def transaction(self, *, write: bool = True) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction: commit on leaving, roll back on an exception. Raises StorageUnavailable, Conflict."""

    async def living_senders(self) -> list[int]:
        """List the processes that are at work on this database now; none where every other one has ended."""
        return []

    @abstractmethod
    async def at_work(self) -> bool:
        """Tell whether another process is the bot of this database now; commands that look do not count."""

    async def empty_log(self) -> bool:
        """Leave nothing in the log of changes, where it is not a server's; False while a reader needs it."""
        return True

    async def compact(self) -> None:  # noqa: B027 (a server does it by itself)
        """Write the file anew, unless others would wait for it too long. Raises StorageUnavailable."""

    @abstractmethod
    async def close(self) -> None:
        """Wait for a running transaction, if there can be one, and let go of everything."""


async def open_database(url: str, *, exclusive: bool, access: AccessMode = AccessMode.CREATE) -> Database:
    """Open what `url` names. `exclusive`: this is the bot itself, not a command. Raises StorageUnavailable."""
    parsed = parse(url)
    if parsed.dialect == "sqlite":
        from bot.storage.database.sqlite import SqliteDatabase

        return await SqliteDatabase.open(parsed, exclusive=exclusive, access=access)
    from bot.storage.database.postgres import PostgresDatabase

    return await PostgresDatabase.open(parsed, exclusive=exclusive, access=access)


@asynccontextmanager
async def closed_on_error(database: Database) -> AsyncIterator[Database]:
    """Inside, any failure closes the database."""
    try:
        yield database
    except BaseException:
        await database.close()
        raise


@asynccontextmanager
async def alone(url: str, access: AccessMode) -> AsyncIterator[Database]:
    """Open a database at which no bot is at work. Raises Trouble."""
    async with await open_database(url, exclusive=True, access=access) as database:
        if [number for number in await database.living_senders() if number != database.sender]:
            raise Trouble(f"{parse(url).place} sedang dipakai bot. Hentikan bot itu dulu.")
        yield database


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
_FOR_A_PERSON = {_SQLITE[sqlite3.SQLITE_NOTADB], _SQLITE[sqlite3.SQLITE_CORRUPT], _POSTGRES["28"], _POSTGRES["3D"]}
_TAKEN = (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE)
_RETRY = ("40001", "40P01")
_OURS = ("22", "23", "42", "XX001")
"""A value that cannot be worked with, a broken constraint, a misspelt column, a row that cannot be read."""


class Explained:
    """Inside, errors of the driver become StorageUnavailable, Conflict where writers raced, and Refused."""

    __slots__ = ("_url",)

    def __init__(self, url: Url) -> None:
        self._url = url

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            translated = ours(error, self._url)
            if translated is not error:
                raise translated from error


def unavailable(sentence: str, url: Url, error: BaseException | str) -> StorageUnavailable:
    """Build the error for `sentence`, with its {place} filled and no password in its cause."""
    cause = error if isinstance(error, str) else _named(error)
    kind = UnfitStore if sentence in _FOR_A_PERSON else StorageUnavailable
    return kind(sentence.format(place=url.place), cause.replace(url.password, "***") if url.password else cause)


def ours(error: BaseException, url: Url) -> BaseException:
    """Return our error for a driver's, and any other as it is."""
    return (_of_sqlite if url.dialect == "sqlite" else _of_postgres)(error, url)


def _of_sqlite(error: BaseException, url: Url) -> BaseException:
    if isinstance(error, OSError):
        return unavailable(_SQLITE[_FILES.get(error.errno or 0, sqlite3.SQLITE_CANTOPEN)], url, error)
    if not isinstance(error, sqlite3.Error):
        return error
    code = getattr(error, "sqlite_errorcode", 0)
    sentence = _SQLITE.get(code & 0xFF)
    return unavailable(sentence, url, error) if sentence else (Taken if code in _TAKEN else Refused)(_named(error))


def _of_postgres(error: BaseException, url: Url) -> BaseException:
    import asyncpg  # 8 MB that a bot on SQLite does without

    if not isinstance(error, OSError | asyncpg.PostgresError | asyncpg.InterfaceError | asyncpg.InternalClientError):
        return error
    state = getattr(error, "sqlstate", None) or ""
    if not isinstance(error, OSError):
        vars(error)["detail"] = None  # it quotes the row
    if state in _RETRY:
        return Conflict(_named(error))
    if isinstance(error, asyncpg.DataError) or (state.startswith(_OURS) and state not in _POSTGRES):
        return (Taken if isinstance(error, asyncpg.UniqueViolationError) else Refused)(_named(error))
    return unavailable(_POSTGRES.get(state) or _POSTGRES.get(state[:2]) or _OTHER, url, error)


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
