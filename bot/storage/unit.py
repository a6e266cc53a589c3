"""One transaction of the desk: what it reads and what it saves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from operator import attrgetter

from sqlalchemy import Connection

from bot.helpdesk.model.actions import Action, Outcome
from bot.helpdesk.model.store import Among, InboxRow, OutboxRow, Result, Room
from bot.storage import claiming
from bot.storage.database.engine import Transaction
from bot.storage.queries import (
    alerts,
    audit,
    broadcasts,
    deliveries,
    faq_drafts,
    inbox,
    officers,
    outbox,
    reports,
    residents,
    staff,
    tickets,
)
from bot.storage.retention import erasure

Done = Sequence[tuple[InboxRow | None, Outcome]]

_SAVED: tuple[tuple[Callable[[Outcome], object], Callable[[Connection, Sequence[Outcome], datetime], None]], ...] = (
    (attrgetter("tickets"), tickets.save),
    (attrgetter("lines"), tickets.save_lines),
    (attrgetter("reworded"), tickets.reword),
    (attrgetter("reworded"), outbox.reword),
    (attrgetter("seen"), audit.save),
    (attrgetter("alerts"), alerts.save),
    (attrgetter("officer_chat"), officers.save),
    (attrgetter("leave"), officers.save_leaves),
    (attrgetter("held"), officers.save_held),
    (attrgetter("draft"), faq_drafts.save),
    (attrgetter("outreach"), broadcasts.save),
    (attrgetter("staff"), staff.save),
    (attrgetter("feedback"), residents.save_feedback),
    (attrgetter("tallies"), reports.save_checks),
    (attrgetter("answered"), reports.save_answers),
)
"""What an outcome may hold besides its resident and its actions, and what stores it, in this order."""


class Unit:
    """Everything read and saved through it happens together or not at all; `queries` has what it can run.

    `sender`: the number by which this process is known, where several share the database. `paced`: as in `SqlStore`.
    `taken`: the updates that were taken; `unsettled`: those of them that have come to nothing so far. `put_aside_at`:
    when it put aside messages that cannot be read, if it did. `erased`: whether personal data went in it, which the
    database's own log must let go of too.
    """

    def __init__(self, transaction: Transaction, sender: int | None, *, paced: bool = False) -> None:
        self.run = transaction.run
        self.run_long = transaction.run_long
        self._sender = sender
        self._paced = paced
        self._queued: dict[str, Action] = {}
        self.taken: set[int] = set()
        self.unsettled: set[int] = set()
        self.put_aside_at: datetime | None = None
        self.erased = False

    async def take(self, limit: int) -> list[InboxRow]:
        """Take the oldest waiting updates, at most one per chat and none of a chat that another process is at.

        Chats with an urgent update come first.
        """
        rows = await self.run(inbox.take, limit)
        numbers = {row.id for row in rows}
        self.taken |= numbers
        self.unsettled |= numbers
        return rows

    async def dead_letter(self, row: int, reason: str, now: datetime) -> None:
        """Make an update that cannot be read a dead letter: kept, counted as failed, in nobody's way."""
        await self.run(inbox.dead_letter, row, reason, now)
        self.unsettled.discard(row)

    async def claim(self, now: datetime, limit: int, among: Among = Among.ALL) -> list[OutboxRow]:
        """Claim messages as `SqlStore.claim` does, in this transaction: to be sent once it is committed."""
        claimed = await self.run(claiming.claim, now, Room(limit, among), self._sender, self._queued)
        self.put_aside_at = now if claimed.put_aside else None
        return claimed.rows

    async def save(self, done: Done, now: datetime) -> None:
        """Store the outcomes, queue their actions in order, and settle their inbox rows.

        Of several new states of one ticket or resident the last holds: they were decided one upon the other. What
        was saved has a newer version from then on; read it again before saving it again. Raises Conflict.
        """
        erases = any(outcome.erase is not None for _, outcome in done)
        self.erased |= erases
        run = self.run_long if erases else self.run
        self._queued |= await run(_save, done, now)
        self.unsettled.difference_update(row.id for row, _ in done if row is not None)

    async def settle(self, results: Sequence[Result], now: datetime) -> list[Result]:
        """Store what became of outgoing messages; returns the results that changed a row."""
        settled = await self.run(partial(deliveries.settle, paced=self._paced), results, now)
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
