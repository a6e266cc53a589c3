"""A fresh server for each test, and the Bot API called as bare HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from telegram_simulator.phone import Phone
from telegram_simulator.server import BotApiServer


class Api:
    """A bot without a library: every call is one POST; gives status and the JSON body."""

    def __init__(self, server: BotApiServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session

    def url(self, method: str) -> str:
        return f"{self.server.base_url}/bot{self.server.token}/{method}"

    async def call(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        async with self.session.post(self.url(method), json=params) as response:
            return response.status, await response.json()

    async def ask(self, method: str, **params: Any) -> Any:
        """Make a call that must be done and return its result."""
        status, answer = await self.call(method, **params)
        assert status == 200, answer
        assert answer["ok"] is True
        return answer["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """Make a call that must be refused and return the description."""
        status, answer = await self.call(method, **params)
        assert answer["ok"] is False, answer
        assert answer["error_code"] == status
        return str(answer["description"])

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        return list(await self.ask("getUpdates", **params))


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer(webhook_pause=0.05) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
async def siti(server: BotApiServer) -> Phone:
    """Return the phone of somebody who has started the bot."""
    phone = server.phone(5001, "Siti")
    await phone.starts()
    return phone


@pytest.fixture
async def api(server: BotApiServer, session: aiohttp.ClientSession) -> Api:
    return Api(server, session)
