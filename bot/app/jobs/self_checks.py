"""Regular checks of a running bot: the ledger, the queues, the disk, the backups.

They read the database on a connection of their own: the bot has only one on SQLite, and a resident's question must not
wait for a check.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
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
from bot.storage.queries.ledger import discrepancies, ledger, remember, row_counts
from bot.storage.queries.queue_depth import dead_since, oldest_waiting, queue_depths
from bot.storage.store import beside

EVERY = 60.0
"""Seconds between two checks of queues, disk and backups."""
BOOKS_EVERY = 10
"""Checks between two of the whole ledger, which read every row."""
DEAD_FOR = timedelta(hours=24)

log = structlog.get_logger()


class Checks:
    """Checks regularly and reports to the alerts. `folders`: where the bot writes."""

    def __init__(self, context: JobContext, alerts: Alerts, folders: Iterable[Path], backups: Backups | None) -> None:
        self._store = context.store
        self._url = context.url
        self._alerts = alerts
        self._folders = tuple(folders)
        self._backups = backups
        self._metrics = context.metrics
        self._clock = context.clock
        self._started = context.clock()

    async def run(self) -> None:
        """Check until cancelled."""
        count = 0
        while True:
            try:
                self.machine()
                await self.queues()
                if count % BOOKS_EVERY == 0:
                    await self.ledger()
            except (Trouble, Conflict) as error:
                log.warning("the bot could not look at itself", cause=str(getattr(error, "cause", error)))
            count += 1
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
        newest = self._backups.newest
        self._metrics.backup.set(newest.timestamp() if newest else 0)
        self._alerts.report(Kind.BACKUP, self._backups.overdue, self._backups.problem or "")

    async def queues(self) -> None:
        """Report what could not be processed in the last day, and what waits longer than it may while the bot runs."""
        now = self._clock()
        async with beside(self._url) as store, store.database.transaction(write=False) as transaction:
            dead = await transaction.run_long(dead_since, now - DEAD_FOR)
            oldest = await transaction.run_long(oldest_waiting, now)
            depths = await transaction.run_long(queue_depths)
            totals = await transaction.run_long(ledger, None)
        self._alerts.oldest_waiting = oldest
        self._count(oldest, depths, totals)
        aside = self._store.put_aside_at
        self._alerts.report(Kind.DEAD_LETTERS, dead > 0 or (aside is not None and aside > now - DEAD_FOR))
        late = now - OVERDUE_AFTER
        # what waited while the bot was off is no fault of this run until it had time for it
        self._alerts.report(Kind.STUCK, oldest is not None and oldest < late and self._started < late)

    def _count(self, oldest: datetime | None, depths: Mapping[str, int], totals: Ledger) -> None:
        self._metrics.oldest_waiting.set(oldest.timestamp() if oldest else 0)
        for queue, depth in depths.items():
            self._metrics.queue.labels(queue).set(depth)
        for part, count in asdict(totals).items():
            self._metrics.ledger.labels(part).set(count)

    async def ledger(self) -> None:
        """Check the whole ledger."""
        now = self._clock()
        async with beside(self._url) as store, store.database.transaction(write=False) as transaction:
            found = await transaction.run_long(discrepancies, now)
            counts = (await transaction.run_long(row_counts)).counters
        if self._started >= now - OVERDUE_AFTER:
            found = replace(found, missed=0, kept_back=0)  # while the bot was off
        self._alerts.report(Kind.LEDGER, found.alarming)
        if found.alarming:
            log.error("the ledger does not balance", found=str(found))
        await self._store.write(remember, counts)


async def check_ledger(url: str, now: datetime, since: datetime | None = None) -> tuple[Discrepancies, Ledger]:
    """Read the ledger, whole and since then, beside the bot's own connection."""
    async with beside(url) as store:
        return await store.discrepancies(now), await store.ledger(since)
