"""The store of record: SQLite or PostgreSQL behind the protocols that the help desk asks for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Concatenate

import structlog
from sqlalchemy import Connection

from bot.helpdesk.model.store import (
    Among,
    Conflict,
    Discrepancies,
    Ledger,
    OutboxRow,
    Received,
    Room,
    StorageUnavailable,
    UnfitStore,
)
from bot.storage import claiming
from bot.storage.database import errors
from bot.storage.database.engine import Access, Database, P, T, open_database, parse
from bot.storage.database.versions import State, UnusableSchema, bring_up_to_date, state
from bot.storage.queries import deliveries, inbox
from bot.storage.queries.ledger import discrepancies, ledger, touch
from bot.storage.retention import erasure, finished_rows
from bot.storage.retention.erasure import ErasureCounts
from bot.storage.unit import Unit

CLEARING_PAUSE = 0.01
"""Seconds between two portions of finished rows: others write meanwhile."""

log = structlog.get_logger()

_UNFIT = {
    State.EMPTY: "Basis data {place} masih kosong. Periksa setelan 'database'; "
    "bot mengisinya saat pertama kali dijalankan: python -m bot run",
    State.TOO_OLD: "Basis data {place} dari versi bot yang terlalu lama dan tidak bisa di-upgrade; "
    "simpan di tempat lain, lalu mulai dengan basis data baru.",
    State.OLDER: "Basis data {place} dari versi bot yang lebih lama dan perlu upgrade. "
    "Hentikan bot, lalu jalankan: python -m bot upgrade",
    State.NEWER: "Basis data {place} dibuat oleh versi bot yang lebih baru. Pasang versi itu, atau pulihkan cadangan.",
}
"""Why a database cannot be used as it is."""


async def open_store(url: str, *, exclusive: bool) -> SqlStore:
    """Open the store at a database URL; an empty place becomes a store, an older one is brought up to date.

    `exclusive`: this is the bot. On SQLite no second bot may open the file meanwhile; on PostgreSQL several may share
    the work. Commands open what is there with `open_existing`. Raises StorageUnavailable.
    """
    database = await open_database(url, exclusive=exclusive)
    try:
        await bring_up_to_date(database)
    except UnusableSchema as error:
        await database.close()
        raise unfit(url, error.state, str(error)) from error
    except BaseException:
        await database.close()
        raise
    return SqlStore(database)


async def open_existing(url: str, *, write: bool = False) -> SqlStore:
    """Open a store that is there and of this version, for a command beside the bot; nothing is created or upgraded.

    Without `write` nothing in it can be changed. Raises StorageUnavailable.
    """
    database = await open_database(url, exclusive=False, access=Access.CHANGE if write else Access.READ)
    try:
        found = await state(database)
        if found is not State.CURRENT:
            raise unfit(url, found)
    except BaseException:
        await database.close()
        raise
    return SqlStore(database)


@asynccontextmanager
async def beside(url: str, *, write: bool = False) -> AsyncIterator[SqlStore]:
    """Open a store that is there, beside the bot's own connections, and close it. Raises StorageUnavailable."""
    store = await open_existing(url, write=write)
    try:
        yield store
    finally:
        await store.close()


