"""Once a week each member of the staff reads in his chat which answers must be reviewed, thirty days ahead."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta, tzinfo

import structlog

from bot.app.jobs.context import JobContext
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import Conflict
from bot.helpdesk.staff.notices import review_notice
from bot.helpdesk.staff.ports import EntryLine
from bot.storage import queries

POLL_SECONDS = 60.0

log = structlog.get_logger()


class ReviewNotices:
    """Writes on Mondays at `at` by the first office's clock; a bot that was off, as soon as it runs.

    `entries`: the answers that residents get.
    """

    def __init__(self, context: JobContext, entries: Callable[[], Iterable[EntryLine]], zone: tzinfo, at: time) -> None:
        self._store = context.store
        self._clock = context.clock
        self._wake = context.wake
        self._entries = entries
        self._zone = zone
        self._at = at

    async def run(self) -> None:
        """Look at the clock until cancelled."""
        while True:
            try:
                await self.look(self._clock())
            except (Trouble, Conflict) as error:
                log.warning("the notices of reviews must wait", cause=str(getattr(error, "cause", error)))
            await asyncio.sleep(POLL_SECONDS)

    async def look(self, now: datetime) -> int:
        """Write to those whose turn of this week has come and whom no process has written to; return how many."""
        local = now.astimezone(self._zone)
        monday = local.date() - timedelta(days=local.weekday())
        if now < datetime.combine(monday, self._at, self._zone):
            return 0
        members = await self._store.read(queries.staff.members)
        found = [(member, review_notice(member, self._entries(), local.date())) for member in members]
        told = 0
        for member, outcome in found:
            if outcome is None:
                continue
            async with self._store.unit() as unit:
                if await unit.run(queries.once_a_day.take_turn, f"review:{member.id}", monday):
                    await unit.save([(None, outcome)], now)
                    told += 1
        if told:
            self._wake()
        return told
