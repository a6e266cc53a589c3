"""What happens when an officer writes or sends something in his own chat: an answer, a note, or a question back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.context import OfficerContext
from bot.helpdesk.model.entities import OfficerChat, Ticket, TicketState
from bot.helpdesk.model.events import Attached, Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import NOTE, SURE, is_note, may_see, say
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.officer.canned_answers import of_how_many, search, searches_again
from bot.helpdesk.officer.context import Reply, note_line, send_or_drop
from bot.helpdesk.officer.send_later import send
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.cards import CHOICE, viewed


def on_message(context: OfficerContext, event: Wrote | Attached, now: datetime, policy: Policy) -> Outcome:
    text = event.text if isinstance(event, Wrote) else event.caption
    ticket = context.target
    if isinstance(event, Wrote) and not text.strip():
        return say(event, officer_texts.EMPTY)
    if ticket is None:
        return _ask_which(context, event, text, now)
    if not may_see(context.officer, ticket):
        note = f"officer {context.officer.id} was refused ticket {ticket.id} of office {ticket.office}"
        return replace(say(event, officer_texts.NOT_YOURS), notes=(note,))
    if isinstance(event, Wrote) and searches_again(context, event):
        return search(context, event, text, policy)
    if isinstance(event, Wrote) and _replies_to(context, event, Purpose.HANDED):
        return _note_for_colleague(context, ticket, event, now, policy)
    if is_note(text):
        said = say(event, officer_texts.NOTE_KEPT.format(number=ticket.id), ticket=ticket.id)
        return replace(said, lines=(note_line(context, ticket.id, text, event.message, now),), ticket=ticket.id)
    if ticket.state is not TicketState.OPEN:
        return _hold(context, event, text, officer_texts.CLOSED_ASK.format(number=ticket.id), ticket)
    if holder := policy.directory.other_holder(ticket, context.officer):
        return _hold(context, event, text, officer_texts.HELD_ASK.format(number=ticket.id, officer=holder.name), ticket)
    if context.resident and context.resident.memory.hush:
        return _hold(context, event, text, officer_texts.UNSAFE_ASK, ticket, SURE)
    return send(context, Reply(text, event.message, copied=isinstance(event, Attached)), now, policy)


def _replies_to(context: OfficerContext, event: Wrote, purpose: Purpose) -> bool:
    return any(
        item.purpose == purpose and item.message == event.reply_to and item.address == event.address
        for item in context.sent
    )


def _note_for_colleague(
    context: OfficerContext, ticket: Ticket, event: Wrote, now: datetime, policy: Policy
) -> Outcome:
    """Keep what is said about a ticket that was handed over as a note, which its new owner reads at once."""
    words = event.text.strip().removeprefix(NOTE).strip()
    line = note_line(context, ticket.id, f"{NOTE} {words}", event.message, now)
    owner = policy.directory.officers.get(ticket.officer)
    text = officer_texts.NOTE_FROM.format(officer=context.officer.name, number=ticket.id, text=words)
    places = policy.reading_places((owner,) if owner else (), ticket)
    notices = tuple(Send(place, text, ticket=ticket.id) for place in places if place != event.address)
    given = say(event, officer_texts.NOTE_GIVEN.format(officer=owner.name if owner else "rekan"), ticket=ticket.id)
    return replace(given, actions=(*given.actions, *notices), lines=(line,), ticket=ticket.id)


def _ask_which(context: OfficerContext, event: Wrote | Attached, text: str, now: datetime) -> Outcome:
    """Keep a message without a target as a draft until the officer names its ticket."""
    if not context.queue:
        return say(event, officer_texts.NO_OPEN)
    tickets = tuple(
        (Button(officer_texts.ticket_label(ticket), Verb.SEND_DRAFT, (str(ticket.id), event.message or "")),)
        for ticket in context.queue
    )
    rows: Rows = (*tickets, (Button(officer_texts.B_DROP, Verb.DROP_DRAFT),))
    asked = say(event, of_how_many(officer_texts.WHICH_TICKET, context), rows)
    asked = viewed(asked, context, (ticket.id for ticket in context.queue), CHOICE, now)
    return replace(asked, officer_chat=_draft(context, event, text))


def _hold(
    context: OfficerContext, event: Wrote | Attached, text: str, question: str, ticket: Ticket, *sure: str
) -> Outcome:
    """Ask before an answer goes out that may be meant otherwise. `sure`: as in `send_or_drop`."""
    rows = send_or_drop(ticket, event.message, *sure)
    return replace(say(event, question, rows, ticket.id), officer_chat=_draft(context, event, text))


def _draft(context: OfficerContext, event: Wrote | Attached, text: str) -> OfficerChat:
    # a draft that is copied as it stands (photo, voice note…) has no text of its own; of a note only its words are kept
    typed = isinstance(event, Wrote) or is_note(text)
    return replace(context.chat, draft=event.message, draft_text=text if typed else None)
