"""Acts over HTTP: how the page and the control API read a request's body, answer and refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from aiohttp import web

from telegram_simulator.errors import ActError
from telegram_simulator.page_acts import Body
from telegram_simulator.params import MAX_UPLOAD, TooBig, Upload, read_parts
from telegram_simulator.people import Json


class UploadTooBig(ActError):
    """A file that Telegram does not take."""

    def __init__(self) -> None:
        super().__init__("Berkas terlalu besar; paling besar 50 MB.")


def json_answer(data: Any, status: int = 200) -> web.Response:
    """Answer with JSON that no browser caches."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=orjson.dumps(data), status=status, content_type="application/json", headers=headers)


def refusal(sentence: str, status: int = 400) -> web.Response:
    """Refuse with a sentence."""
    return json_answer({"ok": False, "error": sentence}, status)


async def answer_act(request: web.Request, act: Callable[[Body], Json]) -> web.Response:
    """Do an act with the request's body, and answer with what it returns or why it is refused."""
    try:
        return json_answer({"ok": True} | act(await _read_body(request)))
    except ActError as error:
        return refusal(str(error), 413 if isinstance(error, UploadTooBig) else 400)


def number(text: str | None, default: int) -> int:
    """Read a whole number from an address, or the default where there is none."""
    return int(text) if text is not None and text.isdigit() else default


async def _read_body(request: web.Request) -> Body:
    """Read JSON, or an upload with its fields. Raises ActError for a body that cannot be read."""
    if request.content_type.startswith("multipart/"):
        return await _read_upload(request)
    try:
        data = orjson.loads(await request.read() or b"{}")
    except orjson.JSONDecodeError:
        raise ActError("Isi permintaan bukan JSON yang benar.") from None
    if not isinstance(data, dict):
        raise ActError("Isi permintaan harus objek JSON.")
    return Body(data)


async def _read_upload(request: web.Request) -> Body:
    values: Json = {}
    file: Upload | None = None
    try:
        async for name, value in read_parts(request):
            if isinstance(value, str):
                values[name] = value
            elif len(value.content) > MAX_UPLOAD:
                raise UploadTooBig
            else:
                file = value
    except TooBig as error:
        raise UploadTooBig from error
    return Body(values, file)
