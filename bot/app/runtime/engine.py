"""The engine: one task that takes one turn after the other, and a turn is one transaction.

The poller and the webhook put updates into a queue and wait until the commit of a turn acknowledges them; results of
sent messages are queued too. Only this task writes updates, results, decisions, claims and timers, so none of these
waits for a lock, and nothing slow is awaited while a transaction is open. A turn that failed is taken again step by
step, one update each, until the backlog is through: what is at fault becomes a dead letter, and delays no other.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from time import perf_counter
from typing import NamedTuple

import structlog
from msgspec.structs import replace

from bot.app.jobs.job import Job
from bot.app.runtime.sending import Sending
from bot.app.runtime.watchdog import Turns
from bot.app.shell.helpdesk import BATCH, Helpdesk
from bot.app.shell.updates import TRIES
from bot.helpdesk.model.actions import Priority
from bot.helpdesk.model.errors import Conflict, Trouble
from bot.helpdesk.model.store import Among, Received, Result, Room
from bot.helpdesk.texts import alerts as texts
from bot.metrics import Metrics

TICK = 1.0  # seconds between two checks of the timers and, for rows that another process stored, of the queues
GATHER_SECONDS = 0.005  # seconds that a turn waits at most for further updates, and only while they are arriving
LOOP_PASSES = 4  # passes of the event loop between two turns, in which messages leave and requests and answers arrive
SHORTEST_REST = 0.02  # seconds that the engine rests at least where it waits for a time, not for an event
RETRY = 0.02
"""Seconds until the next turn where another writer, or the record that a reply refers to, should be committed."""
PAUSE = 1.0  # seconds between two turns while the database cannot be used
AGAIN = 5.0  # seconds until the next try of what failed by a fault of our own, and between two marks where one failed
OFFERED_AGAIN = 60.0
"""Seconds within which Telegram offers this process again what could not be stored, if nobody else has taken it."""
MARK = 60.0  # seconds between two writes of the mark in the database while they succeed, also when nothing comes in
RESUME_EVERY = 30.0
"""Seconds between two searches for messages of a process that died, and counts of how many share the limits."""

log = structlog.get_logger()


class Arrival(NamedTuple):
    """Updates that were received together; `stored` is done once they are committed."""

    rows: Sequence[Received]
    stored: asyncio.Future[None]


class Engine:
    """Takes turns while the bot runs, rests while there is nothing to do, and ends in order.

    `timers`: what is checked in turns of their own, each so many seconds apart, or every tick. `wake`: begins the next
    turn now, since a message was queued or the result of a sent one has arrived.
    """

    def __init__(
        self, helpdesk: Helpdesk, sending: Sending, priority: Callable[[str], Priority], metrics: Metrics, turns: Turns
    ) -> None:
        """`priority`: estimates how urgent a text is; urgent ones are decided before all that waits."""
        self.helpdesk, self.store = helpdesk, helpdesk.store
        self.timers = [Job("deadlines", None, helpdesk.tick), Job("outreach", None, helpdesk.reach_out)]
        self._sending, self._priority, self._metrics, self._turns = sending, priority, metrics, turns
        self._woken = asyncio.Event()
        self.wake = sending.wake = self._woken.set
        self._incoming: list[Arrival] = []
        self._unstorable: list[Result] = []
        self._ending = self._behind = False
        self._stepwise = self._failures = 0
        self._resume_at = self.mark_at = self._unkept_at = 0.0
        self._timers_at: dict[str, float] = {}
        self._wrong: dict[str, str] = {}

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why the bot cannot receive, decide or send at the moment, in sentences; empty while it can."""
        undecided = texts.UNDECIDED if self._failures > 2 * TRIES else None
        unstorable = texts.UNSTORABLE if self._unstorable else None
        found = map(self._wrong.get, ("keeping", "marking", "turn", "claiming"))
        return tuple(trouble for trouble in (*found, undecided, unstorable) if trouble)

    async def keep(self, updates: Sequence[Received]) -> None:
        """Return once these updates are stored for good; the edges that receive call this. Raises Trouble."""
        if self._ending:
            raise _ended()
        rows = []
        for update in updates:
            try:
                priority = self._priority(update.text)
                rows.append(update if priority is update.priority else replace(update, priority=priority))
            except Exception:  # no text may keep the others from being stored; its rule will fail alone
                log.exception("a first look at a text failed")
                rows.append(update)
        arrival = Arrival(rows, asyncio.get_running_loop().create_future())
        self._incoming.append(arrival)
        self.wake()
        await arrival.stored

    async def run(self) -> None:
        """Take turns until `end`; a failing database does not end this."""
        while not self._ending:
            self._woken.clear()
            await self._attempt(self._pass)
            for _ in range(LOOP_PASSES):
                await asyncio.sleep(0)

    def end(self) -> None:
        """Take no more updates and claim no more messages; `run` returns after the turn under way."""
        self._ending = True
        self._sending.held_until = math.inf
        self.wake()

    async def drain(self) -> None:
        """After `run`: wait for messages that are being sent, and store their results."""
        _end(self._incoming, _ended())
        while self._sending.under_way or self._sending.ended:
            self._woken.clear()
            await (self._attempt(self._turn) if self._sending.ended else self._woken.wait())

    async def _attempt(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do a part of the work; say what fails, and pause before the next."""
        try:
            await work()
        except Conflict:
            log.info("another program wrote at the same moment; trying again")
            await asyncio.sleep(RETRY)
        except Exception as error:
            sentence, pause = str(error), PAUSE
            if not isinstance(error, Trouble):
                log.exception("the engine failed; it goes on")
                sentence, pause = texts.ENGINE_FAILED.format(error=type(error).__name__), AGAIN
            elif "turn" not in self._wrong:
                log.error("turns cannot be taken", cause=str(error.cause))
            self._wrong["turn"] = sentence
            self._resume_at = 0.0  # a commit whose result was lost may have claimed messages
            if self._incoming:  # refused, so Telegram keeps them and offers them again
                self._wrong["keeping"], self._unkept_at = sentence, asyncio.get_running_loop().time()
                self.mark_at = 0.0
                _end(self._incoming, error)
            await asyncio.sleep(pause)

    async def _pass(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._resume_at:
            # what nobody sends: left by a killed process, or claimed in a commit whose result was lost
            with self._turns.turn("resuming"):
                self._sending.given_up(await self.store.resume(self._sending.unsettled))
            self._sending.pace.share(self.store.processes)
            self._metrics.processes.set(self.store.processes)
            self._resume_at = now + RESUME_EVERY
        more = await self._turn()
        # after the turn: what has arrived by now must be known before a deadline counts as missed
        checked = await self._check_timers()
        await self._mark()
        if not more and not checked:
            await self._rest()

    async def _turn(self) -> bool:
        """Take a turn; return whether another should follow at once. What was not stored goes back into the queues."""
        loop = asyncio.get_running_loop()
        end, seen = loop.time() + GATHER_SECONDS, 0
        while len(self._incoming) > seen and loop.time() < end:  # one commit stores all that arrive at this moment
            seen = len(self._incoming)
            await asyncio.sleep(0)
        arrivals, results = self._incoming, self._sending.take_results()
        self._incoming = []
        began, had_arrivals = perf_counter(), bool(arrivals)
        try:
            with self._turns.turn("turn"):
                taken, more = await self._take(arrivals, results)
        finally:
            self._incoming = arrivals + self._incoming
            self._sending.ended[:0] = results
        self._wrong.pop("turn", None)
        if had_arrivals:
            self._wrong.pop("keeping", None)
        if taken:
            self._metrics.decided.inc(taken)
            self._metrics.decision_seconds.observe(perf_counter() - began)
        return more

    async def _take(self, arrivals: list[Arrival], results: list[Result]) -> tuple[int, bool]:
        """Store, settle, decide, claim and launch; return how many updates were taken, and whether more waits.

        What is stored is removed from the lists. Raises Trouble, Conflict.
        """
        limit = 0 if self._ending else BATCH
        if not self._stepwise:
            try:
                return await self._together(arrivals, results, limit)
            except Trouble:
                raise
            except Conflict:
                log.info("another program changed a case meanwhile; deciding again")
                self._stepwise = 1
            except Exception:
                log.exception("a turn failed; it is taken again step by step")
                self._stepwise = BATCH
        self._stepwise -= 1
        await self._store_each(arrivals)
        await self._settle(results)
        taken = await self._decide_one() if limit else 0
        claimed = await self._claim()
        if not taken and not self._failures:
            self._stepwise = 0
        # a fault that no update is to blame for has no end, so it is not tried again at once
        return taken, taken > 0 or 0 < self._failures <= 2 * TRIES or claimed

    async def _together(self, arrivals: list[Arrival], results: list[Result], limit: int) -> tuple[int, bool]:
        # in a backlog, what comes in is acknowledged first: there may be a call for help behind it
        store_first = self._behind and bool(arrivals)
        room = self._sending.room()
        rows = [row for arrival in arrivals for row in arrival.rows]
        done = await self.helpdesk.turn(rows, results, room, 0 if store_first else limit)
        self._metrics.received.inc(done.new)
        _end(arrivals)
        self._settled(results)
        results.clear()
        if room.limit:
            self._wrong.pop("claiming", None)
        self._sending.launch(done.claimed, room)
        self._behind = limit > 0 and done.taken == limit
        if done.put_off:
            await asyncio.sleep(RETRY)
        return done.taken, store_first or done.taken > 0 or 0 < room.limit == len(done.claimed)

    async def _store_each(self, arrivals: list[Arrival]) -> None:
        while arrivals:
            fault = None
            try:
                await self._store(arrivals[0].rows)
            except (Trouble, Conflict):
                raise
            except Exception as error:
                fault = error
            _end([arrivals.pop(0)], fault)

    async def _store(self, rows: Sequence[Received]) -> None:
        """Store updates together, else one by one, and one that is refused as a dead letter without its content.

        Else Telegram would offer that one for ever, and none after it.
        """
        try:
            self._metrics.received.inc(await self.store.receive(rows, self.helpdesk.clock()))
        except (Trouble, Conflict):
            raise
        except Exception:
            bare = [replace(row, message=None, chat="", raw=b"", said=None, text="") for row in rows]
            log.exception("updates are refused by the database", updates=[row.update for row in rows])
            if bare == [*rows]:
                raise
            for row in rows if len(rows) > 1 else bare:
                await self._store([row])

    async def _settle(self, results: list[Result]) -> None:
        left = await self.helpdesk.delivered(results)
        self._settled([result for result in results if result not in left])
        results.clear()

        def again() -> None:
            self._sending.ended[:0] = self._unstorable
            self._unstorable = []
            self.wake()

        if left:
            self._unstorable += left
            asyncio.get_running_loop().call_later(AGAIN, again)

    def _settled(self, results: Sequence[Result]) -> None:
        self._sending.unsettled -= {result.row.id for result in results}
        for result in results:
            self._metrics.sent.labels(result.state.value).inc()

    async def _decide_one(self) -> int:
        try:
            taken = (await self.helpdesk.turn((), (), Room(0), 1)).taken
            self._failures = 0
            return taken
        except (Trouble, Conflict):
            raise
        except Exception:  # the store has counted the try; after some the update becomes a dead letter
            log.exception("an update could not be decided")
            self._failures += 1
            return 0

    async def _claim(self) -> bool:
        """Claim messages without deciding anything; return whether more may wait."""
        room = self._sending.room()
        if not room.limit:
            return False
        try:
            rows = await self.store.claim(self.helpdesk.clock(), *room)
        except (Trouble, Conflict):
            raise
        except Exception as error:
            log.exception("messages cannot be claimed")
            self._wrong["claiming"] = texts.UNCLAIMED.format(error=type(error).__name__)
            self._sending.held_until = asyncio.get_running_loop().time() + AGAIN
            return False
        self._wrong.pop("claiming", None)
        self._sending.launch(rows, room)
        return len(rows) == room.limit

    async def _check_timers(self) -> bool:
        """Run the timers that are due; return whether messages may have been queued. None holds up anything else."""
        checked = False
        for timer in self.timers:
            now = asyncio.get_running_loop().time()
            if now < self._timers_at.get(timer.name, 0.0):
                continue
            self._timers_at[timer.name], checked = now + (timer.every or TICK), True
            try:
                with self._turns.turn(timer.name):
                    await timer.run()
            except Trouble as error:
                log.error("timers cannot be looked at", timer=timer.name, cause=str(error.cause))
            except Conflict:
                log.info("another program wrote at the same moment; looking again", timer=timer.name)
            except Exception:
                log.exception("a timer failed; it is looked at again", timer=timer.name)
                self._timers_at[timer.name] = now + AGAIN
        return checked

    async def _mark(self) -> None:
        """Write a mark: a database that cannot be written, or can again, is noticed before a resident writes."""
        now = asyncio.get_running_loop().time()
        if now < self.mark_at:
            return
        try:
            with self._turns.turn("marking"):
                await self.store.touch(self.helpdesk.clock())
            self._wrong.pop("marking", None)
            if now - self._unkept_at > OFFERED_AGAIN:
                self._wrong.pop("keeping", None)  # another process has taken it
        except Trouble as error:
            if "marking" not in self._wrong:
                log.error("the database cannot be written", cause=str(error.cause))
            self._wrong["marking"] = str(error)
        again = AGAIN if self._wrong.keys() & {"marking", "keeping"} else MARK
        self.mark_at = asyncio.get_running_loop().time() + again

    async def _rest(self) -> None:
        """Wait until an update or a result arrives, a message falls due, or a tick has passed."""
        wait = TICK
        # while some messages have to wait whatever their time, a tick is soon enough
        held = asyncio.get_running_loop().time() < self._sending.held_until
        if not self._sending.under_way and not held and self._sending.room().among is Among.ALL:
            due = await self.store.next_send()
            if due is not None:
                wait = min(wait, max(SHORTEST_REST, (due - self.helpdesk.clock()).total_seconds()))
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._woken.wait()


def _end(arrivals: list[Arrival], error: Exception | None = None) -> None:
    """Acknowledge what has arrived, or refuse it with an error; the waiter of some may have given up."""
    for _, stored in arrivals:
        if not stored.done():
            stored.set_exception(error) if error else stored.set_result(None)
    arrivals.clear()


def _ended() -> Trouble:
    return Trouble(texts.STARTING, RuntimeError("the bot is being ended"))
