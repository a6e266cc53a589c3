"""SQLite: one file, one connection, one bot process.

The statements of a transaction run in the event loop's own thread, and only BEGIN's waiting, long work, and COMMIT (the
fsync) on a slow disk leave it. sqlite3 gives up the interpreter lock at every row, and a worker thread waits up to 5 ms
to get it back while the loop computes: a batch of 64 took 2 s that way, and takes 1 ms this way.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, suppress
from functools import partial
from pathlib import Path
from typing import Any, Self

from bot.storage.database.engine import AccessMode, Database, Explained, Transaction, closed_on_error, ours, unavailable
from bot.storage.database.url import Url

PATIENCE = 10.0
"""Seconds to wait for another program (a command, a backup) that is writing to the file."""
QUICK = 0.005
"""Seconds that the loop itself waits for the disk. Handing a COMMIT to the thread and back costs as much: the thread
gets the interpreter back only when the loop has nothing to do, or after 5 ms."""
CAUTIOUS = 2.0
"""Seconds for which COMMITs are left to the thread after one that took longer."""
LARGE = 200 * 2**20
"""Bytes from which a file is not written anew: everybody would wait for that for more than some seconds."""
_PAUSE = 0.02

_PATIENT = "PRAGMA busy_timeout = 20"
_SAFE = ("PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA secure_delete = ON")
_PRAGMAS = {
    # the journal's mode stands in the file itself, so only a caller who may create one sets it
    AccessMode.CREATE: (_PATIENT, "PRAGMA journal_mode = WAL", *_SAFE),
    AccessMode.CHANGE: (_PATIENT, *_SAFE),
    AccessMode.READ: (_PATIENT, "PRAGMA query_only = ON"),
}

_MISSING = (
    "Basis data {place} tidak ada. Periksa folder ini dan setelan 'database'; "
    "bot membuatnya saat pertama kali dijalankan: python -m bot run"
)
_IN_USE = (
    "Basis data {{place}} sedang dipakai bot lain (nomor proses {holder}). "
    "Hentikan bot itu dulu, atau pakai berkas lain di setelan 'database'."
)


class SqliteDatabase(Database):
    """The file behind `sqlite:///…`. Every row marked as being sent was left behind by a process that has ended."""

    def __init__(self, url: Url, lock: int | None, access: AccessMode) -> None:
        path = Path(url.database)
        self._uri = f"{path.absolute().as_uri()}?{_mode(path, access)}"
        self._url = url
        self._lock = lock
        self._pragmas = _PRAGMAS[access]
        self._turn = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, "sqlite")
        self._slow_until = 0.0
        self._open: sqlite3.Connection | None = None

    @classmethod
    async def open(cls, url: Url, *, exclusive: bool, access: AccessMode) -> Self:
        """Open the file, or create it and its folder. Raises StorageUnavailable, also when another bot has it."""
        path = Path(url.database)
        with Explained(url):
            _find(url, path, access)
            lock = _take_lock(url, path) if exclusive else None
        database = cls(url, lock, access)
        async with closed_on_error(database):
            with Explained(url):
                await database._patiently(database._connect)
        return database

    def _connect(self) -> None:
        file = sqlite3.connect(self._uri, uri=True, check_same_thread=False, isolation_level=None)
        try:
            for pragma in self._pragmas:
                file.execute(pragma).close()
        except sqlite3.Error:
            file.close()
            raise
        self._open = file

    def _opened(self) -> sqlite3.Connection:
        if self._open is None:
            raise unavailable("Basis data {place} sudah ditutup.", self._url, "closed")
        return self._open

    @asynccontextmanager
    async def transaction(self, *, write: bool = True) -> AsyncIterator[Transaction]:
        """Open one transaction at a time; `write` takes the file's write lock at once, so that nothing fails midway."""
        async with self._turn:
            file = self._opened()
            begin = "BEGIN IMMEDIATE" if write else "BEGIN"
            with Explained(self._url):
                await self._patiently(lambda: file.execute(begin))
            before = file.total_changes
            try:
                yield Transaction(SqliteConnection(file, self._url), _at_once, partial(_in_thread, self._thread))
                with Explained(self._url):
                    # where nothing was written there is no disk to wait for
                    if file.total_changes == before or time.monotonic() > self._slow_until:
                        self._commit(file)
                    else:
                        await _in_thread(self._thread, lambda: self._commit(file))
            except BaseException:
                with Explained(self._url):
                    file.rollback()
                raise

    def _commit(self, file: sqlite3.Connection) -> None:
        began = time.monotonic()
        file.commit()
        ended = time.monotonic()
        if ended - began > QUICK:
            self._slow_until = ended + CAUTIOUS

    async def _patiently(self, work: Callable[[], object]) -> None:
        """Try until the file is free, without holding up the loop."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                work()
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
            await asyncio.sleep(_PAUSE)

    async def at_work(self) -> bool:
        """Try the lock that a bot holds."""
        if self._lock is not None:
            return False
        try:
            lock = os.open(f"{self._url.database}.lock", os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    async def empty_log(self) -> bool:
        """Move everything from the log into the file and cut the log off, beside the loop."""
        busy, *_ = await self._beside("PRAGMA wal_checkpoint(TRUNCATE)")
        return not busy

    async def compact(self) -> None:
        """VACUUM a file that is not too large: `secure_delete` leaves what lies where a row was moved elsewhere."""
        (pages,), (size,) = await self._beside("PRAGMA page_count"), await self._beside("PRAGMA page_size")
        if pages * size <= LARGE:
            await self._beside("VACUUM")

    async def _beside(self, statement: str) -> Any:
        """Run a statement of no transaction, beside the loop; its row."""
        async with self._turn:
            file = self._opened()
            with Explained(self._url):
                return await _in_thread(self._thread, lambda: file.execute(statement).fetchone() or ())

    async def close(self) -> None:
        """Wait for the running transaction, then close the file and let others have it."""
        async with self._turn:
            if self._open is not None:
                self._open.close()
                self._open = None
            self._thread.shutdown()
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None


class SqliteConnection:
    """The one connection; see `Connection`."""

    dialect = "sqlite"

    def __init__(self, file: sqlite3.Connection, url: Url) -> None:
        self._file = file
        self._url = url

    def fetch(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            # a cursor that stands in the middle of its rows would keep the file locked
            with closing(self._file.execute(text, values)) as found:
                return found.fetchall()
        except sqlite3.Error as error:
            raise ours(error, self._url) from error

    def execute(self, text: str, values: Sequence[Any] = ()) -> int:
        try:
            with closing(self._file.execute(text, values)) as found:
                return found.rowcount
        except sqlite3.Error as error:
            raise ours(error, self._url) from error

    def fetch_each(self, text: str, many: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        return [row for values in many for row in self.fetch(text, values)]


async def _at_once(work: Callable[[], Any]) -> Any:
    return work()


async def _in_thread(thread: ThreadPoolExecutor, work: Callable[[], Any]) -> Any:
    """Run few, set-based statements in the thread. A cancellation waits for their end: nobody else may come between."""
    future = asyncio.get_running_loop().run_in_executor(thread, work)
    cancelled: asyncio.CancelledError | None = None
    while not future.done():
        try:
            await asyncio.wait([future])
        except asyncio.CancelledError as error:
            cancelled = error
    result = future.result()
    if cancelled is not None:
        raise cancelled
    return result


def _find(url: Url, path: Path, access: AccessMode) -> None:
    if access is AccessMode.CREATE:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite gives its log the rights of the database
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    elif not path.exists():
        raise unavailable(_MISSING, url, "no such file")


def _mode(path: Path, access: AccessMode) -> str:
    """Choose how SQLite opens the file.

    A reader beside a log that exists changes nothing. Where there is none, no bot is at work: a reader that may write
    takes its own log away again at the end, one that may only read would leave it; and where nobody may write there is
    no log to be had, nor anybody to wait for.
    """
    if access is not AccessMode.READ:
        return "mode=rwc" if access is AccessMode.CREATE else "mode=rw"
    if path.with_name(path.name + "-wal").exists():
        return "mode=ro"
    return "mode=rw" if os.access(path.parent, os.W_OK) else "mode=ro&immutable=1"


def _take_lock(url: Url, path: Path) -> int:
    """Lock the file that says that a bot is at work here; however the process ends, the kernel releases it."""
    lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(lock, 20).decode() or "?"
        os.close(lock)
        raise unavailable(_IN_USE.format(holder=holder), url, error) from error
    os.truncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    return lock
