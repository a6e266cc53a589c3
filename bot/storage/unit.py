"""One transaction of the desk: what it reads and what it saves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

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
    leaves,
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
        outcomes = [outcome for _, outcome in part]
        ids = residents.save(connection, outcomes, now)
        tickets.save(connection, outcomes, ids, now)
        tickets.save_lines(connection, outcomes)
        tickets.reword(connection, outcomes)
        outbox.reword(connection, outcomes)
        data_subject.note_access(connection, [one for outcome in outcomes for one in outcome.seen])
        alerts.save(connection, outcomes, now)
        officers.save(connection, outcomes, now)
        leaves.save(connection, outcomes, now)
        undo_and_summaries.save(connection, outcomes, now)
        faq_drafts.save(connection, outcomes)
        broadcasts.save(connection, outcomes, ids, now)
        staff.save(connection, outcomes, now)
        residents.save_feedback(connection, outcomes, ids)
        check_statistics.save(connection, outcomes)
        answer_counts.save(connection, outcomes)
        inbox.settle(connection, part, now)
        # one that erases stands alone
        erased = None
        for outcome in outcomes:
            if outcome.erase is not None:
                erased = erasure.erase(connection, outcome.erase or residents.id_of(outcome, ids), now)
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
