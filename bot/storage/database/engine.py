"""From a database URL to an open database. All SQL is written once, as functions of a `Connection`.

What differs is how such a function is run: SQLite in this thread, PostgreSQL through a pool of asyncpg connections.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import Enum
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import UnfitStore
from bot.storage.database.errors import place
from bot.storage.database.postgres_url import Unreadable, read_url

P = ParamSpec("P")
T = TypeVar("T")


class Access(Enum):
    """What opening a database may do to it."""

    CREATE = "create"
    """Make it where it is missing."""
    CHANGE = "change"
    """It must be there; rows may be changed."""
    READ = "read"
    """It must be there, and stays as it is."""


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


async def open_database(url: str, *, exclusive: bool, access: Access = Access.CREATE) -> Database:
    """Open what `url` names. `exclusive`: this is the bot itself, not a command that looks or adds something.

    Raises StorageUnavailable.
    """
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        from bot.storage.database.sqlite import SqliteDatabase

        return await SqliteDatabase.open(parsed, exclusive=exclusive, access=access)
    from bot.storage.database.postgres import PostgresDatabase

    return await PostgresDatabase.open(parsed, exclusive=exclusive, access=access)


@asynccontextmanager
async def alone(url: str, access: Access) -> AsyncIterator[Database]:
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
