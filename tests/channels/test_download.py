"""A file that somebody has sent is fetched up to its limit; a refusal is a sentence without the token."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from aiohttp import web

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.download import Downloads
from bot.channels.telegram.request import AiohttpRequest
from bot.helpdesk.model.errors import Trouble

MOST = 1024 * 1024
TOKEN = "123:rahasia"


@pytest.fixture
async def downloads() -> AsyncIterator[Downloads]:
    """Serve a small file, one that is larger than Telegram says, and one that is gone."""

    async def described(request: web.Request) -> web.Response:
        file = orjson.loads(await request.read())["file_id"]
        if file == "unknown":
            return web.json_response({"ok": False, "description": "Bad Request: invalid file_id"}, status=400)
        size = MOST + 1 if file == "large" else 4
        return web.json_response({"ok": True, "result": {"file_id": file, "file_size": size, "file_path": file}})

    async def content(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name == "gone":
            raise web.HTTPNotFound
        return web.Response(body=b"isi!" if name == "small" else b"x" * (2 * MOST))

    app = web.Application()
    app.add_routes([web.post(f"/bot{TOKEN}/getFile", described), web.get(f"/file/bot{TOKEN}/{{name}}", content)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    request = AiohttpRequest()
    await request.initialize()
    yield Downloads(Calls(f"{base}/bot{TOKEN}", request.post_json), request.get, f"{base}/file/bot{TOKEN}")
    await request.shutdown()
    await runner.cleanup()


async def test_a_file_is_fetched_whole(downloads: Downloads) -> None:
    assert await downloads.content("small", MOST) == b"isi!"


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("large", "lebih besar dari 1 MB"),
        ("lies", "lebih besar dari 1 MB"),
        ("gone", "belum bisa diambil"),
        ("unknown", "belum bisa diambil"),
    ],
)
async def test_what_cannot_be_fetched_is_said_without_the_token(downloads: Downloads, file: str, told: str) -> None:
    with pytest.raises(Trouble, match=told) as caught:
        await downloads.content(file, MOST)
    chain: list[Any] = [caught.value, caught.value.__cause__, getattr(caught.value, "cause", None)]
    assert TOKEN not in repr(chain)
