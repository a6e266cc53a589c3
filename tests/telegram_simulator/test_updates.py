"""getUpdates: offsets, limits, the long poll, its conflict, and what is done to the queue in tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from random import Random

import pytest

from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api, until

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


async def test_a_second_poller_ends_the_first_with_409(server: BotApiServer, api: Api) -> None:
    first = asyncio.create_task(api.call("getUpdates", timeout=30))
    await until(lambda: server.world.updates.polling)
    second = asyncio.create_task(api.updates(timeout=30))
    status, answer = await first
    assert status == 409
    assert answer["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await texts(server, "a")
    assert len(await second) == 1


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


async def test_a_poller_that_went_away_loses_nothing(server: BotApiServer, api: Api) -> None:
    aborted = asyncio.create_task(api.updates(timeout=30))
    await until(lambda: server.world.updates.polling)
    aborted.cancel()
    await asyncio.sleep(0.02)
    await texts(server, "a")
    assert len(await api.updates()) == 1


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


async def test_shuffled_updates_all_come_whatever_the_offset(server: BotApiServer, api: Api) -> None:
    updates = server.world.updates
    updates.hold()
    await texts(server, *"abcdefghij")
    assert await api.updates() == []
    updates.shuffle(Random(1))
    updates.release()
    seen: list[int] = []
    offset = 0
    while batch := await api.updates(offset=offset, limit=3):
        seen += [update["update_id"] for update in batch]
        offset = batch[-1]["update_id"] + 1
        if len(seen) > 40:
            break
    assert set(seen) == set(range(FIRST, FIRST + 10))
    assert seen != sorted(seen)
