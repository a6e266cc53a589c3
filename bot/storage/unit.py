"""One transaction of the desk: what it reads and what it saves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from operator import attrgetter

from sqlalchemy import Connection

from bot.helpdesk.model.actions import Action, Outcome
from bot.helpdesk.model.store import InboxRow, Result
from bot.storage.database.engine import Transaction
from bot.storage.queries import (
    alerts,
    answer_counts,
    broadcasts,
    check_statistics,
    data_subject,
    deliveries,
    faq_drafts,
    inbox,
    officers,
    outbox,
    residents,
    staff,
    tickets,
    undo_and_summaries,
)
from bot.storage.repositories.outreach import Broadcasts, Visits
from bot.storage.repositories.people import Observers, Officers, Residents
from bot.storage.repositories.queues import Inbox, Outbox
from bot.storage.repositories.staff import Staff
from bot.storage.repositories.tickets import Accesses, FaqDrafts, HeldAnswers, Tickets
from bot.storage.retention import erasure

Done = Sequence[tuple[InboxRow | None, Outcome]]

_SAVED: tuple[tuple[Callable[[Outcome], object], Callable[[Connection, Sequence[Outcome], datetime], None]], ...] = (
    (attrgetter("tickets"), tickets.save),
    (attrgetter("lines"), tickets.save_lines),
    (attrgetter("reworded"), tickets.reword),
    (attrgetter("reworded"), outbox.reword),
    (attrgetter("seen"), data_subject.save),
    (attrgetter("alerts"), alerts.save),
    (attrgetter("officer_chat"), officers.save),
    (attrgetter("leave"), officers.save_leaves),
    (attrgetter("held"), undo_and_summaries.save),
    (attrgetter("draft"), faq_drafts.save),
    (attrgetter("outreach"), broadcasts.save),
    (attrgetter("staff"), staff.save),
    (attrgetter("feedback"), residents.save_feedback),
    (attrgetter("tallies"), check_statistics.save),
    (attrgetter("answered"), answer_counts.save),
)
"""What an outcome may hold besides its resident and its actions, and what stores it, in this order."""


class SqlUnit:
    """A `Unit`. `erased`: whether personal data went in it, which the database's own log must let go of too.

    `sender`: the number by which this process is known, where several share the database. `paced`: as in `SqlStore`.
    """

    def __init__(self, transaction: Transaction, sender: int | None, *, paced: bool = False) -> None:
        self._run = transaction.run
        self._run_long = transaction.run_long
        self._paced = paced
        self.inbox = Inbox(transaction)
        self.outbox = Outbox(transaction, sender)
        self.residents = Residents(transaction)
        self.tickets = Tickets(transaction)
        self.accesses = Accesses(transaction)
        self.officers = Officers(transaction)
        self.observers = Observers(transaction)
        self.held_answers = HeldAnswers(transaction)
        self.faq_drafts = FaqDrafts(transaction)
        self.visits = Visits(transaction)
        self.broadcasts = Broadcasts(transaction)
        self.staff = Staff(transaction)
        self.erased = False

    async def save(self, done: Done, now: datetime) -> None:
        """Store the outcomes, queue their actions in order, and settle their inbox rows.

        Of several new states of one ticket or resident the last holds: they were decided one upon the other. What
        was saved has a newer version from then on; read it again before saving it again. Raises Conflict.
        """
        erases = any(outcome.erase is not None for _, outcome in done)
        self.erased |= erases
        run = self._run_long if erases else self._run
        self.outbox.queued |= await run(_save, done, now)
        self.inbox.unsettled.difference_update(row.id for row, _ in done if row is not None)

    async def settle(self, results: Sequence[Result], now: datetime) -> list[Result]:
        """Store what became of outgoing messages; returns the results that changed a row."""
        settled = await self._run(partial(deliveries.settle, paced=self._paced), results, now)
        self.erased |= settled.erased
        return settled.changed


def _save(connection: Connection, done: Done, now: datetime) -> dict[str, Action]:
    queued: dict[str, Action] = {}
    for part in _parts(done):
        outcomes = residents.save(connection, [outcome for _, outcome in part], now)
        for field, save in _SAVED:
            if any(map(field, outcomes)):
                save(connection, outcomes, now)
        inbox.settle(connection, part, now)
        # one that erases stands alone
        erased = None
        for outcome in outcomes:
            if outcome.erase is not None:
                erased = erasure.erase(connection, outcome.erase or residents.id_of(outcome), now)
        queued |= outbox.queue(connection, outcomes, now, erased)
    return queued


def _parts(done: Done) -> Iterator[Done]:
    """Split the outcomes: all at once, but one that erases alone: it drops messages queued before it, not its own."""
    start = 0
    for place, (_, outcome) in enumerate(done):
        if outcome.erase is not None:
            if place > start:
                yield done[start:place]
            yield done[place : place + 1]
            start = place + 1
    if start < len(done):
        yield done[start:]
