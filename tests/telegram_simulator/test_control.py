"""The server driven over HTTP, as from another process, and as a process of its own."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from typing import Any

import aiohttp
import pytest

from telegram_simulator.server import BotApiServer


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("people", {}, "Isian first_id belum ada."),
        ("messages", {"messages": 1}, "Isian yang harus bilangan bukan bilangan."),
        ("queue", {"do": "menari"}, "Antrean tidak mengenal menari."),
        ("act/add_fault", {"kind": "gempa"}, "Gangguan gempa tidak dikenal"),
        ("menari", {}, "Alamat kendali itu tidak ada."),
    ],
)
async def test_a_wrong_order_is_answered_with_a_sentence(
    server: BotApiServer, session: aiohttp.ClientSession, path: str, body: Any, sentence: str
) -> None:
    async with session.post(f"{server.base_url}/_control/{path}", json=body) as response:
        assert response.status in (400, 404)
        assert (await response.json())["error"].startswith(sentence)


async def start(*arguments: str) -> Process:
    words = (sys.executable, "-m", "telegram_simulator", *arguments)
    return await asyncio.create_subprocess_exec(*words, stdout=PIPE, stderr=PIPE)


async def test_the_process_ends_on_sigterm_and_says_what_it_cannot_do() -> None:
    running = await start("--port", "0", "--token", "123:abc")
    assert running.stdout
    async with asyncio.timeout(20):
        address = (await running.stdout.readline()).decode().strip()
    for words, status, sentence in (
        (("--port", address.rpartition(":")[2]), 1, "Port "),
        (("--token", "abc"), 2, "Token harus berbentuk"),
    ):
        process = await start(*words)
        _, said = await process.communicate()
        assert (process.returncode, said.decode().startswith(sentence)) == (status, True)
        assert "Traceback" not in said.decode()
    running.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        assert await running.wait() == 0
