"""The engine: one task that takes one turn after the other, and a turn is one transaction.

Whoever brings updates puts them into a queue and waits until the commit of a turn acknowledges them; what became of a
message is put into a queue too. Only this task writes updates, results, decisions, claims and timers, so none of these
waits for a lock, and nothing slow is awaited while a transaction is open.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from time import perf_counter

import structlog

from bot.app.sending import Sending
from bot.app.timers import Timers
from bot.app.turn import RETRY, Arrival, Hand, TurnTaker
from bot.app.turns import Turns
from bot.helpdesk.model.actions import Priority
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import Conflict, Received
from bot.helpdesk.service import BATCH, Helpdesk
from bot.helpdesk.texts import staff as staff_texts
from bot.metrics import Metrics

TICK = 1.0
"""Seconds between two looks at the timers and, for what another process stored, at the queues."""
COMPANY = 0.005
"""Seconds that a turn waits at most for further updates, and only while they are arriving."""
BREATHS = 4
"""Passes of the event loop between two turns, in which messages leave and requests and answers arrive."""
SHORTEST_REST = 0.02
"""Seconds that the engine rests at least where it waits for a time, not for an event."""
PAUSE = 1.0
"""Seconds between two turns while the database cannot be used."""
AGAIN = 5.0
"""Seconds between two marks where writing failed, and until the engine goes on after a fault of its own."""
OFFERED_AGAIN = 60.0
"""Seconds within which Telegram offers this process again what could not be stored, if nobody else has taken it."""
MARK = 60.0
"""Seconds between two marks in the database while it can be written, also when nothing comes in."""
RESUME_EVERY = 30.0
"""Seconds between two looks for what another process was sending when it died, and at how many share the limits."""

log = structlog.get_logger()


class Engine:
    """Takes turns while the bot runs, rests while there is nothing to do, and ends in order."""

    def __init__(
        self, helpdesk: Helpdesk, sending: Sending, priority: Callable[[str], Priority], metrics: Metrics, turns: Turns
    ) -> None:
        """`priority`: how urgent a text is, at a first look; urgent ones are decided first whatever waits."""
        self.helpdesk = helpdesk
        self.store = helpdesk.store
        self._sending = sending
        self._priority = priority
        self._metrics = metrics
        self._turns = turns
        self._taker = TurnTaker(helpdesk, sending, metrics)
        self._timers = Timers(helpdesk, turns)
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
        """Have the next turn begin now: a message was queued, or something has ended."""
        self._wake.set()

    def doubt(self) -> None:
        """Try now whether the database can be written."""
        self._mark_at = 0.0
        self._wake.set()

    async def keep(self, updates: Sequence[Received]) -> None:
        """Return once these updates are stored for good; the edges that receive call this. Raises Trouble."""
        if self._ending:
            raise _ended()
        arrival = Arrival([self._judged(one) for one in updates], asyncio.get_running_loop().create_future())
        self._incoming.append(arrival)
        self._wake.set()
        await arrival.stored

    def _judged(self, update: Received) -> Received:
        try:
            priority = self._priority(update.text)
            return update if priority is update.priority else replace(update, priority=priority)
        except Exception:  # no text may keep the others from being stored; its rule will fail alone
            log.exception("a first look at a text failed")
            return update

    async def run(self) -> None:
        """Take turns until `end`; whatever the database does, it goes on."""
        while not self._ending:
            self._wake.clear()
            await self._attempt(self._pass)
            for _ in range(BREATHS):
                await asyncio.sleep(0)

    def end(self) -> None:
        """Take no more updates and claim no more messages; `run` returns after the turn under way."""
        self._ending = True
        self._sending.stop()
        self._wake.set()

    async def drain(self) -> None:
        """After `run`: wait for what is on its way and store what becomes of it."""
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
            self._fell(str(error), error)
            await asyncio.sleep(PAUSE)
        except Conflict:
            log.info("another writer is at the same rows; the turn is taken again")
            await asyncio.sleep(RETRY)
        except Exception as error:
            log.exception("the engine failed; it goes on")
            self._fell(staff_texts.ENGINE_FAILED.format(error=type(error).__name__), error)
            await asyncio.sleep(AGAIN)

    def _fell(self, sentence: str, error: Exception) -> None:
        """Refuse what came in, since the turn could not be taken: Telegram keeps it and offers it again."""
        self._trouble = sentence
        self._resume_at = 0.0  # a commit whose end was lost may have claimed messages
        if self._incoming:
            self._unkept, self._unkept_at = sentence, asyncio.get_running_loop().time()
            self._mark_at = 0.0
            _refuse(self._incoming, error)

    async def _pass(self) -> None:
        await self._resume()
        more = await self._turn()
        # after the turn: what has arrived by now must be known before a deadline counts as missed
        looked = await self._timers.look(TICK)
        await self._mark()
        if not more and not looked:
            await self._rest()

    async def _turn(self) -> bool:
        """Take a turn; whether another should follow at once. What it could not store goes back into the queues."""
        await self._company()
        hand = Hand(self._incoming, self._sending.take_results())
        self._incoming = []
        began = perf_counter()
        brought = bool(hand.arrivals)
        try:
            with self._turns.turn("turn"):
                taken, more = await self._taker.take(hand, 0 if self._ending else BATCH)
        finally:
            self._incoming = hand.arrivals + self._incoming
            self._sending.give_back(hand.results)
        self._trouble = None
        if brought:
            self._unkept = None
        if taken:
            self._metrics.decided.inc(taken)
            self._metrics.decision_seconds.observe(perf_counter() - began)
        return more

    async def _company(self) -> None:
        """Let what is arriving at this moment come along."""
        end, seen = asyncio.get_running_loop().time() + COMPANY, 0
        while len(self._incoming) > seen and asyncio.get_running_loop().time() < end:
            seen = len(self._incoming)
            await asyncio.sleep(0)

    async def _resume(self) -> None:
        """Take over what nobody sends any more: left by a killed process, or claimed in a commit whose end was lost."""
        now = asyncio.get_running_loop().time()
        if now < self._resume_at:
            return
        with self._turns.turn("resuming"):
            self._sending.given_up(await self.store.resume(self._sending.in_hand))
        self._sending.share(self.store.processes)
        self._metrics.processes.set(self.store.processes)
        self._resume_at = now + RESUME_EVERY

    async def _mark(self) -> None:
        """Notice that nothing can be written before somebody writes to the bot, and that it can be written again."""
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
        """Wait until something comes in or ends, a message falls due, or a tick has gone by."""
        wait = TICK
        if not self._sending.under_way and not self._sending.held:
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
    return Trouble(staff_texts.STARTING, RuntimeError("the bot is being ended"))
