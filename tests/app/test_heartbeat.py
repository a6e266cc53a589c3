"""The outside watch is called while the bot can work, and its secret address stands in no log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from structlog.testing import capture_logs

from bot.app.jobs.job import Job, keep
from bot.app.runtime.health import Heartbeat
from bot.channels.telegram.request import AiohttpRequest


class Watch:
    """An outside monitor that answers with one status after the other, and leaves the last call unanswered."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.calls = 0
        self.done = asyncio.Event()

    async def answer(self, request: web.Request) -> web.Response:
        assert request.query_string == "kunci=rahasia"
        self.calls += 1
        status = self.statuses.pop(0)
        if not self.statuses:
            self.done.set()
            self.statuses = [status]
        return web.Response(status=status)


async def watched(
    watch: Watch, ready: Callable[[], bool], until: Callable[[BaseTestServer], Awaitable[object]]
) -> list[MutableMapping[str, Any]]:
    app = web.Application()
    app.router.add_get("/ping/rahasia", watch.answer)
    with capture_logs() as logs:
        async with TestServer(app) as server, AiohttpRequest() as request:
            url = str(server.make_url("/ping/rahasia?kunci=rahasia"))
            task = asyncio.create_task(keep(Job("heartbeat", 0.01, Heartbeat(request, url, ready).beat)))
            async with asyncio.timeout(5):
                await until(server)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    assert "rahasia" not in str(logs)
    return logs


async def test_each_change_of_what_the_watch_says_is_one_line() -> None:
    watch = Watch(200, 200, 500, 404, 500, 200, 204)
    logs = await watched(watch, lambda: True, lambda _: watch.done.wait())
    assert [(line["event"], line.get("cause")) for line in logs] == [
        ("the heartbeat does not arrive", "HTTP 500"),
        ("the heartbeat arrives again", None),
    ]


async def test_a_watch_that_is_away_is_one_line_and_ends_nothing() -> None:
    watch = Watch(200)

    async def away(server: BaseTestServer) -> None:
        await watch.done.wait()
        await server.close()
        await asyncio.sleep(0.1)

    logs = await watched(watch, lambda: True, away)
    assert [line["event"] for line in logs] == ["the heartbeat does not arrive"]
