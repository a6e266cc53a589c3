"""Delivery by webhook: what is posted, what happens after a failure, in which order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api, until


class Listener:
    """The bot's side: notes what is posted and answers with the next of `answers` (200 when there is none)."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.headers: list[str | None] = []
        self.answers: list[int] = []
        self.together = self.most = 0
        self.pause = 0.0
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.together += 1
        self.most = max(self.most, self.together)
        self.posts.append(await request.json())
        self.headers.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        await asyncio.sleep(self.pause)
        self.together -= 1
        status = self.answers.pop(0) if self.answers else 200
        return web.Response(status=status)

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
    message = await server.phone(5001).sends("sebelum")
    await api.ask("setWebhook", url=listener.url, secret_token="rahasia", max_connections=5)
    await server.phone(5001).sends("sesudah")
    assert await listener.until(2) == ["sebelum", "sesudah"]
    await until(lambda: not server.waiting)
    assert message.collected
    assert listener.headers == ["rahasia", "rahasia"]
    info = await api.ask("getWebhookInfo")
    assert info == {
        "url": listener.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 5,
        "ip_address": "127.0.0.1",
    }


async def test_a_failed_delivery_is_repeated_in_order(server: BotApiServer, api: Api, listener: Listener) -> None:
    listener.answers = [500, 503, 404]
    await api.ask("setWebhook", url=listener.url)
    phone = server.phone(5001)
    await phone.sends("a")
    await phone.sends("b")
    assert await listener.until(5) == ["a", "a", "a", "a", "b"]
    info = await api.ask("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"


async def test_chats_do_not_wait_for_each_other_beyond_max_connections(
    server: BotApiServer, api: Api, listener: Listener
) -> None:
    listener.pause = 0.05
    await api.ask("setWebhook", url=listener.url, max_connections=3)
    for number in range(5001, 5011):
        await server.phone(number).sends("a")
        await server.phone(number).sends("b")
    words = await listener.until(20)
    await until(lambda: not server.waiting)
    assert listener.most == 3
    assert sorted(words) == ["a"] * 10 + ["b"] * 10
    for number in range(5001, 5011):
        own = [post["message"]["text"] for post in listener.posts if post["message"]["from"]["id"] == number]
        assert own == ["a", "b"]


async def test_an_unreachable_webhook_keeps_its_updates(server: BotApiServer, api: Api) -> None:
    await api.ask("setWebhook", url="http://127.0.0.1:9/tidak-ada")
    await server.phone(5001).sends("a")
    await until(lambda: server.api.pusher.webhook.failed > 0)
    info = await api.ask("getWebhookInfo")
    assert (info["pending_update_count"], info["last_error_message"]) == (1, "Connection refused")
    await api.ask("deleteWebhook")
    assert len(await api.updates()) == 1


@pytest.mark.parametrize(("drop", "left"), [(True, 0), (False, 2)])
async def test_pending_updates_are_dropped_only_on_request(
    server: BotApiServer, api: Api, drop: bool, left: int
) -> None:
    await api.ask("setWebhook", url="http://127.0.0.1:9/tidak-ada")
    await server.phone(5001).sends("a")
    await server.phone(5001).sends("b")
    _, answer = await api.call("deleteWebhook", drop_pending_updates=drop)
    assert answer["description"] == "Webhook was deleted"
    assert len(server.waiting) == left
    assert (await api.call("deleteWebhook"))[1]["description"] == "Webhook is already deleted"


async def test_an_empty_url_deletes_the_webhook(server: BotApiServer, api: Api, listener: Listener) -> None:
    assert (await api.call("setWebhook", url=listener.url))[1]["description"] == "Webhook was set"
    await api.ask("setWebhook", url="")
    assert (await api.ask("getWebhookInfo"))["url"] == ""
