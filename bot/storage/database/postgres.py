"""PostgreSQL: a pool of connections, and several bot processes may share the work."""

from __future__ import annotations

import asyncio
import os
import secrets
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import copy_context
from typing import Any, Self

import asyncpg
from greenlet import getcurrent, greenlet

from bot.helpdesk.model.errors import StorageUnavailable, UnfitStore
from bot.helpdesk.texts.operator import why_not
from bot.storage.database.engine import AccessMode, Database, Explained, T, Transaction, closed_on_error, unavailable
from bot.storage.database.url import FILES, Url

CONNECTIONS = 8
"""A unit, a sender, a receiver, a few looks at once, and the one that says that this process lives; PostgreSQL allows
100 to everybody together."""
_WAIT = 10
"""Seconds in which one of them must come free."""

_SENDERS = 0x50494D50
"""The first half of the advisory locks by which living processes are known; the second half is their number."""
_LIVING = (
    "SELECT CAST(objid AS bigint) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2"
    " AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class PostgresDatabase(Database):
    """The server behind `postgresql://…`. A bot process announces itself with a lock that ends when it does."""

    def __init__(self, url: Url, access: AccessMode) -> None:
        self._url = url
        self._read_only = access is AccessMode.READ
        self._room = asyncio.Semaphore(CONNECTIONS - 1)
        self._idle: list[Any] = []
        self._closed = False
        self._presence: Any = None

    @classmethod
    async def open(cls, url: Url, *, exclusive: bool, access: AccessMode) -> Self:
        """Connect; a bot (`exclusive`) also takes a number of its own. Raises StorageUnavailable."""
        database = cls(url, access)
        async with closed_on_error(database):
            if exclusive:
                await database._announce()
            else:
                database._idle.append(await connect(url, read_only=database._read_only))
        return database

    async def _announce(self) -> None:
        """Take a number, also after the server was away: the lock went, and others would take this one for dead."""
        if self._presence is not None:
            with suppress(StorageUnavailable), Explained(self._url):
                await self._presence.execute("SELECT 1")
                return
            self._presence.terminate()
            self._presence = None
        self._presence = await connect(self._url)
        number = self.sender if self.sender is not None else secrets.randbelow(2**31)
        with Explained(self._url):
            while not await self._presence.fetchval("SELECT pg_try_advisory_lock($1, $2)", _SENDERS, number):
                number = secrets.randbelow(2**31)
        self.sender = number

    @asynccontextmanager
    async def transaction(self, *, write: bool = True) -> AsyncIterator[Transaction]:
        """Open a transaction on a connection of the pool."""
        with Explained(self._url):
            async with asyncio.timeout(_WAIT):
                await self._room.acquire()
        driver: Any = None
        ended = False
        try:
            with Explained(self._url):
                driver = self._idle.pop() if self._idle else await connect(self._url, read_only=self._read_only)
                await driver.execute("BEGIN")
            yield Transaction(PostgresConnection(driver, self._url), in_greenlet, in_greenlet)
            with Explained(self._url):
                await driver.execute("COMMIT")
            ended = True
        finally:
            try:
                if driver is not None:
                    await self._give_back(driver, ended=ended)
            finally:
                self._room.release()

    async def _give_back(self, driver: Any, *, ended: bool) -> None:
        """Roll back what was not committed. Where the connection is lost, the idle ones are most likely too."""
        if not ended and not driver.is_closed():
            try:
                await driver.execute("ROLLBACK")
            except BaseException as error:
                driver.terminate()
                if not isinstance(error, Exception):
                    raise
        if driver.is_closed():
            while self._idle:
                self._idle.pop().terminate()
        elif self._closed:
            driver.terminate()
        else:
            self._idle.append(driver)

    async def living_senders(self) -> list[int]:
        """List the numbers of the bot processes that are connected now, this one among them."""
        if self.sender is not None:
            await self._announce()
        async with self.transaction(write=False) as transaction:
            rows = await transaction.run(lambda connection: connection.fetch(_LIVING, [_SENDERS]))
        return [number for (number,) in rows]

    async def at_work(self) -> bool:
        """Look for the number of another process; see `Database`."""
        return any(number != self.sender for number in await self.living_senders())

    async def close(self) -> None:
        """Give up the number and close all connections."""
        self._closed = True
        for driver in (*self._idle, *filter(None, [self._presence])):
            with suppress(StorageUnavailable), Explained(self._url):
                await driver.close(timeout=2)
        self._idle.clear()
        self._presence = None


class PostgresConnection:
    """A connection whose statements are awaited by `in_greenlet`; see `Connection`."""

    dialect = "postgresql"

    def __init__(self, driver: Any, url: Url) -> None:
        self._driver = driver
        self._explained = Explained(url)

    def fetch(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return list(map(tuple, self._awaited(self._driver.fetch(text, *values))))

    def execute(self, text: str, values: Sequence[Any] = ()) -> int:
        count = self._awaited(self._driver.execute(text, *values)).rpartition(" ")[2]
        return int(count) if count.isdecimal() else 0

    def fetch_each(self, text: str, many: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        return list(map(tuple, self._awaited(self._driver.fetchmany(text, many))))

    def _awaited(self, asked: Awaitable[Any]) -> Any:
        with self._explained:
            return getcurrent().parent.switch(asked)


async def in_greenlet(work: Callable[[], T]) -> T:
    """Run a function whose `Connection` waits for the server; the loop goes on meanwhile."""
    inside = greenlet(work)
    inside.gr_context = copy_context()
    found = inside.switch()
    while not inside.dead:
        try:
            answer = await found
        except BaseException as error:
            found = inside.throw(error)
        else:
            found = inside.switch(answer)
    result: T = found
    return result


PATIENCE = 10
"""Seconds in which a connection must come about, unless the address says otherwise."""
_SESSION = "SET jit = off; SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
"""The server lets go of what a machine without power had claimed after a minute instead of two hours."""
_READ_ONLY = "SET default_transaction_read_only = on"

_SENTENCES: dict[type[BaseException], str] = {
    asyncpg.TargetServerAttributeNotMatched: "{place}: tidak ada server yang cocok dengan target_session_attrs. "
    "Periksa server mana yang utama.",
    ssl.SSLCertVerificationError: "{place}: sertifikat server tidak bisa dipastikan. Periksa sslrootcert, dan nama "
    "server di setelan 'database'.",
    ssl.SSLError: "{place}: sambungan terenkripsi gagal. Periksa sslrootcert, sslcert, dan sslkey.",
    asyncpg.ClientConfigurationError: "{place}: sslmode ini memerlukan sslrootcert, berkas sertifikat dari pengelola "
    "server. Tambahkan itu.",
    UnicodeError: "{place}: nama server itu tidak mungkin benar. Periksa setelan 'database'.",
}
_NO_SSL = (
    "{place} tidak menyediakan sambungan terenkripsi, padahal sslmode memintanya. Nyalakan ssl di server itu, atau "
    "hapus sslmode bila server ada di mesin atau jaringan yang sama."
)


def _check_files(url: Url) -> None:
    for name, path in ((name, url.words.get(name, os.devnull)) for name in FILES):
        try:
            open(path, "rb").close()
        except OSError as error:
            reason = f"berkas {path} tidak bisa dibaca ({why_not(error)}). Periksa nama dan izinnya."
            raise UnfitStore(f"Setelan 'database': {name}: {reason}", error) from error


async def connect(url: Url, *, read_only: bool = False) -> Any:
    """Connect with the driver and set up the session. Raises StorageUnavailable."""
    _check_files(url)
    with Explained(url):
        try:
            connection = await asyncpg.connect(
                url.encryption,
                host=[host for host, _ in url.servers] or None,
                port=[port for _, port in url.servers] or None,
                user=url.user,
                password=url.password,
                database=url.database,
                timeout=int(url.words.get("connect_timeout", 0)) or PATIENCE,
                command_timeout=60,
                target_session_attrs=url.words.get("target_session_attrs", "any"),
                server_settings={"application_name": url.words.get("application_name", "tanya-pimpasa")},
            )
        except Exception as error:
            sentence = next((one for kind, one in _SENTENCES.items() if isinstance(error, kind)), None)
            if isinstance(error, ConnectionError) and "rejected SSL upgrade" in str(error):
                sentence = _NO_SSL
            if sentence is None:
                raise
            raise unavailable(sentence, url, error) from error
        await connection.execute(f"{_SESSION}; {_READ_ONLY}" if read_only else _SESSION)
    return connection
