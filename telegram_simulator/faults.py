"""What goes wrong: faults for some methods and chats, so often, so long; and Telegram's real rate limits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, Self, get_args

from telegram_simulator.errors import ApiError, too_many_requests
from telegram_simulator.params import Call
from telegram_simulator.people import Chat

FaultKind = Literal["error", "hang", "lost_answer", "reset", "half_body", "drip", "delay"]
KINDS: tuple[FaultKind, ...] = get_args(FaultKind)
_WORDS = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict",
    429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
}  # fmt: skip
BLOCKED = "Forbidden: bot was blocked by the user"
UPGRADED = "Bad Request: group chat was upgraded to a supergroup chat"
SENDING = (
    "sendMessage", "sendPhoto", "sendDocument", "copyMessage", "editMessageText", "deleteMessage", "deleteMessages",
    "setMessageReaction",
)  # fmt: skip


@dataclass(slots=True)
class Fault:
    """One fault; as a context manager it ends with the block.

    `methods` (lower case) and `chats`: None means all; `times`: for how many calls (None: no limit); `until`: server
    time at which it ends; `pace`: seconds that a slow answer takes.
    """

    id: int
    kind: FaultKind
    owner: Faults
    methods: frozenset[str] | None = None
    chats: frozenset[int] | None = None
    times: int | None = None
    until: float | None = None
    code: int = 500
    description: str | None = None
    parameters: dict[str, int] = field(default_factory=dict)
    pace: float = 1.0
    used: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.owner.remove(self.id)

    def error(self, now: float) -> ApiError:
        """Build the refusal of a fault of kind "error"; a 429 counts down to its end."""
        if self.code == 429:
            left = self.parameters.get("retry_after", 1)
            if self.until is not None and "retry_after" not in self.parameters:
                left = max(1, math.ceil(self.until - now))
            return too_many_requests(left)
        return ApiError(self.code, self.description or _WORDS.get(self.code, "Error"), **self.parameters)

    def shown(self, now: float) -> dict[str, Any]:
        """Return the fault as JSON for the page and the control API."""
        return {
            "id": self.id,
            "kind": self.kind,
            "methods": sorted(self.methods) if self.methods is not None else None,
            "chats": sorted(self.chats) if self.chats is not None else None,
            "times": self.times,
            "seconds": max(0.0, self.until - now) if self.until is not None else None,
            "code": self.code if self.kind == "error" else None,
            "description": self.description,
            "retry_after": self.parameters.get("retry_after"),
            "pace": self.pace if self.kind in {"drip", "delay"} else None,
            "used": self.used,
        }


class Faults:
    """The faults that are switched on; the oldest that fits a call strikes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.active: list[Fault] = []
        self.on_changed: Callable[[], None] | None = None
        self._clock = clock
        self._count = 0

    def add(
        self,
        kind: FaultKind,
        *,
        methods: Iterable[str] | None = None,
        chats: Iterable[int] | None = None,
        times: int | None = None,
        seconds: float | None = None,
        code: int = 500,
        description: str | None = None,
        parameters: dict[str, int] | None = None,
        pace: float = 1.0,
    ) -> Fault:
        """Switch a fault on, for `times` calls or `seconds` from now, or until it is removed."""
        self._count += 1
        fault = Fault(
            self._count,
            kind,
            self,
            frozenset(name.lower() for name in methods) if methods is not None else None,
            frozenset(chats) if chats is not None else None,
            times,
            self._clock() + seconds if seconds is not None else None,
            code,
            description,
            parameters or {},
            pace,
        )
        self.active.append(fault)
        self._changed()
        return fault

    def flood(self, seconds: float, *, chats: Iterable[int] | None = None, times: int | None = None) -> Fault:
        """Answer 429 to all that names a chat (or one of `chats`), with a `retry_after` that counts down."""
        return self.add(
            "error", code=429, methods=None if chats else SENDING, chats=chats, times=times, seconds=seconds
        )

    def fail(self, code: int = 502, **scope: Any) -> Fault:
        """Fail with a server error (5xx); `scope` as in `add`."""
        return self.add("error", code=code, **scope)

    def block(self, *chats: int) -> Fault:
        """Answer 403 "bot was blocked by the user" for these chats, without the update that a real block brings."""
        return self.add("error", code=403, description=BLOCKED, chats=chats)

    def migrate(self, chat: int, to: int) -> Fault:
        """Answer 400 with `migrate_to_chat_id`: the group became a supergroup."""
        return self.add("error", code=400, description=UPGRADED, parameters={"migrate_to_chat_id": to}, chats=[chat])

    def shown(self) -> list[dict[str, Any]]:
        """Return the active faults as JSON for the page and the control API."""
        now = self._clock()
        return [fault.shown(now) for fault in self.active]

    def remove(self, fault_id: int) -> bool:
        """Switch one fault off."""
        before = len(self.active)
        self.active = [fault for fault in self.active if fault.id != fault_id]
        if len(self.active) < before:
            self._changed()
        return len(self.active) < before

    def clear(self) -> None:
        """Switch all faults off."""
        self.active.clear()
        self._changed()

    def strike(self, call: Call) -> Fault | None:
        """Find the fault that hits this call, and count it as used; None when the call goes well."""
        now = self._clock()
        chat: int | None = None
        for fault in list(self.active):
            if fault.until is not None and now >= fault.until:
                self.remove(fault.id)
                continue
            if fault.methods is not None and call.method not in fault.methods:
                continue
            if fault.chats is not None:
                chat = call.integer("chat_id") if chat is None else chat
                if chat not in fault.chats:
                    continue
            fault.used += 1
            if fault.times is not None and fault.used >= fault.times:
                self.remove(fault.id)
            return fault
        return None

    def _changed(self) -> None:
        if self.on_changed is not None:
            self.on_changed()


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` messages at once, and `per_second` from then on."""

    burst: float
    per_second: float


class RateLimits:
    """Counts sent messages: about 30 a second over all, 1 a second to one chat, 20 a minute to a group."""

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        overall: Rate = Rate(30, 30),
        private: Rate = Rate(3, 1),
        group: Rate = Rate(20, 20 / 60),
    ) -> None:
        self._clock = clock
        self._overall, self._private, self._group = overall, private, group
        self._buckets: dict[int, _Bucket] = {}

    def _wait(self, key: int, rate: Rate, now: float) -> float:
        bucket = self._buckets.setdefault(key, _Bucket(rate.burst, now))
        bucket.tokens = min(rate.burst, bucket.tokens + (now - bucket.at) * rate.per_second)
        bucket.at = now
        return 0.0 if bucket.tokens >= 1 else (1 - bucket.tokens) / rate.per_second

    def take(self, chat: Chat) -> int:
        """Return 0 when a message may be sent to `chat` now (and count it), else after how many seconds it may."""
        now = self._clock()
        rate = self._private if chat.person is not None else self._group
        wait = max(self._wait(0, self._overall, now), self._wait(chat.id, rate, now))
        if wait > 0:
            return math.ceil(wait)
        self._buckets[0].tokens -= 1
        self._buckets[chat.id].tokens -= 1
        return 0
