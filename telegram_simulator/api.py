"""The Bot API over HTTP: token, method, faults, limits, log of calls; updates and webhook; the download of files."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import struct
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from aiohttp import web

from telegram_simulator.errors import ApiError, bad_request, conflict, too_many_requests
from telegram_simulator.faults import Fault, Faults, RateLimits
from telegram_simulator.messages import Json
from telegram_simulator.methods import METHODS
from telegram_simulator.params import Call, read_call
from telegram_simulator.updates import KINDS, WEBHOOK_SET
from telegram_simulator.webhook import Webhook, WebhookPusher
from telegram_simulator.world import World

logger = logging.getLogger(__name__)

_BY_NAME = {name.lower(): (name, method) for name, method in METHODS.items()}
_COUNTED = {"send", "copy"}
_MAX_POLL_SECONDS = 50
_FOREVER = 86400.0
_DRIPS = 20
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Answer(NamedTuple):
    """What a call was answered with."""

    status: int
    result: Any = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call. `result` is the answer's result (None when refused); `error` the description of a refusal."""

    number: int
    at: float
    method: str
    params: dict[str, Any]
    status: int
    result: Any
    error: str | None

    @property
    def chat_id(self) -> int | None:
        """The chat that the call named."""
        return int(self.params["chat_id"]) if "chat_id" in self.params else None

    @property
    def ok(self) -> bool:
        """Whether the call was done."""
        return self.error is None


class CallLog:
    """The last `keep` calls (None: all), and for ever the number of calls by (method, status)."""

    def __init__(self, keep: int | None) -> None:
        self.counts: Counter[tuple[str, int]] = Counter()
        self.number = 0
        self._calls: deque[LoggedCall] = deque(maxlen=keep)

    def __iter__(self) -> Iterator[LoggedCall]:
        return iter(self._calls)

    def __len__(self) -> int:
        return len(self._calls)

    def __getitem__(self, index: int) -> LoggedCall:
        return self._calls[index]

    def add(self, at: float, method: str, params: dict[str, Any], answer: Answer) -> LoggedCall:
        """Log one call and its answer."""
        self.number += 1
        self.counts[method, answer.status] += 1
        call = LoggedCall(self.number, at, method, params, *answer)
        self._calls.append(call)
        return call

    def of(self, method: str) -> list[LoggedCall]:
        """List the calls of one method, oldest first."""
        return [call for call in self._calls if call.method == method]

    def count(self, method: str, status: int | None = None) -> int:
        """Count how often a method was called, with this HTTP status if one is given."""
        return sum(
            number
            for (name, code), number in self.counts.items()
            if name == method and (status is None or code == status)
        )


