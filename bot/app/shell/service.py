"""The help desk at work: takes stored updates, lets the rules decide, saves what follows in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

import structlog

from bot.app.shell.delivery_reports import accesses_from, handle_delivery_result
from bot.app.shell.outreach import remind, spread
from bot.app.shell.timers import (
    act_on_deadlines,
    attend_leaves,
    greet_mornings,
    reassign_orphans,
    send_held,
    send_pending,
    summarise,
)
from bot.app.shell.updates import TRIES, Translate, Updates
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import OfficerChat
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.store import Conflict, InboxRow, OutboxRow, Received, Result, Room
from bot.storage import queries
from bot.storage.store import SqlStore
from bot.storage.unit import Unit

BATCH = 64
"""Chats decided in one transaction: enough to share its cost, few enough that nobody waits long."""
LOOK_FOR_PENDING = timedelta(minutes=1)
"""Between two polls for questions that wait for a village's name."""

log = structlog.get_logger()


class Turn(NamedTuple):
    """What a turn did. `put_off`: taken updates that wait for the next turn; `claimed`: to be sent by the caller."""

    new: int
    taken: int
    put_off: int
    claimed: Sequence[OutboxRow]


class Helpdesk:
    """Decides and saves. Holds no state but the policy; everything else is in the store."""

    def __init__(self, store: SqlStore, policy: Policy, translate: Translate, clock: Callable[[], datetime]) -> None:
        self.store = store
        self._translate = translate
        self.clock = clock
        self.policy = policy
        self._greeted: dict[str, date] = {}
        self._look_for_pending = clock()
        self._asked = False
        self.staff_asked: Callable[[], None] = lambda: None

    async def load_officers(self, named: Sequence[OfficerChat]) -> None:
        """Know where officers read their cards: those named in the settings, and those who joined by invitation."""
        async with self.store.unit() as unit:
            chats = {chat.officer: chat for chat in await unit.run(queries.officers.all_chats)}
            new = [
                chat
                for chat in named
                if chats.get(chat.officer, chat).address != chat.address or chat.officer not in chats
            ]
            await unit.save([(None, Outcome(officer_chat=chat)) for chat in new], self.clock())
            await self._know_staff(unit)
        chats |= {chat.officer: chat for chat in new}
        known = {k: v for k, v in chats.items() if k in self.policy.directory.officers}
        self.policy = replace(self.policy, chats=known)
        for _ in range(TRIES):
            try:
                async with self.store.unit() as unit:
                    self.policy = await attend_leaves(unit, self.policy, self.clock())
                    await reassign_orphans(unit, self.policy, self.clock())
                return
            except Conflict:
                log.info("another process looks after the same tickets; looking again")

    async def turn(
        self, incoming: Sequence[Received], results: Sequence[Result], room: Room, limit: int = BATCH
    ) -> Turn:
        """Store what came in and what became of messages, decide waiting updates, and claim what may be sent.

        All of it is one transaction: nothing of it happens unless all of it does. At most `limit` updates are decided,
        one a chat, and messages claimed as there is `room`, which the caller sends. Results are stored before anything
        is decided: a reply that comes at once must find its message known. Raises Conflict, Trouble.
        """
        now = self.clock()
        claimed: Sequence[OutboxRow] = ()
        async with self.store.unit() as unit:
            new = await unit.run(queries.inbox.receive, incoming, now) if incoming else 0
            if results:
                await self._settle(unit, results, now)
            rows = await unit.take(limit) if limit else []
            put_off = await self._decide(unit, rows, now, settled=bool(results))
            if room.limit:
                claimed = await unit.claim(now, *room)
        if self._asked:
            self._asked = False
            self.staff_asked()
        return Turn(new, len(rows), put_off, claimed)

    async def _decide(self, unit: Unit, rows: Sequence[InboxRow], now: datetime, *, settled: bool) -> int:
        """Decide these updates and save what follows; return how many are left for the next turn."""
        if not rows:
            return 0
        # settling has looked at the officers' chats already
        updates = Updates(unit, self._translate, now, self.policy if settled else await self._current(unit))
        put_off = await updates.decide(rows)
        self._asked |= updates.asked
        if updates.chats:
            # the FAQ may have been taken up meanwhile, so nothing but the chats is taken over
            self.policy = replace(self.policy, chats={**self.policy.chats, **updates.chats})
        if updates.staff:
            self.policy = replace(self.policy, staff_chats=self.policy.staff_chats | updates.staff)
        return put_off

    async def _current(self, unit: Unit) -> Policy:
        """Take over the officers' chats as they are stored.

        In another process one may have joined, or begun a draft, and what a rolled back transaction said of them did
        not happen.
        """
        officers = self.policy.directory.officers
        chats = {chat.officer: chat for chat in await unit.run(queries.officers.all_chats) if chat.officer in officers}
        if chats != self.policy.chats:
            self.policy = replace(self.policy, chats=chats)
        return self.policy

    async def _know_staff(self, unit: Unit) -> None:
        """Take over where staff have joined, in another process too, or have left."""
        chats = frozenset(one.address for one in await unit.run(queries.staff.members) if one.address)
        if chats != self.policy.staff_chats:
            self.policy = replace(self.policy, staff_chats=chats)

    async def delivered(self, results: Sequence[Result]) -> list[Result]:
        """Store what became of outgoing messages, and what follows for their tickets.

        Where a rule fails, the result alone is stored: what was sent must not be sent again. Returns the results that
        even so could not be stored. Raises Trouble, Conflict.
        """
        if not results:
            return []
        try:
            async with self.store.unit() as unit:
                await self._settle(unit, results, self.clock())
            return []
        except (Trouble, Conflict):
            raise
        except Exception:
            log.exception("what follows from a delivery failed", outbox=[result.row.id for result in results])
        if len(results) > 1:
            return [left for result in results for left in await self.delivered([result])]
        try:
            async with self.store.unit() as unit:
                await unit.settle(results, self.clock())
            return []
        except (Trouble, Conflict):
            raise
        except Exception:
            log.exception("a delivery could not be stored", outbox=results[0].row.id)
            return list(results)

    async def _settle(self, unit: Unit, results: Sequence[Result], now: datetime) -> None:
        await self._current(unit)
        changed = await unit.settle(results, now)
        await unit.run(queries.data_subject.note_access, accesses_from(changed, now, self.policy))
        for result in changed:
            outcome = await handle_delivery_result(unit, result, now, self.policy)
            if outcome is None:
                continue
            for note in outcome.notes:
                log.error(note)
            await unit.save([(None, outcome)], now)

    async def tick(self) -> int:
        """Act on leaves, deadlines, held answers and summaries that are due; return how many deadlines there were."""
        now = self.clock()
        try:
            async with self.store.unit() as unit:
                attended = await attend_leaves(unit, await self._current(unit), now)
            # the FAQ may have been taken up meanwhile, so nothing but the leaves is taken over
            self.policy = replace(self.policy, away=attended.away)
        except Conflict:
            log.info("a ticket changed while its officer's leave was looked at; looking again")
        if now >= self._look_for_pending:
            try:
                async with self.store.unit() as unit:
                    await send_pending(unit, self.policy, now)
                self._look_for_pending = now + LOOK_FOR_PENDING
            except Conflict:
                log.info("a resident named his village while his question was looked at; looking again")
        async with self.store.unit() as unit:
            await self._know_staff(unit)
            due = await act_on_deadlines(unit, self.policy, now, BATCH)
            await send_held(unit, self.policy, now)
            await summarise(unit, self.policy, now)
            greeted = await greet_mornings(unit, self.policy, now, self._greeted)
        self._greeted |= greeted
        return due

    async def reach_out(self) -> int:
        """Send broadcasts and reminders on; return how many messages were queued."""
        now = self.clock()
        async with self.store.unit() as unit:
            policy, visits = await self._current(unit), await unit.run(queries.visits.planned, now)
            queued = await remind(unit, policy, now) + await spread(unit, policy, now)
        if visits != self.policy.visits:
            self.policy = replace(self.policy, visits=visits)
        return queued

    async def announce(self, outcome: Outcome) -> None:
        """Store messages that follow from no update, such as word to the staff."""
        async with self.store.unit() as unit:
            await unit.save([(None, outcome)], self.clock())
