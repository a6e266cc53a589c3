"""Methods of the Bot API by name: plain values go out, what Telegram says comes back or is raised.

For what happens with every message. python-telegram-bot's own methods build objects on the way out and in, which takes
several times as long as the call itself; everything rare still goes through them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, NamedTuple

import orjson
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.contact import Silence
from bot.channels.telegram.request import NoAnswer, read_json

Exchange = Callable[[str, bytes], Awaitable[tuple[int, bytes]]]
"""Posts a JSON body to an address; (HTTP status, body) of the answer. Raises NotSent or NoAnswer."""


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class File(NamedTuple):
    """A file of a form: the field that holds it, its name, what it is, and its content."""

    field: str
    name: str
    kind: str
    content: bytes


Upload = Callable[[str, dict[str, str], File], Awaitable[tuple[int, bytes]]]
"""The same for a form: its fields, then a file."""

_ERRORS: dict[int, type[TelegramError]] = {
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.NOT_FOUND: InvalidToken,
    HTTPStatus.UNAUTHORIZED: InvalidToken,
    HTTPStatus.BAD_REQUEST: BadRequest,
    HTTPStatus.CONFLICT: Conflict,
}


class Calls:
    """The methods at `address` (https://…/bot<token>). `silence` learns which calls go unanswered."""

    def __init__(
        self, address: str, exchange: Exchange, upload: Upload | None = None, silence: Silence | None = None
    ) -> None:
        self._address = address
        self._exchange = exchange
        self._upload = upload
        self._silence = silence or Silence()

    async def post(self, method: str, **fields: Any) -> Any:
        """Return the call's result; fields that are None are left out.

        Raises TelegramError, of the same kinds as python-telegram-bot: NotSent, NoAnswer, RetryAfter, Forbidden….
        """
        body = orjson.dumps({name: value for name, value in fields.items() if value is not None})
        return await self._result(self._exchange(f"{self._address}/{method}", body))

    async def send_file(self, chat: str, name: str, text: str) -> Any:
        """sendDocument with a file of plain text. Raises as `post`."""
        # the mark in front shows a phone's simple viewer which letters these are
        return await self._send_document({"chat_id": chat}, name, "text/plain", text.encode("utf-8-sig"))

    async def send_sheet(self, chat: str, name: str, content: bytes, caption: str = "") -> Any:
        """sendDocument with a workbook that was just made. Raises as `post`."""
        return await self._send_document({"chat_id": chat, "caption": caption}, name, XLSX, content)

    async def send_picture(self, chat: str, png: bytes, caption: str) -> Any:
        """sendPhoto with a picture that was just made. Raises as `post`."""
        if self._upload is None:
            raise NetworkError("files cannot be sent here")
        file, fields = File("photo", "laporan.png", "image/png", png), {"chat_id": chat, "caption": caption}
        return await self._result(self._upload(f"{self._address}/sendPhoto", fields, file))

    async def _send_document(self, fields: dict[str, str], name: str, kind: str, content: bytes) -> Any:
        if self._upload is None:
            raise NetworkError("files cannot be sent here")
        file = File("document", name, kind, content)
        return await self._result(self._upload(f"{self._address}/sendDocument", fields, file))

    async def _result(self, exchanged: Awaitable[tuple[int, bytes]]) -> Any:
        with self._silence.call():
            status, payload = await exchanged
        if not HTTPStatus.OK <= status <= 299:
            raise error_of(status, payload)
        answer = _read(payload)
        if "result" not in answer:
            raise NoAnswer("an answer without a result")
        return answer["result"]


def error_of(status: int, payload: bytes) -> TelegramError:
    """Return what an answer with an error status means; its body may be anything at all."""
    try:
        answer = _read(payload)
    except NoAnswer:
        answer = {}
    parameters = answer.get("parameters")
    if isinstance(parameters, dict):
        if chat := parameters.get("migrate_to_chat_id"):
            return ChatMigrated(chat)
        if wait := parameters.get("retry_after"):
            return RetryAfter(wait)
    return _ERRORS.get(status, NetworkError)(str(answer.get("description") or f"HTTP {status}"))


def _read(payload: bytes) -> dict[str, Any]:
    try:
        answer = read_json(payload)
    except (ValueError, RecursionError) as error:
        raise NoAnswer("unreadable body") from error
    if not isinstance(answer, dict):
        raise NoAnswer("an answer that is no object")
    return answer
