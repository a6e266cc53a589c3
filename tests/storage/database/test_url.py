"""Addresses of PostgreSQL servers as managed services give them, and a sentence for those that cannot work."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.helpdesk.model.errors import StorageUnavailable
from bot.storage import open_store
from bot.storage.database.url import parse
from tests.databases import PASSWORD, PostgresServer, name_in, server_or_skip
from tests.ports import free_port
from tests.storage.steps import scalar

LOGIN = f"postgres:{PASSWORD}"
HIDDEN = ("rahasia1", "rahasia2", PASSWORD)


async def refusal(url: str) -> str:
    """Return the sentence, once no part of a password is in it or in its cause."""
    with pytest.raises(StorageUnavailable) as caught:
        await open_store(url, exclusive=True)
    message = f"{caught.value} {caught.value.cause!r}"
    assert not [one for one in HIDDEN if one in message]
    return str(caught.value)


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("postgresql://a:b@server/nama", "server:5432/nama"),
        ("postgresql://a:b@server:6432/nama?sslmode=require", "server:6432/nama"),
        ("postgresql://a:b@satu:5432,dua:5433/nama?target_session_attrs=primary", "satu:5432,dua:5433/nama"),
        ("postgresql://a:b@satu,dua:5433/nama", "satu:5432,dua:5433/nama"),
        ("postgresql://a:b@[::1]:5433,dua/nama", "[::1]:5433,dua:5432/nama"),
        ("postgresql://a@/nama?host=/run/postgresql&port=5433", "/run/postgresql:5433/nama"),
        ("postgresql://a@/nama?host=satu,dua&port=1,2", "satu:1,dua:2/nama"),
        ("postgresql:///nama", "localhost/nama"),
        ("postgresql://a:b%40c%2Fd@server/nama?application_name=bot&connect_timeout=5", "server:5432/nama"),
    ],
)
def test_an_address_is_read_as_postgresql_reads_it(url: str, where: str) -> None:
    assert parse(url).place == f"PostgreSQL {where}"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://bot:rahasia1@rahasia2@server/nama", "tulis @ : / ? % sebagai %40 %3A %2F %3F %25"),
        ("postgresql://bot:rahasia1?rahasia2@server/nama", "tulis @ : / ? % sebagai"),
        ("postgresql://bot:rahasia1@s/nama?sslmod=require", "'sslmod' sesudah tanda tanya tidak dikenal. Maksudnya"),
        ("postgresql://bot:rahasia1@s/nama?channel_binding=require", "'channel_binding' sesudah tanda tanya"),
        ("postgresql://bot:rahasia1@s/nama?sslmode=on", "sslmode harus salah satu dari: disable, allow"),
        ("postgresql://bot:rahasia1@s/nama?target_session_attrs=utama", "target_session_attrs harus salah satu"),
        ("postgresql://bot:rahasia1@s/nama?connect_timeout=lima", "connect_timeout harus bilangan"),
        ("postgresql://bot:rahasia1@s:lima,t/nama", "nomor port harus bilangan"),
        ("postgresql://bot:rahasia1@s:lima/nama", "nomor port harus bilangan"),
        ("postgresql://bot:rahasia1@s/nama?sslrootcert=/tidak/ada.pem", "sslrootcert: berkas /tidak/ada.pem tidak"),
        ("postgresql://bot:rahasia1@s..t/nama", "nama server itu tidak mungkin benar"),
    ],
)
async def test_an_address_that_cannot_work_is_reported_and_the_password_is_not(url: str, message: str) -> None:
    assert message in await refusal(url)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PostgresServer, Path]]:
    """Encrypt the private server; yields it and its certificate, which is made out to "localhost"."""
    server = server_or_skip()
    certificate, key = server.folder / "server.crt", server.folder / "server.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    key.chmod(0o600)
    if os.geteuid() == 0:
        shutil.chown(key, "postgres")
        shutil.chown(certificate, "postgres")
    for setting in (f"ssl_cert_file = '{certificate}'", f"ssl_key_file = '{key}'", "ssl = on"):
        server.sql(f"ALTER SYSTEM SET {setting}")
    reload(server)
    mine = tmp_path_factory.mktemp("sertifikat") / "root.crt"
    shutil.copy(certificate, mine)
    yield server, mine
    server.sql("ALTER SYSTEM RESET ALL")
    reload(server)


def reload(server: PostgresServer) -> None:
    """Let the server read its settings again, and wait until new connections see them."""
    before = server.sql("SELECT pg_conf_load_time()")
    server.sql("SELECT pg_reload_conf()")
    while server.sql("SELECT pg_conf_load_time()") == before:
        pass


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("host", "words", "ssl"),
    [
        ("127.0.0.1", "sslmode=disable", False),
        ("127.0.0.1", "sslmode=allow", False),
        ("127.0.0.1", "sslmode=prefer", True),
        ("127.0.0.1", "sslmode=require", True),
        ("127.0.0.1", "sslmode=verify-ca&sslrootcert={root}", True),
        ("localhost", "sslmode=verify-full&sslrootcert={root}", True),
        ("127.0.0.1", "target_session_attrs=read-write&application_name=desa&connect_timeout=5", True),
    ],
)
async def test_words_of_managed_servers_are_followed(
    encrypted: tuple[PostgresServer, Path], host: str, words: str, ssl: bool
) -> None:
    server, root = encrypted
    given = await server.take()
    url = f"postgresql://{LOGIN}@{host}:{server.port}/{name_in(given)}?{words.format(root=root)}"
    store = await open_store(url, exclusive=True)
    try:
        assert await scalar(store, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") is ssl
        wanted = "desa" if "desa" in words else "tanya-pimpasa"
        assert await scalar(store, "SELECT current_setting('application_name')") == wanted
        assert await scalar(store, "SELECT current_setting('tcp_keepalives_idle')") == "30"
        assert await scalar(store, "SELECT current_setting('jit')") == "off"
    finally:
        await store.close()
        server.give_back(given)


@pytest.mark.postgres
async def test_the_second_of_two_servers_is_used_when_the_first_is_away() -> None:
    server = server_or_skip()
    url = await server.take()
    store = await open_store(
        f"postgresql://{LOGIN}@127.0.0.1:{free_port()},127.0.0.1:{server.port}/{name_in(url)}?target_session_attrs=primary",
        exclusive=True,
    )
    assert (await store.ledger(None)).received == 0
    await store.close()
    server.give_back(url)


async def test_a_server_without_the_demanded_encryption_is_reported() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(8)  # what asks for encryption
        writer.write(b"N")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    message = await refusal(f"postgresql://bot:rahasia1@127.0.0.1:{port}/nama?sslmode=require")
    assert f"PostgreSQL 127.0.0.1:{port}/nama tidak menyediakan sambungan terenkripsi" in message
    server.close()
