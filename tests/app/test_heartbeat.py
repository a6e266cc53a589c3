"""The outside watch is called while the bot can work, and its secret address stands in no log."""

from __future__ import annotations

from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.app.runtime.health import Heartbeat
from bot.channels.telegram.request import AiohttpRequest


async def test_each_change_of_what_the_watch_says_is_one_line() -> None:
    statuses, calls = [200, 200, 500, 404, 500, 200, 204], []

    async def answer(request: web.Request) -> web.Response:
        calls.append(request.query_string)
        return web.Response(status=statuses[len(calls) - 1])

    app = web.Application()
    app.router.add_get("/ping/rahasia", answer)
    with capture_logs() as logs:
        async with AiohttpRequest() as request:
            async with TestServer(app) as server:
                url = str(server.make_url("/ping/rahasia?kunci=rahasia"))
                await Heartbeat(request, url, lambda: False).beat()
                assert calls == [], "a bot that is not ready is silent"
                heartbeat = Heartbeat(request, url, lambda: True)
                for _ in statuses:
                    await heartbeat.beat()
            await heartbeat.beat()
    assert set(calls) == {"kunci=rahasia"}
    assert [line["event"] for line in logs] == [
        "the heartbeat does not arrive",
        "the heartbeat arrives again",
        "the heartbeat does not arrive",
    ]
    assert logs[0]["cause"] == "HTTP 500"
    assert "rahasia" not in str(logs)
