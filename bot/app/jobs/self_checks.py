"""What a running bot looks at in itself: the books, the queues, the disk, the backups."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.app.jobs.alerts import Alerts
from bot.app.jobs.backup import Backups
from bot.app.jobs.context import JobContext
from bot.app.jobs.limits import SPARE, nearest_existing
from bot.helpdesk.model.alerts import Kind
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import OVERDUE_AFTER, Conflict, Discrepancies, Ledger
from bot.storage.queries.ledger import remember
from bot.storage.queries.queue_depth import dead_since, oldest_waiting
from bot.storage.store import open_existing

EVERY = 60.0
"""Seconds between two looks at queues, disk and backups."""
BOOKS_EVERY = 10
"""Looks between two at the whole books, which read every row."""
DEAD_FOR = timedelta(hours=24)

log = structlog.get_logger()


class Checks:
    """Looks regularly and reports to the alarms. `folders`: where the bot writes."""

    def __init__(self, context: JobContext, alerts: Alerts, folders: Iterable[Path], backups: Backups | None) -> None:
        self._store = context.store
        self._url = context.url
        self._alerts = alerts
        self._folders = tuple(folders)
        self._backups = backups
        self._clock = context.clock
        self._started = context.clock()

    async def run(self) -> None:
        """Look until cancelled."""
        turn = 0
        while True:
            try:
                self.machine()
                await self.queues()
                if turn % BOOKS_EVERY == 0:
                    await self.books()
            except (Trouble, Conflict) as error:
                log.warning("the bot could not look at itself", cause=str(getattr(error, "cause", error)))
            turn += 1
            await asyncio.sleep(EVERY)

    def machine(self) -> None:
        """Check the disks on which the bot writes, and the age of the newest backup."""
        scarce = []
        for folder in self._folders:
            try:
                scarce += [str(folder)] if shutil.disk_usage(nearest_existing(folder)).free < SPARE else []
            except OSError:
                scarce.append(str(folder))
        self._alerts.report(Kind.DISK, bool(scarce), ", ".join(scarce))
        if self._backups is None:
            return
        self._alerts.report(Kind.BACKUP, self._backups.overdue, self._backups.problem or "")

    async def queues(self) -> None:
        """Report what could not be processed in the last day, and what waits longer than it may while the bot runs."""
        now = self._clock()
        async with self._store.database.transaction(write=False) as transaction:
            dead = await transaction.run(dead_since, now - DEAD_FOR)
            oldest = await transaction.run(oldest_waiting, now)
        self._alerts.oldest_waiting = oldest
        aside = self._store.put_aside_at
        self._alerts.report(Kind.DEAD_LETTERS, dead > 0 or (aside is not None and aside > now - DEAD_FOR))
        late = now - OVERDUE_AFTER
        # what waited while the bot was off is no fault of this run until it had time for it
        self._alerts.report(Kind.STUCK, oldest is not None and oldest < late and self._started < late)

    async def books(self) -> None:
        """Check the whole ledger."""
        found, books = await look_at_books(self._url, self._clock())
        self._alerts.report(Kind.LEDGER, found.damaged)
        if found.damaged:
            log.error("the books do not hold", found=str(found))
        async with self._store.database.transaction() as transaction:
            await transaction.run(remember, books.received)


async def look_at_books(url: str, now: datetime, since: datetime | None = None) -> tuple[Discrepancies, Ledger]:
    """Read the ledger, whole and since then, beside the bot's own connection: on SQLite it has only one."""
    store = await open_existing(url)
    try:
        return await store.discrepancies(now), await store.ledger(since)
    finally:
        await store.close()
