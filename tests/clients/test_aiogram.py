"""aiogram 3, unmodified: its pydantic models read every answer, its dispatcher polls."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from telegram_simulator.server import BotApiServer

pytest.register_assert_rewrite("tests.clients.with_aiogram")


@pytest.fixture(scope="module")
def suite() -> ModuleType:
    """Import aiogram where its tests run: it takes seconds, which every process that collects tests would spend."""
    return import_module("tests.clients.with_aiogram")


@pytest.fixture
async def bot(suite: ModuleType, server: BotApiServer) -> AsyncIterator[Any]:
    async with suite.aiograms_bot(server) as made:
        yield made


async def test_a_whole_conversation(suite: ModuleType, server: BotApiServer, bot: Any) -> None:
    await suite.a_whole_conversation(server, bot)


async def test_every_update_of_a_group_can_be_read(suite: ModuleType, server: BotApiServer, bot: Any) -> None:
    await suite.every_update_of_a_group_can_be_read(server, bot)


async def test_every_method_gives_what_aiograms_models_demand(
    suite: ModuleType, server: BotApiServer, bot: Any
) -> None:
    await suite.every_method_gives_what_aiograms_models_demand(server, bot)


async def test_refusals_and_faults_become_the_right_exceptions(
    suite: ModuleType, server: BotApiServer, bot: Any
) -> None:
    await suite.refusals_and_faults_become_the_right_exceptions(server, bot)
