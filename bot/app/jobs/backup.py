"""The nightly backup, the deletion of old ones, and the list of residents erased since they were made."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path

import structlog

from bot.app.jobs.context import JobContext
from bot.app.jobs.limits import TOO_OLD
from bot.app.jobs.retention import night_of
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.system_errors import what_failed
from bot.storage.backup.backup import backups_in, copies_in, expire, take_backup
from bot.storage.retention import tombstones
from bot.storage.store import SqlStore

AT = time(2, 30)
"""Half an hour after the nightly clearing, so that a backup does not hold what was to be forgotten."""
POLL_SECONDS = 30.0
"""Seconds between two checks; an erasure is known to this database alone for at most as long."""
AGAIN = timedelta(minutes=10)
"""Between two tries of a backup that fails."""
OVERLAP = timedelta(hours=1)
"""An erasure's commit may come a little after the time that stands in it."""

log = structlog.get_logger()


class ErasureNotes:
    """Notes erased residents in a folder, so that restoring a copy that lies there does not bring them back.

    `keep`: how old a copy may be.
    """

    def __init__(self, store: SqlStore, folder: Path, keep: timedelta) -> None:
        self._store = store
        self._folder = folder
        self._keep = keep
        self._noted: set[tombstones.Tombstone] | None = None

    async def note(self, now: datetime) -> None:
        """Note erased residents that stand in no file yet. Raises Trouble, OSError."""
        if self._noted is None:
            self._noted = set(await asyncio.to_thread(tombstones.noted, self._folder))
            since = now - self._keep
        else:
            since = now - OVERLAP
        new = set(await self._store.read(tombstones.erased_since, since)) - self._noted
        tombstones.note(self._folder, new, now)
        self._noted |= new


class Copies:
    """Deletes old copies that upgrades made beside the database, where no folder for backups is set."""

    def __init__(self, store: SqlStore, folder: Path, keep: timedelta, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._keep = keep
        self._clock = clock
        self._notes = ErasureNotes(store, folder, keep)

    async def run(self) -> None:
        """Check until cancelled."""
        while True:
            try:
                await self.look(self._clock())
            except (Trouble, OSError) as error:
                log.error("copies made before an upgrade could not be looked after", problem=str(error))
            await asyncio.sleep(POLL_SECONDS)

    async def look(self, now: datetime) -> None:
        """Delete old copies, and note residents erased since the others were made. Raises Trouble, OSError."""
        if not copies_in(self._folder):
            return
        await self._notes.note(now)
        expired = await asyncio.to_thread(expire, self._folder, self._keep, now)
        if expired:
            log.info("copies made before an upgrade were deleted", files=[path.name for path in expired])


class Backups:
    """Keeps a folder of backups up to date. Processes on one machine share it; each machine may have its own."""

    def __init__(self, context: JobContext, folder: Path, keep: timedelta, zone: tzinfo) -> None:
        self._url = context.url
        self._folder = folder
        self._keep = keep
        self._zone = zone
        self._clock = context.clock
        self._began = context.clock()
        self._notes = ErasureNotes(context.store, folder, keep)
        self._next_try = self._began
        self.problem: str | None = None

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
        if self.problem:
            return True
        try:
            newest = max(backups_in(self._folder), default=self._began)
        except OSError:
            return True
        return self._clock() - newest > TOO_OLD

    async def run(self) -> None:
        """Check until cancelled."""
        while True:
            now = self._clock()
            try:
                await self._notes.note(now)
                if now >= self._next_try:
                    self._next_try = now + AGAIN
                    await self.look(now)
                    self.problem = None
            except (Trouble, OSError) as error:
                problem = what_failed(error) if isinstance(error, OSError) else str(error)
                if problem != self.problem:
                    cause = str(getattr(error, "cause", error))
                    log.error("the backup could not be made", problem=problem, cause=cause)
                self.problem = problem
            await asyncio.sleep(POLL_SECONDS)

    async def look(self, now: datetime) -> bool:
        """Take a backup if tonight's is missing, delete old ones, and return whether one was taken now."""
        local = now.astimezone(self._zone)
        with _locked(self._folder) as mine:
            nights = {night_of(taken.astimezone(self._zone), AT) for taken in backups_in(self._folder)}
            if not mine or night_of(local, AT) in nights:
                return False
            made = await take_backup(self._url, self._folder, local)
            expired = await asyncio.to_thread(expire, self._folder, self._keep, now)
        log.info("backup taken", file=made.path.name, received=made.ledger.received, expired=len(expired))
        return True


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Yield whether no other process works on the folder's backups; none begins while the block lasts."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder / ".kunci", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            mine = True
        except BlockingIOError:
            mine = False
        yield mine
    finally:
        os.close(lock)
