"""What must be known before a rule can decide: looked up in the store, and only where it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.helpdesk.buttons import names_own_ticket
from bot.helpdesk.model import buttons
from bot.helpdesk.model.broadcasts import WEEK, OwnOutreach
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import Resident, Ticket, TicketState
from bot.helpdesk.model.events import Attached, Commanded, Edited, Event, Pressed, Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.store import Conflict, QueuePart, QueueView, Sent
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.officer.commands import HELD_FOR
from bot.helpdesk.officer.queue import LOST_SHOWN, QUEUE_PAGE, queue_page
from bot.helpdesk.officer.search import TICKETS_SHOWN, waiting_alike
from bot.helpdesk.resident.commands import DELETABLE, asks_for_data, asks_to_clear
from bot.helpdesk.resident.privacy import splits_number
from bot.helpdesk.tickets.cards import asks_to_erase
from bot.helpdesk.tickets.talk import last_word
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.storage import queries
from bot.storage.unit import Unit

ALIKE_AMONG = 1000
"""Among so many waiting tickets of an office those are sought that ask the same."""
ANSWERING = frozenset({Verb.SEND_ENTRY, Verb.SEND_DRAFT, Verb.SEND_ALSO})
"""Buttons that send an answer, after which others who ask the same may get it."""
READING = ANSWERING | {Verb.TICKET, Verb.READY_REPLY, Verb.MAKE_FAQ, Verb.CLOSE}
"""Buttons that need what stands in the ticket."""
LOST_SHOWN_FOR = timedelta(days=14)

log = structlog.get_logger()


async def resident_context(unit: Unit, event: Event, known: ResidentContext, now: datetime) -> ResidentContext:
    """Look up what must be known before a resident's event is decided.

    `known`: the resident, his tickets and the next ticket's number, which are looked up for a whole batch.
    """
    resident, mine = known.resident, known.tickets
    target = await target_of(unit, event, of_resident=True)
    if target and target.resident_id != resident.id:
        log.warning("ticket refused to a resident", ticket=target.id, resident=resident.id)
        target = None
    kept = await unit.run_long(queries.data_subject.kept, resident.id) if resident.id and asks_for_data(event) else None
    standing = (
        await unit.run_long(queries.data_subject.standing, event.address, now - DELETABLE)
        if asks_to_clear(event)
        else ()
    )
    writes = isinstance(event, Wrote | Edited | Attached)
    written_in = [target] if target else [t for t in mine if t.state is TicketState.OPEN]
    answered = [t for t in written_in if t.first_reply_at] if writes else []
    spoken = last_word([line for ticket in answered for line in await unit.run(queries.tickets.lines_of, ticket.id)])
    # further messages reply to the cards of their ticket
    looked_at = written_in if target or writes else []
    if mine and splits_number(resident, event):
        # the card of a ticket can hold the beginning of the number
        looked_at = [*looked_at, *(t for t in mine if t.state is TicketState.OPEN and t not in looked_at)]
    sent = {ticket.id: await unit.run(queries.outbox.sent_of, ticket.id) for ticket in looked_at}
    shown = await _shown(unit, resident) if resident.id and asks_to_erase(event) else {}
    return replace(known, target=target, sent=sent, kept=kept, standing=standing, spoken=spoken, shown=shown)


async def _shown(unit: Unit, resident: Resident) -> dict[int, tuple[Sent, ...]]:
    """Look up where every ticket of the resident's, however old, has been shown."""
    every = await unit.run(queries.tickets.of, [resident.id], resident.joined_at)
    return {ticket.id: await unit.run(queries.outbox.sent_of, ticket.id) for ticket in every[resident.id]}


