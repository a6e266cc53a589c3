"""Delivery by webhook: what is posted, what happens after a failure, in which order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api, until

NOWHERE = "http://127.0.0.1:9/tidak-ada"


class Listener:
    """The bot's side: notes what is posted and answers with the next of `answers` (200 when there is none)."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()
        self.answers: list[int] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.posts.append(await request.json())
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    async def until(self, count: int) -> list[str]:
        await until(lambda: len(self.posts) >= count)
        return [post["message"]["text"] for post in self.posts]


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listening = Listener()
    app = web.Application()
    app.router.add_post("/kait", listening.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listening.url = f"http://127.0.0.1:{runner.addresses[0][1]}/kait"
    yield listening
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(server: BotApiServer, api: Api, listener: Listener) -> None:
    await server.phone(5001).sends("sebelum")
    await api.ask("setWebhook", url=listener.url, secret_token="rahasia", max_connections=5)
    await server.phone(5001).sends("sesudah")
    assert await listener.until(2) == ["sebelum", "sesudah"]
    await until(lambda: not server.waiting)
    assert listener.secrets == {"rahasia"}
    info = await api.ask("getWebhookInfo")
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (listener.url, 0, 5)


async def test_a_failed_delivery_is_repeated_in_order(server: BotApiServer, api: Api, listener: Listener) -> None:
    listener.answers = [500, 503, 404]
    await api.ask("setWebhook", url=listener.url)
    for word in "ab":
        await server.phone(5001).sends(word)
    assert await listener.until(5) == ["a", "a", "a", "a", "b"]
    info = await api.ask("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"


@pytest.mark.parametrize(("drop", "left"), [(True, 0), (False, 2)])
async def test_an_unreachable_webhook_keeps_its_updates_until_told(
    server: BotApiServer, api: Api, drop: bool, left: int
) -> None:
    await api.ask("setWebhook", url=NOWHERE)
    for word in "ab":
        await server.phone(5001).sends(word)
    await until(lambda: server.api.pusher.webhook.failed > 0)
    info = await api.ask("getWebhookInfo")
    assert (info["pending_update_count"], info["last_error_message"]) == (2, "Connection refused")
    _, answer = await api.call("deleteWebhook", drop_pending_updates=drop)
    assert answer["description"] == "Webhook was deleted"
    assert len(await api.updates()) == left
    assert (await api.call("deleteWebhook"))[1]["description"] == "Webhook is already deleted"
