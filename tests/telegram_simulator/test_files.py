"""Files: what the bot gets of them, what it may send, sizes and kinds."""

from __future__ import annotations

import struct
from typing import Any

import aiohttp
import pytest

from telegram_simulator.phone import Phone
from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 480, 640) + b"\x03" + b"\0" * 12


async def upload(api: Api, method: str, name: str, content: bytes, **params: str) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData(params)
    form.add_field(name, content, filename="berkas.jpg", content_type="image/jpeg")
    async with api.session.post(api.url(method), data=form) as response:
        return response.status, await response.json()


async def test_a_persons_photo_can_be_downloaded(server: BotApiServer, api: Api, siti: Phone) -> None:
    await siti.sends_photo(JPEG, caption="KTP saya #ktp")
    message = (await api.updates())[-1]["message"]
    assert message["caption"] == "KTP saya #ktp"
    assert message["caption_entities"][0]["type"] == "hashtag"
    [photo] = message["photo"]
    assert (photo["width"], photo["height"], photo["file_size"]) == (640, 480, len(JPEG))
    file = await api.ask("getFile", file_id=photo["file_id"])
    assert file["file_path"].startswith("photos/")
    async with api.session.get(f"{server.base_url}/file/bot{server.token}/{file['file_path']}") as response:
        assert await response.read() == JPEG
    async with api.session.get(f"{server.base_url}/file/bot{server.token}/photos/lain.jpg") as response:
        assert (response.status, (await response.json())["description"]) == (404, "Not Found")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"bukan gambar", "Bad Request: IMAGE_PROCESS_FAILED"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + struct.pack(">II", 9000, 2000), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + struct.pack(">II", 100, 2001), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (b"", "Bad Request: file must be non-empty"),
        (JPEG + b"\0" * 10_485_760, "too big for a photo; the maximum size is 10485760 bytes"),
    ],
)
async def test_a_photo_that_telegram_would_not_take_is_refused(
    api: Api, siti: Phone, content: bytes, refusal: str
) -> None:
    status, answer = await upload(api, "sendPhoto", "photo", content, chat_id="5001")
    assert status == 400
    assert answer["description"].endswith(refusal)


async def test_files_above_20_mb_cannot_be_downloaded(api: Api, siti: Phone) -> None:
    message = await siti.sends_document(b"\0" * (20 * 1024 * 1024 + 1))
    file_id = message.wire["document"]["file_id"]
    assert await api.refused("getFile", file_id=file_id) == "Bad Request: file is too big"
