"""The stored updates of one turn: who decides each of them, and what becomes of one that cannot be decided."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.app.shell.context import officer_context, resident_context
from bot.app.shell.joining import FOR_OBSERVERS, FOR_OFFICERS, FOR_STAFF, join_observer, join_officer, join_staff, opens
from bot.app.shell.outreach import is_release, release
from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, Send, Verdict
from bot.helpdesk.model.buttons import checked
from bot.helpdesk.model.entities import Address, OfficerChat, Resident
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed, Started, Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.staff import Member, TaskAsked
from bot.helpdesk.model.store import Conflict, InboxRow
from bot.helpdesk.observer import chat as observer_chat
from bot.helpdesk.observer.chat import asks_for_figures
from bot.helpdesk.staff import chat as staff_chat
from bot.helpdesk.staff.chat import asks_for_number, number_of
from bot.helpdesk.staff.requests import DECISIONS, supervisor
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.cards import refuse_stranger, with_topics
from bot.helpdesk.tickets.delivery import SUMMARY_AFTER, batch_notifications, brings_cards
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.storage import queries
from bot.storage.unit import Unit

TRIES = 5

log = structlog.get_logger()

Translate = Callable[[InboxRow], Event | None]
"""Turns a raw update into an event, or None when there is nothing in it for us; raises when it cannot be read."""
Update = tuple[InboxRow, Event]
DecidedUpdates = list[tuple[InboxRow | None, Outcome]]


class ReplyBeforeDelivery(Exception):
    """An officer's reply has come before the note that the message replied to has arrived."""


