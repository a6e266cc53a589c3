"""One transaction of the desk: what it reads and what it saves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.helpdesk.model.actions import Action, Outcome
from bot.helpdesk.model.broadcasts import News, NewsCounts, NewsDraft, Reader
from bot.helpdesk.model.entities import Access, Address, FaqDraft, Held, Leave, Line, OfficerChat, Resident, Ticket
from bot.helpdesk.model.store import InboxRow, Kept, Lost, OutboxRow, Received, Result, Sent
from bot.helpdesk.model.visits import Occasion, OccasionDraft, Reminder
from bot.storage import claiming
from bot.storage.database.engine import Transaction
from bot.storage.queries import (
    alerts,
    broadcasts,
    check_statistics,
    data_subject,
    deliveries,
    faq_drafts,
    inbox,
    leaves,
    officers,
    outbox,
    reports,
    residents,
    tickets,
    undo_and_summaries,
    visits,
)
from bot.storage.retention import erasure

Done = Sequence[tuple[InboxRow | None, Outcome]]


class SqlUnit:
    """A `Unit`. `taken`: the inbox rows it has taken; `unsettled`: those of them that have come to nothing so far.

    `sender`: the number by which this process is known, where several share the database. `erased`: whether personal
    data went in this transaction, which the database's own log must let go of too. `paced`: as in `SqlStore`.
    `put_aside_at`: when it put aside messages that cannot be read, if it did.
    """

    def __init__(self, transaction: Transaction, sender: int | None, *, paced: bool = False) -> None:
        self._sender = sender
        self._paced = paced
        self._run = transaction.run
        self._run_long = transaction.run_long
        self._queued: dict[str, Action] = {}
        self.taken: set[int] = set()
        self.unsettled: set[int] = set()
        self.erased = False
        self.put_aside_at: datetime | None = None

    async def receive(self, updates: Sequence[Received], now: datetime) -> int:
        """Store raw updates; returns how many were new."""
        return await self._run(inbox.receive, updates, now)

    async def take(self, limit: int) -> list[InboxRow]:
        """The oldest waiting updates, at most one per chat and none of a chat that another process is at."""
        rows = await self._run(inbox.take, limit)
        numbers = {row.id for row in rows}
        self.taken |= numbers
        self.unsettled |= numbers
        return rows

    async def bury(self, row: int, reason: str, now: datetime) -> None:
        """Make an update that cannot be read a dead letter."""
        await self._run(inbox.dead_letter, row, reason, now)
        self.unsettled.discard(row)

    async def residents(self, addresses: Sequence[Address]) -> Mapping[Address, Resident]:
        """The residents known at these addresses."""
        return await self._run(residents.residents_at, addresses)

    async def resident(self, number: int) -> Resident | None:
        """The resident with this id, unless erased."""
        return await self._run(residents.resident_numbered, number)

    async def officer_chats(self) -> tuple[OfficerChat, ...]:
        """Every officer's chat."""
        return await self._run(officers.officer_chats_all)

    async def tickets_of(self, residents: Sequence[int], closed_since: datetime) -> Mapping[int, tuple[Ticket, ...]]:
        """Each resident's open tickets and those closed since then, newest first; an empty tuple for none."""
        return await self._run(tickets.tickets_of, residents, closed_since)

    async def ticket(self, number: int) -> Ticket | None:
        """The ticket with this number."""
        return await self._run(tickets.ticket_numbered, number)

    async def ticket_at(self, address: Address, message: str) -> int | None:
        """The case that a message standing in a chat belongs to, whoever wrote it."""
        return await self._run(tickets.ticket_at, address, message)

    async def open_tickets(self, office: str, limit: int) -> tuple[Ticket, ...]:
        """Open cases of an office, emergencies first, then oldest first."""
        return await self._run(tickets.open_tickets, office, limit)

    async def all_open(self) -> tuple[Ticket, ...]:
        """Every open case of every office, oldest first."""
        return await self._run(tickets.all_open)

    async def leaves(self) -> tuple[Leave, ...]:
        """The officers' absences that are planned or under way."""
        return await self._run(leaves.leaves_all)

    async def due(self, now: datetime, limit: int) -> tuple[Ticket, ...]:
        """Open tickets whose deadline has passed, the longest overdue first."""
        return await self._run(tickets.due, now, limit)

    async def lines(self, ticket: int) -> tuple[Line, ...]:
        """What stands in a case, oldest first."""
        return await self._run(tickets.lines_of, ticket)

    async def sent(self, ticket: int) -> tuple[Sent, ...]:
        """The case's messages that the bot has sent and that have a message id, oldest first."""
        return await self._run(outbox.sent_of, ticket)

    async def kept(self, resident: int) -> Kept:
        """Everything that a resident said and that is still stored."""
        return await self._run_long(data_subject.kept, resident)

    async def standing(self, address: Address, since: datetime) -> tuple[str, ...]:
        """The ids of the messages, the person's and the bot's, that came into a chat since then."""
        return await self._run_long(data_subject.standing, address, since)

    async def note_access(self, seen: Sequence[Access]) -> None:
        """Write down who of the staff has seen which case."""
        await self._run(data_subject.note_access, seen)

    async def accesses(self, ticket: int) -> tuple[Access, ...]:
        """Who has seen a case, oldest first."""
        return await self._run(data_subject.accesses, ticket)

    async def lost(self, office: str, since: datetime, limit: int) -> tuple[Lost, ...]:
        """Answers of an office's cases that did not arrive and that no later answer made good, newest first."""
        return await self._run(reports.lost_of, office, since, limit)

    async def held(self, officer: str, message: str) -> Held | None:
        """The answer of this message of an officer's, while it waits."""
        return await self._run(undo_and_summaries.held, officer, message)

    async def held_due(self, now: datetime, limit: int) -> tuple[Held, ...]:
        """Answers whose ten seconds are over; they wait no more."""
        return await self._run(undo_and_summaries.held_due, now, limit)

    async def burst(self, offices: Collection[str], since: datetime) -> Mapping[str, int]:
        """By officer: ordinary open cases that came since then, or whose card has not arrived yet."""
        return await self._run(undo_and_summaries.burst, offices, since)

    async def loads(self, office: str) -> Mapping[str, int]:
        """By officer: how many open cases of the office lie with him."""
        return await self._run(undo_and_summaries.loads, office)

    async def owe_summary(self, officer: str, due: datetime) -> None:
        """A summary for this officer at that time, unless he is owed one already."""
        await self._run(undo_and_summaries.owe_summary, officer, due)

    async def summaries_due(self, now: datetime) -> tuple[str, ...]:
        """The officers whose summary is due; they are owed it no more."""
        return await self._run(undo_and_summaries.summaries_due, now)

    async def drafts(self) -> tuple[FaqDraft, ...]:
        """The answers that may become FAQ and that nobody has decided on, oldest first."""
        return await self._run(faq_drafts.waiting)

    async def take_draft(self, number: int, entry: str) -> bool:
        """Note what a waiting draft was made into; False when it waits no more."""
        return await self._run(faq_drafts.take, number, entry)

    async def drop_draft(self, number: int) -> bool:
        """Forget a waiting draft; False when there is none."""
        return await self._run(faq_drafts.drop, number)

    async def agenda(self, now: datetime) -> Mapping[str, tuple[Occasion, ...]]:
        """What is planned, by village, the soonest first."""
        return await self._run(visits.agenda, now)

    async def occasions_of(self, villages: Sequence[str], now: datetime) -> tuple[Occasion, ...]:
        """What is planned in these villages, the soonest first."""
        return await self._run(visits.occasions_of, villages, now)

    async def reminders_due(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        """Words that are owed now to those who asked to be reminded."""
        return await self._run(visits.reminders_due, now, limit)

    async def keep_reminder(self, one: Reminder, what: str, due: datetime | None) -> None:
        """What is owed next, and when."""
        await self._run(visits.keep_reminder, one, what, due)

    async def draft(self, officer: str) -> NewsDraft | OccasionDraft | None:
        """What an officer is writing for his villages."""
        return await self._run(broadcasts.draft, officer)

    async def recent_news(self, office: str, since: datetime) -> tuple[News, ...]:
        """An office's news that was begun since then."""
        return await self._run(broadcasts.recent_news, office, since)

    async def running_news(self, officer: str) -> News | None:
        """The officer's news that has not ended."""
        return await self._run(broadcasts.running_news, officer)

    async def readers(self, villages: Sequence[str]) -> Mapping[str, int]:
        """How many residents of each village agreed to news and may get some now."""
        return await self._run_long(broadcasts.readers, villages)

    async def last_resident(self) -> int:
        """The highest resident's number."""
        return await self._run(broadcasts.last_resident)

    async def open_news(self, limit: int) -> tuple[News, ...]:
        """News that has not ended, kept from other processes meanwhile."""
        return await self._run(broadcasts.open_news, limit)

    async def news_counts(self, number: int) -> NewsCounts:
        """What has become of a news' messages so far."""
        return await self._run(broadcasts.counts, number)

    async def readers_after(self, villages: Sequence[str], cursor: int, upto: int, limit: int) -> tuple[Reader, ...]:
        """The next residents, by number, who may get news now."""
        return await self._run(broadcasts.readers_after, villages, cursor, upto, limit)

    async def call_off_news(self, number: int) -> None:
        """What waits of a news is not sent."""
        await self._run(broadcasts.call_off_news, number)

    async def keep_news(self, one: News, now: datetime) -> None:
        """Store how far a news is."""
        await self._run(broadcasts.keep_news, one, now)

    async def note_blocked(self, number: int, now: datetime) -> None:
        """Remember which residents turned out to have blocked the bot."""
        await self._run(broadcasts.note_blocked, number, now)

    async def next_number(self) -> int:
        """The number that the next new case will get."""
        return await self._run(tickets.next_number)

    async def invite(self, officer: str, token_hash: str, expires: datetime) -> None:
        """Note a new invitation."""
        await self._run(officers.invite, officer, token_hash, expires)

    async def redeem(self, token_hash: str, now: datetime) -> str | None:
        """Use an invitation up; whose it was, or None."""
        return await self._run(officers.redeem, token_hash, now)

    async def save(self, done: Done, now: datetime) -> None:
        """Store the outcomes, queue their actions in order, and settle their inbox rows.

        Of several new states of one ticket or resident the last holds: they were decided one upon the other. What
        was saved has a newer version from then on; read it again before saving it again. Raises Conflict.
        """
        erases = any(outcome.erase is not None for _, outcome in done)
        self.erased |= erases
        run = self._run_long if erases else self._run
        self._queued |= await run(_save, done, now)
        self.unsettled.difference_update(row.id for row, _ in done if row is not None)

    async def claim(self, now: datetime, limit: int) -> list[OutboxRow]:
        """Mark the next outgoing messages as being sent; see `SqlStore.claim`."""
        claimed = await self._run(claiming.claim, now, limit, self._sender, self._queued)
        self.put_aside_at = now if claimed.put_aside else None
        return claimed.rows

    async def settle(self, results: Sequence[Result], now: datetime) -> list[Result]:
        """Store what became of outgoing messages; returns the results that were news."""
        settled = await self._run(partial(deliveries.settle, paced=self._paced), results, now)
        self.erased |= settled.erased
        return settled.news


def _save(connection: Connection, done: Done, now: datetime) -> dict[str, Action]:
    queued: dict[str, Action] = {}
    for part in _parts(done):
        outcomes = [outcome for _, outcome in part]
        ids = residents.save(connection, outcomes, now)
        tickets.save(connection, outcomes, ids, now)
        tickets.save_lines(connection, outcomes)
        tickets.reword(connection, outcomes)
        data_subject.note_access(connection, [one for outcome in outcomes for one in outcome.seen])
        alerts.save(connection, outcomes, now)
        officers.save(connection, outcomes, now)
        leaves.save(connection, outcomes, now)
        undo_and_summaries.save(connection, outcomes, now)
        faq_drafts.save(connection, outcomes)
        broadcasts.save(connection, outcomes, ids, now)
        residents.save_feedback(connection, outcomes, ids)
        check_statistics.save(connection, outcomes)
        inbox.settle(connection, part, now)
        # one that erases stands alone
        leaving = None
        for outcome in outcomes:
            if outcome.erase is not None:
                leaving = erasure.erase(connection, outcome.erase or residents.id_of(outcome, ids), now)
        queued |= outbox.queue(connection, outcomes, now, leaving)
    return queued


def _parts(done: Done) -> Iterator[Done]:
    """All at once, but an outcome that erases stands alone: it drops messages queued before it, not its own."""
    start = 0
    for place, (_, outcome) in enumerate(done):
        if outcome.erase is not None:
            if place > start:
                yield done[start:place]
            yield done[place : place + 1]
            start = place + 1
    if start < len(done):
        yield done[start:]
