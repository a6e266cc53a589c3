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
from tests.telegram_simulator.conftest import Api


async def test_a_server_is_driven_over_http(server: BotApiServer, api: Api) -> None:
    async def control(path: str, **body: Any) -> Any:
        url, method = f"{server.base_url}/_control/{path}", "POST" if body else "GET"
        async with api.session.request(method, url, json=body or None) as response:
            return await response.json()

    assert (await control("people", first_id=5001, count=3))["people"] == 3
    await control("queue", do="hold")
    texts = [{"from": 5001 + number % 3, "text": f"pesan {number}"} for number in range(250)]
    assert len((await control("messages", messages=texts))["message_ids"]) == 250
    assert await api.updates() == []
    await control("queue", do="release")
    first = await api.updates(limit=100)
    assert len(first) == 100
    await api.updates(offset=first[-1]["update_id"] + 1, limit=1)
    for number in range(5):
        await api.ask("sendMessage", chat_id=5002, text=str(number))
    await api.refused("sendMessage", chat_id=1, text="x")
    counters = await control("counters")
    assert (counters["updates_waiting"], counters["updates_confirmed"]) == (150, 100)
    assert (counters["calls"]["sendMessage 200"], counters["calls"]["sendMessage 400"]) == (5, 1)
    calls = (await control("calls?method=sendMessage&limit=2"))["calls"]
    assert [(call["params"]["text"], call["result"]["text"]) for call in calls] == [("0", "0"), ("1", "1")]
    rest = (await control(f"calls?after={calls[-1]['seq']}&method=sendMessage"))["calls"]
    assert [call["params"]["text"] for call in rest] == ["2", "3", "4", "x"]
    assert (await control("messages?chat_id=5002"))["messages"][-1]["text"] == "4"
    await control("act/add_fault", kind="error", code=502, times=1)
    assert len((await control("faults"))["faults"]) == 1
    assert (await api.call("getMe"))[0] == 502
    assert (await api.ask("getMe"))["is_bot"]


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
