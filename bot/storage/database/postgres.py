"""PostgreSQL: a pool of connections, and several bot processes may share the work."""

from __future__ import annotations

import os
import secrets
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Concatenate, Self

import asyncpg
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.helpdesk.model.errors import UnfitStore
from bot.helpdesk.texts.operator import why_not
from bot.storage.database.engine import AccessMode, Explained, P, T, closed_if_failing, unavailable
from bot.storage.database.postgres_url import FILES, servers_of, ssl_words, word

CONNECTIONS = 8
"""A unit, a sender, a receiver and a few looks at once; PostgreSQL allows 100 to everybody together."""

_SENDERS = 0x50494D50
"""The first half of the advisory locks by which living processes are known; the second half is their number."""

_ANNOUNCE = text("SELECT pg_try_advisory_lock(:group, :sender)")
_LIVING = text(
    "SELECT CAST(objid AS bigint) FROM pg_locks WHERE locktype = 'advisory' AND classid = :group AND objsubid = 2"
    " AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class PostgresDatabase:
    """The server behind `postgresql://…`. A bot process announces itself with a lock that ends when it does."""

    def __init__(self, url: URL, access: AccessMode) -> None:
        self._url = url
        self._engine = create_async_engine(
            URL.create("postgresql+asyncpg"),
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=10,
            hide_parameters=True,
            async_creator=partial(connect, url, read_only=access is AccessMode.READ),
        )
        self._presence: AsyncConnection | None = None
        self.sender: int | None = None

    @classmethod
    async def open(cls, url: URL, *, exclusive: bool, access: AccessMode) -> Self:
        """Connect; a bot (`exclusive`) also takes a number of its own. Raises StorageUnavailable."""
        database = cls(url, access)
        async with closed_if_failing(database):
            with Explained(url):
                if exclusive:
                    await database._announce()
                else:
                    await (await database._engine.connect()).close()
        return database

    async def _announce(self) -> None:
        connection = await self._engine.connect()
        self._presence = await connection.execution_options(isolation_level="AUTOCOMMIT")
        number = self.sender if self.sender is not None else secrets.randbelow(2**31)
        while not (await self._presence.execute(_ANNOUNCE, {"group": _SENDERS, "sender": number})).scalar_one():
            number = secrets.randbelow(2**31)
        self.sender = number

    async def _announce_again(self) -> None:
        """After the server was away: the lock went with its connection, and others would take this process for dead."""
        if self.sender is None:
            return
        if self._presence is not None:
            try:
                await self._presence.execute(text("SELECT 1"))
                return
            except (SQLAlchemyError, OSError):
                presence, self._presence = self._presence, None
                await presence.close()
        await self._announce()

    @asynccontextmanager
    async def transaction(self, *, write: bool = True) -> AsyncIterator[PostgresTransaction]:
        """Open a transaction on a connection of the pool."""
        with Explained(self._url):
            connection = await self._engine.connect()
        try:
            with Explained(self._url):
                await connection.begin()
            yield PostgresTransaction(connection, self._url)
            with Explained(self._url):
                await connection.commit()
        finally:
            await connection.close()  # rolls back what was not committed

    async def living_senders(self) -> list[int]:
        """List the numbers of the bot processes that are connected now, this one among them."""
        with Explained(self._url):
            await self._announce_again()
        async with self.transaction(write=False) as transaction:
            return await transaction.run(lambda c: list(c.scalars(_LIVING, {"group": _SENDERS})))

    async def at_work(self) -> bool:
        """Look for the number of another process; see `Database`."""
        return any(number != self.sender for number in await self.living_senders())

    async def empty_log(self) -> bool:
        """Do nothing: the log is the server's own, and it clears deleted rows by itself."""
        return True

    async def compact(self) -> None:
        """Nothing: see `empty_log`."""

    async def close(self) -> None:
        """Give up the number and close all connections."""
        if self._presence is not None:
            await self._presence.close()
            self._presence = None
        await self._engine.dispose()


class PostgresTransaction:
    """A transaction that has begun on a connection of the pool."""

    def __init__(self, connection: AsyncConnection, url: URL) -> None:
        self._connection = connection
        self._url = url

    async def run(self, work: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run statements; the loop goes on while the server works."""
        with Explained(self._url):
            return await self._connection.run_sync(work, *args, **kwargs)

    run_long = run


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


async def connect(url: URL, *, read_only: bool = False) -> Any:
    """Connect with the driver and set up the session. Raises StorageUnavailable."""
    with Explained(url):
        connection = await _connection(url)
        await connection.execute(f"{_SESSION}; {_READ_ONLY}" if read_only else _SESSION)
    return connection


async def _connection(url: URL) -> Any:
    _check_files(url)
    servers = servers_of(url)
    try:
        return await asyncpg.connect(
            ssl_words(url),
            host=[host for host, _ in servers] or None,
            port=[port for _, port in servers] or None,
            user=url.username,
            password=url.password,
            database=url.database,
            timeout=int(word(url, "connect_timeout", "0")) or PATIENCE,
            command_timeout=60,
            target_session_attrs=word(url, "target_session_attrs", "any"),
            server_settings={"application_name": word(url, "application_name", "tanya-pimpasa")},
        )
    except Exception as error:
        sentence = next((one for kind, one in _SENTENCES.items() if isinstance(error, kind)), None)
        if isinstance(error, ConnectionError) and "rejected SSL upgrade" in str(error):
            sentence = _NO_SSL
        if sentence is None:
            raise
        raise unavailable(sentence, url, error) from error


def _check_files(url: URL) -> None:
    for name, path in ((name, word(url, name, os.devnull)) for name in FILES):
        try:
            open(path, "rb").close()
        except OSError as error:
            reason = f"berkas {path} tidak bisa dibaca ({why_not(error)}). Periksa nama dan izinnya."
            raise UnfitStore(f"Setelan 'database': {name}: {reason}", error) from error