def unfit(url: str, found: State, cause: str = "") -> UnfitStore:
    """Build the error for a database that this version cannot work with as it is."""
    return errors.unfit(_UNFIT[found], parse(url), cause or f"its schema is {found.value}")


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

        After an exception that holds only if the unit had taken a single row: of several nobody knows which one it
        was, so take them one by one. A Conflict or a StorageUnavailable is no row's fault and counts for none.
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
        """Mark the next outgoing messages as being sent: first in line of each free chat, by priority, then age.

        A row that the database cannot read or write is put aside as failed, and holds up no other.
        """
        room = Room(limit, among)
        try:
            claimed = await self.write(claiming.claim, now, room, self.database.sender, {})
        except (StorageUnavailable, Conflict):
            raise
        except Exception:
            log.exception("messages cannot be claimed together; claiming them one by one")
            claimed = await self.write(claiming.claim_one_by_one, now, room, self.database.sender)
        self.put_aside_at = now if claimed.put_aside else self.put_aside_at
        return claimed.rows

    async def resume(self, unsettled: Collection[int]) -> list[OutboxRow]:
        """Let what no living process is sending any more be sent again, marked as a repeat: it may have arrived.

        `unsettled`: the rows that this process is sending now. What was repeated too often already is returned, and
        counts as being sent, to be settled as uncertain. For the start, and every now and then where several share the
        work.
        """
        living = await self.database.living_senders()
        self.processes = max(1, len(living))
        return await self.write(deliveries.resume, self.database.sender, living, unsettled)

    async def next_send(self) -> datetime | None:
        """Return when the next outgoing message falls due, or None when none waits for a time.

        Messages behind one that is being sent count once that one is settled.
        """
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

    async def forget(self, before: datetime, now: datetime) -> ErasureCounts:
        """Take the personal data out of tickets that were closed before then, and of everything as old."""
        async with self.database.transaction() as transaction:
            found = await transaction.run_long(erasure.forget, before, now)
        return await self._with_messages(found, before)

    async def forget_once(self, day: date, limits: finished_rows.Limits, now: datetime) -> ErasureCounts | None:
        """Do `forget` and `clear_finished` at most once for each day, over all processes; None when that was done.

        What may go altogether goes first: of a message that is deleted nothing needs to be forgotten.
        """
        async with self.database.transaction() as transaction:
            found = await transaction.run_long(erasure.forget_once, day, limits.forgotten, now)
        if found is None:
            return None
        try:
            found = replace(found, gone=await self.clear_finished(limits))
        finally:
            found = await self._with_messages(found, limits.forgotten)
        return found

    async def _with_messages(self, found: ErasureCounts, before: datetime) -> ErasureCounts:
        """Forget old messages too, some at a time; where that is broken off, the next time goes on with it."""
        self._traces = True
        gone = dict.fromkeys(erasure.QUEUES, 0)
        for queue in erasure.QUEUES:
            last = 0
            while True:
                try:
                    async with self.database.transaction() as transaction:
                        rows = await transaction.run_long(erasure.forget_messages, queue, last, before)
                except Conflict:
                    await asyncio.sleep(CLEARING_PAUSE)
                    continue
                if not rows:
                    break
                last, gone[queue] = max(rows), gone[queue] + len(rows)
                self._traces = True
                await asyncio.sleep(CLEARING_PAUSE)
        return replace(found, **gone)

    async def clear_finished(self, limits: finished_rows.Limits) -> int:
        """Let finished rows of the queues go, some at a time; what was done stays done where this ends early.

        Returns how many went.
        """
        gone = 0
        for queue in finished_rows.QUEUES:
            last: int | None = 0
            while last is not None:
                try:
                    page = await self.write(finished_rows.clear, queue, last, limits)
                except Conflict:
                    log.info("another writer is at the same rows; looking at them again")
                    await asyncio.sleep(CLEARING_PAUSE)
                    continue
                last, gone = page.last, gone + page.gone
                self._traces |= page.gone > 0
                await asyncio.sleep(CLEARING_PAUSE if page.gone else 0)
        return gone

    async def scrub(self, *, always: bool = False) -> bool:
        """Let the database's own log go of what was erased since the last time; `always`: of everything else too.

        False when a reader keeps the log, so that it must be tried again. Raises StorageUnavailable.
        """
        if not self._traces and not always:
            return True
        self._traces, done = False, False  # what is erased meanwhile sets it again
        try:
            done = await self.database.empty_log()
        finally:
            self._traces |= not done
        return done

    async def compact(self) -> None:
        """Write the database anew, without what rows that have moved left in their old places."""
        await self.database.compact()

    async def close(self) -> None:
        """Wait for a running transaction and let go of the database."""
        await self.database.close()
