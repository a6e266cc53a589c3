"""What comes instead of updates: the poller asks again, acknowledges nothing that it has not stored, and never ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import clock
from bot.channels.telegram.contact import Contact
from bot.channels.telegram.receive import Poller
from bot.channels.telegram.request import AiohttpRequest, Calls
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import Received

GOOD = b'{"ok":true,"result":[{"update_id":7,"message":{"message_id":1,"chat":{"id":5}}}]}'
NOW = datetime(2026, 11, 24, tzinfo=UTC)
Keep = Callable[[Sequence[Received]], Awaitable[None]]
EMPTY = b'{"ok":true,"result":[]}'


class Scripted:
    """A server that answers getUpdates with these bodies, one after the other, and then with nothing new."""

    def __init__(self, *bodies: bytes) -> None:
        self.bodies = list(bodies)
        self.offsets: list[int | None] = []
        self.asked = asyncio.Event()

    async def answer(self, request: web.Request) -> web.Response:
        if request.match_info["method"] == "deleteWebhook":
            return web.Response(body=b'{"ok":true,"result":true}')
        self.offsets.append(msgspec.json.decode(await request.read()).get("offset"))
        if self.bodies:
            return web.Response(body=self.bodies.pop(0))
        self.asked.set()
        await asyncio.sleep(0.05)
        return web.Response(body=EMPTY)


async def polled(server: Scripted, keep: Keep | None = None) -> list[Received]:
    """Poll until the script is at its end and return what is stored."""
    stored: list[Received] = []

    async def keep_all(updates: Sequence[Received]) -> None:
        stored.extend(updates)

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", server.answer)
    async with TestServer(app) as web_server, AiohttpRequest() as request:
        calls = Calls(str(web_server.make_url("/bot1:a")), request.post_json)
        task = asyncio.create_task(Poller(calls, keep or keep_all, Contact(clock.now)).run())
        async with asyncio.timeout(60):
            await server.asked.wait()
        assert not task.done()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return stored


SENSELESS = (
    b"",
    b"<html>masuk wifi desa</html>",
    GOOD[: len(GOOD) // 2],
    b"{}",
    b"[]",
    b'{"ok":true}',
    b'{"ok":true,"result":{"a":1}}',
    b'{"ok":true,"result":"x"}',
    b'{"ok":true,"result":[{"message":{}}]}',
    b"[" * 5000,
)


async def test_a_senseless_answer_is_asked_for_again() -> None:
    # side by side, for each of them makes its poller wait for a moment
    scripts = [Scripted(body, GOOD) for body in SENSELESS]
    stored = await asyncio.gather(*(polled(server) for server in scripts))
    for body, server, rows in zip(SENSELESS, scripts, stored, strict=True):
        assert [row.update for row in rows if not row.update.startswith("unreadable:")] == ["7"], body
        assert server.offsets[:3] == [None, None, 8], body


@pytest.mark.parametrize("error", [Trouble("Disk penuh."), RuntimeError("what nobody has thought of")], ids=repr)
async def test_what_could_not_be_stored_is_not_acknowledged(error: Exception) -> None:
    server = Scripted(GOOD, GOOD)
    tries = []

    async def keep(updates: Sequence[Received]) -> None:
        tries.append([row.update for row in updates])
        if len(tries) == 1:
            raise error

    await polled(server, keep)
    assert tries == [["7"], ["7"]]
    assert server.offsets[:3] == [None, None, 8]


async def test_an_element_that_is_no_update_is_kept_and_acknowledged() -> None:
    server = Scripted(b'{"ok":true,"result":[5,null,{"update_id":7},{"update_id":"x"}]}')
    stored = await polled(server)
    assert [row.update[:10] for row in stored] == ["unreadable", "unreadable", "7", "unreadable"]
    assert server.offsets[:2] == [None, 8]
