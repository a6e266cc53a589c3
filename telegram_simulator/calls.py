"""The log of Bot API calls: what the bot asked, what it was answered."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """What a call was answered with, and after how long."""

    status: int
    result: Any = None
    error: str | None = None
    milliseconds: float = 0.0


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
    milliseconds: float

    @property
    def ok(self) -> bool:
        """Whether the call was done."""
        return self.error is None

    @property
    def chat_id(self) -> int | None:
        """The chat that the call named."""
        try:
            return int(self.params["chat_id"])
        except (KeyError, ValueError, TypeError):
            return None


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

    def clear(self) -> None:
        """Forget calls and counts; the numbering goes on."""
        self._calls.clear()
        self.counts.clear()