class Updates:
    """Decides the updates of one turn inside its transaction.

    `chats`: the officers' chats that these updates have changed, by officer; they are in force for those that follow.
    `staff`: the chats in which staff have joined; `asked`: whether staff have asked for something that is done beside.
    """

    def __init__(self, unit: Unit, translate: Translate, now: datetime, policy: Policy) -> None:
        self.chats: dict[str, OfficerChat] = {}
        self.staff: set[Address] = set()
        self.asked = False
        self._unit = unit
        self._translate = translate
        self._now = now
        self._policy = policy
        self._decided: DecidedUpdates = []

    async def decide(self, rows: Sequence[InboxRow]) -> int:
        """Decide these updates and save what follows; return how many are left for the next turn.

        Residents' updates are saved together, each officer's by itself: it may change what the next one finds.
        """
        of_residents, of_officers, of_staff = await self._sorted(rows)
        if of_residents:
            outcomes = await self._of_residents(of_residents)
            self._decided += await self._batched(outcomes)
        await self._unit.save(self._decided, self._now)
        for row, event in of_staff:
            if done := await self._of_staff(row, event):
                await self._unit.save([(row, done)], self._now)
        put_off = 0
        for row, event in of_officers:
            try:
                outcome = await self._of_officer(row, event)
            except ReplyBeforeDelivery:
                put_off += 1
                continue
            if outcome:
                await self._unit.save([(row, outcome)], self._now)
        return put_off

    async def _batched(self, done: DecidedUpdates) -> DecidedUpdates:
        """Silence the further cards of a burst, and owe their officers a summary."""
        outcomes: Sequence[Outcome] = [outcome for _, outcome in done]
        if not brings_cards(outcomes):
            return done
        offices = {ticket.office for outcome in outcomes for ticket in outcome.tickets}
        before = await self._unit.run(queries.undo_and_summaries.burst, offices, self._now - self._policy.burst)
        outcomes, owed = batch_notifications(outcomes, before, self._policy)
        for officer in sorted(owed):
            await self._unit.run(queries.undo_and_summaries.owe_summary, officer, self._now + SUMMARY_AFTER)
        return [(row, outcome) for (row, _), outcome in zip(done, outcomes, strict=True)]

    async def _sorted(self, rows: Sequence[InboxRow]) -> tuple[list[Update], list[Update], list[Update]]:
        """Return the updates of residents, officers and staff; those of observers and in groups are decided at once."""
        of_residents: list[Update] = []
        of_officers: list[Update] = []
        of_staff: list[Update] = []
        officers = {chat.address for chat in self._policy.chats.values()}
        for row in rows:
            event = await self._read(row)
            if event is None:
                continue
            if isinstance(event, Commanded) and asks_for_number(event):
                self._decided.append((row, number_of(event)))
            elif isinstance(event, Pressed) and is_release(event):
                self._decided.append((row, await release(self._unit, event, self._policy)))
            elif await self._is_staffs(event):
                of_staff.append((row, event))
            elif not isinstance(event, Wrote) and (outcome := await self._of_observer(event, officers)):
                self._decided.append((row, outcome))
            elif self._is_officers(event, officers):
                of_officers.append((row, event))
            elif event.group:
                self._decided.append((row, self._in_group(event)))
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

    def _is_officers(self, event: Event, officers: Container[Address]) -> bool:
        """Return whether an officer did it: in the group of his office, in his own chat, or by an invitation."""
        if event.group:
            office = self._policy.group_at(event.address)
            return bool(office and event.sender and self._policy.works_at(event.sender, office.id))
        return event.address in officers or opens(event, FOR_OFFICERS)

    async def _is_staffs(self, event: Event) -> bool:
        """Return whether the event belongs to the chat of those who keep the FAQ."""
        if isinstance(event, Wrote | Attached):
            of_staff = event.address in self._policy.staff_chats
            return of_staff and staff_chat.is_for_staff(event, await self._member(event), self._now)
        if isinstance(event, Started):
            return opens(event, FOR_STAFF)
        return staff_chat.is_for_staff(event, None, self._now)

    async def _member(self, event: Event) -> Member | None:
        members = await self._unit.run(queries.staff.members)
        found = next((one for one in members if one.address == event.address), None)
        if found is None and isinstance(event, Pressed) and event.args[0] in DECISIONS:
            chief = supervisor(self._policy.directory, self._policy.chats.values())
            return chief if chief and chief.address == event.address else None
        return found

    async def _of_observer(self, event: Event, officers: Collection[Address]) -> Outcome | None:
        """Decide what an observer does beside what any resident may; None for all else."""
        if opens(event, FOR_OBSERVERS):
            taken = {*officers, *self._policy.staff_chats}
            return await join_observer(self._unit, event, self._now, taken)
        if not asks_for_figures(event) or event.address in officers:
            return None
        observer = await self._unit.run(queries.observers.at, event.address)
        return None if observer is None else observer_chat.decide(observer, event, self._now, self._policy)

    async def _of_staff(self, row: InboxRow, event: Event) -> Outcome | None:
        """Decide one update of the staff's chat; None where a rule failed."""
        try:
            if isinstance(event, Started):
                self.staff.add(event.address)
                return await join_staff(self._unit, event, self._now)
            outcome = staff_chat.decide(await self._member(event), event, self._now)
        except (Conflict, Trouble):
            raise
        except Exception as error:
            await self._failed(row, event, error)
            return None
        self.asked |= any(isinstance(change, TaskAsked) for change in outcome.staff)
        return outcome

    def _in_group(self, event: Event) -> Outcome:
        """Decide about somebody in a group who is no officer of it."""
        return (
            refuse_stranger(event) if self._policy.group_at(event.address) else dispatch.in_group(event, self._policy)
        )

    async def _of_residents(self, updates: Sequence[Update]) -> DecidedUpdates:
        """Decide residents' updates; what is known of all of them is read at once."""
        unit, policy, now = self._unit, self._policy, self._now
        known = await unit.run(queries.residents.residents_at, [event.address for _, event in updates])
        since = now - policy.reopen_within
        tickets = (
            await unit.run(queries.tickets.of, [resident.id for resident in known.values()], since) if known else {}
        )
        fresh = await unit.run(queries.tickets.next_number)
        done: DecidedUpdates = []
        for row, event in updates:
            new = Resident(0, event.address, event.name, None, now)
            resident = known.get(event.address, new)
            try:
                found = ResidentContext(resident, tickets.get(resident.id, ()), fresh)
                context = await resident_context(unit, event, found, now)
                outcome = with_topics(dispatch.for_resident(context, event, now, policy), context.known, policy)
            except (Conflict, Trouble):
                raise
            except Exception as error:
                await self._failed(row, event, error)
                continue
            for note in outcome.notes:
                log.error(note)
            if any(ticket.id == fresh for ticket in outcome.tickets):
                fresh += 1
            done.append((row, outcome))
        return done

    async def _of_officer(self, row: InboxRow, event: Event) -> Outcome | None:
        """Decide one update of an officer; None where a rule failed. Raises ReplyBeforeDelivery."""
        policy = self._policy
        try:
            if opens(event, FOR_OFFICERS):
                outcome = await join_officer(self._unit, event, self._now, policy)
            else:
                context = await self._officer_context(row, event)
                outcome = with_topics(dispatch.for_officer(context, event, self._now, policy), context.known, policy)
        except (Conflict, Trouble, ReplyBeforeDelivery):
            raise
        except Exception as error:
            await self._failed(row, event, error)
            return None
        for note in outcome.notes:
            log.warning(note)
        if chat := outcome.officer_chat:
            self.chats[chat.officer] = chat
            self._policy = replace(policy, chats={**policy.chats, chat.officer: chat})
        return outcome

    async def _officer_context(self, row: InboxRow, event: Event) -> OfficerContext:
        """Read what is known when an officer's update is decided. Raises ReplyBeforeDelivery the first time."""
        patient = row.tries == 0
        try:
            return await officer_context(self._unit, event, self._now, self._policy, patient=patient)
        except Conflict as error:
            if patient:
                raise ReplyBeforeDelivery from error
            raise

    async def _failed(self, row: InboxRow, event: Event, error: Exception) -> None:
        """Keep the update at which a rule failed as a dead letter, and say so to its sender: it is our own fault."""
        log.exception("a rule failed", inbox=row.id)
        await self._dead_letter(row, "rule failed", error)
        apology = Send(event.address, texts.FAILED, asked_for=True)
        await self._unit.save([(None, Outcome(actions=(apology,)))], self._now)

    async def _dead_letter(self, row: InboxRow, why: str, error: Exception | None) -> None:
        cause = f"{why}: {type(error).__name__}" if error else why
        log.error("update became a dead letter", inbox=row.id, cause=cause)
        await self._unit.dead_letter(row.id, cause, self._now)
