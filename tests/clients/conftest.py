"""A fresh server for each test of other people's clients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from telegram_simulator.phone import PATIENCE
from telegram_simulator.server import BotApiServer


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds that no event reports."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.005)


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer(webhook_pause=0.05) as running:
        yield running
