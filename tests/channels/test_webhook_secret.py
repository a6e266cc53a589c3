"""Only Telegram, which knows the secret, may write as somebody, and nobody may hold the door open."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import clock
from bot.app.runtime import health as app_web
from bot.app.runtime.health import listening
from bot.channels.telegram import receive
from bot.channels.telegram.contact import Contact
from bot.channels.telegram.receive import PATH, webhook_app
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import Received
from tests.ports import free_port

HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECRET = "rahasia-panjang"


def guarded(kept: list[Received], seen: Contact) -> web.Application:
    async def keep(updates: Sequence[Received]) -> None:
        kept.extend(updates)

    return webhook_app(keep, SECRET, seen)


@pytest.mark.parametrize(
    ("headers", "status"), [({HEADER: SECRET}, 200), ({HEADER: "rahasia-salah"}, 403), ({HEADER: ""}, 403), ({}, 403)]
)
async def test_a_call_without_the_right_secret_is_refused(headers: dict[str, str], status: int) -> None:
    kept: list[Received] = []
    seen = Contact(clock.now)
    async with TestClient(TestServer(guarded(kept, seen))) as telegram:
        answer = await telegram.post(PATH, json={"update_id": 1}, headers=headers)
    assert answer.status == status
    assert len(kept) == seen.calls == (status == 200)


async def raw(port: int, sent: bytes) -> bytes:
    """Return what comes back until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    async with asyncio.timeout(8):  # less than the real limits
        found = await reader.read()
    writer.close()
    return found


BODY = b'{"update_id": 1}'
HEAD = b"POST " + PATH.encode() + b" HTTP/1.1\r\nHost: bot\r\n" + HEADER.encode() + b": "
GOOD = HEAD + SECRET.encode() + b"\r\nContent-Length: 16\r\n"


@pytest.mark.parametrize(
    "secret", [b"\xff", b"\xff\xfe\x80" * 50, SECRET.encode() + b"\xff", b"\xc3\x28", "é".encode()]
)
async def test_a_secret_of_any_bytes_is_refused_like_every_wrong_one(secret: bytes) -> None:
    kept: list[Received] = []
    port = free_port()
    async with listening(guarded(kept, Contact(clock.now)), f"127.0.0.1:{port}", "listen"):
        answer = await raw(port, HEAD + secret + b"\r\nConnection: close\r\nContent-Length: 16\r\n\r\n" + BODY)
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert kept == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", b""),
        (b"POST /tele", b""),
        (GOOD, b""),
        (GOOD + b"\r\n", b"HTTP/1.1 408 "),
        (GOOD + b"\r\n" + BODY[:7], b"HTTP/1.1 408 "),
    ],
    ids=["nothing", "half a line", "half a head", "no body", "half a body"],
)
async def test_a_call_that_does_not_come_to_its_end_is_cut_off(
    sent: bytes, status: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = [app_web.HALF_OPEN, receive.BODY_WITHIN, app_web.LINGER]
    assert max(limits[0], limits[1] + limits[2]) < 15
    for module, name in ((app_web, "HALF_OPEN"), (receive, "BODY_WITHIN"), (app_web, "LINGER")):
        monkeypatch.setattr(module, name, 0.1)
    kept: list[Received] = []
    port = free_port()
    async with listening(guarded(kept, Contact(clock.now)), f"127.0.0.1:{port}", "listen"):
        assert (await raw(port, sent)).startswith(status)
    assert kept == []


async def test_a_webhook_without_a_secret_does_not_start() -> None:
    async def keep(_: Sequence[Received]) -> None: ...

    with pytest.raises(Trouble, match="secret_token"):
        webhook_app(keep, "", Contact(clock.now))