async def officer_context(unit: Unit, event: Event, now: datetime, policy: Policy, *, patient: bool) -> OfficerContext:
    """Look up what must be known in an officer's chat before his event is decided.

    `patient`: raise Conflict for a reply to a message that is not known yet, so that it is decided again in a moment.
    """
    chat = next(chat for chat in policy.chats.values() if chat.address == (event.sender or event.address))
    topic = event.address if event.sender else None
    officer = policy.directory.officers[chat.officer]
    target = await target_of(unit, event)
    waits = _message_that_may_wait(event)
    held = await unit.run(queries.undo_and_summaries.held, officer.id, waits) if waits else None
    if held and held.place != topic:
        # another chat counts its messages anew
        held = None
    if target is None and held:
        # a message that has not gone out is in no ticket yet
        target = await unit.run(queries.tickets.numbered, held.ticket)
    if patient and target is None and isinstance(event, Wrote | Attached) and event.reply_to:
        # a reply can outrun the note that the message replied to has arrived
        raise Conflict("the message replied to is not known yet")
    resident = await unit.run(queries.residents.numbered, target.resident_id) if target else None
    sent = await unit.run(queries.outbox.sent_of, target.id) if target else ()
    queue, queue_counts = await _queue(unit, event, officer, target)
    names = await _names(unit, queue) if _lists_queue(event) else {}
    leaves = await unit.run(queries.officers.all_leaves) if isinstance(event, Commanded) else ()
    asking = isinstance(event, Commanded | Wrote | Attached) or (isinstance(event, Pressed) and event.verb in READING)
    said = await unit.run(queries.tickets.lines_of, target.id) if target and asking else ()
    asks_lost = isinstance(event, Commanded) and event.command == "gagal"
    lost = (
        await unit.run(queries.reports.lost_of, officer.office, now - LOST_SHOWN_FOR, LOST_SHOWN + 1)
        if asks_lost
        else ()
    )
    leave = next((leave for leave in leaves if leave.officer == officer.id), None)
    handing = isinstance(event, Pressed) and event.verb == Verb.HAND_OVER
    loads = await unit.run(queries.undo_and_summaries.loads, officer.office) if handing else {}
    context = OfficerContext(
        officer,
        chat,
        target,
        resident,
        sent=sent,
        queue=queue,
        queue_counts=queue_counts,
        leave=leave,
        lines=said,
        lost=lost,
        held=held,
        topic=topic,
        loads=loads,
        names=names,
    )
    if isinstance(event, Pressed) and event.verb == Verb.SEND_ALSO and target:
        context = replace(context, others=await _others(unit, context))
    return replace(context, own=await own_outreach(unit, event, context, now, policy))


def _lists_queue(event: Event) -> bool:
    asked = isinstance(event, Commanded) and event.command == "antrean"
    return asked or (isinstance(event, Pressed) and event.verb == Verb.QUEUE)


async def _queue(
    unit: Unit, event: Event, officer: Officer, target: Ticket | None
) -> tuple[tuple[Ticket, ...], Mapping[QueueView, int]]:
    """Look up the office's open tickets that the event needs, and where it shows them how many there are."""
    office, none = officer.office, dict.fromkeys(QueueView, 0)
    if _lists_queue(event):
        counts = await unit.run(queries.tickets.counts, office, officer.id)
        view, page, _ = queue_page(event, counts)
        part = QueuePart(view, officer.id, (page - 1) * QUEUE_PAGE)
        return await unit.run(queries.tickets.open_in, office, QUEUE_PAGE, part), counts
    picks = isinstance(event, Pressed) and event.verb == Verb.PICK_ENTRY
    if target is None and (picks or isinstance(event, Wrote | Attached)):
        # a choice: his own first
        mine = await unit.run(queries.tickets.open_in, office, TICKETS_SHOWN, QueuePart(QueueView.MINE, officer.id))
        every = await unit.run(queries.tickets.open_in, office, TICKETS_SHOWN)
        return tuple(dict.fromkeys((*mine, *every)))[:TICKETS_SHOWN], await unit.run(
            queries.tickets.counts, office, officer.id
        )
    if isinstance(event, Wrote) or (isinstance(event, Pressed) and event.verb in ANSWERING):
        # after an answer those are named who ask the same
        return await unit.run(queries.tickets.open_in, office, ALIKE_AMONG, QueuePart(QueueView.WAITING)), none
    return (), none


