"""The stored updates of one turn: who decides each of them, and what becomes of one that cannot be decided."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace

import structlog

from bot.app.people.invitations import FOR_OBSERVERS, FOR_OFFICERS, FOR_STAFF, hash_of, opens
from bot.app.shell.reads import ReplyBeforeDelivery, Work
from bot.app.shell.timers import is_release, release
from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, Send, Verdict
from bot.helpdesk.model.buttons import checked
from bot.helpdesk.model.errors import Conflict, Trouble
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed, Started, Wrote
from bot.helpdesk.model.people import Address, Member, OfficerChat, Resident, StaffEvent, TaskAsked
from bot.helpdesk.model.store import InboxRow
from bot.helpdesk.model.ticket import QueuePart, QueueView
from bot.helpdesk.officer.commands import joined
from bot.helpdesk.officer.reports import asks_for_figures, figures, scope_name
from bot.helpdesk.staff import chat as staff_chat
from bot.helpdesk.staff.cards import DECISIONS, menu, supervisor
from bot.helpdesk.staff.chat import asks_for_number, number_of
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import report as report_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.texts import staff as staff_texts
from bot.helpdesk.tickets.cards import refuse_stranger, with_topics
from bot.helpdesk.tickets.delivery import SUMMARY_AFTER, batch_notifications, new_card
from bot.helpdesk.turn import ResidentContext
from bot.storage import queries

TRIES = 5
WAITING_SHOWN = 200
"""Waiting tickets that a new officer is shown at once; more would be too much at once."""

log = structlog.get_logger()

Translate = Callable[[InboxRow], Event | None]
"""Turns a raw update into an event, or None when there is nothing in it for us; raises when it cannot be read."""
Update = tuple[InboxRow, Event]
DecidedUpdates = list[tuple[InboxRow | None, Outcome]]


class Updates:
    """Decides the updates of one turn inside its transaction.

    `chats`: the officers' chats that these updates have changed, by officer; they are in force for those that follow.
    `staff`: the chats in which staff have joined; `asked`: whether staff have asked for something that is done beside.
    """

    def __init__(self, work: Work, translate: Translate) -> None:
        self.chats: dict[str, OfficerChat] = {}
        self.staff: set[Address] = set()
        self.asked = False
        self._work = work
        self._run = work.unit.run
        self._translate = translate
        self._decided: DecidedUpdates = []

    async def decide(self, rows: Sequence[InboxRow]) -> int:
        """Decide these updates and save what follows; return how many are left for the next turn.

        Residents' updates are saved together, each officer's by itself: it may change what the next one finds.
        """
        of_residents, of_officers, of_staff = await self._sorted(rows)
        if of_residents:
            self._decided += await self._batched(await self._of_residents(of_residents))
        await self._work.unit.save(self._decided, self._work.now)
        for row, event in of_staff:
            if done := await self._attempt(row, event, self._of_staff):
                await self._work.save(done, row)
        put_off = 0
        for row, event in of_officers:
            try:
                done = await self._attempt(row, event, self._of_officer)
            except ReplyBeforeDelivery:
                put_off += 1
                continue
            if done:
                await self._work.save(done, row)
        return put_off

    async def _batched(self, done: DecidedUpdates) -> DecidedUpdates:
        """Silence the further cards of a burst, and owe their officers a summary."""
        outcomes: Sequence[Outcome] = [outcome for _, outcome in done]
        if not any(map(new_card, outcomes)):
            return done
        policy, now = self._work.policy, self._work.now
        offices = {ticket.office for outcome in outcomes for ticket in outcome.tickets}
        before = await self._run(queries.officers.burst, offices, now - policy.burst)
        outcomes, owed = batch_notifications(outcomes, before, policy)
        for officer in sorted(owed):
            await self._run(queries.officers.owe_summary, officer, now + SUMMARY_AFTER)
        return [(row, outcome) for (row, _), outcome in zip(done, outcomes, strict=True)]

    async def _sorted(self, rows: Sequence[InboxRow]) -> tuple[list[Update], list[Update], list[Update]]:
        """Return the updates of residents, officers and staff; those of observers and in groups are decided at once."""
        of_residents: list[Update] = []
        of_officers: list[Update] = []
        of_staff: list[Update] = []
        officers = {chat.address for chat in self._work.policy.chats.values()}
        for row in rows:
            event = await self._read(row)
            if event is None:
                continue
            if isinstance(event, Commanded) and asks_for_number(event):
                self._decided.append((row, number_of(event)))
            elif isinstance(event, Pressed) and is_release(event):
                self._decided.append((row, await release(self._work, event)))
            elif await self._is_staffs(event):
                of_staff.append((row, event))
            elif not isinstance(event, Wrote) and (outcome := await self._of_observer(event, officers)):
                self._decided.append((row, outcome))
            elif self._is_officers(event, officers):
                of_officers.append((row, event))
            elif event.group:
                stranger = self._work.policy.group_at(event.address)
                outcome = refuse_stranger(event) if stranger else dispatch.in_group(event, self._work.policy)
                self._decided.append((row, outcome))
            else:
                of_residents.append((row, event))
        return of_residents, of_officers, of_staff

    async def _read(self, row: InboxRow) -> Event | None:
        """Translate an update; None for one that ends here: unreadable, tried too often, or nothing for us."""
        try:
            event = checked(self._translate(row))
        except Exception as error:  # whatever a future Bot API sends must stop nobody
            await self._dead_letter(row, "unreadable", error)
            return None
        if row.tries >= TRIES:
            await self._dead_letter(row, "could not be saved", None)
            # once: where even this is refused, the next turn does without
            notice = (Send(event.address, texts.FAILED, asked_for=True),) if event and row.tries == TRIES else ()
            self._decided.append((None, Outcome(actions=notice)))
            return None
        if event is None:
            self._decided.append((row, Outcome(verdict=Verdict.IGNORED)))
        return event

    def _is_officers(self, event: Event, officers: Collection[Address]) -> bool:
        """Return whether an officer did it: in the group of his office, in his own chat, or by an invitation."""
        if event.group:
            office = self._work.policy.group_at(event.address)
            return bool(office and event.sender and self._work.policy.works_at(event.sender, office.id))
        return event.address in officers or opens(event, FOR_OFFICERS)

    async def _is_staffs(self, event: Event) -> bool:
        """Return whether the event belongs to the chat of those who keep the FAQ."""
        if isinstance(event, Started):
            return opens(event, FOR_STAFF)
        writes = isinstance(event, Wrote | Attached)
        if writes and event.address not in self._work.policy.staff_chats:
            return False
        return staff_chat.is_for_staff(event, await self._member(event) if writes else None, self._work.now)

    async def _member(self, event: Event) -> Member | None:
        members = await self._run(queries.staff.members)
        found = next((one for one in members if one.address == event.address), None)
        if found is None and isinstance(event, Pressed) and event.args[0] in DECISIONS:
            chief = supervisor(self._work.policy.directory, self._work.policy.chats.values())
            return chief if chief and chief.address == event.address else None
        return found

    async def _attempt(
        self, row: InboxRow, event: Event, decide: Callable[[InboxRow, Event], Awaitable[Outcome]]
    ) -> Outcome | None:
        """Decide an update; where a rule failed, by our own fault, keep it as a dead letter and tell its sender."""
        try:
            return await decide(row, event)
        except (Conflict, Trouble, ReplyBeforeDelivery):
            raise
        except Exception as error:
            log.exception("a rule failed", inbox=row.id)
            await self._dead_letter(row, "rule failed", error)
            await self._work.save(Outcome(actions=(Send(event.address, texts.FAILED, asked_for=True),)))
            return None

    async def _of_residents(self, updates: Sequence[Update]) -> DecidedUpdates:
        """Decide residents' updates; what is known of all of them is read at once."""
        work = self._work
        known = await self._run(queries.residents.residents_at, [event.address for _, event in updates])
        since, ids = work.now - work.policy.reopen_within, [resident.id for resident in known.values()]
        tickets = await self._run(queries.tickets.of, ids, since) if ids else {}
        fresh = await self._run(queries.tickets.next_number)
        done: DecidedUpdates = []

        async def decide(row: InboxRow, event: Event) -> Outcome:
            resident = known.get(event.address) or Resident(0, event.address, event.name, None, work.now)
            found = ResidentContext(resident, tickets.get(resident.id, ()), fresh)
            context = await work.resident_context(event, found)
            outcome = dispatch.for_resident(context, event, work.now, work.policy)
            return with_topics(outcome, context.known, work.policy)

        for row, event in updates:
            outcome = await self._attempt(row, event, decide)
            if outcome is None:
                continue
            for note in outcome.notes:
                log.error(note)
            fresh += any(ticket.id == fresh for ticket in outcome.tickets)
            done.append((row, outcome))
        return done

    async def _of_officer(self, row: InboxRow, event: Event) -> Outcome:
        """Decide one update of an officer. Raises ReplyBeforeDelivery the first time."""
        work = self._work
        if opens(event, FOR_OFFICERS):
            outcome = await self._join_officer(event)
        else:
            context = await work.officer_context(event, patient=row.tries == 0)
            outcome = dispatch.for_officer(context, event, work.now, work.policy)
            outcome = with_topics(outcome, context.known, work.policy)
        if chat := outcome.officer_chat:
            self.chats[chat.officer] = chat
            self._work = replace(work, policy=replace(work.policy, chats={**work.policy.chats, chat.officer: chat}))
        return outcome

    async def _join_officer(self, event: Started) -> Outcome:
        """Let an officer join, with his waiting tickets."""
        policy, now = self._work.policy, self._work.now
        name = await self._run(queries.officers.redeem_invitation, "officer", hash_of(event), now)
        one = policy.directory.officers.get(name or "")
        if one is None:
            return _refused(event, officer_texts.BAD_INVITATION)
        chat = OfficerChat(one.id, event.address, now)
        mine = await self._work.open_in(one.office, WAITING_SHOWN, QueuePart(QueueView.MINE, one.id))
        waiting = await self._work.with_residents(ticket for ticket in mine if ticket.officer == one.id)
        return joined(one, chat, waiting, now, replace(policy, chats={**policy.chats, one.id: chat}))

    async def _of_staff(self, row: InboxRow, event: Event) -> Outcome:
        """Decide one update of the staff's chat."""
        if isinstance(event, Started):
            return await self._join_staff(event)
        outcome = staff_chat.decide(await self._member(event), event, self._work.now)
        self.asked |= any(isinstance(change, TaskAsked) for change in outcome.staff)
        return outcome

    async def _join_staff(self, event: Started) -> Outcome:
        self.staff.add(event.address)
        now, hashed = self._work.now, hash_of(event)
        member = await self._run(queries.staff.redeem, hashed, event.address, now)
        if member is None:
            return _refused(event, staff_texts.BAD_INVITATION)
        await self._run(queries.staff.note, [StaffEvent(now, member.id, "bergabung")])
        greeting = staff_texts.WELCOME.format(name=member.name, roles=staff_texts.roles(member.roles, member.signs))
        text, rows = menu(member)
        return Outcome(actions=(Send(event.address, greeting), Send(event.address, text, rows)))

    async def _of_observer(self, event: Event, officers: Collection[Address]) -> Outcome | None:
        """Decide what an observer does beside what any resident may; None for all else."""
        work = self._work
        if opens(event, FOR_OBSERVERS):
            # conversations reach officers and staff; one link stays usable from another chat
            if event.address in officers or event.address in work.policy.staff_chats:
                return Outcome(actions=(Send(event.address, report_texts.OBSERVER_OTHER_ROLE),))
            one = await self._run(queries.staff.redeem_observer, hash_of(event), event.address, work.now)
            if one is None:
                return _refused(event, report_texts.OBSERVER_BAD_INVITATION)
            greeting = report_texts.OBSERVER_WELCOME.format(name=one.name, scope=scope_name(one))
            return Outcome(actions=(Send(event.address, greeting),))
        if not asks_for_figures(event) or event.address in officers:
            return None
        observer = await self._run(queries.staff.observer_at, event.address)
        return None if observer is None else figures(observer, event, work.now, work.policy)

    async def _dead_letter(self, row: InboxRow, why: str, error: Exception | None) -> None:
        cause = f"{why}: {type(error).__name__}" if error else why
        log.error("update became a dead letter", inbox=row.id, cause=cause)
        await self._work.unit.dead_letter(row.id, cause, self._work.now)


def _refused(event: Started, text: str) -> Outcome:
    """Refuse a link that is used, too old or made up."""
    log.warning("an invitation was refused", link=event.payload.partition("_")[0])
    return Outcome(actions=(Send(event.address, text),))
