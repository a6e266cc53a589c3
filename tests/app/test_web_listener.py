"""What is reached from outside before the bot is built, and an outside watch, whose secret address is in no log."""

from __future__ import annotations

import subprocess
import sys
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot import clock
from bot.app.runtime.health import Heartbeat, WebListener
from bot.channels.telegram.request import AiohttpRequest
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import Received
from bot.settings import Settings
from tests.ports import free_port

SECRET = "rahasia-yang-cukup-panjang"


def listener_at(**addresses: str) -> WebListener:
    hook = {"url": "https://bot.contoh.go.id", "secret_token": SECRET, "listen": addresses["webhook"]}
    telegram = {"mode": "webhook", "webhook": hook}
    settings = Settings(telegram=telegram, health={"listen": addresses["health"]})
    return WebListener(settings, clock.now)


async def asked(address: str, method: str = "GET", **more: Any) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.request(method, f"http://{address}", **more) as got:
        return got.status, await got.text()


async def test_telegram_keeps_its_updates_until_a_bot_takes_them_and_after() -> None:
    health, webhook = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    listener = listener_at(health=health, webhook=webhook)
    call: dict[str, Any] = {
        "method": "POST",
        "json": {"update_id": 1},
        "headers": {"X-Telegram-Bot-Api-Secret-Token": SECRET},
    }
    kept: list[Received] = []

    async def keep(updates: Any) -> None:
        kept.extend(updates)

    async with listener.open():
        assert (await asked(f"{webhook}/telegram", **call))[0] == 503
        listener.keep = keep
        assert (await asked(f"{webhook}/telegram", **call))[0] == 200
        listener.keep = None
        assert (await asked(f"{webhook}/telegram", **call))[0] == 503
    assert len(kept) == 1


def test_a_start_imports_nothing_that_reads_faq_files_or_serves_staff() -> None:
    late = ("bot.faqfiles.shape", "bot.faqfiles.lint.rules", "bot.staffpage.app", "jinja2")
    code = f"import sys, bot.app.wiring; print([name for name in {late} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("taken", ["health", "webhook"])
async def test_an_address_in_use_is_reported_before_anything_else(taken: str) -> None:
    addresses = {"health": f"127.0.0.1:{free_port()}", "webhook": f"127.0.0.1:{free_port()}"}
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(listener_at(**addresses).open())
        other = {name: f"127.0.0.1:{free_port()}" for name in addresses} | {taken: addresses[taken]}
        with capture_logs() as logs, pytest.raises(Trouble, match=rf"{taken}\.listen: alamat {addresses[taken]} tidak"):
            await stack.enter_async_context(listener_at(**other).open())
        assert logs == []
        # what was opened before the one that is taken is closed again
        assert taken == "health" or await asked(f"{addresses['health']}/livez")


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