class BotApi:
    """Answers the bot. Every call goes through `answer`; `log` has all of them."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        log: CallLog,
        limits: RateLimits | None,
        first_webhook_pause: float,
    ) -> None:
        self.world = world
        self.faults = faults
        self.log = log
        self.limits = limits
        self.pusher = WebhookPusher(world.updates, world.now, first_webhook_pause)
        self._waiting_methods: dict[str, tuple[str, Callable[[Call], Awaitable[bytes]]]] = {
            "getupdates": ("getUpdates", self._get_updates),
            "setwebhook": ("setWebhook", self._set_webhook),
            "deletewebhook": ("deleteWebhook", self._delete_webhook),
            "getwebhookinfo": ("getWebhookInfo", self._get_webhook_info),
        }

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request to /bot<token>/<method>."""
        try:
            self._check_token(request.match_info["token"])
            call = await read_call(request, request.match_info["method"])
        except ApiError as error:
            return _response(error.code, msgspec.json.encode(error.body()))
        fault = self.faults.strike(call) if self.faults.active else None
        if fault is not None:
            return await self._answer_with_fault(request, call, fault)
        status, body = await self._perform(call)
        return _response(status, body)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Answer one request to /file/bot<token>/<file_path>."""
        try:
            self._check_token(request.match_info["token"])
        except ApiError as error:
            return _response(error.code, msgspec.json.encode(error.body()))
        stored = self.world.files.at(request.match_info["path"])
        if stored is None:
            return _response(404, b'{"ok":false,"error_code":404,"description":"Not Found"}')
        return web.Response(body=stored.content, content_type="application/octet-stream")

    def _check_token(self, token: str) -> None:
        if token == self.world.bot.token:
            return
        if not re.fullmatch(r"[1-9]\d*:.+", token):
            raise ApiError(401, "Unauthorized: invalid token specified")
        raise ApiError(401, "Unauthorized")

    async def _perform(self, call: Call) -> tuple[int, bytes]:
        if waiting := self._waiting_methods.get(call.method):
            name, method = waiting
            try:
                return 200, await method(call)
            except ApiError as error:
                return self._refused(name, call, error)
        return self.execute(call)

    def execute(self, call: Call) -> tuple[int, bytes]:
        """Execute one call that needs no waiting, and log it: HTTP status and body."""
        name, method = _BY_NAME.get(call.method, (call.method, None))
        try:
            if method is None:
                raise ApiError(404, "Not Found: method not found")
            if self.limits is not None and call.method[:4] in _COUNTED:
                self._keep_limits(call)
            result = method(self.world, call)
        except ApiError as error:
            return self._refused(name, call, error)
        except Exception:
            logger.exception("the simulator failed in %s", name)
            return self._refused(name, call, ApiError(500, "Internal Server Error"))
        body = b'{"ok":true,"result":%s}' % msgspec.json.encode(result)
        self._note(name, call, Answer(200, result))
        return 200, body

    def _keep_limits(self, call: Call) -> None:
        chat = self.world.find_chat(call.text("chat_id"))
        if self.limits is not None and chat is not None and (wait := self.limits.take(chat)):
            raise too_many_requests(wait)

    def _refused(self, name: str, call: Call, error: ApiError) -> tuple[int, bytes]:
        self._note(name, call, Answer(error.code, error=error.description))
        return error.code, msgspec.json.encode(error.body())

    def _note(self, name: str, call: Call, answer: Answer) -> None:
        self.log.add(self.world.now(), name, call.shown(), answer)

    async def _answer_with_fault(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        if fault.kind == "error":
            name = _BY_NAME.get(call.method, self._waiting_methods.get(call.method, (call.method,)))[0]
            status, body = self._refused(name, call, fault.error(self.world.now()))
            return _response(status, body)
        if fault.kind == "hang":
            await asyncio.sleep(_FOREVER)
        if fault.kind == "reset":
            _cut(request)
            return web.Response()
        if fault.kind == "delay":
            await asyncio.sleep(fault.pace)
        status, body = await self._perform(call)
        if fault.kind == "lost_answer":
            await asyncio.sleep(_FOREVER)
        if fault.kind in {"half_body", "drip"}:
            return await _slow(request, status, body, fault)
        return _response(status, body)

    async def _get_updates(self, call: Call) -> bytes:
        if self.pusher.webhook.url:
            raise conflict(_WEBHOOK_ACTIVE)
        if call.has("allowed_updates"):
            self.world.updates.allow(_list_or_none(call))
        batch = await self.world.updates.poll(
            call.integer("offset"),
            call.integer("limit", 100, 1, 100),
            call.integer("timeout", 0, 0, _MAX_POLL_SECONDS),
        )
        self._note("getUpdates", call, Answer(200))
        return b'{"ok":true,"result":[%s]}' % b",".join([update.body for update in batch])

    async def _set_webhook(self, call: Call) -> bytes:
        url, secret = call.text("url"), call.text("secret_token")
        if not url:
            return await self._delete_webhook(call)
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
            raise bad_request("bad webhook: Invalid webhook URL specified")
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad_request("secret token contains unallowed characters")
        if call.flag("drop_pending_updates"):
            self.world.updates.clear()
        self.world.updates.allow(_list_or_none(call))
        self.world.updates.end_poll(conflict(WEBHOOK_SET))
        await self.pusher.start(Webhook(url, secret, call.integer("max_connections", 40, 1, 100)))
        return self._described("setWebhook", call, "Webhook was set")

    async def _delete_webhook(self, call: Call) -> bytes:
        was_set = bool(self.pusher.webhook.url)
        await self.pusher.stop()
        if call.flag("drop_pending_updates"):
            self.world.updates.clear()
        said = "Webhook was deleted" if was_set else "Webhook is already deleted"
        return self._described("deleteWebhook", call, said)

    def _described(self, name: str, call: Call, description: str) -> bytes:
        self._note(name, call, Answer(200, True))
        self.world.emit("bot")
        return b'{"ok":true,"result":true,"description":%s}' % msgspec.json.encode(description)

    async def _get_webhook_info(self, call: Call) -> bytes:
        webhook, updates = self.pusher.webhook, self.world.updates
        info: Json = {
            "url": webhook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(updates),
        }
        if webhook.last_error_date:
            info |= {"last_error_date": webhook.last_error_date, "last_error_message": webhook.last_error}
        if webhook.url:
            info |= {"max_connections": webhook.max_connections, "ip_address": "127.0.0.1"}
        if updates.allowed != KINDS:
            info["allowed_updates"] = sorted(updates.allowed)
        self._note("getWebhookInfo", call, Answer(200, info))
        return b'{"ok":true,"result":%s}' % msgspec.json.encode(info)


def _list_or_none(call: Call) -> object:
    try:
        return call.json("allowed_updates", "allowed updates")
    except ApiError:
        return None


def _response(status: int, body: bytes) -> web.Response:
    return web.Response(status=status, body=body, content_type="application/json")


def _cut(request: web.Request) -> None:
    """Reset the connection: the other side sees an RST, not an orderly end."""
    transport = request.transport
    if transport is None:
        return
    connection: socket.socket | None = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _slow(request: web.Request, status: int, body: bytes, fault: Fault) -> web.StreamResponse:
    """Answer in small pieces over `pace` seconds, or send only the first half and then cut the connection."""
    response = web.StreamResponse(status=status, headers={"Content-Length": str(len(body))})
    response.content_type = "application/json"
    await response.prepare(request)
    if fault.kind == "half_body":
        await response.write(body[: len(body) // 2])
        await asyncio.sleep(0)
        if request.transport is not None:
            request.transport.close()
        return response
    size = -(-len(body) // _DRIPS)
    for position in range(0, len(body), size):
        await response.write(body[position : position + size])
        await asyncio.sleep(fault.pace / _DRIPS)
    return response
