"""Regular checks of a running bot: the ledger, the queues, the disk, the backups.

They read the database on a connection of their own: the bot has only one on SQLite, and a resident's question must not
wait for a check.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import structlog

from bot.app.jobs.alerts import Alerts
from bot.app.jobs.job import JobContext
from bot.app.jobs.nightly import Backups
from bot.helpdesk.model.alerts import Kind
from bot.helpdesk.model.store import OVERDUE_AFTER
from bot.storage.queries.ledger import (
    dead_since,
    discrepancies,
    ledger,
    oldest_waiting,
    queue_depths,
    remember,
    row_counts,
)
from bot.storage.store import beside

SPARE = 500 * 2**20
"""Bytes that must be free on a disk: enough for some weeks, so that there is time to act."""
DEAD_FOR = timedelta(hours=24)

log = structlog.get_logger()


class Checks:
    """Checks regularly and reports to the alerts. `folders`: where the bot writes."""

    def __init__(self, context: JobContext, alerts: Alerts, folders: Iterable[Path], backups: Backups | None) -> None:
        self._context = context
        self._alerts = alerts
        self._folders = tuple(folders)
        self._backups = backups
        self._metrics = context.metrics
        self._started = context.clock()

    async def machine(self) -> None:
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
        now = self._context.clock()
        async with beside(self._context.url) as store, store.database.transaction(write=False) as transaction:
            dead = await transaction.run_long(dead_since, now - DEAD_FOR)
            oldest = await transaction.run_long(oldest_waiting, now)
            depths = await transaction.run_long(queue_depths)
            totals = await transaction.run_long(ledger, None)
        self._alerts.oldest_waiting = oldest
        self._metrics.oldest_waiting.set(oldest.timestamp() if oldest else 0)
        for queue, depth in depths.items():
            self._metrics.queue.labels(queue).set(depth)
        for part, count in asdict(totals).items():
            self._metrics.ledger.labels(part).set(count)
        aside = self._context.store.put_aside_at
        self._alerts.report(Kind.DEAD_LETTERS, dead > 0 or (aside is not None and aside > now - DEAD_FOR))
        late = now - OVERDUE_AFTER
        # what waited while the bot was off is no fault of this run until it had time for it
        self._alerts.report(Kind.STUCK, oldest is not None and oldest < late and self._started < late)

    async def ledger(self) -> None:
        """Check the whole ledger."""
        now = self._context.clock()
        async with beside(self._context.url) as store, store.database.transaction(write=False) as transaction:
            found = await transaction.run_long(discrepancies, now)
            counts = (await transaction.run_long(row_counts)).counters
        if self._started >= now - OVERDUE_AFTER:
            found = replace(found, missed=0, kept_back=0)  # while the bot was off
        self._alerts.report(Kind.LEDGER, found.alarming)
        if found.alarming:
            log.error("the ledger does not balance", found=str(found))
        await self._context.store.write(remember, counts)


def nearest_existing(folder: Path) -> Path:
    """Return the folder, or the closest one above it that is there: it lies on the same disk."""
    return folder if folder.exists() or folder == folder.parent else nearest_existing(folder.parent)
