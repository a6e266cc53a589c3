"""The Bot API by method names: plain values go out, what Telegram says comes back or is raised.

Over aiohttp and without python-telegram-bot's objects, which take several times as long as the call itself; its errors
stay.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from typing import Any, NamedTuple

import aiohttp
import msgspec
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.contact import Silence

CONNECTIONS = 66
"""Parallel connections: for as many messages as may be on their way at once, the long poll, and one thing besides."""
KEEP_ALIVE = 15.0
"""Seconds that an idle connection is kept. Less than an answer may take: after a time without network the first silence
outlasts all connections from before, so that what is sent again goes over a new one and its end is known."""
SLOWEST = 4  # so many times as long as a silence may an answer that comes drop by drop take in all
_JSON = {"Content-Type": "application/json"}
_ERRORS: dict[int, type[TelegramError]] = {
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.NOT_FOUND: InvalidToken,
    HTTPStatus.UNAUTHORIZED: InvalidToken,
    HTTPStatus.BAD_REQUEST: BadRequest,
    HTTPStatus.CONFLICT: Conflict,
}


class NotSent(NetworkError):
    """The request never left: nothing was listening, or no connection was made in time. Safe to send again."""


class NoAnswer(TimedOut):
    """The request left and no readable answer came: the message may or may not stand in the chat."""


class File(NamedTuple):
    """A file of a form: the field that holds it, its name, what it is, and its content."""

    field: str
    name: str
    kind: str
    content: bytes


Exchange = Callable[[str, bytes], Awaitable[tuple[int, bytes]]]
"""Posts a JSON body to an address; (HTTP status, body) of the answer. Raises NotSent or NoAnswer."""
Upload = Callable[[str, dict[str, str], File], Awaitable[tuple[int, bytes]]]
"""The same for a form: its fields, then a file."""


class AiohttpRequest:
    """One pool of keep-alive connections. `read_timeout`: seconds that an answer may take by default."""

    def __init__(self, read_timeout: float = 20.0, connect_timeout: float = 10.0) -> None:
        self.read_timeout, self._connect_timeout = read_timeout, connect_timeout
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> AiohttpRequest:
        await self.initialize()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.shutdown()

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(self, url: str, wait: float) -> tuple[int, bytes]:
        """(HTTP status, body) of a page; `wait`: seconds of silence that are borne. Raises NotSent or NoAnswer."""
        return await self._exchange("GET", url, wait)

    async def post_json(self, url: str, body: bytes, wait: float | None = None) -> tuple[int, bytes]:
        """(HTTP status, body) of the answer to a JSON body. Raises NotSent or NoAnswer."""
        return await self._exchange("POST", url, wait, data=body, headers=_JSON)

    async def post_file(self, url: str, fields: dict[str, str], file: File) -> tuple[int, bytes]:
        form = aiohttp.FormData(fields)
        form.add_field(file.field, file.content, filename=file.name, content_type=file.kind)
        return await self._exchange("POST", url, data=form)

    async def _exchange(self, method: str, url: str, wait: float | None = None, **sent: Any) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("the request object is not initialized")
        wait = wait or self.read_timeout
        timeout = aiohttp.ClientTimeout(total=SLOWEST * wait, sock_connect=self._connect_timeout, sock_read=wait)
        try:
            async with self._session.request(method, url, timeout=timeout, **sent) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise NoAnswer(type(error).__name__) from error


class Calls:
    """The methods at `address` (https://…/bot<token>). `silence` learns which calls go unanswered."""

    def __init__(
        self, address: str, exchange: Exchange, upload: Upload | None = None, silence: Silence | None = None
    ) -> None:
        self._address, self._exchange, self._upload = address, exchange, upload
        self._silence = silence or Silence()

    async def post(self, method: str, file: File | None = None, /, **fields: Any) -> Any:
        """Return the call's result; fields that are None are left out, and with a file all are text.

        Raises TelegramError, of the same kinds as python-telegram-bot: NotSent, NoAnswer, RetryAfter, Forbidden….
        """
        address = f"{self._address}/{method}"
        if file is None:
            body = msgspec.json.encode({name: value for name, value in fields.items() if value is not None})
            exchanged = self._exchange(address, body)
        elif self._upload:
            exchanged = self._upload(address, fields, file)
        else:
            raise NetworkError("files cannot be sent here")
        with self._silence.call():
            status, payload = await exchanged
        if not HTTPStatus.OK <= status <= 299:
            raise error_of(status, payload)
        try:
            return read_json(payload)["result"]
        except (ValueError, RecursionError, LookupError, TypeError) as error:
            raise NoAnswer("an answer without a result") from error


def error_of(status: int, payload: bytes) -> TelegramError:
    """Return what an answer with an error status means; its body may be anything at all."""
    answer = {}
    with suppress(ValueError, RecursionError):
        found = read_json(payload)
        answer = found if isinstance(found, dict) else {}
    parameters = answer.get("parameters")
    if isinstance(parameters, dict):
        if chat := parameters.get("migrate_to_chat_id"):
            return ChatMigrated(chat)
        if wait := parameters.get("retry_after"):
            return RetryAfter(wait)
    return _ERRORS.get(status, NetworkError)(str(answer.get("description") or f"HTTP {status}"))


def read_json(payload: bytes) -> Any:
    """JSON as Telegram sends it. Half of an emoji in somebody's text must not make the whole unreadable.

    Raises ValueError for what is no JSON at all.
    """
    try:
        return msgspec.json.decode(payload)
    except msgspec.DecodeError:
        found = json.loads(payload.decode("utf-8", "replace"))
        return msgspec.json.decode(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))


def wait_of(error: RetryAfter) -> timedelta:
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def words_of(error: TelegramError) -> str:
    """Return what went wrong, in Telegram's words where it has said something."""
    return f"{type(error).__name__}: {error}"
