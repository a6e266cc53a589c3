"""Tickets and what belongs to them, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.helpdesk.model.entities import Access, Address, FaqDraft, Held, Line, Ticket
from bot.helpdesk.model.store import WHOLE_QUEUE, QueuePart, QueueView, UndeliveredAnswer
from bot.storage.queries import data_subject, faq_drafts, reports, tickets, undo_and_summaries
from bot.storage.repositories.queues import Repository


class Tickets(Repository):
    """Tickets, the lines in them, and who works on how many."""

    async def of(self, residents: Sequence[int], closed_since: datetime) -> Mapping[int, tuple[Ticket, ...]]:
        """Each resident's open tickets and those closed since then, newest first; an empty tuple for none."""
        return await self._run(tickets.tickets_of, residents, closed_since)

    async def get(self, number: int) -> Ticket | None:
        """Return the ticket with this number."""
        return await self._run(tickets.ticket_numbered, number)

    async def at(self, address: Address, message: str) -> int | None:
        """Find the ticket that a message standing in a chat belongs to, by whichever side it was written."""
        return await self._run(tickets.ticket_at, address, message)

    async def open_in(self, office: str, limit: int, part: QueuePart = WHOLE_QUEUE) -> tuple[Ticket, ...]:
        """Open tickets of an office, emergencies first, then oldest first."""
        return await self._run(tickets.open_tickets, office, limit, part)

    async def counts(self, office: str, officer: str) -> Mapping[QueueView, int]:
        """Count an office's open tickets in each view of an officer's."""
        return await self._run(tickets.open_counts, office, officer)

    async def all_open(self) -> tuple[Ticket, ...]:
        """List every open ticket of every office, oldest first."""
        return await self._run(tickets.all_open)

    async def due(self, now: datetime, limit: int) -> tuple[Ticket, ...]:
        """Open tickets whose deadline has passed, the longest overdue first."""
        return await self._run(tickets.due, now, limit)

    async def lines(self, ticket: int) -> tuple[Line, ...]:
        """List what stands in a ticket, oldest first."""
        return await self._run(tickets.lines_of, ticket)

    async def next_number(self) -> int:
        """Return the number that the next new ticket will get."""
        return await self._run(tickets.next_number)

    async def loads(self, office: str) -> Mapping[str, int]:
        """By officer: how many open tickets of the office lie with him."""
        return await self._run(undo_and_summaries.loads, office)

    async def burst(self, offices: Collection[str], since: datetime) -> Mapping[str, int]:
        """By officer: ordinary open tickets that came since then, or whose card has not arrived yet."""
        return await self._run(undo_and_summaries.burst, offices, since)

    async def lost(self, office: str, since: datetime, limit: int) -> tuple[UndeliveredAnswer, ...]:
        """List the answers of an office's tickets that did not arrive and that no later one made good, newest first."""
        return await self._run(reports.lost_of, office, since, limit)


class Accesses(Repository):
    """Which officer has seen which ticket."""

    async def note(self, seen: Sequence[Access]) -> None:
        """Write down who of the staff has seen which ticket."""
        await self._run(data_subject.note_access, seen)

    async def of(self, ticket: int) -> tuple[Access, ...]:
        """List who has seen a ticket, oldest first."""
        return await self._run(data_subject.accesses, ticket)


class HeldAnswers(Repository):
    """Answers that their officer can still take back."""

    async def get(self, officer: str, message: str) -> Held | None:
        """Return the answer of this message of an officer's, while it waits."""
        return await self._run(undo_and_summaries.held, officer, message)

    async def due(self, now: datetime, limit: int) -> tuple[Held, ...]:
        """Take the answers whose hour has come; they wait no more."""
        return await self._run(undo_and_summaries.held_due, now, limit)


class FaqDrafts(Repository):
    """Good answers that may become FAQ."""

    async def waiting(self) -> tuple[FaqDraft, ...]:
        """List the answers that may become FAQ and that nobody has decided on, oldest first."""
        return await self._run(faq_drafts.waiting)

    async def take(self, number: int, entry: str) -> bool:
        """Note what a waiting draft was made into; False when it waits no more."""
        return await self._run(faq_drafts.take, number, entry)

    async def drop(self, number: int) -> bool:
        """Forget a waiting draft; False when there is none."""
        return await self._run(faq_drafts.drop, number)
