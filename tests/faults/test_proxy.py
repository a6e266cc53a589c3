"""Two processes on one PostgreSQL behind Debian's Caddy with the file of deploy/: nothing is lost, both are soon up."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from bot.helpdesk.model.errors import StorageUnavailable
from tests.databases import PostgresServer, server_or_skip
from tests.faults.harness import Scene, scene
from tests.faults.processes import BotProcess, command
from tests.faults.stream import Stream, proof
from tests.ports import free_port
from tests.waiting import until

AWAY = 8.0
"""Seconds without a database."""
AGAIN = 10.0
"""Seconds in which a process is ready again."""
JOINING = 7009


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
@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed (apt install caddy)")
async def test_two_processes_behind_the_proxy_lose_nothing(tmp_path: Path) -> None:
    server = server_or_skip()
    url = await server.new_database()
    async with scene(tmp_path, url, mode="webhook", processes=2, residents=60) as found:
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
