"""Files: what the bot gets of them, what it may send, sizes and kinds."""

from __future__ import annotations

import struct
from typing import Any

import aiohttp
import pytest

from telegram_simulator.files import PIXEL_PNG, picture_size
from telegram_simulator.phone import Phone
from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 480, 640) + b"\x03" + b"\0" * 12


@pytest.fixture
async def siti(server: BotApiServer) -> Phone:
    phone = server.phone(5001)
    await phone.starts()
    return phone


async def upload(api: Api, method: str, name: str, content: bytes, **params: str) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData(params)
    form.add_field(name, content, filename="berkas.jpg", content_type="image/jpeg")
    async with api.session.post(api.url(method), data=form) as response:
        return response.status, await response.json()


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (PIXEL_PNG, (1, 1)),
        (JPEG, (640, 480)),
        (b"bukan gambar", None),
    ],
)
def test_a_pictures_size_is_read_from_its_head(content: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(content) == size


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


async def test_every_kind_of_media_of_a_person_has_its_fields(api: Api, siti: Phone) -> None:
    await siti.sends_voice(duration=7)
    await siti.sends_document(name="kk.pdf")
    await siti.sends_sticker("👍")
    await siti.sends_location(-2.9, 115.1)
    await siti.sends_contact("+62811")
    await siti.sends_contact("+62812", "Udin")
    await siti.sends_video_note()
    await siti.sends_content(dice={"emoji": "🎲", "value": 4})
    voice, document, sticker, location, own, other, video, dice = [u["message"] for u in (await api.updates())[1:]]
    assert (voice["voice"]["duration"], voice["voice"]["mime_type"]) == (7, "audio/ogg")
    assert document["document"]["file_name"] == "kk.pdf"
    assert sticker["sticker"]["emoji"] == "👍"
    assert location["location"] == {"latitude": -2.9, "longitude": 115.1}
    assert own["contact"]["user_id"] == 5001
    assert other["contact"] == {"phone_number": "+62812", "first_name": "Udin"}
    assert (video["video_note"]["length"], dice["dice"]["value"]) == (240, 4)


async def test_the_bot_sends_a_photo_with_a_caption(api: Api, siti: Phone) -> None:
    words = {"chat_id": "5001", "caption": "<b>a</b>", "parse_mode": "HTML"}
    status, answer = await upload(api, "sendPhoto", "photo", JPEG, **words)
    assert status == 200
    assert answer["result"]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    _, answer = await upload(api, "sendPhoto", "photo", JPEG, chat_id="5001", caption="x" * 1025)
    assert answer["description"] == "Bad Request: message caption is too long"


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


async def test_uploads_above_50_mb_are_refused(api: Api, siti: Phone) -> None:
    status, answer = await upload(api, "sendDocument", "document", b"\0" * (50 * 1024 * 1024 + 1), chat_id="5001")
    assert (status, answer["description"]) == (413, "Request Entity Too Large")
