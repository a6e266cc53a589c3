"""A village whose bot is impatient, shared by the tests of a module: each switches its own faults on and off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import pytest
import pytest_asyncio

from telegram_simulator.phone import Phone
from tests.databases import new_sqlite
from tests.stories.conftest import Village, village_with

SILENCE = 1.5
"""Seconds after which this bot takes an answer for lost; the real one waits twenty."""

_numbers = count(20_001)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def village(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Village]:
    """Provide a village on SQLite."""
    url = await new_sqlite(tmp_path_factory.mktemp("village"))
    async with village_with(url) as scene:
        impatient(scene)
        yield scene


def impatient(scene: Village, seconds: float = SILENCE) -> None:
    """Make the bot wait less for answers to what it sends; there is no setting for this."""
    scene.app.bot.request.read_timeout = seconds


async def newcomer(scene: Village, name: str = "Warga") -> Phone:
    """Add a resident of Mandurian whom nobody knows yet."""
    phone = scene.server.phone(next(_numbers), name)
    await phone.starts("mandurian")
    await phone.hears(contains="Saya bot Imigrasi")
    return phone


async def ticket_of(scene: Village, phone: Phone, text: str) -> str:
    """Has a question brought to the officer; the ticket's number, once his card has arrived."""
    await phone.sends("/petugas")
    await phone.hears(contains="Tulis pertanyaan")
    await phone.sends(text)
    card = await scene.budi.hears(contains=text)
    number = card.text.split("Kasus #")[1].split()[0]
    await phone.sees("Sudah sampai ke petugas")
    return number


async def quiet(village: Village) -> None:
    """Wait until the bot has nothing to send any more."""
    store = village.app.store

    async def nothing_waits() -> bool:
        return not village.server.waiting and not (await store.ledger(None)).queued

    await village.until(nothing_waits)
