"""What must be known before a rule can decide: looked up in the transaction, and only where it is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from msgspec import Struct
from msgspec.structs import replace

from bot.helpdesk.buttons import names_own_ticket
from bot.helpdesk.model import buttons
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Commanded, Edited, Event, Pressed, Wrote
from bot.helpdesk.model.outreach import WEEK, OwnOutreach
from bot.helpdesk.model.people import Resident
from bot.helpdesk.model.policy import Officer, Policy
from bot.helpdesk.model.store import InboxRow
from bot.helpdesk.model.ticket import WHOLE_QUEUE, Line, QueuePart, QueueView, Sent, Ticket, TicketAndResident
from bot.helpdesk.officer.queue import HELD_FOR, LOST_SHOWN, QUEUE_PAGE, queue_page
from bot.helpdesk.officer.search import TICKETS_SHOWN, waiting_alike
from bot.helpdesk.resident.commands import DELETABLE, asks_to
from bot.helpdesk.resident.privacy import splits_number
from bot.helpdesk.tickets.cards import with_updated_cards
from bot.helpdesk.tickets.delivery import hide_in_notification
from bot.helpdesk.tickets.lifecycle import last_word
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.storage import queries
from bot.storage.store import Unit

ALIKE_AMONG = 1000  # among so many waiting tickets of an office those are sought that ask the same
ANSWERING = frozenset({Verb.SEND_ENTRY, Verb.SEND_DRAFT, Verb.SEND_ALSO})
"""Buttons that send an answer, after which others who ask the same may get it."""
READING = ANSWERING | {Verb.CARD, Verb.TICKET, Verb.READY_REPLY, Verb.MAKE_FAQ, Verb.CLOSE}
"""Buttons that need what stands in the ticket."""
OUTREACH = frozenset({Verb.BROADCAST, Verb.VISITS})
LOST_SHOWN_FOR = timedelta(days=14)

log = structlog.get_logger()


class ReplyBeforeDelivery(Exception):
    """An officer's reply has come before the note that the message replied to has arrived."""


