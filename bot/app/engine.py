"""The engine: one task that takes one turn after the other, and a turn is one transaction.

The poller and the webhook put updates into a queue and wait until the commit of a turn acknowledges them; results of
sent messages are queued too. Only this task writes updates, results, decisions, claims and timers, so none of these
waits for a lock, and nothing slow is awaited while a transaction is open.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from time import perf_counter

import structlog

from bot.app.running_turns import Turns
from bot.app.sending import Sending
from bot.app.shell.service import BATCH, Helpdesk
from bot.app.timers import Timers
from bot.app.turn import RETRY, Arrival, TurnTaker, WorkBatch
from bot.helpdesk.model.actions import Priority
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import Among, Conflict, Received
from bot.helpdesk.texts import operator as operator_texts
from bot.metrics import Metrics

TICK = 1.0
"""Seconds between two checks of the timers and, for rows that another process stored, of the queues."""
GATHER_SECONDS = 0.005
"""Seconds that a turn waits at most for further updates, and only while they are arriving."""
LOOP_PASSES = 4
"""Passes of the event loop between two turns, in which messages leave and requests and answers arrive."""
SHORTEST_REST = 0.02
"""Seconds that the engine rests at least where it waits for a time, not for an event."""
PAUSE = 1.0
"""Seconds between two turns while the database cannot be used."""
AGAIN = 5.0
"""Seconds between two writes of the mark where one failed, and until the engine goes on after a fault of its own."""
OFFERED_AGAIN = 60.0
"""Seconds within which Telegram offers this process again what could not be stored, if nobody else has taken it."""
MARK = 60.0
"""Seconds between two writes of the mark in the database while they succeed, also when nothing comes in."""
RESUME_EVERY = 30.0
"""Seconds between two searches for messages of a process that died, and counts of how many share the limits."""

log = structlog.get_logger()


class Engine:
    """Takes turns while the bot runs, rests while there is nothing to do, and ends in order."""

    def __init__(
        self, helpdesk: Helpdesk, sending: Sending, priority: Callable[[str], Priority], metrics: Metrics, turns: Turns
    ) -> None:
        """`priority`: estimates how urgent a text is; urgent ones are decided before all that waits."""
        self.helpdesk = helpdesk
        self.store = helpdesk.store
        self._sending = sending
        self._priority = priority
        self._metrics = metrics
        self._turns = turns
        self._taker = TurnTaker(helpdesk, sending, metrics)
        self.timers = Timers(helpdesk, turns)
        self._wake = asyncio.Event()
        sending.wake = self.wake
        self._incoming: list[Arrival] = []
        self._ending = False
        self._resume_at = self._mark_at = self._unkept_at = 0.0
        self._trouble: str | None = None
        self._unkept: str | None = None
        self._unwritten: str | None = None

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why the bot cannot receive, decide or send at the moment, in sentences; empty while it can."""
        found = (self._unkept, self._unwritten, self._trouble, *self._taker.troubles)
        return tuple(trouble for trouble in found if trouble)

    def wake(self) -> None:
        """Begin the next turn now: a message was queued, or the result of a sent one has arrived."""
        self._wake.set()

    def doubt(self) -> None:
        """Try now whether the database can be written."""
        self._mark_at = 0.0
        self._wake.set()

    async def keep(self, updates: Sequence[Received]) -> None:
        """Return once these updates are stored for good; the edges that receive call this. Raises Trouble."""
        if self._ending:
            raise _ended()
        arrival = Arrival([self._prioritised(one) for one in updates], asyncio.get_running_loop().create_future())
        self._incoming.append(arrival)
        self._wake.set()
        await arrival.stored

    def _prioritised(self, update: Received) -> Received:
        try:
            priority = self._priority(update.text)
            return update if priority is update.priority else replace(update, priority=priority)
        except Exception:  # no text may keep the others from being stored; its rule will fail alone
            log.exception("a first look at a text failed")
            return update

    async def run(self) -> None:
        """Take turns until `end`; a failing database does not end this."""
        while not self._ending:
            self._wake.clear()
            await self._attempt(self._pass)
            for _ in range(LOOP_PASSES):
                await asyncio.sleep(0)

    def end(self) -> None:
        """Take no more updates and claim no more messages; `run` returns after the turn under way."""
        self._ending = True
        self._sending.stop()
        self._wake.set()

    async def drain(self) -> None:
        """After `run`: wait for messages that are being sent, and store their results."""
        _refuse(self._incoming, _ended())
        while self._sending.under_way or self._sending.ended:
            self._wake.clear()
            if self._sending.ended:
                await self._attempt(self._turn)
            else:
                await self._wake.wait()

    async def _attempt(self, work: Callable[[], Awaitable[object]]) -> None:
        try:
            await work()
        except Trouble as error:
            if self._trouble is None:
                log.error("turns cannot be taken", cause=str(error.cause))
            self._fail(str(error), error)
            await asyncio.sleep(PAUSE)
        except Conflict:
            log.info("another writer is at the same rows; the turn is taken again")
            await asyncio.sleep(RETRY)
        except Exception as error:
            log.exception("the engine failed; it goes on")
            self._fail(operator_texts.ENGINE_FAILED.format(error=type(error).__name__), error)
            await asyncio.sleep(AGAIN)

    def _fail(self, sentence: str, error: Exception) -> None:
        """Refuse the incoming updates, since the turn failed: Telegram keeps them and offers them again."""
        self._trouble = sentence
        self._resume_at = 0.0  # a commit whose result was lost may have claimed messages
        if self._incoming:
            self._unkept, self._unkept_at = sentence, asyncio.get_running_loop().time()
            self._mark_at = 0.0
            _refuse(self._incoming, error)

    async def _pass(self) -> None:
        await self._resume()
        more = await self._turn()
        # after the turn: what has arrived by now must be known before a deadline counts as missed
        checked = await self.timers.run_due(TICK)
        await self._mark()
        if not more and not checked:
            await self._rest()

    async def _turn(self) -> bool:
        """Take a turn; return whether another should follow at once. What was not stored goes back into the queues."""
        await self._gather()
        batch = WorkBatch(self._incoming, self._sending.take_results())
        self._incoming = []
        began = perf_counter()
        had_arrivals = bool(batch.arrivals)
        try:
            with self._turns.turn("turn"):
                taken, more = await self._taker.take(batch, 0 if self._ending else BATCH)
        finally:
            self._incoming = batch.arrivals + self._incoming
            self._sending.give_back(batch.results)
        self._trouble = None
        if had_arrivals:
            self._unkept = None
        if taken:
            self._metrics.decided.inc(taken)
            self._metrics.decision_seconds.observe(perf_counter() - began)
        return more

    async def _gather(self) -> None:
        """Wait for updates that are arriving at this moment, so that one commit stores them all."""
        end, seen = asyncio.get_running_loop().time() + GATHER_SECONDS, 0
        while len(self._incoming) > seen and asyncio.get_running_loop().time() < end:
            seen = len(self._incoming)
            await asyncio.sleep(0)

    async def _resume(self) -> None:
        """Resume messages that nobody sends: left by a killed process, or claimed in a commit whose result was lost."""
        now = asyncio.get_running_loop().time()
        if now < self._resume_at:
            return
        with self._turns.turn("resuming"):
            self._sending.given_up(await self.store.resume(self._sending.unsettled))
        self._sending.share(self.store.processes)
        self._metrics.processes.set(self.store.processes)
        self._resume_at = now + RESUME_EVERY

    async def _mark(self) -> None:
        """Write a mark: a database that cannot be written, or can again, is noticed before a resident writes."""
        now = asyncio.get_running_loop().time()
        if now < self._mark_at:
            return
        try:
            with self._turns.turn("marking"):
                await self.store.touch(self.helpdesk.clock())
            self._unwritten = None
            if now - self._unkept_at > OFFERED_AGAIN:
                self._unkept = None  # another process has taken it
        except Trouble as error:
            if self._unwritten is None:
                log.error("the database cannot be written", cause=str(error.cause))
            self._unwritten = str(error)
        self._mark_at = asyncio.get_running_loop().time() + (AGAIN if self._unwritten or self._unkept else MARK)

    async def _rest(self) -> None:
        """Wait until an update or a result arrives, a message falls due, or a tick has passed."""
        wait = TICK
        # while some messages have to wait whatever their time, a tick is soon enough
        if not self._sending.under_way and not self._sending.held and self._sending.room().among is Among.ALL:
            due = await self.store.next_send()
            if due is not None:
                wait = min(wait, max(SHORTEST_REST, (due - self.helpdesk.clock()).total_seconds()))
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._wake.wait()


def _refuse(arrivals: list[Arrival], error: Exception) -> None:
    for arrival in arrivals:
        arrival.end(error)
    arrivals.clear()


def _ended() -> Trouble:
    return Trouble(operator_texts.STARTING, RuntimeError("the bot is being ended"))
