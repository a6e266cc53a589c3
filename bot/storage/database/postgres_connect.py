"""Connect to PostgreSQL; a failure becomes a sentence from which an operator can mend it."""

from __future__ import annotations

import ssl
from typing import Any

import asyncpg
from sqlalchemy import URL

from bot.helpdesk.model.store import UnfitStore
from bot.helpdesk.texts.system_errors import why_not
from bot.storage.database.errors import Explained, unavailable
from bot.storage.database.postgres_url import FILES, servers_of, ssl_words, word

PATIENCE = 10
"""Seconds in which a connection must come about, unless the address says otherwise."""
_SESSION = "SET jit = off; SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
"""The server lets go of what a machine without power had claimed after a minute instead of two hours."""
_READ_ONLY = "SET default_transaction_read_only = on"

_SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (
        asyncpg.TargetServerAttributeNotMatched,
        "{place}: tidak ada server yang cocok dengan target_session_attrs. Periksa server mana yang utama.",
    ),
    (
        ssl.SSLCertVerificationError,
        "{place}: sertifikat server tidak bisa dipastikan. Periksa sslrootcert, dan nama server di setelan 'database'.",
    ),
    (ssl.SSLError, "{place}: sambungan terenkripsi gagal. Periksa sslrootcert, sslcert, dan sslkey."),
    (
        asyncpg.ClientConfigurationError,
        "{place}: sslmode ini memerlukan sslrootcert, berkas sertifikat dari pengelola server. Tambahkan itu.",
    ),
    (UnicodeError, "{place}: nama server itu tidak mungkin benar. Periksa setelan 'database'."),
)
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
    for name in FILES:
        _readable(url, name)
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
        sentence = next((text for kind, text in _SENTENCES if isinstance(error, kind)), None)
        if isinstance(error, ConnectionError) and "rejected SSL upgrade" in str(error):
            sentence = _NO_SSL
        if sentence is None:
            raise
        raise unavailable(sentence, url, error) from error


def _readable(url: URL, name: str) -> None:
    path = word(url, name, "")
    try:
        if path:
            open(path, "rb").close()
    except OSError as error:
        reason = why_not(error)
        raise UnfitStore(
            f"Setelan 'database': {name}: berkas {path} tidak bisa dibaca ({reason}). Periksa nama dan izinnya.", error
        ) from error
