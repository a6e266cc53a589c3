"""The parameters of one Bot API call, read from a JSON body, a form, an upload or the query string."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from aiohttp import BodyPartReader, web

from telegram_simulator.errors import ApiError, bad_request

MAX_UPLOAD = 50 * 1024 * 1024
_TRUE = {"true", "yes", "1"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str | None
    content: bytes


@dataclass(slots=True)
class Call:
    """One call: the method in lower case, its parameters as they came (JSON values or strings), its files."""

    method: str
    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Say whether the parameter came and is not empty."""
        return self.values.get(name) not in (None, "") or name in self.files

    def text(self, name: str) -> str:
        """Return the parameter as text; "" when it did not come."""
        value = self.values.get(name)
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        return str(value).lower() if isinstance(value, bool) else str(value)

    def integer(self, name: str, default: int = 0, low: int | None = None, high: int | None = None) -> int:
        """Return the parameter as a whole number, held between `low` and `high`."""
        try:
            number = int(self.text(name))
        except ValueError:
            return default
        if low is not None and number < low:
            return low
        return high if high is not None and number > high else number

    def flag(self, name: str) -> bool:
        """Return the parameter as yes or no."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else self.text(name).lower() in _TRUE

    def json(self, name: str, what: str) -> Any:
        """Parse the parameter as JSON, None when it did not come. Raises ApiError, naming `what`, for no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def shown(self) -> dict[str, Any]:
        """Return the parameters for the log; files by name and size."""
        if not self.files:
            return self.values
        return self.values | {
            name: f"<{upload.name}: {len(upload.content)} bytes>" for name, upload in self.files.items()
        }


class TooBig(Exception):
    """A body holds more than the server takes."""


async def read_parts(request: web.Request) -> AsyncIterator[tuple[str, str | Upload]]:
    """Yield the fields and files of a multipart body by name. Raises TooBig."""
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        content = bytearray()
        while chunk := await part.read_chunk(1 << 18):
            size += len(chunk)
            if size > MAX_UPLOAD + (1 << 20):
                raise TooBig
            content += chunk
        if part.filename is None:
            yield part.name, content.decode("utf-8", "replace")
        else:
            yield part.name, Upload(part.filename, part.headers.get("Content-Type"), bytes(content))


async def _add_parts(request: web.Request, call: Call) -> None:
    try:
        async for name, value in read_parts(request):
            if isinstance(value, str):
                call.values[name] = value
            else:
                call.files[name] = value
    except TooBig:
        raise ApiError(413, "Request Entity Too Large") from None


async def read_call(request: web.Request, method: str) -> Call:
    """Read the call that `request` carries. Raises ApiError for a body that cannot be read or is too big."""
    call = Call(method.lower(), dict(request.query) if request.query_string else {})
    if not request.can_read_body:
        return call
    kind = request.content_type
    if kind.startswith("multipart/"):
        await _add_parts(request, call)
        return call
    body = await request.read()
    if not body:
        return call
    if kind == "application/json":
        try:
            values = msgspec.json.decode(body)
        except msgspec.DecodeError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(values, dict):
            raise bad_request("object expected as the request's body")
        call.values |= values
    else:
        call.values |= parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return call
