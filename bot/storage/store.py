"""The store of record, in SQLite or PostgreSQL, and the units in which it is worked on: each one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Concatenate

import structlog
from msgspec.structs import replace

from bot.helpdesk.model.actions import Action, Outcome
from bot.helpdesk.model.errors import Conflict, StorageUnavailable
from bot.helpdesk.model.store import Among, Discrepancies, InboxRow, Ledger, OutboxRow, Received, Result, Room
from bot.storage import claiming
from bot.storage.database.engine import AccessMode, Database, P, T, Transaction, closed_on_error, open_database
from bot.storage.database.sql import Connection
from bot.storage.database.versions import State, bring_up_to_date, state, unfit
from bot.storage.queries import alerts, audit, inbox, officers, outbox, outreach, reports, residents, staff, tickets
from bot.storage.queries.ledger import discrepancies, ledger, touch
from bot.storage.retention import erasure
from bot.storage.retention.erasure import ErasureCounts

CLEARING_PAUSE = 0.01
"""Seconds between two portions of finished rows: others write meanwhile."""
Done = Sequence[tuple[InboxRow | None, Outcome]]

log = structlog.get_logger()


async def open_store(url: str, *, exclusive: bool) -> SqlStore:
    """Open the store at a database URL; an empty place becomes one, an older one is upgraded. Raises Trouble.

    `exclusive`: this is the bot; on SQLite no second one may open the file meanwhile. Commands use `beside`.
    """
    async with closed_on_error(await open_database(url, exclusive=exclusive)) as database:
        await bring_up_to_date(database, url)
    return SqlStore(database)


@asynccontextmanager
async def beside(url: str, *, write: bool = False) -> AsyncIterator[SqlStore]:
    """Open a store that is there and of this version, to be changed only with `write`. Raises StorageUnavailable."""
    access = AccessMode.CHANGE if write else AccessMode.READ
    async with await open_database(url, exclusive=False, access=access) as database:
        found = await state(database)
        if found is not State.CURRENT:
            raise unfit(url, found)
        yield SqlStore(database)


class SqlStore:
    """The record of everything. `paced`: no chat gets more messages at a time than a channel allows.

    `put_aside_at`: when an outgoing message that cannot be read was last put aside. `processes`: how many are at work
    on this record, as `resume` last found.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.paced = False
        self.processes = 1
        self.put_aside_at: datetime | None = None
        # a process that was killed may have left some
        self._traces = True

    async def receive(self, updates: Sequence[Received], now: datetime) -> int:
        """Store raw updates in one commit; returns how many were new."""
        return await self.write(inbox.receive, updates, now)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        """Open a transaction. A row taken and neither saved nor made a dead letter has one try more afterwards.

        After an exception only if it was the only one taken: of several nobody knows which it was. A Conflict or a
        StorageUnavailable is no row's fault.
        """
        unit = None
        try:
            async with self.database.transaction() as transaction:
                unit = Unit(transaction, self.database.sender, paced=self.paced)
                yield unit
                if unit.unsettled:
                    await transaction.run(inbox.count_try, unit.unsettled)
            self._traces |= unit.erased
            self.put_aside_at = unit.put_aside_at or self.put_aside_at
        except (Conflict, StorageUnavailable):
            raise
        except Exception:
            if unit is not None and len(unit.taken) == 1:
                await self.write(inbox.count_try, unit.taken)
            raise

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Unit]:
        """Open a transaction that only reads."""
        async with self.database.transaction(write=False) as transaction:
            yield Unit(transaction, self.database.sender)

    async def read(self, work: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one of the `queries` that only reads and may take longer."""
        async with self.database.transaction(write=False) as transaction:
            return await transaction.run_long(work, *args, **kwargs)

    async def write(self, work: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one of the `queries` in a transaction of its own."""
        async with self.database.transaction() as transaction:
            return await transaction.run(work, *args, **kwargs)

    async def claim(self, now: datetime, limit: int, among: Among = Among.ALL) -> list[OutboxRow]:
        """Mark the next outgoing messages as being sent; one that cannot be read or written is put aside as failed."""
        room = Room(limit, among)
        try:
            rows, aside = await self.write(claiming.claim, now, room, self.database.sender, {})
        except (StorageUnavailable, Conflict):
            raise
        except Exception:
            log.exception("messages cannot be claimed together; claiming them one by one")
            rows, aside = await self.write(claiming.claim_one_by_one, now, room, self.database.sender)
        self.put_aside_at = now if aside else self.put_aside_at
        return rows

    async def resume(self, unsettled: Collection[int]) -> list[OutboxRow]:
        """Do `outbox.resume`, at the start, and every now and then where several processes share the work."""
        living = await self.database.living_senders()
        self.processes = max(1, len(living))
        return await self.write(outbox.resume, self.database.sender, living, unsettled)

    async def next_send(self) -> datetime | None:
        """Return when the next outgoing message falls due, or None when none waits for a time."""
        async with self.database.transaction(write=False) as transaction:
            return await transaction.run(claiming.next_send)

    async def touch(self, now: datetime) -> None:
        """Write a mark in a commit of its own; raises StorageUnavailable when nothing can be written."""
        await self.write(touch, now)

    async def ledger(self, since: datetime | None) -> Ledger:
        """Count the ledger, of everything or of what came in and was queued since then."""
        return await self.read(ledger, since)

    async def discrepancies(self, now: datetime) -> Discrepancies:
        """Count what does not fit together in the ledger."""
        return await self.read(discrepancies, now)

    async def forget_once(self, day: date, limits: erasure.RetentionLimits, now: datetime) -> ErasureCounts | None:
        """Let go of what is old at most once for each day, over all processes; None when that was done.

        What may go altogether goes first: of a message that is deleted nothing needs to be forgotten. Where that is
        broken off, the next time goes on with it.
        """
        async with self.database.transaction() as transaction:
            found = await transaction.run_long(erasure.forget_once, day, limits.forgotten, now)
        if found is None:
            return None
        self._traces = True
        try:
            found = replace(found, gone=await self.clear_finished(limits))
        finally:
            for queue in erasure.QUEUES:
                look = partial(erasure.forget_messages, queue=queue, before=limits.forgotten)
                found = replace(found, **{queue: await self._in_portions(look)})
        return found

    async def clear_finished(self, limits: erasure.RetentionLimits) -> int:
        """Let finished rows of the queues go; returns how many went."""
        looks = [partial(erasure.clear, queue=queue, limits=limits) for queue in erasure.FINISHED]
        return sum([await self._in_portions(look) for look in looks])

    async def _in_portions(self, look: Callable[[Connection, int], erasure.Page]) -> int:
        """Go through a queue, some rows at a time; what was done stays done where this ends early."""
        gone = 0
        last: int | None = 0
        while last is not None:
            try:
                async with self.database.transaction() as transaction:
                    last, went = await transaction.run_long(look, last)
            except Conflict:
                log.info("another program wrote at the same moment; looking again")
                await asyncio.sleep(CLEARING_PAUSE)
                continue
            gone += went
            self._traces |= went > 0
            await asyncio.sleep(CLEARING_PAUSE if went else 0)
        return gone

    async def scrub(self, *, always: bool = False) -> bool:
        """Let the database's log go of what was erased since the last time; `always`: of all. False: try it again."""
        if not self._traces and not always:
            return True
        self._traces, done = False, False  # what is erased meanwhile sets it again
        try:
            done = await self.database.empty_log()
        finally:
            self._traces |= not done
        return done

    async def close(self) -> None:
        """Wait for a running transaction and let go of the database."""
        await self.database.close()


_SAVED: tuple[tuple[Callable[[Outcome], object], Callable[[Connection, Sequence[Outcome], datetime], None]], ...] = (
    (attrgetter("tickets"), tickets.save),
    (attrgetter("lines"), tickets.save_lines),
    (attrgetter("reworded"), tickets.reword),
    (attrgetter("reworded"), outbox.reword),
    (attrgetter("seen"), lambda c, done, _: audit.note_access(c, [one for o in done for one in o.seen])),
    (attrgetter("alerts"), lambda c, done, now: alerts.raise_all(c, {one for o in done for one in o.alerts}, now)),
    (lambda outcome: outcome.officer_chat or outcome.leave or outcome.held, officers.save),
    (attrgetter("outreach"), outreach.save),
    (lambda outcome: outcome.staff or outcome.draft, staff.save),
    (attrgetter("feedback"), residents.save_feedback),
    (lambda outcome: outcome.tallies or outcome.answered, reports.save),
)
"""What an outcome may hold besides its resident and its actions, and what stores it, in this order."""


class Unit:
    """Everything read and saved through it happens together or not at all; `queries` has what it can run.

    `taken`: the updates that were taken; `unsettled`: those of them that have come to nothing so far. `put_aside_at`:
    when it put aside messages that cannot be read. `erased`: the database's own log must let go of personal data.
    """

    def __init__(self, transaction: Transaction, sender: int | None, *, paced: bool = False) -> None:
        self.run = transaction.run
        self.run_long = transaction.run_long
        self._sender = sender
        self._paced = paced
        self._queued: dict[str, Action] = {}
        self.taken: set[int] = set()
        self.unsettled: set[int] = set()
        self.put_aside_at: datetime | None = None
        self.erased = False

    async def take(self, limit: int) -> list[InboxRow]:
        """Take the oldest waiting updates, at most one per chat: see `inbox.take`."""
        rows = await self.run(inbox.take, limit)
        numbers = {row.id for row in rows}
        self.taken |= numbers
        self.unsettled |= numbers
        return rows

    async def dead_letter(self, row: int, reason: str, now: datetime) -> None:
        """Make an update that cannot be read a dead letter: kept, counted as failed, in nobody's way."""
        await self.run(inbox.dead_letter, row, reason, now)
        self.unsettled.discard(row)

    async def claim(self, now: datetime, limit: int, among: Among = Among.ALL) -> list[OutboxRow]:
        """Claim messages as `SqlStore.claim` does, in this transaction: to be sent once it is committed."""
        rows, aside = await self.run(claiming.claim, now, Room(limit, among), self._sender, self._queued)
        self.put_aside_at = now if aside else None
        return rows

    async def save(self, done: Done, now: datetime) -> None:
        """Store the last word on each ticket and resident, queue actions, and settle inbox rows. Raises Conflict."""
        erases = any(outcome.erase is not None for _, outcome in done)
        self.erased |= erases
        run = self.run_long if erases else self.run
        self._queued |= await run(_save, done, now)
        self.unsettled.difference_update(row.id for row, _ in done if row is not None)

    async def settle(self, results: Sequence[Result], now: datetime) -> list[Result]:
        """Store what became of outgoing messages; returns the results that changed a row."""
        changed, erased = await self.run(partial(outbox.settle, paced=self._paced), results, now)
        self.erased |= erased
        return changed


def _save(connection: Connection, done: Done, now: datetime) -> dict[str, Action]:
    queued: dict[str, Action] = {}
    parts: list[Done] = []
    # all at once, but one that erases alone: it drops messages queued before it, not its own
    for erases, together in groupby(done, key=lambda one: one[1].erase is not None):
        rows = list(together)
        parts += [[row] for row in rows] if erases else [rows]
    for part in parts:
        outcomes = residents.save(connection, [outcome for _, outcome in part], now)
        for field, save in _SAVED:
            if any(map(field, outcomes)):
                save(connection, outcomes, now)
        inbox.settle(connection, part, now)
        erased = None
        for outcome in outcomes:
            if outcome.erase is not None:
                erased = erasure.erase(connection, outcome.erase or residents.id_of(outcome), now)
        queued |= outbox.queue(connection, outcomes, now, erased)
    return queued
