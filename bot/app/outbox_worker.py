"""The outbox worked off: chat by chat in order, side by side, under Telegram's pace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog

from bot.app.turns import Turns
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import Conflict, OutboxRow, Result, Store
from bot.helpdesk.model.store import Delivery as State
from bot.helpdesk.service import Ended, Helpdesk, Room, Worked
from bot.metrics import Metrics

AT_ONCE = 64
"""Messages on their way at one time; more would only wait in the connection pool."""
LONGEST_SLEEP = 2.0
"""Seconds after which the outbox is looked at in any case: another process may have written into it."""
GATHER = 0.01
"""Seconds in which others may end too, and be stored in the same transaction, most often that of a decision."""
TURNS = 4
"""Turns of the loop in which what came over the network reaches whoever waits for it, and what is to leave leaves."""
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
        turns: Turns,
    ) -> None:
        self._store = store
        self._helpdesk = helpdesk
        self._send = send
        self._pace = pace
        self._clock = clock
        self._metrics = metrics
        self._turns = turns
        self._flying: set[asyncio.Task[None]] = set()
        self._in_hand: set[int] = set()
        self._results: list[Result] = []
        self._settling = asyncio.Lock()
        self._claiming = False
        self._resume_waits = False
        self._soon: asyncio.TimerHandle | None = None
        self._resume_at = 0.0
        self._deciding = False
        self._missed = False
        self._stopping = False
        self.trouble: str | None = None
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop`, then until what is on its way has an end; whatever the database does, the loop goes on."""
        while not self._stopping or self._flying or self._results:
            try:
                self.wake.clear()
                with self._turns.turn("sending"):
                    started = await self._pass()
                self.trouble = None
                if not started and (self._flying or self._results or not self._stopping):
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

    async def _pass(self) -> int:
        if not self._stopping:
            await self._resume()
        if self._deciding:
            self._missed = True  # both are done in that transaction
            return 0
        await self._settle()
        return 0 if self._stopping else await self._start()

    async def _recover(self, trouble: str) -> None:
        self.trouble = trouble
        self._resume_at = 0.0
        await asyncio.sleep(1)

    async def _resume(self) -> None:
        """Take over what nobody sends any more: left by a killed process, or claimed in a commit whose end was lost."""
        now = asyncio.get_running_loop().time()
        if now < self._resume_at:
            return
        # what was claimed and is not in hand yet must not be taken for left behind
        if not self._try_claim():
            self._resume_waits = self._missed = True
            return
        try:
            given_up = await self._store.resume(self._in_hand)
            self._in_hand |= {row.id for row in given_up}
        finally:
            self._claiming = self._resume_waits = False
        self._resume_at = now + RESUME_EVERY
        self._results += [Result(row, State.UNCERTAIN, cause="killed while sending") for row in given_up]

    async def _start(self) -> int:
        if not self._try_claim():
            self._missed = True
            return 0
        try:
            room = self._room()
            rows = await self._store.claim(self._clock(), room) if room else []
            self._launch(rows)
        finally:
            self._claiming = False
        return len(rows)

    def _try_claim(self) -> bool:
        """Become the only one who claims, or return False at once.

        Whoever claims needs a transaction, and `along` asks with one open: waiting here would be a deadlock.
        """
        if self._claiming:
            return False
        self._claiming = True
        return True

    async def along(self, work: Callable[[Ended, Room], Awaitable[Worked]]) -> int:
        """Store what has ended and claim what is next in the transaction of `work`; returns how much it has taken."""
        results: list[Result] = []
        room = 0
        mine = False

        async def ended() -> Sequence[Result]:
            async with self._settling:  # what is being stored already must be known as well
                more = self._take_results()
            results.extend(more)
            return more

        async def free() -> int:
            nonlocal mine, room
            # a look for messages left behind goes first, or a lasting backlog would put it off for ever
            mine = mine or (not self._resume_waits and self._try_claim())
            self._missed = self._missed or not mine
            await self._turn()
            room = self._room() if mine else 0
            return room

        self._deciding, self._missed = True, False
        try:
            try:
                taken, rows = await work(ended, free)
            except BaseException:
                self._results = results + self._results
                self._resume_at = 0.0
                self._missed = True
                raise
            self._stored(results)
            self._launch(rows)
            await self._turn()
        finally:
            self._deciding = False
            if mine:
                self._claiming = False
            if self._missed or self._results:
                self.wake.set()
        if taken and len(rows) == room:
            self.wake.set()
        return taken

    async def _turn(self) -> None:
        """Let messages leave and answers arrive: deciding holds up the loop, and what ended meanwhile leaves room."""
        for _ in range(TURNS if self._flying else 0):
            await asyncio.sleep(0)

    def _room(self) -> int:
        return 0 if self._stopping else max(0, min(AT_ONCE - len(self._flying), self._pace.available()))

    def _launch(self, rows: Sequence[OutboxRow]) -> None:
        self._pace.take(len(rows))
        self._in_hand |= {row.id for row in rows}
        for row in rows:
            task = asyncio.create_task(self._fly(row))
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)

    async def _fly(self, row: OutboxRow) -> None:
        result = await self._send(row)
        self._results.append(result)
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(GATHER, self.wake.set)

    def _take_results(self) -> list[Result]:
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        results, self._results = self._results, []
        return results

    async def _settle(self) -> None:
        async with self._settling:
            results = self._take_results()
            if not results:
                return
            try:
                await self._helpdesk.delivered(results)
            except BaseException:
                self._results = results + self._results
                raise
        self._stored(results)

    def _stored(self, results: Sequence[Result]) -> None:
        self._in_hand -= {result.row.id for result in results}
        for result in results:
            self._metrics.sent.labels(result.state.value).inc()

    async def _sleep(self) -> None:
        wait = LONGEST_SLEEP
        if not self._flying and not self._results:
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
