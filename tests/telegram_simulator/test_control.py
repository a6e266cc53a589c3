"""The server as a process of its own, driven over HTTP."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from telegram_simulator.server import BotApiServer

TOKEN = "123:abc"


class Remote:
    """A server in another process."""

    def __init__(self, address: str, session: aiohttp.ClientSession, process: Process) -> None:
        self.address = address
        self.session = session
        self.process = process

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.address}/_control/{path}") as response:
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(f"{self.address}/_control/{path}", json=body) as response:
            return await response.json()

    async def bot(self, method: str, **params: Any) -> Any:
        async with self.session.post(f"{self.address}/bot{TOKEN}/{method}", json=params) as response:
            return await response.json()


async def start(*arguments: str) -> Process:
    words = (sys.executable, "-m", "telegram_simulator", *arguments)
    return await asyncio.create_subprocess_exec(*words, stdout=PIPE, stderr=PIPE)


@pytest.fixture
async def remote(session: aiohttp.ClientSession) -> AsyncIterator[Remote]:
    process = await start("--port", "0", "--token", TOKEN, "--history", "100")
    assert process.stdout
    async with asyncio.timeout(20):
        address = (await process.stdout.readline()).decode().strip()
    yield Remote(address, session, process)
    if process.returncode is None:
        process.terminate()
    await process.wait()


async def test_a_server_in_another_process_is_driven_over_http(remote: Remote) -> None:
    assert (await remote.post("people", first_id=5001, count=3))["people"] == 3
    await remote.post("queue", do="hold")
    texts = [{"from": 5001 + number % 3, "text": f"pesan {number}"} for number in range(250)]
    assert len((await remote.post("messages", messages=texts))["message_ids"]) == 250
    assert (await remote.bot("getUpdates"))["result"] == []
    await remote.post("queue", do="release")
    first = (await remote.bot("getUpdates", limit=100))["result"]
    assert len(first) == 100
    await remote.bot("getUpdates", offset=first[-1]["update_id"] + 1, limit=1)
    for number in range(5):
        await remote.bot("sendMessage", chat_id=5002, text=str(number))
    await remote.bot("sendMessage", chat_id=1, text="x")
    counters = await remote.get("counters")
    assert (counters["updates_waiting"], counters["updates_confirmed"]) == (150, 100)
    assert (counters["calls"]["sendMessage 200"], counters["calls"]["sendMessage 400"]) == (5, 1)
    calls = (await remote.get("calls?method=sendMessage&limit=2"))["calls"]
    assert [(call["params"]["text"], call["result"]["text"]) for call in calls] == [("0", "0"), ("1", "1")]
    rest = (await remote.get(f"calls?after={calls[-1]['seq']}&method=sendMessage"))["calls"]
    assert [call["params"]["text"] for call in rest] == ["2", "3", "4", "x"]
    assert (await remote.get("messages?chat_id=5002"))["messages"][-1]["text"] == "4"
    await remote.post("act/add_fault", kind="error", code=502, times=1)
    assert len((await remote.get("faults"))["faults"]) == 1
    assert (await remote.bot("getMe"))["error_code"] == 502
    assert (await remote.bot("getMe"))["result"]["id"] == 123


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


async def test_the_process_ends_on_sigterm_and_says_what_it_cannot_do(remote: Remote) -> None:
    for words, status, sentence in (
        (("--port", remote.address.rpartition(":")[2]), 1, "Port "),
        (("--token", "abc"), 2, "Token harus berbentuk"),
    ):
        process = await start(*words)
        _, said = await process.communicate()
        assert (process.returncode, said.decode().startswith(sentence)) == (status, True)
        assert "Traceback" not in said.decode()
    remote.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        assert await remote.process.wait() == 0
