"""Officers' broadcasts and visits, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.helpdesk.model.broadcasts import Broadcast, BroadcastCounts, BroadcastDraft, Reader
from bot.helpdesk.model.visits import Reminder, Visit, VisitDraft
from bot.storage.queries import broadcasts, visits
from bot.storage.repositories.queues import Repository


class Broadcasts(Repository):
    """Officers' broadcasts to their villages, and what they are writing."""

    async def draft(self, officer: str) -> BroadcastDraft | VisitDraft | None:
        """Return what an officer is writing for his villages."""
        return await self._run(broadcasts.draft, officer)

    async def recent(self, office: str, since: datetime) -> tuple[Broadcast, ...]:
        """List an office's broadcasts that were begun since then."""
        return await self._run(broadcasts.recent_broadcasts, office, since)

    async def running(self, officer: str) -> Broadcast | None:
        """Return the officer's broadcast that has not ended."""
        return await self._run(broadcasts.running_broadcasts, officer)

    async def held(self, number: int) -> Broadcast | None:
        """Return the broadcast with this number while it waits to be released, locked for other processes."""
        return await self._run(broadcasts.held_broadcast, number)

    async def readers(self, villages: Sequence[str]) -> Mapping[str, int]:
        """Count the residents of each village who agreed to broadcasts and may get one now."""
        return await self._run_long(broadcasts.readers, villages)

    async def unfinished(self, limit: int) -> tuple[Broadcast, ...]:
        """List broadcasts that have not ended, and lock them for other processes."""
        return await self._run(broadcasts.open_broadcast, limit)

    async def counts(self, number: int) -> BroadcastCounts:
        """Count what has become of a broadcast's messages so far."""
        return await self._run(broadcasts.counts, number)

    async def next_readers(self, one: Broadcast, villages: Sequence[str], limit: int) -> tuple[Reader, ...]:
        """List the next residents, by number, who may get the broadcast now and have not had it."""
        return await self._run(broadcasts.next_readers, one, villages, limit)

    async def call_off(self, number: int) -> int | None:
        """Call off what still waits of a broadcast; return the lowest number of the residents for whom it waited."""
        return await self._run(broadcasts.call_off_broadcasts, number)

    async def keep(self, one: Broadcast, now: datetime) -> None:
        """Store how far a broadcast is."""
        await self._run(broadcasts.keep_broadcast, one, now)

    async def note_blocked(self, number: int, now: datetime) -> None:
        """Remember which residents turned out to have blocked the bot."""
        await self._run(broadcasts.note_blocked, number, now)


class Visits(Repository):
    """Days planned in villages, and who is to be reminded of them."""

    async def planned(self, now: datetime) -> Mapping[str, tuple[Visit, ...]]:
        """List what is planned, by village, the soonest first."""
        return await self._run(visits.planned, now)

    async def of(self, villages: Sequence[str], now: datetime) -> tuple[Visit, ...]:
        """List what is planned in these villages, the soonest first."""
        return await self._run(visits.visits_of, villages, now)

    async def reminders_due(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        """List the words that are owed now to those who asked to be reminded."""
        return await self._run(visits.reminders_due, now, limit)

    async def keep_reminder(self, one: Reminder, what: str, due: datetime | None) -> None:
        """Store what is owed next, and when."""
        await self._run(visits.keep_reminder, one, what, due)

    async def held(self, villages: Sequence[str], since: datetime, until: datetime) -> tuple[Visit, ...]:
        """List the days that have begun in these villages within that time, the earliest first."""
        return await self._run(visits.held, villages, since, until)
