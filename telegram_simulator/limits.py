"""Telegram's real rate limits, to test that a bot keeps them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from telegram_simulator.people import Chat


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
    """Counts sent messages. Defaults: about 30 a second over all, 1 a second to one chat, 20 a minute to a
    group."""

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
