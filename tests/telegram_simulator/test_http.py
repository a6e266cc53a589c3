"""The page and the control API: acts, refusals in a sentence, who may use them, and the process itself."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from typing import Any

import aiohttp
import pytest
from yarl import URL

from telegram_simulator.server import BotApiServer
from tests.tables import each_line
from tests.telegram_simulator.conftest import Api
from tests.typed import some

PAGE = {"X-Simulator": "page"}


async def test_an_uploaded_web_page_is_never_shown_as_one(server: BotApiServer, api: Api) -> None:
    message = await server.phone(5001).sends_document(b"<script>alert(1)</script>", name="a.html")
    stored = server.world.files.get(message.wire["document"]["file_id"])
    async with api.session.get(f"{server.base_url}/api/files/{some(stored).id}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment"
        assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.fixture
async def talk(server: BotApiServer) -> BotApiServer:
    await server.phone(5001, "Siti").sends("a")
    server.phone(5002, "Udin")
    return server


@each_line(
    ("act", "body", "sentence"),
    [
        ("menari", {}, "Tindakan menari tidak dikenal."),
        ("send_text", {"chat_id": 5001, "as": 5001, "text": "  "}, "Pesan kosong tidak bisa dikirim."),
        ("send_text", {"as": 5001, "text": "a"}, "Isian chat_id belum ada."),
        ("send_text", {"chat_id": "x", "as": 5001, "text": "a"}, "Isian yang harus bilangan bukan bilangan."),
        ("send_text", {"chat_id": 5001, "as": 5002, "text": "a"},
         "Udin tidak bisa menulis di obrolan pribadi orang lain."),
        ("edit_text", {"chat_id": 5001, "as": 5001, "message_id": 99, "text": "a"}, "Pesan itu sudah tidak ada."),
        ("press", {"chat_id": 5001, "as": 5001, "message_id": 1, "row": 0, "column": 0},
         "Tombol itu tidak ada lagi."),
        ("create_person", {"first_name": " "}, "Nama orang belum diisi."),
        ("remove_fault", {"id": 99}, "Tidak ada gangguan dengan nomor 99."),
    ],
)  # fmt: skip
async def test_what_cannot_be_done_is_said_in_a_sentence(
    talk: BotApiServer, api: Api, act: str, body: dict[str, Any], sentence: str
) -> None:
    async with api.session.post(f"{talk.base_url}/api/actions/{act}", json=body, headers=PAGE) as response:
        assert await response.json() == {"ok": False, "error": sentence}


@each_line(
    ("path", "headers", "allowed"),
    [
        ("/api/state", {"Host": "localhost:1"}, True),
        ("/api/state", {"Host": "jahat.example"}, False),
        ("/api/state", {"Origin": "http://jahat.example"}, False),
        ("/", {"Host": "jahat.example"}, False),
        ("/_control/counters", {"Host": "jahat.example"}, False),
        ("/_control/counters", {}, True),
    ],
)
async def test_another_site_in_the_same_browser_reads_nothing(
    server: BotApiServer, session: aiohttp.ClientSession, path: str, headers: dict[str, str], allowed: bool
) -> None:
    async with session.get(server.base_url + path, headers=headers) as response:
        assert (response.status == 200) is allowed
        assert "Access-Control-Allow-Origin" not in response.headers


@each_line(
    ("path", "headers"),
    [
        ("/api/actions/block", {}),
        ("/api/actions/block", {**PAGE, "Origin": "http://jahat.example"}),
        ("/_control/queue", {"Content-Type": "text/plain"}),
    ],
)
async def test_another_site_in_the_same_browser_does_nothing(
    server: BotApiServer, session: aiohttp.ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with session.post(server.base_url + path, data=b"{}", headers=headers) as response:
        assert response.status == 403


async def test_the_page_is_served_with_a_strict_policy_and_nothing_else_is(
    server: BotApiServer, session: aiohttp.ClientSession
) -> None:
    async with session.get(server.base_url + "/") as response:
        assert response.content_type == "text/html"
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    for path in ("/tidak-ada.js", "/../server.py", "/%2e%2e/server.py", "//etc/passwd"):
        async with session.get(URL(server.base_url + path, encoded=True)) as response:
            assert response.status == 404


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
