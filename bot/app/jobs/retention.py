"""Nightly retention, also after a restart: erase old conversations, and delete rows that are finished."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, time, timedelta, tzinfo

import structlog

from bot.helpdesk.model.errors import Trouble
from bot.storage.retention.finished_rows import KEPT_FOR, Limits
from bot.storage.store import SqlStore

AT = time(2, 0)
"""When nobody waits for an answer, by the first office's clock; a bot that was off then does it as soon as it runs."""
POLL_SECONDS = 1.0
"""Seconds between two checks of the clock."""

log = structlog.get_logger()


class NightlyRetention:
    """Runs the store's retention once a night. `keep`: how long conversations are promised to be kept at most."""

    def __init__(self, store: SqlStore, zone: tzinfo, keep: timedelta, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._zone = zone
        self._keep = keep
        self._clock = clock
        self._done: date | None = None

    async def run(self) -> None:
        """Look at the clock until cancelled."""
        while True:
            try:
                await self.look(self._clock())
            except Trouble as error:
                log.error("old conversations could not be forgotten", cause=str(error.cause))
                await asyncio.sleep(60 * POLL_SECONDS)
            await asyncio.sleep(POLL_SECONDS)

    async def look(self, now: datetime) -> bool:
        """Forget conversations that are too old if that is due tonight; return whether it was done now."""
        night = night_of(now.astimezone(self._zone))
        if night == self._done:
            return False
        # where this is broken off, the next night does the rest
        forgotten = await self._store.forget_once(night, Limits(now - KEPT_FOR, now - self._keep, self._zone), now)
        self._done = night
        if forgotten is None:
            return False
        log.info("old conversations were forgotten, and finished rows have gone", **asdict(forgotten))
        try:
            await self._store.compact()
        except Trouble as error:
            log.error("the database could not be written anew; the next night tries again", cause=str(error.cause))
        return True


def night_of(local: datetime, at: time = AT) -> date:
    """Return the last night whose time `at` has passed, named by the day on which the night ends."""
    return local.date() if local.time() >= at else local.date() - timedelta(days=1)
