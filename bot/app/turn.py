"""One turn over the store: all its steps in one transaction, or where that fails each step in one of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from bot.app.sending import Sending
from bot.app.shell.service import BATCH, Helpdesk
from bot.app.shell.updates import TRIES
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import Conflict, OutboxRow, Received, Result, Room
from bot.helpdesk.texts import operator as operator_texts
from bot.metrics import Metrics

RETRY = 0.02
"""Seconds until the next turn where another writer, or the record that a reply refers to, should be committed."""
AGAIN = 5.0
"""Seconds until the next try of what failed by a fault of our own."""

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


@dataclass
class WorkBatch:
    """The updates and results that a turn has taken out of the queues and not stored yet."""

    arrivals: list[Arrival]
    results: list[Result]

    def acknowledge(self) -> None:
        """Acknowledge the arrivals, which are committed."""
        for arrival in self.arrivals:
            arrival.end()
        self.arrivals.clear()


class TurnTaker:
    """Takes turns. After one that failed, the next go step by step, one update each, until the backlog is through."""

    def __init__(self, helpdesk: Helpdesk, sending: Sending, metrics: Metrics) -> None:
        self._helpdesk = helpdesk
        self._sending = sending
        self._metrics = metrics
        self._stepwise = 0
        self._failures = 0
        self._behind = False
        self._unstorable: list[Result] = []
        self._unclaimed: str | None = None

    @property
    def troubles(self) -> tuple[str | None, ...]:
        """The steps of a turn that fail by a fault of our own while the others succeed, in sentences."""
        undecided = operator_texts.UNDECIDED if self._failures > 2 * TRIES else None
        return self._unclaimed, undecided, operator_texts.UNSTORABLE if self._unstorable else None

    async def take(self, batch: WorkBatch, limit: int = BATCH) -> tuple[int, bool]:
        """Store, settle, decide, claim and launch; return how many updates were taken, and whether more waits.

        What is stored is removed from the batch. Raises Trouble, Conflict.
        """
        if not self._stepwise:
            try:
                return await self._together(batch, limit)
            except Trouble:
                raise
            except Conflict:
                log.info("another writer changed what a turn was decided on; deciding again")
                self._stepwise = 1
            except Exception:
                log.exception("a turn failed; it is taken again step by step")
                self._stepwise = BATCH
        return await self._step_by_step(batch, min(limit, 1))

    async def _together(self, batch: WorkBatch, limit: int) -> tuple[int, bool]:
        # in a backlog, what comes in is acknowledged first: there may be a call for help behind it
        store_first = self._behind and bool(batch.arrivals)
        room = self._sending.room()
        rows = [row for arrival in batch.arrivals for row in arrival.rows]
        done = await self._helpdesk.turn(rows, batch.results, room, 0 if store_first else limit)
        self._metrics.received.inc(done.new)
        batch.acknowledge()
        self._stored(batch.results)
        batch.results.clear()
        if room.limit:
            self._unclaimed = None
        self._sending.launch(done.claimed, room)
        self._behind = limit > 0 and done.taken == limit
        if done.put_off:
            await asyncio.sleep(RETRY)
        return done.taken, store_first or done.taken > 0 or 0 < room.limit == len(done.claimed)

    async def _step_by_step(self, batch: WorkBatch, limit: int) -> tuple[int, bool]:
        self._stepwise -= 1
        await self._store(batch)
        await self._settle(batch)
        taken = 0
        if limit:
            try:
                taken = (await self._helpdesk.turn((), (), Room(0), limit)).taken
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

    async def _store(self, batch: WorkBatch) -> None:
        try:
            await self._receive([row for arrival in batch.arrivals for row in arrival.rows])
        except (Trouble, Conflict):
            raise
        except Exception:
            log.exception("updates could not be stored together; storing them one by one")
            for arrival in [*batch.arrivals]:
                try:
                    for row in arrival.rows:
                        await self._store_one(row)
                except (Trouble, Conflict):
                    raise
                except Exception as error:
                    batch.arrivals.remove(arrival)
                    arrival.end(error)
        batch.acknowledge()

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
            self._metrics.received.inc(await self._helpdesk.store.receive(rows, self._helpdesk.clock()))

    async def _settle(self, batch: WorkBatch) -> None:
        left = await self._helpdesk.delivered(batch.results)
        self._stored([result for result in batch.results if result not in left])
        batch.results.clear()
        if left:
            self._unstorable += left
            asyncio.get_running_loop().call_later(AGAIN, self._settle_again)

    def _settle_again(self) -> None:
        self._sending.give_back(self._unstorable)
        self._unstorable = []
        self._sending.wake()

    async def _claim(self) -> bool:
        """Claim messages without deciding anything; return whether more may wait."""
        room = self._sending.room()
        if not room.limit:
            return False
        try:
            rows: Sequence[OutboxRow] = await self._helpdesk.store.claim(self._helpdesk.clock(), *room)
        except (Trouble, Conflict):
            raise
        except Exception as error:
            log.exception("messages cannot be claimed")
            self._unclaimed = operator_texts.UNCLAIMED.format(error=type(error).__name__)
            self._sending.hold(AGAIN)
            return False
        self._unclaimed = None
        self._sending.launch(rows, room)
        return len(rows) == room.limit

    def _stored(self, results: Sequence[Result]) -> None:
        self._sending.stored(results)
        for result in results:
            self._metrics.sent.labels(result.state.value).inc()
