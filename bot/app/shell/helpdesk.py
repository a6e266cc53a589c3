"""The help desk at work: takes stored updates, lets the rules decide, saves what follows in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import structlog
from msgspec.structs import replace

from bot.app.shell import timers
from bot.app.shell.reads import Work
from bot.app.shell.timers import remind, spread
from bot.app.shell.updates import TRIES, Translate, Updates
from bot.helpdesk.model.actions import Acknowledge, Copy, Delete, Outcome, Purpose, React, Send
from bot.helpdesk.model.errors import Conflict, Trouble
from bot.helpdesk.model.events import Followed
from bot.helpdesk.model.people import OfficerChat
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.store import Delivery, OutboxRow, Received, Result, Room
from bot.helpdesk.model.ticket import Access
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import cards
from bot.helpdesk.tickets.delivery import hide_in_notification
from bot.helpdesk.tickets.escalation import on_arrived, on_undelivered
from bot.storage import queries
from bot.storage.store import SqlStore, Unit

BATCH = 64  # chats decided in one transaction: enough to share its cost, few enough that nobody waits long
LOOK_FOR_PENDING = timedelta(minutes=1)  # between two polls for questions that wait for a village's name
NOTICES = frozenset({Purpose.ARRIVED, Purpose.HANDED})  # what shows no officer anything of a ticket

log = structlog.get_logger()


class TurnReport(NamedTuple):
    """What a turn did. `put_off`: taken updates that wait for the next turn; `claimed`: to be sent by the caller."""

    new: int
    taken: int
    put_off: int
    claimed: Sequence[OutboxRow]


class Helpdesk:
    """Decides and saves. Holds no state but the policy; everything else is in the store."""

    def __init__(self, store: SqlStore, policy: Policy, translate: Translate, clock: Callable[[], datetime]) -> None:
        self.store, self.policy, self.clock = store, policy, clock
        self.staff_asked: Callable[[], None] = lambda: None
        self._translate = translate
        self._greeted: dict[str, date] = {}
        self._look_for_pending = clock()
        self._chats_known = False

    async def load_officers(self, named: Sequence[OfficerChat]) -> None:
        """Know where officers read their cards: those named in the settings, and those who joined by invitation."""
        async with self.store.unit() as unit:
            known = {chat.officer: chat.address for chat in await unit.run(queries.officers.all_chats)}
            new = [chat for chat in named if known.get(chat.officer) != chat.address]
            await unit.save([(None, Outcome(officer_chat=chat)) for chat in new], self.clock())
            await self._work(unit, self.clock(), with_staff=True)
        for _ in range(TRIES):
            try:
                async with self.store.unit() as unit:
                    work = Work(unit, self.policy, self.clock())
                    self.policy = await timers.attend_leaves(work)
                    await timers.reassign_orphans(replace(work, policy=self.policy))
                return
            except Conflict:
                log.info("another process looks after the same tickets; looking again")

    async def turn(
        self, incoming: Sequence[Received], results: Sequence[Result], room: Room, limit: int = BATCH
    ) -> TurnReport:
        """Store what came in and what became of messages, decide waiting updates, and claim what may be sent.

        All of it is one transaction: nothing of it happens unless all of it does. At most `limit` updates are decided,
        one a chat, and messages claimed as there is `room`, which the caller sends. Results are stored before anything
        is decided: a reply that comes at once must find its message known. Raises Conflict, Trouble.
        """
        now, put_off, asked = self.clock(), 0, False
        claimed: Sequence[OutboxRow] = ()
        known, self._chats_known = self._chats_known, False  # what a rolled back transaction said did not happen
        async with self.store.unit() as unit:
            new = await unit.run(queries.inbox.receive, incoming, now) if incoming else 0
            work = await self._work(unit, now, known=known) if results else None
            if work:
                await self._settle(work, results)
            rows = await unit.take(limit) if limit else []
            if rows:
                work = work or await self._work(unit, now, known=known)
                updates = Updates(work, self._translate)
                put_off, asked = await updates.decide(rows), updates.asked
                # the FAQ may have been taken up meanwhile, so nothing but the chats is taken over
                if updates.chats:
                    self.policy = replace(self.policy, chats={**self.policy.chats, **updates.chats})
                if updates.staff:
                    self.policy = replace(self.policy, staff_chats=self.policy.staff_chats | updates.staff)
            if room.limit:
                claimed = await unit.claim(now, *room)
        self._chats_known = known or work is not None
        if asked:
            self.staff_asked()
        return TurnReport(new, len(rows), put_off, claimed)

    async def _work(self, unit: Unit, now: datetime, *, known: bool = False, with_staff: bool = False) -> Work:
        """Begin work with the chats of officers, and of staff, as stored: in another process one may have joined.

        `known`: the last turn has left them as they are stored, which is enough where this process is alone.
        """
        if known and self.store.database.sender is None:
            return Work(unit, self.policy, now)
        officers = self.policy.directory.officers
        chats = {chat.officer: chat for chat in await unit.run(queries.officers.all_chats) if chat.officer in officers}
        if chats != self.policy.chats:
            self.policy = replace(self.policy, chats=chats)
        if with_staff:
            staff = frozenset(one.address for one in await unit.run(queries.staff.members) if one.address)
            if staff != self.policy.staff_chats:
                self.policy = replace(self.policy, staff_chats=staff)
        return Work(unit, self.policy, now)

    async def delivered(self, results: Sequence[Result]) -> list[Result]:
        """Store what became of outgoing messages, and what follows for their tickets.

        Where a rule fails, the result alone is stored: what was sent must not be sent again. Returns the results that
        even so could not be stored. Raises Trouble, Conflict.
        """
        left = []
        for result in results:
            for with_rules in (True, False):
                try:
                    async with self.store.unit() as unit:
                        work = await self._work(unit, self.clock())
                        await (self._settle(work, [result]) if with_rules else unit.settle([result], work.now))
                    break
                except (Trouble, Conflict):
                    raise
                except Exception:
                    log.exception("a delivery, or what follows, was not stored", outbox=result.row.id, rules=with_rules)
            else:
                left.append(result)
        return left

    async def _settle(self, work: Work, results: Sequence[Result]) -> None:
        """Store results, who was shown a ticket by them, and what follows for their tickets."""
        changed = await work.unit.settle(results, work.now)
        officers = {chat.address: name for name, chat in work.policy.chats.items()}
        shown = []
        for result in changed:
            action = result.row.action
            if result.state is not Delivery.SENT or not isinstance(action, Send | Copy) or action.ticket is None:
                continue
            group = work.policy.group_at(action.to)
            # everybody in an office's group may read what stands there
            who = officers.get(action.to) or (cards.in_group(group.id) if group else None)
            if who and (action.purpose or isinstance(action, Copy)) and action.purpose not in NOTICES:
                shown.append(Access(work.now, who, action.ticket, action.purpose or "copy"))
        await work.unit.run(queries.audit.note_access, shown)
        for result in changed:
            if outcome := await _after_delivery(work, result):
                await work.save(outcome)

    async def tick(self) -> int:
        """Act on leaves, deadlines, held answers and summaries that are due; return how many deadlines there were."""
        now = self.clock()
        try:
            async with self.store.unit() as unit:
                attended = await timers.attend_leaves(await self._work(unit, now, with_staff=True))
            # the FAQ may have been taken up meanwhile, so nothing but the leaves is taken over
            self.policy = replace(self.policy, away=attended.away)
            if now >= self._look_for_pending:
                async with self.store.unit() as unit:
                    await timers.send_pending(Work(unit, self.policy, now))
                self._look_for_pending = now + LOOK_FOR_PENDING
        except Conflict:
            log.info("a ticket or a resident changed while a leave or a question was looked at; looking again")
        async with self.store.unit() as unit:
            work = Work(unit, self.policy, now)
            due = await timers.act_on_deadlines(work, BATCH)
            await timers.send_held(work)
            await timers.summarise(work)
            greeted = await timers.greet_mornings(work, self._greeted)
        self._greeted |= greeted
        return due

    async def reach_out(self) -> int:
        """Send broadcasts and reminders on; return how many messages were queued."""
        now = self.clock()
        async with self.store.unit() as unit:
            work, visits = await self._work(unit, now), await unit.run(queries.outreach.planned, now)
            queued = await remind(work) + await spread(work)
        if visits != self.policy.visits:
            self.policy = replace(self.policy, visits=visits)
        return queued


async def _after_delivery(work: Work, result: Result) -> Outcome | None:
    """Decide what follows from one result for its ticket; None where nothing does."""
    action, row = result.row.action, result.row
    if isinstance(action, Delete) and action.purpose == Purpose.CLEARING:
        # one who is watched must not believe that his messages are gone
        left = result.state is Delivery.FAILED and result.reason == "refused"
        return Outcome(actions=(Send(action.to, texts.CLEAR_LEFT, silent=True, asked_for=True),)) if left else None
    if isinstance(action, Acknowledge | React) or not (action.purpose or isinstance(action, Copy)):
        return None
    ticket = await work.ticket(action.ticket)
    resident = await work.resident_of(ticket)
    if ticket is None or resident is None:
        return cards.arrived_late(result) if ticket else None
    purpose, changes = action.purpose or "", isinstance(action, Delete)
    if not purpose or (result.state is Delivery.SENT and not result.message and not changes):
        return None
    if result.state is Delivery.SENT:
        arrived = Followed(purpose, action.to, action.about, action.heard_at, message=result.message or "")
        if purpose == Purpose.TOPIC:
            return cards.topic_opened(arrived, (ticket, resident), await work.lines(ticket), work.now, work.policy)
        outcome = on_arrived(arrived, ticket, await work.sent(ticket), work.now, work.policy)
        return await work.with_cards(hide_in_notification(outcome, resident), [(ticket, resident)])
    # a second silence is heard of even where the message is tried on; a card's officer counts as not reached
    second = result.counts or row.tries == 1 or purpose == Purpose.CARD
    if result.state is not Delivery.FAILED and not (result.state is Delivery.UNCERTAIN and row.repeat and second):
        return None
    reason = result.reason or "uncertain"
    lost = Followed(purpose, action.to, action.about, action.heard_at, reason=reason)
    of_group = purpose in {Purpose.TOPIC, Purpose.CARD, Purpose.FOLLOW_UP} and work.policy.group_at(action.to)
    if of_group and (reason != "uncertain" or purpose == Purpose.TOPIC):
        return cards.topic_left(lost, (ticket, resident), await work.lines(ticket), work.now, work.policy)
    outcome = on_undelivered(lost, ticket, resident, work.now, work.policy)
    return await work.with_cards(hide_in_notification(outcome, resident), [(ticket, resident)])
