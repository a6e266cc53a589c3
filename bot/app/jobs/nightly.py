"""Every night: forget old conversations, then take a backup; and keep restored copies from bringing back the erased."""

from __future__ import annotations

import asyncio
import fcntl
import os
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

import structlog

from bot.app.jobs.job import JobContext, night_of
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.operator import what_failed
from bot.storage.backup.backup import BEFORE_UPGRADE, backups_in, expire, take_backup
from bot.storage.retention import tombstones
from bot.storage.retention.erasure import KEPT_FOR, RetentionLimits

FORGET_AT = time(2, 0)
"""When nobody waits for an answer, by the first office's clock; a bot that was off then does it as soon as it runs."""
BACKUP_AT = time(2, 30)  # after the clearing, so that a backup does not hold what was to be forgotten
AGAIN = timedelta(minutes=10)  # between two tries of a backup that fails
OVERLAP = timedelta(hours=1)  # an erasure's commit may come a little after the time that stands in it
TOO_OLD = timedelta(hours=26)
"""The age of the newest backup: one is made each night, and two hours are for one that is slow."""

log = structlog.get_logger()


class Retention:
    """Runs the store's retention once a night. `keep`: how long conversations are promised to be kept at most."""

    def __init__(self, context: JobContext, zone: tzinfo, keep: timedelta) -> None:
        self._context, self._zone, self._keep = context, zone, keep
        self._done: date | None = None

    async def look(self) -> None:
        """Forget conversations that are too old, if that is due; where it is broken off, the next night goes on."""
        now, store = self._context.clock(), self._context.store
        night = night_of(now.astimezone(self._zone), FORGET_AT)
        if night == self._done:
            return
        limits = RetentionLimits(now - KEPT_FOR, now - self._keep, self._zone)
        forgotten = await store.forget_once(night, limits, now)
        self._done = night
        if forgotten is not None:
            log.info("the nightly clearing is done", tickets=forgotten.tickets, residents=forgotten.residents)
            await store.database.compact()


class Copies:
    """Looks after a folder with copies of the database: those that upgrades made, or the nightly backups too.

    Erased residents are noted there, so that restoring a copy does not bring them back. `keep`: how old a copy may be;
    `zone`: the clock of nightly backups, None where none are taken. Processes on one machine share a folder of backups.
    """

    def __init__(self, context: JobContext, folder: Path, keep: timedelta, zone: tzinfo | None = None) -> None:
        self._context, self._folder, self._keep, self._zone = context, folder, keep, zone
        self._noted: set[tombstones.Tombstone] | None = None
        self._began = self._next_try = context.clock()
        self.problem: str | None = None  # why the last backup could not be made

    @property
    def newest(self) -> datetime | None:
        """When the newest backup was taken; None where there is none."""
        try:
            return max(backups_in(self._folder), default=None)
        except OSError:
            return None

    @property
    def overdue(self) -> bool:
        """Whether there should be a younger backup than there is, or the last try failed."""
        return bool(self.problem) or self._context.clock() - (self.newest or self._began) > TOO_OLD

    async def tend(self) -> None:
        """Note the erased, delete old copies, and take tonight's backup. Raises Trouble, OSError."""
        now = self._context.clock()
        try:
            if self._zone is None and not backups_in(self._folder, BEFORE_UPGRADE):
                return
            await self.note()
            if self._zone is None:
                if expired := await asyncio.to_thread(expire, self._folder, self._keep, now):
                    log.info("copies made before an upgrade were deleted", files=[path.name for path in expired])
            elif now >= self._next_try:
                self._next_try = now + AGAIN
                await self.back_up(self._zone)
                self.problem = None
        except (Trouble, OSError) as error:
            self.problem = what_failed(error) if isinstance(error, OSError) else str(error)
            raise

    async def note(self) -> None:
        """Note erased residents that stand in no file yet. Raises Trouble, OSError."""
        now = self._context.clock()
        since = now - OVERLAP
        if self._noted is None:
            self._noted, since = set(await asyncio.to_thread(tombstones.noted, self._folder)), now - self._keep
        new = set(await self._context.store.read(tombstones.erased_since, since)) - self._noted
        tombstones.note(self._folder, new, now)
        self._noted |= new

    async def back_up(self, zone: tzinfo) -> bool:
        """Take a backup if tonight's is missing, delete old ones, and return whether one was taken now."""
        now = self._context.clock()
        lock = os.open(self._folder / ".kunci", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            nights = {night_of(taken.astimezone(zone), BACKUP_AT) for taken in backups_in(self._folder)}
            if night_of(now.astimezone(zone), BACKUP_AT) in nights:
                return False
            made = await take_backup(self._context.url, self._folder, now.astimezone(zone))
            expired = await asyncio.to_thread(expire, self._folder, self._keep, now)
        except BlockingIOError:  # another process of this machine is at it
            return False
        finally:
            os.close(lock)
        log.info("backup taken", file=made.path.name, received=made.ledger.received, expired=len(expired))
        return True
