"""The outbox worked off: chat by chat in order, side by side, under Telegram's pace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from bot.helpdesk.errors import Trouble
from bot.helpdesk.ports import Conflict, OutboxRow, Result, Store
from bot.helpdesk.ports import Delivery as State
from bot.helpdesk.service import Helpdesk
from bot.metrics import Metrics

AT_ONCE = 64
"""Messages on their way at one time; more would only wait in the connection pool."""
LONGEST_SLEEP = 2.0
"""Seconds after which the outbox is looked at in any case: another process may have written into it."""
RESUME_EVERY = 30.0
"""Seconds between two looks for what another process was sending when it died."""

log = structlog.get_logger()


class Pace:
    """A bucket of permits that refills `per_second`; 0 means no limit."""

    def __init__(self, per_second: int, clock: Callable[[], datetime]) -> None:
        self._rate = per_second
        self._clock = clock
        self._permits = float(per_second)
        self._at = clock()

    def available(self) -> int:
        """How many messages may leave now."""
        if not self._rate:
            return AT_ONCE
        now = self._clock()
        grown = max(0.0, (now - self._at).total_seconds()) * self._rate
        self._permits, self._at = min(float(self._rate), self._permits + grown), now
        return int(self._permits)

    def take(self, count: int) -> None:
        """That many have left."""
        self._permits -= count if self._rate else 0


class Delivery:
    """Claims waiting messages, sends them, and stores what became of them, several in one transaction."""

    def __init__(
        self,
        store: Store,
        helpdesk: Helpdesk,
        send: Callable[[OutboxRow], Awaitable[Result]],
        pace: Pace,
        clock: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        self._store = store
        self._helpdesk = helpdesk
        self._send = send
        self._pace = pace
        self._clock = clock
        self._metrics = metrics
        self._flying: set[asyncio.Task[None]] = set()
        self._in_hand: set[int] = set()
        self._results: list[Result] = []
        self._settling = asyncio.Lock()
        self._resume_at = 0.0
        self._stopping = False
        self.trouble: str | None = None
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop`, then until what is on its way has an end; whatever the database does, the loop goes on."""
        while not self._stopping or self._flying or self._results:
            try:
                self.wake.clear()
                await self.settle()
                started = 0 if self._stopping else await self._start()
                self.trouble = None
                if not started and not self._results and (self._flying or not self._stopping):
                    await self._sleep()
            except Conflict:
                log.info("a case changed while a delivery was noted; noting it again")
                await asyncio.sleep(0.05)
            except Trouble as error:
                log.error("the outbox cannot be worked off", cause=str(error.cause))
                await self._recover(str(error))
            except Exception as error:  # our own fault; what was sent must still be stored
                log.exception("the outbox cannot be worked off")
                await self._recover(f"Pesan tidak bisa dikirim: {type(error).__name__}. Lihat catatan (log) bot.")

    async def _recover(self, trouble: str) -> None:
        self.trouble = trouble
        self._resume_at = 0.0
        await asyncio.sleep(1)

    async def _resume(self) -> None:
        """Take over what nobody sends any more: left by a killed process, or claimed in a commit whose end was lost."""
        now = asyncio.get_running_loop().time()
        if now < self._resume_at:
            return
        given_up = await self._store.resume(self._in_hand)
        self._resume_at = now + RESUME_EVERY
        self._in_hand |= {row.id for row in given_up}
        self._results += [Result(row, State.UNCERTAIN, cause="killed while sending") for row in given_up]

    async def _start(self) -> int:
        await self._resume()
        room = min(AT_ONCE - len(self._flying), self._pace.available())
        if room <= 0:
            return 0
        rows = await self._store.claim(self._clock(), room)
        self._pace.take(len(rows))
        self._in_hand |= {row.id for row in rows}
        for row in rows:
            task = asyncio.create_task(self._fly(row))
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)
        return len(rows)

    async def _fly(self, row: OutboxRow) -> None:
        result = await self._send(row)
        self._results.append(result)
        self.wake.set()

    async def settle(self) -> None:
        """Store what became of everything that has ended so far; returns once it is stored, whoever stores it."""
        # one turn of the loop lets everything that has just arrived share one transaction
        await asyncio.sleep(0)
        async with self._settling:
            results, self._results = self._results, []
            if not results:
                return
            try:
                await self._helpdesk.delivered(results)
            except BaseException:
                self._results = results + self._results
                raise
            self._in_hand -= {result.row.id for result in results}
        for result in results:
            self._metrics.sent.labels(result.state.value).inc()

    async def _sleep(self) -> None:
        wait = LONGEST_SLEEP
        if not self._flying:
            due = await self._store.next_send()
            if due is not None:
                wait = min(wait, max(0.02, (due - self._clock()).total_seconds()))
        try:
            async with asyncio.timeout(wait):
                await self.wake.wait()
        except TimeoutError:
            return

    def stop(self) -> None:
        """Claim nothing more; `run` returns once everything on its way has ended and is stored."""
        self._stopping = True
        self.wake.set()
