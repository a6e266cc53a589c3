"""From a database URL to an open database.

What differs is how a function of a `Connection` is run: SQLite in this thread, PostgreSQL through a pool of asyncpg
connections.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import Enum
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.helpdesk.model.errors import Trouble
from bot.storage.database.sql import Connection
from bot.storage.database.url import parse

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
    """An open database. `sender` tells this process from others that share it; None when it cannot be shared."""

    sender: int | None = None

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
            raise Trouble(f"{parse(url).place} sedang dipakai bot. Hentikan bot itu dulu.")
        yield database
    finally:
        await database.close()
