"""The staff who keep the FAQ, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.staff import Member, Request, StaffEvent, Task
from bot.storage.queries import staff
from bot.storage.queries.once_a_day import take_turn
from bot.storage.repositories.queues import Repository


class Staff(Repository):
    """Members, their tasks and requests, and the audit of what they do."""

    async def members(self) -> tuple[Member, ...]:
        """List the staff, by id."""
        return await self._run(staff.members)

    async def keep(self, member: Member) -> None:
        """Add a member, or give him another name and other roles."""
        await self._run(staff.keep, member)

    async def remove(self, member: str) -> bool:
        """Take a member off the staff; False when there is none of that id."""
        return await self._run(staff.remove, member)

    async def invite(self, member: str, token_hash: str, expires: datetime) -> None:
        """Note a new invitation; an earlier one is worth nothing any more."""
        await self._run(staff.invite, member, token_hash, expires)

    async def redeem(self, token_hash: str, address: Address, now: datetime) -> Member | None:
        """Use an invitation up; whose it was, or None."""
        return await self._run(staff.redeem, token_hash, address, now)

    async def tasks_waiting(self) -> bool:
        """Return whether anything has been asked for and not been carried out."""
        return await self._run(staff.tasks_waiting)

    async def take_task(self, now: datetime) -> Task | None:
        """Take the oldest task that nobody is at."""
        return await self._run(staff.take_task, now)

    async def end_task(self, number: int) -> None:
        """Forget a task that was carried out."""
        await self._run(staff.end_task, number)

    async def let_go_of_tasks(self) -> None:
        """Let all tasks be taken up again."""
        await self._run(staff.let_go_of_tasks)

    async def take_week(self, member: str, monday: date) -> bool:
        """Take the member's notice of this week; False when it is taken already."""
        return await self._run(take_turn, f"review:{member}", monday)

    async def ask(self, request: Request) -> Request:
        """Store a request for a second person; returns it with its number."""
        return await self._run(staff.ask, request)

    async def requests(self) -> tuple[Request, ...]:
        """List the requests that nobody has decided on, oldest first."""
        return await self._run(staff.requests)

    async def request(self, number: int) -> Request | None:
        """Return a request, decided on or not."""
        return await self._run(staff.request_numbered, number)

    async def decide(self, number: int, second: str, now: datetime, *, agreed: bool) -> bool:
        """Decide on a request; False when somebody has, or it is gone."""
        return await self._run(staff.decide, number, second, agreed, now)

    async def reopen(self, number: int, second: str) -> None:
        """Let a request that this member decided on wait again, unless its maker has asked for another since."""
        await self._run(staff.reopen, number, second)

    async def note(self, events: Sequence[StaffEvent]) -> None:
        """Write down what members saw and did."""
        await self._run(staff.note, events)

    async def events(self, since: datetime | None) -> tuple[StaffEvent, ...]:
        """List what members saw and did since then, newest first."""
        return await self._run(staff.events, since)

    async def last_event(self, about: str, kinds: Collection[str]) -> StaffEvent | None:
        """Return the last event of these kinds about something."""
        return await self._run(staff.last_event, about, kinds)

    async def add_link(self, member: str, token_hash: str, expires: datetime, now: datetime) -> None:
        """Note a one-time link to the page; an earlier one of the member is worth nothing any more."""
        await self._run(staff.add_link, member, token_hash, expires, now)

    async def use_link(self, token_hash: str, now: datetime) -> Member | None:
        """Use a link to the page up; whose it was, or None."""
        return await self._run(staff.use_link, token_hash, now)

    async def member(self, id: str) -> Member | None:
        """Return the member of that id."""
        return await self._run(staff.member, id)

    async def marks(self) -> dict[str, dict[str, int]]:
        """Count residents' marks by entry and kind."""
        return await self._run_long(staff.marks)
