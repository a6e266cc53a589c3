"""A PgBouncer between bot and server: with sessions of its own the bot works, without them it says what is needed."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.helpdesk.model.store import StorageUnavailable
from bot.storage import open_store
from tests.databases import PostgresServer, server_or_skip
from tests.storage.samples import NOW, update

pytestmark = pytest.mark.postgres


@asynccontextmanager
async def pooled(server: PostgresServer, *settings: str) -> AsyncIterator[str]:
    """Put a fresh database behind a PgBouncer with these settings and yield its URL."""
    program = shutil.which("pgbouncer")
    if program is None:
        pytest.skip("PgBouncer is not installed (Debian's pgbouncer)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # beside the server's own files: PgBouncer refuses to run as root, and root's folders are closed to others
    folder = Path(tempfile.mkdtemp(dir=server.folder))
    users, config = folder / "users.txt", folder / "pgbouncer.ini"
    users.write_text('"postgres" ""\n')
    lines = ["[databases]", f"* = host={server.folder} port={server.port}", "[pgbouncer]", "listen_addr = 127.0.0.1"]
    lines += [f"listen_port = {port}", "unix_socket_dir =", "auth_type = trust", f"auth_file = {users}", *settings]
    config.write_text("\n".join(lines))
    owner = None
    if os.geteuid() == 0:
        owner = "postgres"
        for path in (folder, users, config):
            shutil.chown(path, owner)
    url = await server.new_database()
    process = await asyncio.create_subprocess_exec(program, config, cwd="/", stderr=asyncio.subprocess.PIPE, user=owner)
    assert process.stderr
    try:
        while b"process up" not in (line := await process.stderr.readline()):
            assert line, "PgBouncer did not start"
        yield f"postgresql://postgres@127.0.0.1:{port}/{url.partition('?')[0].rpartition('/')[2]}"
    finally:
        process.kill()
        await process.wait()
        server.drop(url)


@pytest.mark.parametrize(
    "settings",
    [
        ("pool_mode = transaction",),
        ("pool_mode = transaction", "max_prepared_statements = 0"),
        ("pool_mode = transaction", "server_round_robin = 1", "min_pool_size = 4"),
        ("pool_mode = transaction", "default_pool_size = 1"),
        ("pool_mode = statement",),
    ],
    ids=", ".join,
)
async def test_a_pooler_that_shares_sessions_is_refused(settings: tuple[str, ...]) -> None:
    async with pooled(server_or_skip(), *settings) as url:
        for exclusive in (True, False, True):
            with pytest.raises(StorageUnavailable, match="Tulis pool_mode = session") as caught:
                await open_store(url, exclusive=exclusive)
            assert str(caught.value).startswith(f"PostgreSQL {url.partition('@')[2]}: di depannya ada PgBouncer")


async def test_a_pooler_with_sessions_of_their_own_is_as_good_as_the_server() -> None:
    async with pooled(server_or_skip(), "pool_mode = session") as url:
        one, two = await open_store(url, exclusive=True), await open_store(url, exclusive=True)
        assert await one.receive([update(1)], NOW) == 1
        assert await two.receive([update(1)], NOW) == 0
        assert set(await one.database.living_senders()) == {one.database.sender, two.database.sender}
        await two.close()
        async with asyncio.timeout(10):  # the pooler resets a session, and frees its locks, after the client has left
            while await one.database.living_senders() != [one.database.sender]:  # noqa: ASYNC110 (it has no event)
                await asyncio.sleep(0.02)
        await one.close()
