"""Two processes on one PostgreSQL, where there is one behind Debian's Caddy with the file of deploy/: nothing is lost,
both are ready again in time, and all know the same officers."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from bot.helpdesk.model.errors import StorageUnavailable
from tests.databases import PostgresServer, server_or_skip
from tests.faults.harness import Scene, scene
from tests.faults.processes import ROOT, BotProcess, RoundRobin, command
from tests.faults.stream import Stream, proof
from tests.ports import free_port
from tests.waiting import until

AWAY = 8.0
"""Seconds without a database."""
AGAIN = 10.0
"""Seconds in which a process is ready again."""
JOINING = 7009


class Caddy:
    """The reverse proxy, with the configuration that offices run; only its addresses and the programs' are others."""

    def __init__(self, ports: Sequence[int], staff_page: int = 0) -> None:
        self.port, self.staff_port = free_port(), free_port()
        self._staff_page = f"127.0.0.1:{staff_page or free_port()}"
        self._bots = " ".join(f"127.0.0.1:{port}" for port in ports)
        self._folder = tempfile.TemporaryDirectory()
        self._file = Path(self._folder.name, "Caddyfile")
        self._file.write_text(f"{{\n\tadmin off\n}}\nimport {ROOT}/deploy/Caddyfile\n")
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Caddy:
        here = {"DOMAIN": f"http://127.0.0.1:{self.port}", "BOTS": self._bots, "HOME": self._folder.name}
        here |= {"STAFF_DOMAIN": f"http://127.0.0.1:{self.staff_port}", "STAFF_PAGE": self._staff_page}
        self._process = await asyncio.create_subprocess_exec(
            *("caddy", "run", "--adapter", "caddyfile", "--config", self._file),
            env={**os.environ, **here},
            stderr=asyncio.subprocess.DEVNULL,
        )
        await until(self._listens, "Caddy listens")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process
        self._process.terminate()
        await self._process.wait()
        self._folder.cleanup()

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True


class Two:
    """Two processes, and whether each can receive, decide and send."""

    def __init__(self, found: Scene) -> None:
        self.bots = found.bots
        self._health = {bot.log: f"127.0.0.1:{free_port()}" for bot in found.bots}

    def start(self, bot: BotProcess) -> None:
        """Start one."""
        bot.start(BOT_HEALTH__LISTEN=self._health[bot.log])

    async def ready(self) -> None:
        """Wait until both are ready, as the whole installation must be again in ten seconds."""
        async with aiohttp.ClientSession() as session:

            async def all_are() -> bool:
                return all([await self._is_ready(bot, session) for bot in self.bots])

            await until(all_are, "both are ready", AGAIN, every=0.1)

    async def _is_ready(self, bot: BotProcess, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"http://{self._health[bot.log]}/readyz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


@pytest.mark.postgres
@pytest.mark.slow
async def test_two_processes_behind_the_proxy_lose_nothing(tmp_path: Path) -> None:
    server = server_or_skip()
    url = await server.new_database()
    proxy = Caddy if shutil.which("caddy") else RoundRobin
    async with scene(tmp_path, url, mode="webhook", processes=2, residents=60, balancer=proxy) as found:
        stream, two = Stream(found), Two(found)
        for bot in found.bots:
            two.start(bot)
            await bot.ready()
        await two.ready()
        await stream.questions(40)
        await one_is_killed(stream, two)
        await the_database_is_away(stream, two, server)
        await each_is_restarted(stream, two)
        await found.quiet()
        await stream.claims()
        await found.quiet()
        await stream.replies()
        await found.quiet()
        findings = await proof(stream)
        assert findings.clean, findings
        await an_officer_joins_at_one_and_is_known_to_both(found)
    server.drop(url)


async def one_is_killed(stream: Stream, two: Two) -> None:
    victim = two.bots[0]
    victim.kill()
    await stream.questions(40)
    two.start(victim)
    await two.ready()


async def the_database_is_away(stream: Stream, two: Two, server: PostgresServer) -> None:
    await asyncio.to_thread(server.stop)
    try:
        await stream.questions(40)
        await asyncio.sleep(AWAY)
    finally:
        await asyncio.to_thread(server.start)
    await two.ready()
    with suppress(StorageUnavailable):  # the test's own connection has ended too
        await stream.scene.count("SELECT 1")


async def each_is_restarted(stream: Stream, two: Two) -> None:
    for bot in two.bots:
        await stream.questions(20)
        status, _ = await bot.terminate()
        assert status == 0
        await stream.questions(20)
        two.start(bot)
        await two.ready()


async def an_officer_joins_at_one_and_is_known_to_both(found: Scene) -> None:
    await found.telegram.tell("people", {"first_id": JOINING, "count": 1, "first_name": "Dewi"})
    _, link = await command("officer", "invite", "dewi", environment=found.bot.environment)
    cases = await found.count("SELECT count(*) FROM tickets")
    await found.telegram.write([(JOINING, f"/start {link.strip().partition('start=')[2]}")])
    await found.quiet()
    for number in range(9):
        await found.telegram.write([(JOINING, f"pesan {number}")])
        await asyncio.sleep(0.05)

    async def answered() -> bool:
        return len(await found.telegram.messages(JOINING)) >= 2 * 10

    await until(answered, "every message is answered")
    assert await found.count(f"SELECT count(*) FROM residents WHERE chat = '{JOINING}'") == 0
    assert await found.count("SELECT count(*) FROM tickets") == cases
