"""Delivery by webhook: pushes updates to the bot's address, in order within a chat, with pauses after
failures."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from telegram_simulator.updates import UpdateQueue, Waiting

MAX_PAUSE = 60.0
ANSWER_SECONDS = 60.0


@dataclass(slots=True)
class Webhook:
    """What setWebhook said, and how delivery goes; `url` "": there is none; `works`: the last try went well."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error: str = ""
    delivered: int = 0
    failed: int = 0
    works: bool = False


class WebhookPusher:
    """Takes updates off the queue and posts them.

    `first_pause`: seconds after the second failure in a row (the first is tried again at once), doubled from then on.
    """

    def __init__(self, queue: UpdateQueue, clock: Callable[[], float], first_pause: float) -> None:
        self.webhook = Webhook()
        self._queue = queue
        self._clock = clock
        self._first_pause = first_pause
        self._lanes: dict[object, deque[Waiting]] = {}
        self._known: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(1)
        self._session: aiohttp.ClientSession | None = None

    async def start(self, webhook: Webhook) -> None:
        """Deliver to this webhook from now on."""
        await self.stop()
        self.webhook = webhook
        self._slots = asyncio.Semaphore(webhook.max_connections)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=webhook.max_connections, ssl=False),
            timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
        )
        self._queue.on_ready = self._take
        if not self._queue.held:
            self._take(self._queue.pending)

    async def stop(self) -> None:
        """Stop delivering; what is not taken stays in the queue."""
        self._queue.on_ready = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._lanes.clear()
        self._known.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None
        self.webhook = Webhook()

    def _take(self, updates: list[Waiting]) -> None:
        """Put updates into their lanes and set idle lanes going."""
        for update in updates:
            if id(update) in self._known:
                continue
            self._known.add(id(update))
            if lane := self._lanes.get(update.lane):
                lane.append(update)
                continue
            lane = self._lanes[update.lane] = deque([update])
            task = asyncio.get_running_loop().create_task(self._deliver(update.lane, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, name: object, lane: deque[Waiting]) -> None:
        failures = 0
        while lane:
            update = lane[0]
            wanted = update in self._queue and update.expires >= self._clock()
            async with self._slots:
                taken = not wanted or await self._push(update)
            if taken:
                failures = 0
                lane.popleft()
                self._known.discard(id(update))
                self._queue.confirm([update])
                continue
            failures += 1
            if failures > 1:
                await asyncio.sleep(min(MAX_PAUSE, self._first_pause * 2 ** (failures - 2)))
        del self._lanes[name]

    async def _push(self, update: Waiting) -> bool:
        """Post one update; True when the bot took it (2xx)."""
        headers = {"Content-Type": "application/json"}
        if self.webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook.secret_token
        assert self._session is not None
        try:
            async with self._session.post(self.webhook.url, data=update.body, headers=headers) as response:
                status, reason = response.status, response.reason
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return self._failed("Read timeout expired" if isinstance(error, TimeoutError) else "Connection refused")
        if not 200 <= status <= 299:
            return self._failed(f"Wrong response from the webhook: {status} {reason}")
        self.webhook.delivered += 1
        self.webhook.works = True
        return True

    def _failed(self, reason: str) -> bool:
        self.webhook.failed += 1
        self.webhook.works = False
        self.webhook.last_error = reason
        self.webhook.last_error_date = int(self._clock())
        return False
