"""The engine: one task that takes one turn after the other, and a turn is one transaction.

The poller and the webhook put updates into a queue and wait until the commit of a turn acknowledges them; results of
sent messages are queued too. Only this task writes updates, results, decisions, claims and timers, so none of these
waits for a lock, and nothing slow is awaited while a transaction is open. A turn that failed is taken again step by
step, one update each, until the backlog is through: what is at fault becomes a dead letter, and delays no other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from time import perf_counter

import structlog

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

TICK = 1.0
"""Seconds between two checks of the timers and, for rows that another process stored, of the queues."""
GATHER_SECONDS = 0.005
"""Seconds that a turn waits at most for further updates, and only while they are arriving."""
LOOP_PASSES = 4
"""Passes of the event loop between two turns, in which messages leave and requests and answers arrive."""
SHORTEST_REST = 0.02
"""Seconds that the engine rests at least where it waits for a time, not for an event."""
RETRY = 0.02
"""Seconds until the next turn where another writer, or the record that a reply refers to, should be committed."""
PAUSE = 1.0
"""Seconds between two turns while the database cannot be used."""
AGAIN = 5.0
"""Seconds until the next try of what failed by a fault of our own, and between two marks where one failed."""
OFFERED_AGAIN = 60.0
"""Seconds within which Telegram offers this process again what could not be stored, if nobody else has taken it."""
MARK = 60.0
"""Seconds between two writes of the mark in the database while they succeed, also when nothing comes in."""
RESUME_EVERY = 30.0
"""Seconds between two searches for messages of a process that died, and counts of how many share the limits."""

log = structlog.get_logger()


@dataclass(eq=False)
class Arrival:
    """Updates that were received together; `stored` is done once they are committed."""

    rows: Sequence[Received]
    stored: asyncio.Future[None]

    def end(self, error: Exception | None = None) -> None:
        """Complete `stored`, with the error if there is one, unless its waiter has given up."""
        if self.stored.done():
            return
        if error is None:
            self.stored.set_result(None)
        else:
            self.stored.set_exception(error)


class Engine:
    """Takes turns while the bot runs, rests while there is nothing to do, and ends in order.

    `timers`: what is checked in turns of their own, each so many seconds apart, or every tick.
    """

    def __init__(
        self, helpdesk: Helpdesk, sending: Sending, priority: Callable[[str], Priority], metrics: Metrics, turns: Turns
    ) -> None:
        """`priority`: estimates how urgent a text is; urgent ones are decided before all that waits."""
        self.helpdesk = helpdesk
        self.store = helpdesk.store
        self.timers = [Job("deadlines", None, helpdesk.tick), Job("outreach", None, helpdesk.reach_out)]
        self._sending = sending
        self._priority = priority
        self._metrics = metrics
        self._turns = turns
        self._wake = asyncio.Event()
        sending.wake = self.wake
        self._incoming: list[Arrival] = []
        self._unstorable: list[Result] = []
        self._ending = self._behind = False
        self._stepwise = self._failures = 0
        self._resume_at = self._mark_at = self._unkept_at = 0.0
        self._timers_at: dict[str, float] = {}
        self._unkept: str | None = None
        self._unwritten: str | None = None
        self._trouble: str | None = None
        self._unclaimed: str | None = None

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why the bot cannot receive, decide or send at the moment, in sentences; empty while it can."""
        undecided = texts.UNDECIDED if self._failures > 2 * TRIES else None
        unstorable = texts.UNSTORABLE if self._unstorable else None
        found = (self._unkept, self._unwritten, self._trouble, self._unclaimed, undecided, unstorable)
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
        _end(self._incoming, _ended())
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
            self._fail(texts.ENGINE_FAILED.format(error=type(error).__name__), error)
            await asyncio.sleep(AGAIN)

    def _fail(self, sentence: str, error: Exception) -> None:
        """Refuse the incoming updates, since the turn failed: Telegram keeps them and offers them again."""
        self._trouble = sentence
        self._resume_at = 0.0  # a commit whose result was lost may have claimed messages
        if self._incoming:
            self._unkept, self._unkept_at = sentence, asyncio.get_running_loop().time()
            self._mark_at = 0.0
            _end(self._incoming, error)

    async def _pass(self) -> None:
        await self._resume()
        more = await self._turn()
        # after the turn: what has arrived by now must be known before a deadline counts as missed
        checked = await self._check_timers()
        await self._mark()
        if not more and not checked:
            await self._rest()

    async def _turn(self) -> bool:
        """Take a turn; return whether another should follow at once. What was not stored goes back into the queues."""
        await self._gather()
        arrivals, results = self._incoming, self._sending.take_results()
        self._incoming = []
        began, had_arrivals = perf_counter(), bool(arrivals)
        try:
            with self._turns.turn("turn"):
                taken, more = await self._take(arrivals, results)
        finally:
            self._incoming = arrivals + self._incoming
            self._sending.give_back(results)
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
                log.info("another writer changed what a turn was decided on; deciding again")
                self._stepwise = 1
            except Exception:
                log.exception("a turn failed; it is taken again step by step")
                self._stepwise = BATCH
        return await self._step_by_step(arrivals, results, min(limit, 1))

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
            self._unclaimed = None
        self._sending.launch(done.claimed, room)
        self._behind = limit > 0 and done.taken == limit
        if done.put_off:
            await asyncio.sleep(RETRY)
        return done.taken, store_first or done.taken > 0 or 0 < room.limit == len(done.claimed)

    async def _step_by_step(self, arrivals: list[Arrival], results: list[Result], limit: int) -> tuple[int, bool]:
        self._stepwise -= 1
        await self._store(arrivals)
        await self._settle(results)
        taken = 0
        if limit:
            try:
                taken = (await self.helpdesk.turn((), (), Room(0), limit)).taken
                self._failures = 0
            except (Trouble, Conflict):
                raise
            except Exception:  # the store has counted the try; after some the update becomes a dead letter
                log.exception("an update could not be decided")
                self._failures += 1
        claimed = await self._claim()
        if not taken and not self._failures:
            self._stepwise = 0
        # a fault that no update is to blame for has no end, so it is not tried again at once
        return taken, taken > 0 or 0 < self._failures <= 2 * TRIES or claimed

    async def _store(self, arrivals: list[Arrival]) -> None:
        try:
            await self._receive([row for arrival in arrivals for row in arrival.rows])
        except (Trouble, Conflict):
            raise
        except Exception:
            log.exception("updates could not be stored together; storing them one by one")
            for arrival in [*arrivals]:
                try:
                    for row in arrival.rows:
                        await self._store_one(row)
                except (Trouble, Conflict):
                    raise
                except Exception as error:
                    arrivals.remove(arrival)
                    arrival.end(error)
        _end(arrivals)

    async def _store_one(self, row: Received) -> None:
        try:
            await self._receive([row])
        except (Trouble, Conflict):
            raise
        except Exception:
            # a dead letter without content; else Telegram would offer this update for ever, and none after it
            log.exception("an update is refused by the database; it is kept without its content", update=row.update)
            await self._receive([replace(row, message=None, chat="", raw=b"", said=None, text="")])

    async def _receive(self, rows: Sequence[Received]) -> None:
        if rows:
            self._metrics.received.inc(await self.store.receive(rows, self.helpdesk.clock()))

    async def _settle(self, results: list[Result]) -> None:
        left = await self.helpdesk.delivered(results)
        self._settled([result for result in results if result not in left])
        results.clear()
        if left:
            self._unstorable += left
            asyncio.get_running_loop().call_later(AGAIN, self._settle_again)

    def _settle_again(self) -> None:
        self._sending.give_back(self._unstorable)
        self._unstorable = []
        self._sending.wake()

    def _settled(self, results: Sequence[Result]) -> None:
        self._sending.stored(results)
        for result in results:
            self._metrics.sent.labels(result.state.value).inc()

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
            self._unclaimed = texts.UNCLAIMED.format(error=type(error).__name__)
            self._sending.hold(AGAIN)
            return False
        self._unclaimed = None
        self._sending.launch(rows, room)
        return len(rows) == room.limit

    async def _resume(self) -> None:
        """Resume messages that nobody sends: left by a killed process, or claimed in a commit whose result was lost."""
        now = asyncio.get_running_loop().time()
        if now < self._resume_at:
            return
        with self._turns.turn("resuming"):
            self._sending.given_up(await self.store.resume(self._sending.unsettled))
        self._sending.pace.share(self.store.processes)
        self._metrics.processes.set(self.store.processes)
        self._resume_at = now + RESUME_EVERY

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
                log.info("another writer was at the same rows; looking again", timer=timer.name)
            except Exception:
                log.exception("a timer failed; it is looked at again", timer=timer.name)
                self._timers_at[timer.name] = now + AGAIN
        return checked

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


def _end(arrivals: list[Arrival], error: Exception | None = None) -> None:
    """Acknowledge what has arrived, or refuse it with an error."""
    for arrival in arrivals:
        arrival.end(error)
    arrivals.clear()


def _ended() -> Trouble:
    return Trouble(texts.STARTING, RuntimeError("the bot is being ended"))
