"""Faults: what the bot's side sees of each, and whether the message was delivered nevertheless."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from telegram_simulator.faults import Faults, Rate, RateLimits
from telegram_simulator.params import Call
from telegram_simulator.phone import PATIENCE
from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api, until

SEND = {"chat_id": 5001, "text": "x"}


@pytest.fixture
async def ready(server: BotApiServer) -> BotApiServer:
    await server.phone(5001).starts()
    return server


SHORT = 0.3
"""Seconds that a client waits for an answer that does not come; all others wait as long as it takes."""


async def outcome(api: Api, method: str = "sendMessage", wait: float = PATIENCE, **params: Any) -> str:
    """Say in a word how a call ends for a client that waits so many seconds."""
    timeout = aiohttp.ClientTimeout(total=wait)
    try:
        async with api.session.post(api.url(method), json=params or SEND, timeout=timeout) as response:
            return str((await response.json())["ok"])
    except (TimeoutError, aiohttp.ClientError) as error:
        return type(error).__name__


@pytest.mark.parametrize(
    ("kind", "more", "seen", "delivered"),
    [
        ("error", {"code": 502}, "False", 0),
        ("hang", {}, "TimeoutError", 0),
        ("lost_answer", {}, "TimeoutError", 1),
        ("reset", {}, "ClientOSError", 0),
        ("half_body", {}, "ClientPayloadError", 1),
        ("drip", {"pace": 5.0}, "TimeoutError", 1),
        ("drip", {"pace": 0.05}, "True", 1),
        ("delay", {"pace": 0.05}, "True", 1),
    ],
)
async def test_a_fault_is_seen_once_and_delivers_or_not(
    ready: BotApiServer, api: Api, kind: Any, more: dict[str, Any], seen: str, delivered: int
) -> None:
    ready.faults.add(kind, times=1, **more)
    assert await outcome(api, wait=SHORT if seen == "TimeoutError" else PATIENCE) == seen
    assert len(ready.phone(5001).heard) == delivered
    assert await outcome(api) == "True"


@pytest.mark.parametrize(
    ("code", "description"),
    [(500, "Internal Server Error"), (502, "Bad Gateway"), (504, "Gateway Timeout"), (401, "Unauthorized")],
)
async def test_an_error_fault_speaks_telegrams_words(
    ready: BotApiServer, api: Api, code: int, description: str
) -> None:
    with ready.faults.fail(code):
        status, answer = await api.call("sendMessage", **SEND)
        assert (status, answer) == (code, {"ok": False, "error_code": code, "description": description})
    assert await outcome(api) == "True"


async def test_a_flood_counts_down_and_ends(server: BotApiServer, api: Api) -> None:
    await server.phone(5001).starts()
    await server.phone(5002).starts()
    server.faults.flood(10, chats=[5001])
    status, answer = await api.call("sendMessage", **SEND)
    assert status == 429
    assert answer["description"] == "Too Many Requests: retry after 10"
    assert answer["parameters"] == {"retry_after": 10}
    await api.ask("sendMessage", chat_id=5002, text="x")
    server.advance(7.5)
    assert (await api.call("sendMessage", **SEND))[1]["parameters"] == {"retry_after": 3}
    server.advance(3)
    await api.ask("sendMessage", **SEND)
    assert server.faults.active == []


async def test_a_flood_for_all_spares_what_sends_nothing(ready: BotApiServer, api: Api) -> None:
    ready.faults.flood(10)
    assert (await api.call("sendMessage", **SEND))[0] == 429
    await api.ask("getMe")
    await api.updates()


async def test_blocked_and_upgraded_chats_can_be_played(ready: BotApiServer, api: Api) -> None:
    with ready.faults.block(5001):
        assert await api.refused("sendMessage", **SEND) == "Forbidden: bot was blocked by the user"
    with ready.faults.migrate(5001, -1002):
        assert (await api.call("sendMessage", **SEND))[1]["parameters"] == {"migrate_to_chat_id": -1002}


async def test_a_fault_strikes_only_its_methods(ready: BotApiServer, api: Api) -> None:
    ready.faults.fail(methods=["editMessageText"])
    await api.ask("sendMessage", **SEND)
    assert (await api.call("editMessageText", **SEND, message_id=2))[0] == 502


async def test_refusals_by_a_fault_stand_in_the_log(ready: BotApiServer, api: Api) -> None:
    with ready.faults.fail(503):
        await api.call("sendMessage", **SEND)
    await api.ask("sendMessage", **SEND)
    assert [(call.method, call.status, call.ok) for call in ready.calls] == [
        ("sendMessage", 503, False),
        ("sendMessage", 200, True),
    ]
    assert ready.calls.count("sendMessage") == 2
    assert ready.calls.count("sendMessage", 503) == 1


async def test_the_long_poll_can_fail_too(ready: BotApiServer, api: Api) -> None:
    ready.faults.add("hang", methods=["getUpdates"], times=1)
    assert await outcome(api, "getUpdates", wait=SHORT, timeout=0) == "TimeoutError"
    assert await outcome(api, "getUpdates", timeout=0) == "True"


async def test_a_server_with_hanging_calls_can_be_stopped(session: aiohttp.ClientSession) -> None:
    server = BotApiServer()
    await server.start()
    await server.phone(5001).starts()
    server.faults.add("hang")
    api = Api(server, session)
    hanging = [asyncio.create_task(outcome(api)) for _ in range(3)]
    await until(lambda: server.faults.active[0].used == 3)
    async with asyncio.timeout(PATIENCE):
        await server.stop()
    assert set(await asyncio.gather(*hanging)) <= {"TimeoutError", "ServerDisconnectedError", "ClientOSError"}


def test_faults_strike_in_the_order_in_which_they_were_switched_on() -> None:
    now = 0.0
    faults = Faults(lambda: now)
    first = faults.add("hang", times=1)
    second = faults.add("delay", chats=[5001], seconds=5)
    call = Call("sendmessage", {"chat_id": "5001"})
    assert [faults.strike(call), faults.strike(call)] == [first, second]
    assert faults.strike(Call("sendmessage", {"chat_id": 5002})) is None
    now = 5.0
    assert faults.strike(call) is None


async def test_telegrams_real_limits_can_be_switched_on(session: aiohttp.ClientSession) -> None:
    now = 1000.0
    async with BotApiServer(real_limits=True, clock=lambda: now) as server:
        api = Api(server, session)
        await server.phone(5001).starts()
        statuses = [(await api.call("sendMessage", **SEND))[0] for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        now += 1
        assert (await api.call("sendMessage", **SEND))[0] == 200


def test_limits_count_over_all_per_chat_and_per_group(server: BotApiServer) -> None:
    now = 0.0
    limits = RateLimits(lambda: now, overall=Rate(4, 4))
    one, two = (server.world.chats[server.phone(number).id] for number in (5001, 5002))
    group = server.group("RT 04", server.phone(5001))
    assert [limits.take(one) for _ in range(4)] == [0, 0, 0, 1]
    assert [limits.take(two), limits.take(two)] == [0, 1]
    now = 1.0
    assert [limits.take(group) for _ in range(5)] == [0, 0, 0, 0, 1]
    sent = 4
    while now < 60:
        now += 1
        sent += limits.take(group) == 0
    assert sent == 39