async def _others(unit: Unit, context: OfficerContext) -> tuple[OfficerContext, ...]:
    """Look up the waiting tickets that ask what the officer has just answered."""
    found = []
    for ticket in waiting_alike(context.ticket, context.officer.id, context.queue):
        resident = await unit.run(queries.residents.numbered, ticket.resident_id)
        sent, lines = (
            await unit.run(queries.outbox.sent_of, ticket.id),
            await unit.run(queries.tickets.lines_of, ticket.id),
        )
        if resident:
            found.append(replace(context, target=ticket, resident=resident, sent=sent, lines=lines))
    return tuple(found)


async def _names(unit: Unit, tickets: Iterable[Ticket]) -> dict[int, str]:
    """Look up the names of the tickets' residents, by id."""
    people = [
        await unit.run(queries.residents.numbered, number)
        for number in dict.fromkeys(ticket.resident_id for ticket in tickets)
    ]
    return {person.id: person.name for person in people if person}


async def own_outreach(
    unit: Unit, event: Event, context: OfficerContext, now: datetime, policy: Policy
) -> OwnOutreach | None:
    """Look up the officer's own outreach, where the event may be about it: its command, its button, or awaited text."""
    officer, target = context.officer, context.target
    verbs = {Verb.BROADCAST, Verb.VISITS}
    counting = isinstance(event, Commanded) and event.command == "hadir"
    named = counting or (isinstance(event, Commanded) and event.command in verbs)
    named = named or (isinstance(event, Pressed) and event.verb in verbs)
    written = isinstance(event, Wrote | Attached) and target is None and policy.chat(officer.id) == event.address
    if not named and not written:
        return None
    draft = await unit.run(queries.broadcasts.draft, officer.id)
    if not named and draft is None:
        return None
    recent = await unit.run(queries.broadcasts.recent, officer.office, now - WEEK)
    running = await unit.run(queries.broadcasts.running, officer.id)
    villages = tuple(village.id for village in policy.speaks_for(officer))
    readers, planned = (
        await unit.run_long(queries.broadcasts.readers, villages),
        await unit.run(queries.visits.of, villages, now),
    )
    held = await unit.run(queries.visits.held, villages, now - HELD_FOR, now) if counting else ()
    return OwnOutreach(draft, running, recent, readers, await unit.run(queries.broadcasts.last_resident), planned, held)


def _message_that_may_wait(event: Event) -> str | None:
    """Return the officer's message, when the event changes it or takes its answer back before it has gone out."""
    match event:
        case Edited():
            return event.message
        case Commanded(command="tarik"):
            return event.reply_to
        case Pressed(verb=Verb.TAKE_BACK, args=(_, message)):
            return message
    return None


async def target_of(unit: Unit, event: Event, *, of_resident: bool = False) -> Ticket | None:
    """Return the ticket that an event is about: named by its button, or by the message that it replies to or edits.

    `of_resident`: of his buttons some name a ticket.
    """
    number: int | None = None
    if isinstance(event, Pressed) and event.verb == Verb.DOCUMENT:
        number = await unit.run(queries.tickets.at, event.address, event.args[1])
    elif isinstance(event, Pressed):
        named = event.args[0] if event.args and (not of_resident or names_own_ticket(event)) else ""
        number = int(named) if buttons.number(named) else None
    elif isinstance(event, Commanded) and event.command == "kasus" and event.argument:
        named = event.argument.lstrip("#").strip()
        number = int(named) if buttons.number(named) else None
    elif isinstance(event, Wrote | Attached | Commanded) and event.reply_to:
        number = await unit.run(queries.tickets.at, event.address, event.reply_to)
    elif isinstance(event, Edited) and event.message:
        number = await unit.run(queries.tickets.at, event.address, event.message)
    return await unit.run(queries.tickets.numbered, number) if number is not None else None
