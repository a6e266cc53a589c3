"""The stored updates of one turn: who decides each of them, and what becomes of one that cannot be decided."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence

import structlog
from msgspec.structs import replace

from bot.app.people.invitations import FOR_OBSERVERS, FOR_OFFICERS, FOR_STAFF, hash_of, opens
from bot.app.shell.reads import ReplyBeforeDelivery, Work
from bot.app.shell.timers import release
from bot.helpdesk import dispatch, staff as staff_chat
from bot.helpdesk.model.actions import Outcome, Send, Verdict
from bot.helpdesk.model.buttons import Verb, checked
from bot.helpdesk.model.errors import Conflict, Trouble
from bot.helpdesk.model.events import Attached, Event, Pressed, Started, Wrote
from bot.helpdesk.model.people import Address, Member, OfficerChat, Resident, StaffEvent, TaskAsked
from bot.helpdesk.model.store import InboxRow
from bot.helpdesk.model.ticket import QueuePart, QueueView
from bot.helpdesk.officer.commands import joined, slashed
from bot.helpdesk.officer.queue import asks_for_figures, figures, scope_name
from bot.helpdesk.staff import DECISIONS, menu, supervisor
from bot.helpdesk.texts import report as report_texts, resident as texts, staff as staff_texts
from bot.helpdesk.tickets.cards import refuse_stranger
from bot.helpdesk.tickets.delivery import SUMMARY_AFTER, batch_notifications, new_card
from bot.helpdesk.turn import ResidentContext
from bot.storage import queries

TRIES = 5
WAITING_SHOWN = 200  # waiting tickets that a new officer is shown at once; more would be too much at once

log = structlog.get_logger()

Translate = Callable[[InboxRow], Event | None]
"""Turns a raw update into an event, or None when there is nothing in it for us; raises when it cannot be read."""
Update = tuple[InboxRow, Event]
Decide = Callable[[InboxRow, Event], Awaitable[Outcome]]


class Updates:
    """Decides the updates of one turn inside its transaction.

    `chats`: the officers' chats that these updates have changed, by officer; they are in force for those that follow.
    `staff`: the chats in which staff have joined; `asked`: whether staff have asked for something that is done beside.
    """

    def __init__(self, work: Work, translate: Translate) -> None:
        self.chats: dict[str, OfficerChat] = {}
        self.staff: set[Address] = set()
        self.asked = False
        self._work, self._run, self._translate = work, work.unit.run, translate
        self._decided: list[tuple[InboxRow | None, Outcome]] = []

    async def decide(self, rows: Sequence[InboxRow]) -> int:
        """Decide these updates and save what follows; return how many are left for the next turn.

        Residents' updates are saved together, those of officers and staff each by itself: one may change what the next
        one finds.
        """
        of_residents: list[Update] = []
        others: list[tuple[InboxRow, Event, Decide]] = []
        officers = {chat.address for chat in self._work.policy.chats.values()}
        for row in rows:
            event = await self._read(row)
            if event is None:
                continue
            decider = await self._decider(event, officers)
            if decider is None:
                of_residents.append((row, event))
            elif isinstance(decider, Outcome):
                self._decided.append((row, decider))
            else:
                others.append((row, event, decider))
        if of_residents:
            await self._decide_residents(of_residents)
        await self._work.unit.save(self._decided, self._work.now)
        put_off = 0
        for row, event, decider in others:
            try:
                if done := await self._attempt(row, event, decider):
                    await self._work.save(done, row)
            except ReplyBeforeDelivery:
                put_off += 1
        return put_off

    async def _read(self, row: InboxRow) -> Event | None:
        """Translate an update; None for one that ends here: unreadable, tried too often, or nothing for us."""
        try:
            event = checked(self._translate(row))
        except Exception as error:  # whatever a future Bot API sends must stop nobody
            await self._dead_letter(row, f"unreadable: {type(error).__name__}")
            return None
        if row.tries >= TRIES:
            await self._dead_letter(row, "could not be saved")
            # once: where even this is refused, the next turn does without
            notice = (Send(event.address, texts.FAILED, asked_for=True),) if event and row.tries == TRIES else ()
            self._decided.append((None, Outcome(actions=notice)))
            return None
        if event is None:
            self._decided.append((row, Outcome(verdict=Verdict.IGNORED)))
        return event

    async def _decider(self, event: Event, officers: Collection[Address]) -> Decide | Outcome | None:
        """Return who decides about an event, or at once what follows from it; None: it is a resident's."""
        policy, writes = self._work.policy, isinstance(event, Wrote | Attached)
        if number := staff_chat.number_of(event):
            return number
        if isinstance(event, Pressed) and event.verb == Verb.BROADCAST and event.args[0] in {"lepas", "tolak"}:
            return await release(self._work, event)
        if isinstance(event, Started):
            of_staff = opens(event, FOR_STAFF)
        else:
            of_staff = (not writes or event.address in policy.staff_chats) and staff_chat.is_for_staff(
                event, await self._member(event) if writes else None, self._work.now
            )
        if of_staff:
            return self._of_staff
        if not isinstance(event, Wrote) and (outcome := await self._of_observer(event, officers)):
            return outcome
        if event.group:  # officers work in that of their office alone
            office = policy.group_at(event.address)
            if office and event.sender and policy.works_at(event.sender, office.id):
                return self._of_officer
            return refuse_stranger(event) if office else dispatch.in_group(event, policy)
        return self._of_officer if event.address in officers or opens(event, FOR_OFFICERS) else None

    async def _member(self, event: Event) -> Member | None:
        members = await self._run(queries.staff.members)
        found = next((one for one in members if one.address == event.address), None)
        if found is None and isinstance(event, Pressed) and event.args[0] in DECISIONS:
            chief = supervisor(self._work.policy.directory, self._work.policy.chats.values())
            return chief if chief and chief.address == event.address else None
        return found

    async def _attempt(self, row: InboxRow, event: Event, decide: Decide) -> Outcome | None:
        """Decide an update; where a rule failed, by our own fault, keep it as a dead letter and tell its sender."""
        try:
            return await decide(row, event)
        except (Conflict, Trouble, ReplyBeforeDelivery):
            raise
        except Exception as error:
            log.exception("a rule failed", inbox=row.id)
            await self._dead_letter(row, f"rule failed: {type(error).__name__}")
            await self._work.save(Outcome(actions=(Send(event.address, texts.FAILED, asked_for=True),)))
            return None

    async def _dead_letter(self, row: InboxRow, cause: str) -> None:
        log.error("update became a dead letter", inbox=row.id, cause=cause)
        await self._work.unit.dead_letter(row.id, cause, self._work.now)

    async def _decide_residents(self, updates: Sequence[Update]) -> None:
        """Decide residents' updates, with what is known of all of them read at once; silence the cards of a burst."""
        work = self._work
        policy, now = work.policy, work.now
        known = await self._run(queries.residents.residents_at, [event.address for _, event in updates])
        ids = [resident.id for resident in known.values()]
        tickets = await self._run(queries.tickets.of, ids, now - policy.reopen_within) if ids else {}
        fresh = await self._run(queries.tickets.next_number)
        done: list[tuple[InboxRow, Outcome]] = []

        async def decide(row: InboxRow, event: Event) -> Outcome:
            resident = known.get(event.address) or Resident(0, event.address, event.name, None, now)
            found = ResidentContext(resident, tickets.get(resident.id, ()), fresh)
            context = await work.resident_context(event, found)
            return dispatch.for_resident(context, event, now, policy)

        for row, event in updates:
            if outcome := await self._attempt(row, event, decide):
                for note in outcome.notes:
                    log.error(note)
                fresh += any(ticket.id == fresh for ticket in outcome.tickets)
                done.append((row, outcome))
        outcomes: Sequence[Outcome] = [outcome for _, outcome in done]
        if any(map(new_card, outcomes)):
            offices = {ticket.office for outcome in outcomes for ticket in outcome.tickets}
            before = await self._run(queries.officers.burst, offices, now - policy.burst)
            outcomes, owed = batch_notifications(outcomes, before, policy)
            for officer in sorted(owed):
                await self._run(queries.officers.owe_summary, officer, now + SUMMARY_AFTER)
        self._decided += zip((row for row, _ in done), outcomes, strict=True)

    async def _of_officer(self, row: InboxRow, event: Event) -> Outcome:
        """Decide one update of an officer. Raises ReplyBeforeDelivery the first time."""
        work, event = self._work, slashed(event)
        if opens(event, FOR_OFFICERS):
            outcome = await self._join_officer(event)
        else:
            context = await work.officer_context(event, patient=row.tries == 0)
            outcome = dispatch.for_officer(context, event, work.now, work.policy)
        if chat := outcome.officer_chat:
            self.chats[chat.officer] = chat
            self._work = replace(work, policy=replace(work.policy, chats={**work.policy.chats, chat.officer: chat}))
        return outcome

    async def _join_officer(self, event: Started) -> Outcome:
        policy, now = self._work.policy, self._work.now
        name = await self._run(queries.officers.redeem_invitation, "officer", hash_of(event), now)
        one = policy.directory.officers.get(name or "")
        if one is None:
            return _refused(event)
        chat = OfficerChat(one.id, event.address, now)
        mine = await self._work.open_in(one.office, WAITING_SHOWN, QueuePart(QueueView.MINE, one.id))
        pairs = await self._work.with_residents(ticket for ticket in mine if ticket.officer == one.id)
        waiting = [(pair, await self._work.lines(pair[0])) for pair in pairs]
        return joined(one, chat, waiting, replace(policy, chats={**policy.chats, one.id: chat}))

    async def _of_staff(self, _: InboxRow, event: Event) -> Outcome:
        """Decide one update of the staff's chat, or let a member join."""
        now = self._work.now
        if not isinstance(event, Started):
            outcome = staff_chat.decide(await self._member(event), event, now)
            self.asked |= any(isinstance(change, TaskAsked) for change in outcome.staff)
            return outcome
        self.staff.add(event.address)
        member = await self._run(queries.staff.redeem, hash_of(event), event.address, now)
        if member is None:
            return _refused(event)
        await self._run(queries.staff.note, [StaffEvent(now, member.id, "bergabung")])
        greeting = staff_texts.WELCOME.format(name=member.name, roles=staff_texts.roles(member.roles, member.signs))
        return Outcome(actions=(Send(event.address, greeting), Send(event.address, *menu(member))))

    async def _of_observer(self, event: Event, officers: Collection[Address]) -> Outcome | None:
        """Decide what an observer does beside what any resident may; None for all else."""
        work = self._work
        if opens(event, FOR_OBSERVERS):
            # conversations reach officers and staff; one link stays usable from another chat
            if event.address in officers or event.address in work.policy.staff_chats:
                return Outcome(actions=(Send(event.address, report_texts.OBSERVER_OTHER_ROLE),))
            one = await self._run(queries.staff.redeem_observer, hash_of(event), event.address, work.now)
            if one is None:
                return _refused(event)
            greeting = report_texts.OBSERVER_WELCOME.format(name=one.name, scope=scope_name(one))
            return Outcome(actions=(Send(event.address, greeting),))
        if not asks_for_figures(event) or event.address in officers:
            return None
        observer = await self._run(queries.staff.observer_at, event.address)
        return None if observer is None else figures(observer, event, work.now, work.policy)


def _refused(event: Started) -> Outcome:
    """Refuse a link that is used, too old or made up."""
    log.warning("an invitation was refused", link=event.payload.partition("_")[0])
    return Outcome(actions=(Send(event.address, staff_texts.BAD_INVITATION),))
