"""npm's grammY, unmodified: a bot in a process of its own, polling and by webhook."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from telegram_simulator.files import PIXEL_PNG
from telegram_simulator.phone import Phone
from telegram_simulator.server import BotApiServer
from tests.npm import installed

FOLDER = Path(__file__).parent / "grammy"

pytestmark = pytest.mark.node


@pytest.fixture(scope="module", autouse=True)
def grammy() -> None:
    """Installs grammY as the lock file says, once; skips where that is not possible."""
    if said := installed(FOLDER):
        pytest.skip(said)


class GrammyBot:
    """The running bot; `said` gives its next line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def said(self) -> str:
        assert self.process.stdout
        async with asyncio.timeout(10):
            return (await self.process.stdout.readline()).decode().strip()


@asynccontextmanager
async def running(server: BotApiServer, way: str) -> AsyncIterator[GrammyBot]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        "node", "bot.mjs", server.base_url, server.token, way, cwd=FOLDER, stdin=pipe, stdout=pipe
    )
    bot = GrammyBot(process)
    try:
        assert await bot.said() == "siap"
        yield bot
    finally:
        assert process.stdin
        process.stdin.close()
        async with asyncio.timeout(10):
            await process.wait()


async def fails(phone: Phone, method: str, **params: Any) -> dict[str, Any]:
    """Call a method that is refused and return what the bot sees."""
    await phone.sends(f"salah {method} {json.dumps(params)}")
    seen: dict[str, Any] = json.loads((await phone.hears(contains="{")).text)
    return seen


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_a_whole_conversation(server: BotApiServer, way: str) -> None:
    phone = server.phone(5001, "Siti")
    async with running(server, way) as bot:
        await phone.starts("mandurian")
        hello = await phone.hears()
        assert (hello.text, hello.buttons) == ("Halo mandurian", ["Ya", "Situs"])
        answer = await phone.presses(hello, "Ya")
        assert (answer.text, answer.alert) == ("Tersimpan", True)
        await phone.sees("Terima kasih")
        question = await phone.sends("Biaya paspor 😀?")
        assert (await phone.hears(contains="Biaya")).reply_to == question.id
        await phone.edits(question, "Biaya paspor anak?")
        await phone.hears(contains="diedit: Biaya paspor anak?")
        await phone.sends_photo()
        await phone.hears(contains=f"{len(PIXEL_PNG)} bita")
        for sends, kind in (
            (phone.sends_voice, "voice"),
            (phone.sends_document, "document"),
            (phone.sends_sticker, "sticker"),
            (phone.sends_location, "location"),
            (phone.sends_contact, "contact"),
        ):
            await sends()
            await phone.hears(contains=kind)
        await phone.blocks()
        assert await bot.said() == "anggota kicked"


async def test_refusals_and_faults_are_understood(server: BotApiServer) -> None:
    phone = server.phone(5001, "Siti")
    server.phone(5002)
    async with running(server, "polling"):
        refused = await fails(phone, "sendMessage", chat_id=99, text="x")
        assert refused == {
            "type": "GrammyError",
            "error_code": 400,
            "description": "Bad Request: chat not found",
            "parameters": {},
        }
        refused = await fails(phone, "sendMessage", chat_id=5002, text="x")
        assert (refused["error_code"], refused["type"]) == (403, "GrammyError")
        with server.faults.flood(7, chats=[5002]):
            refused = await fails(phone, "sendMessage", chat_id=5002, text="x")
        assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 7})
        with server.faults.add("reset", methods=["sendMessage"], chats=[5002]):
            refused = await fails(phone, "sendMessage", chat_id=5002, text="x")
        assert refused["type"] == "HttpError"


async def test_a_second_poller_ends_the_first(server: BotApiServer) -> None:
    async with running(server, "polling") as first:
        async with running(server, "polling") as second:
            ended = {asyncio.create_task(bot.said()) for bot in (first, second)}
            done, waiting = await asyncio.wait(ended, return_when=asyncio.FIRST_COMPLETED)
            for task in waiting:
                task.cancel()
        assert done.pop().result().startswith("berhenti 409 Conflict: terminated by other getUpdates request")
