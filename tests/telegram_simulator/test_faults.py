"""Faults: what the bot's side sees of each, and whether the message was delivered nevertheless."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from telegram_simulator.phone import PATIENCE, Phone
from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api

SEND = {"chat_id": 5001, "text": "x"}


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
    server: BotApiServer, siti: Phone, api: Api, kind: Any, more: dict[str, Any], seen: str, delivered: int
) -> None:
    server.faults.add(kind, times=1, **more)
    assert await outcome(api, wait=SHORT if seen == "TimeoutError" else PATIENCE) == seen
    assert len(siti.heard) == delivered
    assert await outcome(api) == "True"


async def test_a_flood_counts_down_and_ends(server: BotApiServer, api: Api) -> None:
    for number in (5001, 5002):
        await server.phone(number).starts()
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


async def test_blocked_and_upgraded_chats_can_be_played(server: BotApiServer, siti: Phone, api: Api) -> None:
    with server.faults.block(5001):
        assert await api.refused("sendMessage", **SEND) == "Forbidden: bot was blocked by the user"
    with server.faults.migrate(5001, -1002):
        assert (await api.call("sendMessage", **SEND))[1]["parameters"] == {"migrate_to_chat_id": -1002}


async def test_telegrams_real_limits_can_be_switched_on(session: aiohttp.ClientSession) -> None:
    now = 1000.0
    async with BotApiServer(real_limits=True, clock=lambda: now) as server:
        api = Api(server, session)
        await server.phone(5001).starts()
        statuses = [(await api.call("sendMessage", **SEND))[0] for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        now += 1
        assert (await api.call("sendMessage", **SEND))[0] == 200