class Work(Struct, frozen=True):
    """The help desk's work in one transaction: its reads, and how what follows is saved."""

    unit: Unit
    policy: Policy
    now: datetime

    async def save(self, outcome: Outcome, row: InboxRow | None = None) -> None:
        """Save what follows from an update, or from none; what the rules note goes to the log."""
        for note in outcome.notes:
            log.error(note)
        await self.unit.save([(row, outcome)], self.now)

    def ruled(self, what: str, rule: Callable[[], Outcome], **about: object) -> Outcome | None:
        """Return what a rule decides; None where it fails, by our own fault: nobody else is held up by that."""
        try:
            return rule()
        except Exception:
            log.exception("a rule failed", rule=what, **about)
            return None

    async def ticket(self, number: int | None) -> Ticket | None:
        return None if number is None else await self.unit.run(queries.tickets.numbered, number)

    async def resident_of(self, ticket: Ticket | None) -> Resident | None:
        return await self.unit.run(queries.residents.numbered, ticket.resident_id) if ticket else None

    async def with_residents(self, tickets: Iterable[Ticket]) -> tuple[TicketAndResident, ...]:
        """Return tickets with their residents, but for those that have none."""
        pairs = [(ticket, await self.resident_of(ticket)) for ticket in tickets]
        return tuple((ticket, resident) for ticket, resident in pairs if resident)

    async def open_in(self, office: str, limit: int = 1000, part: QueuePart = WHOLE_QUEUE) -> tuple[Ticket, ...]:
        return await self.unit.run(queries.tickets.open_in, office, limit, part)

    async def lines(self, ticket: Ticket | None) -> tuple[Line, ...]:
        return await self.unit.run(queries.tickets.lines_of, ticket.id) if ticket else ()

    async def sent(self, ticket: Ticket | None) -> tuple[Sent, ...]:
        return await self.unit.run(queries.outbox.sent_of, ticket.id) if ticket else ()

    async def with_cards(self, outcome: Outcome, pairs: Iterable[TicketAndResident]) -> Outcome:
        """Add the edits of every card and receipt that reads otherwise by this; of these tickets as they were.

        What their residents get has come without their having written just now.
        """
        for ticket, resident in pairs:
            if any(changed.id == ticket.id for changed in outcome.tickets):
                standing = {ticket: await self.sent(ticket)}
                outcome = with_updated_cards(outcome, standing, resident, self.now, self.policy)
                outcome = hide_in_notification(outcome, resident)
        return outcome

    async def resident_context(self, event: Event, known: ResidentContext) -> ResidentContext:
        """Look up what must be known before a resident's event is decided.

        `known`: the resident, his tickets and the next ticket's number, which are looked up for a whole batch.
        """
        resident = known.resident
        target = await self._target_of(event, of_resident=True)
        if target and target.resident_id != resident.id:
            log.warning("ticket refused to a resident", ticket=target.id, resident=resident.id)
            target = None
        writes = isinstance(event, Wrote | Edited | Attached)
        open_ = [ticket for ticket in known.tickets if ticket.is_open]
        written_in = [target] if target else open_ if writes or isinstance(event, Pressed) else []
        answered = [ticket for ticket in written_in if ticket.first_reply_at] if writes else []
        # further messages reply to the cards of their ticket, and a card can hold the beginning of a number
        split, photos = bool(known.tickets) and splits_number(resident, event), writes and resident.memory.photos_of
        shown = [*written_in, *(one for one in known.tickets if one.id == photos or (split and one.is_open))]
        found: dict[str, Any] = {
            "target": target,
            "sent": {ticket.id: await self.sent(ticket) for ticket in dict.fromkeys(shown)},
            "spoken": last_word([line for ticket in answered for line in await self.lines(ticket)]),
        }
        if resident.id and asks_to(event, "data", Verb.DATA_FILE):
            found["kept"] = await self.unit.run_long(queries.audit.kept, resident.id)
        if asks_to(event, "hapusjejak", Verb.CLEAR):
            found["standing"] = await self.unit.run_long(queries.audit.standing, event.address, self.now - DELETABLE)
        if resident.id and isinstance(event, Pressed) and event.verb == Verb.ERASE and event.args == ("ya",):
            every = (await self.unit.run(queries.tickets.of, [resident.id], resident.joined_at))[resident.id]
            found["shown"] = {ticket.id: await self.sent(ticket) for ticket in every}
        return replace(known, **found)

    async def officer_context(self, event: Event, *, patient: bool) -> OfficerContext:
        """Look up what must be known in an officer's chat before his event is decided.

        `patient`: raise ReplyBeforeDelivery for a reply to a message that is not known yet, so that it is decided
        again in a moment.
        """
        run, policy = self.unit.run, self.policy
        chat = next(chat for chat in policy.chats.values() if chat.address == (event.sender or event.address))
        topic = event.address if event.sender else None
        officer = policy.directory.officers[chat.officer]
        target, held = await self._target_of(event), None
        match event:  # what changes a message, or takes its answer back, before it has gone out
            case Edited(message=str(waits)) | Commanded(command="tarik", reply_to=str(waits)):
                held = await run(queries.officers.held, officer.id, waits)
            case Pressed(verb=Verb.TAKE_BACK, args=(_, waits)):
                held = await run(queries.officers.held, officer.id, waits)
        if held and held.place != topic:  # another chat counts its messages anew
            held = None
        if target is None and held:  # a message that has not gone out is in no ticket yet
            target = await self.ticket(held.ticket)
        if patient and target is None and isinstance(event, Wrote | Attached) and event.reply_to:
            raise ReplyBeforeDelivery
        queue, counts = await self._queue(event, officer, target)
        found = await self._asked_for(event, officer, queue)
        resident, sent = await self.resident_of(target), await self.sent(target)
        context = OfficerContext(officer, chat, target, resident, sent, queue, counts, held=held, topic=topic, **found)
        verb = event.verb if isinstance(event, Pressed) else ""
        if target and (isinstance(event, Commanded | Wrote | Attached | Edited) or verb in READING):
            context = replace(context, lines=await self.lines(target))
        there = [one.message for one in sent if resident and one.address == resident.address]
        if resident and there and isinstance(event, Edited):
            newest = max(there, key=lambda message: (len(message), message))
            context = replace(context, since=await run(queries.audit.since, resident.address, newest))
        if verb == Verb.SEND_ALSO and target:
            alike = await self.with_residents(waiting_alike(context.ticket, officer.id, queue, policy))
            others = [
                replace(context, target=one, resident=person, sent=await self.sent(one), lines=await self.lines(one))
                for one, person in alike
            ]
            context = replace(context, others=tuple(others))
        return replace(context, own=await self._own_outreach(event, context))

    async def _asked_for(self, event: Event, officer: Officer, queue: Sequence[Ticket]) -> dict[str, Any]:
        """Look up what a command, or a button, of an officer needs besides its ticket."""
        run, found = self.unit.run, dict[str, Any]()
        if _lists_queue(event):
            people = await self.with_residents({ticket.resident_id: ticket for ticket in queue}.values())
            found["names"] = {person.id: person.name for _, person in people}
        if isinstance(event, Commanded):
            leaves = await run(queries.officers.all_leaves)
            found["leave"] = next((leave for leave in leaves if leave.officer == officer.id), None)
            if event.command == "gagal":
                since = self.now - LOST_SHOWN_FOR
                found["lost"] = await run(queries.reports.lost_of, officer.office, since, LOST_SHOWN + 1)
        if isinstance(event, Pressed) and event.verb == Verb.HAND_OVER:
            found["loads"] = await run(queries.officers.loads, officer.office)
        return found

    async def _queue(
        self, event: Event, officer: Officer, target: Ticket | None
    ) -> tuple[tuple[Ticket, ...], Mapping[QueueView, int]]:
        """Look up the office's open tickets that the event needs, and where it shows them how many there are."""
        office, none = officer.office, dict.fromkeys(QueueView, 0)
        if _lists_queue(event):
            counts = await self.unit.run(queries.tickets.counts, office, officer.id)
            view, page, _ = queue_page(event, counts)
            part = QueuePart(view, officer.id, (page - 1) * QUEUE_PAGE)
            return await self.open_in(office, QUEUE_PAGE, part), counts
        picks = isinstance(event, Pressed) and event.verb == Verb.PICK_ENTRY
        if target is None and (picks or isinstance(event, Wrote | Attached)):
            # a choice: his own first
            mine = await self.open_in(office, TICKETS_SHOWN, QueuePart(QueueView.MINE, officer.id))
            shown = tuple(dict.fromkeys((*mine, *await self.open_in(office, TICKETS_SHOWN))))[:TICKETS_SHOWN]
            return shown, await self.unit.run(queries.tickets.counts, office, officer.id)
        if isinstance(event, Wrote) or (isinstance(event, Pressed) and event.verb in ANSWERING):
            # after an answer those are named who ask the same
            return await self.open_in(office, ALIKE_AMONG, QueuePart(QueueView.WAITING)), none
        return (), none

    async def _own_outreach(self, event: Event, context: OfficerContext) -> OwnOutreach | None:
        """Look up the officer's own outreach, where the event may be about it: a command, a button, awaited text."""
        run, officer, now = self.unit.run, context.officer, self.now
        verb = event.command if isinstance(event, Commanded) else event.verb if isinstance(event, Pressed) else None
        named = verb in OUTREACH or (verb == "hadir" and isinstance(event, Commanded))
        written = isinstance(event, Wrote | Attached) and context.target is None
        if not named and not (written and self.policy.chat(officer.id) == event.address):
            return None
        draft = await run(queries.outreach.draft, officer.id)
        if not named and draft is None:
            return None
        villages = tuple(village.id for village in self.policy.speaks_for(officer))
        return OwnOutreach(
            draft,
            await run(queries.outreach.running, officer.id),
            await run(queries.outreach.recent, officer.office, now - WEEK),
            await self.unit.run_long(queries.outreach.readers, villages),
            await run(queries.outreach.last_resident),
            await run(queries.outreach.planned_in, villages, now),
            await run(queries.outreach.held_in, villages, now - HELD_FOR, now) if verb == "hadir" else (),
        )

    async def _target_of(self, event: Event, *, of_resident: bool = False) -> Ticket | None:
        """Return the ticket that an event is about: named by its button, or by the message it replies to or edits.

        `of_resident`: of his buttons some name a ticket.
        """
        named = message = None
        match event:
            case Pressed(verb=Verb.DOCUMENT):
                message = event.args[1]
            case Pressed():
                named = event.args[0] if event.args and (not of_resident or names_own_ticket(event)) else None
            case Commanded(command="kasus", argument=argument) if argument:
                named = argument.lstrip("#").strip()
            case Wrote() | Attached() | Commanded():
                message = event.reply_to
            case Edited():
                message = event.message
        if message:
            return await self.ticket(await self.unit.run(queries.tickets.at, event.address, message))
        return await self.ticket(int(named)) if named and buttons.number.fullmatch(named) else None


def _lists_queue(event: Event) -> bool:
    asked = isinstance(event, Commanded) and event.command == "antrean"
    return asked or (isinstance(event, Pressed) and event.verb == Verb.QUEUE)
