"""The server as a process of its own, driven over HTTP."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from telegram_simulator.server import BotApiServer

TOKEN = "123:abc"


class Remote:
    """A server in another process."""

    def __init__(self, address: str, session: aiohttp.ClientSession, process: asyncio.subprocess.Process) -> None:
        self.address = address
        self.session = session
        self.process = process

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.address}{path}") as response:
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(f"{self.address}{path}", json=body) as response:
            return await response.json()

    async def bot(self, method: str, **params: Any) -> Any:
        return await self.post(f"/bot{TOKEN}/{method}", **params)


async def start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "telegram_simulator",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


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
    assert (await remote.bot("getMe"))["result"]["id"] == 123
    assert (await remote.post("/_control/people", first_id=5001, count=3))["people"] == 3
    texts = [{"from": 5001 + number % 3, "text": f"pesan {number}"} for number in range(250)]
    sent = await remote.post("/_control/messages", messages=texts)
    assert len(sent["message_ids"]) == 250
    first = (await remote.bot("getUpdates", limit=100))["result"]
    assert len(first) == 100
    await remote.bot("getUpdates", offset=first[-1]["update_id"] + 1, limit=1)
    for number in range(5):
        await remote.bot("sendMessage", chat_id=5002, text=str(number))
    await remote.bot("sendMessage", chat_id=1, text="x")
    counters = await remote.get("/_control/counters")
    assert counters["updates_waiting"] == 150
    assert counters["updates_confirmed"] == 100
    assert (counters["calls"]["sendMessage 200"], counters["calls"]["sendMessage 400"]) == (5, 1)
    calls = (await remote.get("/_control/calls?method=sendMessage&limit=2"))["calls"]
    assert [call["params"]["text"] for call in calls] == ["0", "1"]
    assert calls[0]["result"]["text"] == "0"
    rest = (await remote.get(f"/_control/calls?after={calls[-1]['seq']}&method=sendMessage"))["calls"]
    assert [call["params"]["text"] for call in rest] == ["2", "3", "4", "x"]
    messages = (await remote.get("/_control/messages?chat_id=5002"))["messages"]
    assert messages[-1]["text"] == "4"


async def test_queue_and_faults_are_under_control(remote: Remote) -> None:
    await remote.post("/_control/people", first_id=5001, count=1)
    await remote.post("/_control/queue", do="hold")
    await remote.post("/_control/messages", messages=[{"from": 5001, "text": text} for text in "abc"])
    assert (await remote.bot("getUpdates"))["result"] == []
    await remote.post("/_control/queue", do="release")
    assert [update["message"]["text"] for update in (await remote.bot("getUpdates"))["result"]] == list("abc")
    await remote.post("/_control/act/add_fault", kind="error", code=502, times=1)
    assert len((await remote.get("/_control/faults"))["faults"]) == 1
    assert (await remote.bot("getMe"))["error_code"] == 502
    assert (await remote.bot("getMe"))["ok"] is True
    sent = await remote.post("/_control/act/send_text", **{"chat_id": 5001, "as": 5001, "text": "halo"})
    assert sent["message"]["text"] == "halo"


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("/_control/people", {}, "Isian first_id belum ada."),
        ("/_control/messages", {"messages": 1}, "Isian yang harus bilangan bukan bilangan."),
        ("/_control/queue", {"do": "menari"}, "Antrean tidak mengenal menari."),
        ("/_control/act/add_fault", {"kind": "gempa"}, "Gangguan gempa tidak dikenal"),
        ("/_control/menari", {}, "Alamat kendali itu tidak ada."),
    ],
)
async def test_a_wrong_order_is_answered_with_a_sentence(
    server: BotApiServer, session: aiohttp.ClientSession, path: str, body: Any, sentence: str
) -> None:
    async with session.post(server.base_url + path, json=body) as response:
        assert response.status in (400, 404)
        assert (await response.json())["error"].startswith(sentence)


async def test_the_process_ends_on_sigterm_and_says_when_its_port_is_taken(remote: Remote) -> None:
    second = await start("--port", remote.address.rpartition(":")[2])
    _, said = await second.communicate()
    assert second.returncode == 1
    assert said.decode().startswith("Port ")
    assert "Traceback" not in said.decode()
    remote.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        assert await remote.process.wait() == 0


async def test_a_token_of_the_wrong_form_is_wrong_usage() -> None:
    process = await start("--token", "abc")
    _, said = await process.communicate()
    assert (process.returncode, said.decode().startswith("Token harus berbentuk")) == (2, True)
