"""getUpdates: offsets, limits, the long poll, its conflict, and what is done to the queue in tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api
from tests.waiting import until

FIRST = 1000


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer(first_update_id=FIRST) as running:
        yield running


async def texts(server: BotApiServer, *words: str) -> None:
    for word in words:
        await server.phone(5001).sends(word)


@pytest.mark.parametrize(
    ("asked", "given", "left"),
    [
        ({}, ["a", "b", "c", "d"], 4),
        ({"limit": 2}, ["a", "b"], 4),
        ({"limit": 0}, ["a"], 4),
        ({"offset": FIRST}, ["a", "b", "c", "d"], 4),
        ({"offset": FIRST + 2}, ["c", "d"], 2),
        ({"offset": FIRST + 4}, [], 0),
        ({"offset": FIRST + 400}, ["a", "b", "c", "d"], 4),
        ({"offset": -1}, ["d"], 1),
        ({"offset": -9}, ["a", "b", "c", "d"], 4),
        ({"offset": FIRST + 1, "limit": 1}, ["b"], 3),
    ],
)
async def test_an_offset_confirms_what_comes_before_it(
    server: BotApiServer, api: Api, asked: dict[str, int], given: list[str], left: int
) -> None:
    await texts(server, "a", "b", "c", "d")
    assert [update["message"]["text"] for update in await api.updates(**asked)] == given
    assert len(server.waiting) == left


async def test_setting_a_webhook_ends_the_poll_and_forbids_the_next(server: BotApiServer, api: Api) -> None:
    polling = asyncio.create_task(api.refused("getUpdates", timeout=30))
    await until(lambda: server.world.updates.polling)
    await api.ask("setWebhook", url="http://127.0.0.1:9/")
    assert await polling == "Conflict: terminated by setWebhook request"
    assert await api.refused("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    await api.ask("deleteWebhook")
    assert await api.updates() == []


async def test_updates_are_forgotten_after_a_day_and_presses_sooner(server: BotApiServer, api: Api) -> None:
    phone = server.phone(5001)
    await phone.sends("a")
    markup = {"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}]]}
    await api.ask("sendMessage", chat_id=5001, text="b", reply_markup=markup)
    await phone.taps(phone.last, "Ya")
    server.advance(200)
    assert [list(update)[1] for update in await api.updates()] == ["message"]
    server.advance(86_400)
    assert await api.updates() == []
