"""A running bot: its loops side by side, started and ended in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from time import perf_counter

import structlog

from bot.app.outbox_worker import Delivery
from bot.app.turns import Turns
from bot.helpdesk.model.actions import Priority
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import Conflict, Received, Store
from bot.helpdesk.service import Helpdesk
from bot.metrics import Metrics

TICK = 1.0
"""Seconds between two looks at the deadlines and, for what another process stored, at the inbox."""
UNKNOWN = 10**9
"""How many updates wait before anybody has looked."""
AGAIN = 5.0
"""Seconds until a part that failed begins again, and between two tries to write where writing failed."""
OFFERED_AGAIN = 60.0
"""Seconds within which Telegram offers this process again what could not be stored, if nobody else has taken it."""
PROBE = 60.0
"""Seconds between two marks in the database while it can be written, also when nothing comes in."""
DRAIN = timedelta(seconds=6)
"""How long ending waits for messages that are on their way; well within the ten seconds that SIGTERM has."""
SENDS_FOR = 4.0
"""The seconds of these that are left for sending when a batch of decisions does not come to its end."""

log = structlog.get_logger()


class Running:
    """The bot's loops: deciding, delivering, deadlines, outreach, and what else is given (polling, watching files)."""

    def __init__(
        self,
        store: Store,
        helpdesk: Helpdesk,
        delivery: Delivery,
        clock: Callable[[], datetime],
        metrics: Metrics,
        priority: Callable[[str], Priority],
        turns: Turns,
    ) -> None:
        """`priority`: how urgent a text is, at a first look; urgent ones are decided first whatever waits."""
        self.store = store
        self.helpdesk = helpdesk
        self.delivery = delivery
        self._clock = clock
        self._metrics = metrics
        self._priority = priority
        self._turns = turns
        self._inbox = asyncio.Event()
        self._ending = False
        self._waiting = UNKNOWN
        self._trouble: str | None = None
        self._unwritten: str | None = None
        self._unkept: str | None = None
        self._unkept_at = 0.0
        self._doubted = asyncio.Event()

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why the bot cannot receive, decide or send at the moment, in sentences; empty while it can."""
        return tuple(
            trouble for trouble in (self._unkept, self._unwritten, self._trouble, self.delivery.trouble) if trouble
        )

    async def keep(self, updates: Sequence[Received]) -> int:
        """Store updates and wake whoever decides; the edges that receive call this. Raises Trouble."""
        try:
            with self._turns.turn("storing updates"):
                new = await self.store.receive([self._judged(update) for update in updates], self._clock())
        except Conflict as error:  # another process is storing the same updates at this moment
            raise Trouble("Pesan masuk belum bisa disimpan; akan dicoba lagi.", error) from error
        except Trouble as error:
            self._unkept, self._unkept_at = str(error), asyncio.get_running_loop().time()
            self._doubted.set()
            raise
        self._unkept = None
        self._metrics.received.inc(new)
        self._waiting += new
        self._inbox.set()
        return new

    def _judged(self, update: Received) -> Received:
        try:
            priority = self._priority(update.text)
            return update if priority is update.priority else replace(update, priority=priority)
        except Exception:  # no text may keep the others from being stored; its rule will fail alone
            log.exception("a first look at a text failed")
            return update

    async def run(self, *more: Callable[[], Awaitable[None]]) -> None:
        """Run until cancelled, then finish what is on its way. Raises Trouble when a part cannot go on."""
        tasks = [
            asyncio.ensure_future(_kept_going(loop)) for loop in (self._deadlines, self._reach_out, self._probe, *more)
        ]
        deciding = asyncio.ensure_future(_kept_going(self._decide))
        sending = asyncio.ensure_future(self.delivery.run())
        try:
            done, _ = await asyncio.wait([*tasks, deciding, sending], return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            end = asyncio.get_running_loop().time() + DRAIN.total_seconds()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            # a batch claims what it answers: once that is committed it is to be sent, not to be left behind
            self._ending = True
            self._inbox.set()
            await _ended(deciding, end - SENDS_FOR)
            self.delivery.stop()
            await _ended(sending, end)

    async def _decide(self) -> None:
        while not self._ending:
            self._inbox.clear()
            waiting = self._waiting
            try:
                started = perf_counter()
                with self._turns.turn("deciding"):
                    taken = await self.delivery.along(self.helpdesk.work)
                self._trouble = None
            except Trouble as error:
                self._trouble = str(error)
                log.error("updates cannot be decided", cause=str(error.cause))
                await asyncio.sleep(1)
                continue
            except Conflict:
                log.error("updates could not be decided yet")
                await asyncio.sleep(0.2)
                continue
            # others may have stored or taken some too, so none is certain only once none was found
            self._waiting -= min(taken or waiting, waiting)
            if taken:
                self._metrics.decided.inc(taken)
                self._metrics.decision_seconds.observe(perf_counter() - started)
            if self._waiting:
                continue
            try:
                async with asyncio.timeout(TICK):
                    await self._inbox.wait()
            except TimeoutError:
                continue

    async def _deadlines(self) -> None:
        while True:
            try:
                with self._turns.turn("deadlines"):
                    due = await self.helpdesk.tick()
                if due:
                    self.delivery.wake.set()
                    continue
            except Trouble as error:
                log.error("deadlines cannot be looked at", cause=str(error.cause))
            except Conflict:
                log.info("a case changed while its deadline was looked at")
            await asyncio.sleep(TICK)

    async def _reach_out(self) -> None:
        while True:
            try:
                with self._turns.turn("outreach"):
                    queued = await self.helpdesk.reach_out()
                if queued:
                    self.delivery.wake.set()
            except Trouble as error:
                log.error("news cannot be sent on", cause=str(error.cause))
            except Conflict:
                log.info("another process looks after the same news; looking again")
            await asyncio.sleep(TICK)

    async def _probe(self) -> None:
        """Notice that nothing can be written before somebody writes to the bot, and that it can be written again."""
        while True:
            self._doubted.clear()
            try:
                await self.store.touch(self._clock())
                self._unwritten = None
                if asyncio.get_running_loop().time() - self._unkept_at > OFFERED_AGAIN:
                    self._unkept = None  # another process has taken it
            except Trouble as error:
                if self._unwritten is None:
                    log.error("the database cannot be written", cause=str(error.cause))
                self._unwritten = str(error)
            except Conflict:
                log.info("another process writes its mark at this moment")
            if self._unwritten or self._unkept:
                await asyncio.sleep(AGAIN)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(PROBE):
                    await self._doubted.wait()


async def _ended(task: asyncio.Task[None], at: float) -> None:
    """Wait for a task's own end, until that time of the loop's clock, and end it then."""
    await asyncio.wait([task], timeout=max(0.0, at - asyncio.get_running_loop().time()))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _kept_going(loop: Callable[[], Awaitable[None]]) -> None:
    """Run a loop to its end. A fault of our own in one loop ends neither it nor the others; Trouble ends all."""
    while True:
        try:
            await loop()
            return
        except Trouble:
            raise
        except Exception:
            log.exception("a part of the bot failed; it begins again")
            await asyncio.sleep(AGAIN)
