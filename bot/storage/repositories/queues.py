"""What the repositories share, and what is on its way in and out, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.helpdesk.model.actions import Action
from bot.helpdesk.model.store import Among, InboxRow, OutboxRow, Received, Room, Sent
from bot.storage import claiming
from bot.storage.database.engine import Transaction
from bot.storage.queries import inbox, outbox


class Repository:
    """One subject of the store, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._run = transaction.run
        self._run_long = transaction.run_long


class Inbox(Repository):
    """Updates on their way in.

    `taken`: the rows that were taken; `unsettled`: those of them that have come to nothing so far.
    """

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self.taken: set[int] = set()
        self.unsettled: set[int] = set()

    async def receive(self, updates: Sequence[Received], now: datetime) -> int:
        """Store raw updates; returns how many were new."""
        return await self._run(inbox.receive, updates, now)

    async def take(self, limit: int) -> list[InboxRow]:
        """Take the oldest waiting updates, at most one per chat and none of a chat that another process is at."""
        rows = await self._run(inbox.take, limit)
        numbers = {row.id for row in rows}
        self.taken |= numbers
        self.unsettled |= numbers
        return rows

    async def dead_letter(self, row: int, reason: str, now: datetime) -> None:
        """Make an update that cannot be read a dead letter."""
        await self._run(inbox.dead_letter, row, reason, now)
        self.unsettled.discard(row)


class Outbox(Repository):
    """Messages on their way out.

    `sender`: the number by which this process is known, where several share the database. `queued`: the actions of this
    transaction by what is stored of them. `put_aside_at`: when it put aside messages that cannot be read, if it did.
    """

    def __init__(self, transaction: Transaction, sender: int | None) -> None:
        super().__init__(transaction)
        self._sender = sender
        self.queued: dict[str, Action] = {}
        self.put_aside_at: datetime | None = None

    async def sent_of(self, ticket: int) -> tuple[Sent, ...]:
        """List the ticket's messages that the bot has sent and that have a message id, oldest first."""
        return await self._run(outbox.sent_of, ticket)

    async def claim(self, now: datetime, limit: int, among: Among = Among.ALL) -> list[OutboxRow]:
        """Mark the next outgoing messages as being sent; see `SqlStore.claim`."""
        claimed = await self._run(claiming.claim, now, Room(limit, among), self._sender, self.queued)
        self.put_aside_at = now if claimed.put_aside else None
        return claimed.rows
