"""Every night: forget old conversations, then take a backup; and keep restored copies from bringing back the erased."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

import structlog

from bot.app.jobs.job import JobContext, night_of
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.operator import what_failed
from bot.storage.backup.backup import backups_in, copies_in, expire, take_backup
from bot.storage.retention import tombstones
from bot.storage.retention.erasure import KEPT_FOR, RetentionLimits
from bot.storage.store import SqlStore

FORGET_AT = time(2, 0)
"""When nobody waits for an answer, by the first office's clock; a bot that was off then does it as soon as it runs."""
BACKUP_AT = time(2, 30)
"""After the clearing, so that a backup does not hold what was to be forgotten."""
AGAIN = timedelta(minutes=10)
"""Between two tries of a backup that fails."""
OVERLAP = timedelta(hours=1)
"""An erasure's commit may come a little after the time that stands in it."""
TOO_OLD = timedelta(hours=26)
"""The age of the newest backup: one is made each night, and two hours are for one that is slow."""

log = structlog.get_logger()


class Retention:
    """Runs the store's retention once a night. `keep`: how long conversations are promised to be kept at most."""

    def __init__(self, store: SqlStore, zone: tzinfo, keep: timedelta, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._zone = zone
        self._keep = keep
        self._clock = clock
        self._done: date | None = None

    async def look(self) -> bool:
        """Forget conversations that are too old if that is due tonight; return whether it was done now."""
        now = self._clock()
        night = night_of(now.astimezone(self._zone), FORGET_AT)
        if night == self._done:
            return False
        # where this is broken off, the next night does the rest
        forgotten = await self._store.forget_once(
            night, RetentionLimits(now - KEPT_FOR, now - self._keep, self._zone), now
        )
        self._done = night
        if forgotten is None:
            return False
        log.info("old conversations were forgotten, and finished rows have gone", **asdict(forgotten))
        await self._store.compact()
        return True


class Copies:
    """Looks after a folder with copies of the database: those that upgrades made, or the nightly backups too.

    Erased residents are noted there, so that restoring a copy does not bring them back. `keep`: how old a copy may be.
    """

    def __init__(self, context: JobContext, folder: Path, keep: timedelta) -> None:
        self._context = context
        self._folder = folder
        self._keep = keep
        self._noted: set[tombstones.Tombstone] | None = None

    async def tend(self) -> None:
        """Delete old copies, and note residents erased since the others were made. Raises Trouble, OSError."""
        if copies_in(self._folder):
            await self.note()
            if expired := await self._expire():
                log.info("copies made before an upgrade were deleted", files=[path.name for path in expired])

    async def note(self) -> None:
        """Note erased residents that stand in no file yet. Raises Trouble, OSError."""
        now = self._context.clock()
        since = now - OVERLAP
        if self._noted is None:
            self._noted, since = set(await asyncio.to_thread(tombstones.noted, self._folder)), now - self._keep
        new = set(await self._context.store.read(tombstones.erased_since, since)) - self._noted
        tombstones.note(self._folder, new, now)
        self._noted |= new

    async def _expire(self) -> list[Path]:
        return await asyncio.to_thread(expire, self._folder, self._keep, self._context.clock())


class Backups(Copies):
    """Keeps a folder of backups up to date. Processes on one machine share it; each machine may have its own."""

    def __init__(self, context: JobContext, folder: Path, keep: timedelta, zone: tzinfo) -> None:
        super().__init__(context, folder, keep)
        self._zone = zone
        self._began = self._next_try = context.clock()
        self.problem: str | None = None
        """Why the last backup could not be made."""

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
        """Note the erased, and take tonight's backup. Raises Trouble, OSError."""
        now = self._context.clock()
        try:
            await self.note()
            if now >= self._next_try:
                self._next_try = now + AGAIN
                await self.look()
                self.problem = None
        except (Trouble, OSError) as error:
            self.problem = what_failed(error) if isinstance(error, OSError) else str(error)
            raise

    async def look(self) -> bool:
        """Take a backup if tonight's is missing, delete old ones, and return whether one was taken now."""
        local = self._context.clock().astimezone(self._zone)
        with _locked(self._folder) as mine:
            nights = {night_of(taken.astimezone(self._zone), BACKUP_AT) for taken in backups_in(self._folder)}
            if not mine or night_of(local, BACKUP_AT) in nights:
                return False
            made = await take_backup(self._context.url, self._folder, local)
            expired = await self._expire()
        log.info("backup taken", file=made.path.name, received=made.ledger.received, expired=len(expired))
        return True


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Yield whether no other process works on the folder's backups; none begins while the block lasts."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder / ".kunci", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        mine = True
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            mine = False
        yield mine
    finally:
        os.close(lock)
