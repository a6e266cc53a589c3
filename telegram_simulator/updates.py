"""The updates that wait for the bot: numbering, confirmation by offset, the long poll and its conflicts."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice, takewhile
from random import Random
from typing import Any

import msgspec

from telegram_simulator.errors import ApiError, conflict
from telegram_simulator.messages import Message

KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member"})
"""What people do here reaches the bot as one of these."""
DAY = 86400.0
CALLBACK_LIFE = 150.0
_FAR_FUTURE = 10
_POLL_GAP = 3.0
_GARBAGE = "garbage"

TAKEN_OVER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "terminated by setWebhook request"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One update that the bot has not confirmed. `body` is its JSON; `lane`: updates of one lane stay in
    order."""

    id: int
    kind: str
    body: bytes
    lane: object
    expires: float
    message: Message | None = None


class UpdateQueue:
    """First in, first out; an update leaves when the bot asks for a higher one, when a webhook took it, or by
    age.

    What comes out of order (repeated, shuffled, injected with a low id) is owed: it is given once, whatever the offset.
    `on_ready` hears of updates that may be delivered now (for a webhook), `on_confirmed` of those that left.
    """

    def __init__(self, first_id: int, clock: Callable[[], float]) -> None:
        self.next_id = first_id
        self.allowed = KINDS
        self.polled_at: float | None = None
        self.confirmed = 0
        self.on_ready: Callable[[list[Waiting]], None] | None = None
        self.on_confirmed: Callable[[list[Waiting]], None] | None = None
        self._clock = clock
        self._waiting: OrderedDict[int, Waiting] = OrderedDict()
        self._owed: set[int] = set()
        self._ordered = True
        self._held = False
        self._poll: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, update: Waiting) -> bool:
        return id(update) in self._waiting

    @property
    def pending(self) -> list[Waiting]:
        """What waits, in the order in which it will be given."""
        return list(self._waiting.values())

    @property
    def held(self) -> bool:
        """Whether everything is kept back now."""
        return self._held

    @property
    def polling(self) -> bool:
        """Whether the bot polls: a long poll is open, or ended just now."""
        recent = self.polled_at is not None and self._clock() - self.polled_at < _POLL_GAP
        return self._poll is not None or recent

    def allow(self, kinds: object) -> None:
        """Remember `allowed_updates`; an empty list means the default, anything unreadable changes
        nothing."""
        if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
            return
        self.allowed = frozenset(kind.lower() for kind in kinds) or KINDS

    def add(self, kind: str, payload: dict[str, Any], *, lane: object, message: Message | None = None) -> int | None:
        """Queue one update unless the bot does not want its kind; returns its id."""
        if kind not in self.allowed:
            return None
        life = CALLBACK_LIFE if kind == "callback_query" else DAY
        body = b'{"update_id":%d,"%s":%s}' % (self.next_id, kind.encode(), msgspec.json.encode(payload))
        return self._push(Waiting(self.next_id, kind, body, lane, self._clock() + life, message))

    def add_raw(self, update: dict[str, Any] | bytes | str) -> int:
        """Queue anything as an update: an object (gets an update_id if it has none), or bytes that go out as
        they are, once to a poll."""
        update_id, kind = self.next_id, "raw"
        if isinstance(update, dict):
            given = update.get("update_id")
            update_id = given if isinstance(given, int) else update_id
            body = msgspec.json.encode({"update_id": update_id} | update)
        else:
            kind, body = _GARBAGE, update.encode() if isinstance(update, str) else update
        return self._push(Waiting(update_id, kind, body, ("raw", update_id), self._clock() + DAY))

    def _push(self, update: Waiting) -> int:
        if update.id < self.next_id:
            self._owe([update])
        self.next_id = max(self.next_id, update.id + 1)
        self._waiting[id(update)] = update
        if not self._held:
            self._offer([update])
        return update.id

    def _owe(self, updates: list[Waiting]) -> None:
        self._ordered = False
        self._owed |= {id(update) for update in updates}

    def _offer(self, updates: list[Waiting]) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        if self.on_ready is not None:
            self.on_ready(updates)

    def hold(self) -> None:
        """Keep everything back until `release`: a backlog can grow, or be shuffled."""
        self._held = True

    def release(self) -> None:
        """Give out again what waits."""
        self._held = False
        if self._waiting:
            self._offer(self.pending)

    def shuffle(self, random: Random) -> None:
        """Put what waits into a random order."""
        mixed = list(self._waiting.items())
        random.shuffle(mixed)
        self._waiting = OrderedDict(mixed)
        self._owe(self.pending)

    def confirm(self, updates: list[Waiting]) -> None:
        """Take out updates that the bot has for certain."""
        confirmed = [update for update in updates if self._waiting.pop(id(update), None) is not None]
        if not self._waiting:
            self._ordered = True
        self._owed -= {id(update) for update in confirmed}
        self.confirmed += len(confirmed)
        if confirmed and self.on_confirmed is not None:
            self.on_confirmed(confirmed)

    def clear(self) -> None:
        """Forget everything that waits."""
        self._waiting.clear()
        self._owed.clear()
        self._ordered = True

    def _below(self, offset: int) -> list[Waiting]:
        if not self._ordered:
            owed = self._owed
            return [update for key, update in self._waiting.items() if update.id < offset and key not in owed]
        return list(takewhile(lambda update: update.id < offset, self._waiting.values()))

    def collect(self, offset: int, limit: int) -> list[Waiting]:
        """Up to `limit` updates from `offset` on; all before it are confirmed. A negative offset keeps only
        that many.

        An offset far beyond the last update is taken for a mistake, as Telegram does, and confirms nothing.
        """
        if offset < 0:
            self.confirm(self.pending[:offset])
        elif 0 < offset <= self.next_id + _FAR_FUTURE:
            self.confirm(self._below(offset))
        if self._held:
            return []
        batch, now = list(islice(self._waiting.values(), limit)), self._clock()
        if any(update.expires < now for update in batch):
            for update in self.pending:
                if update.expires < now:
                    del self._waiting[id(update)]
            batch = list(islice(self._waiting.values(), limit))
        if self._owed:
            self._owed -= {id(update) for update in batch}
        for update in batch:
            if update.kind == _GARBAGE:
                del self._waiting[id(update)]
        return batch

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Waiting]:
        """getUpdates: waits up to `seconds` for the first update. Raises ApiError 409 when another
        takes over."""
        self.polled_at = self._clock()
        if (batch := self.collect(offset, limit)) or not seconds:
            return batch
        self.end_poll(conflict(TAKEN_OVER))
        self._poll = mine = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await mine
        except TimeoutError:
            return []
        finally:
            self.polled_at = self._clock()
            if self._poll is mine:
                self._poll = None
        return self.collect(offset, limit)

    def end_poll(self, reason: ApiError) -> None:
        """End the open long poll, if there is one, with an error."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(reason)
        self._poll = None
