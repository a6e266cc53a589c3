"""Residents, officers and observers, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.helpdesk.model.entities import Address, Leave, OfficerChat, Resident
from bot.helpdesk.model.staff import Observer
from bot.helpdesk.model.store import KeptPersonalData
from bot.storage.queries import broadcasts, data_subject, observers, officers, residents, undo_and_summaries
from bot.storage.queries.once_a_day import take_turn
from bot.storage.repositories.queues import Repository


class Residents(Repository):
    """Who asks, and everything that is stored of them."""

    async def at(self, addresses: Sequence[Address]) -> Mapping[Address, Resident]:
        """Find the residents known at these addresses."""
        return await self._run(residents.residents_at, addresses)

    async def get(self, number: int) -> Resident | None:
        """Return the resident with this id, unless erased."""
        return await self._run(residents.resident_numbered, number)

    async def kept(self, resident: int) -> KeptPersonalData:
        """Collect everything that a resident said and that is still stored."""
        return await self._run_long(data_subject.kept, resident)

    async def standing(self, address: Address, since: datetime) -> tuple[str, ...]:
        """List the ids of the messages, the person's and the bot's, that came into a chat since then."""
        return await self._run_long(data_subject.standing, address, since)

    async def last_number(self) -> int:
        """Return the highest resident's number."""
        return await self._run(broadcasts.last_resident)

    async def with_pending(self, before: datetime, limit: int) -> Sequence[Resident]:
        """List those whose question has waited since then for the name of their village, the longest waiting first."""
        return await self._run(residents.with_pending, before, limit)


class Officers(Repository):
    """Where officers work, their absences, invitations and summaries."""

    async def chats(self) -> tuple[OfficerChat, ...]:
        """List every officer's chat."""
        return await self._run(officers.officer_chats_all)

    async def leaves(self) -> tuple[Leave, ...]:
        """List the officers' absences that are planned or under way."""
        return await self._run(officers.leaves_all)

    async def invite(self, officer: str, token_hash: str, expires: datetime) -> None:
        """Note a new invitation."""
        await self._run(officers.invite, officer, token_hash, expires)

    async def redeem(self, token_hash: str, now: datetime) -> str | None:
        """Use an invitation up; whose it was, or None."""
        return await self._run(officers.redeem, token_hash, now)

    async def owe_summary(self, officer: str, due: datetime) -> None:
        """Note a summary for this officer at that time, unless he is owed one already."""
        await self._run(undo_and_summaries.owe_summary, officer, due)

    async def summaries_due(self, now: datetime) -> tuple[str, ...]:
        """Take the officers whose summary is due; they are owed it no more."""
        return await self._run(undo_and_summaries.summaries_due, now)

    async def take_morning(self, officer: str, day: date) -> bool:
        """Take the officer's greeting of this day; False when it is taken already."""
        return await self._run(take_turn, f"morning:{officer}", day)


class Observers(Repository):
    """Who reads figures alone: kanwil and pusat."""

    async def listed(self) -> tuple[Observer, ...]:
        """List the observers, by id."""
        return await self._run(observers.listed)

    async def at(self, address: Address) -> Observer | None:
        """Return the observer who joined from this chat."""
        return await self._run(observers.at, address)

    async def named(self, id_: str) -> Observer | None:
        """Return the observer of that id."""
        return await self._run(observers.named, id_)

    async def keep(self, observer: Observer) -> None:
        """Add an observer, or give him another name and other offices."""
        await self._run(observers.keep, observer)

    async def remove(self, id_: str) -> bool:
        """Take an observer's figures away; False when there is none of that id."""
        return await self._run(observers.remove, id_)

    async def invite(self, id_: str, token_hash: str, expires: datetime) -> None:
        """Note an invitation; an earlier one is worth nothing any more."""
        await self._run(observers.invite, id_, token_hash, expires)

    async def redeem(self, token_hash: str, address: Address, now: datetime) -> Observer | None:
        """Use an invitation up, from this chat on; whose it was, or None."""
        return await self._run(observers.redeem, token_hash, address, now)
