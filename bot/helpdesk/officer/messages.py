"""What happens when an officer writes or sends something in his own chat: an answer, a note, or a question back."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.entities import OfficerChat, Ticket, TicketState
from bot.helpdesk.model.events import Attached, Event, Wrote
from bot.helpdesk.model.replies import NOTE, SURE, is_note, may_see
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.officer.canned_answers import of_how_many, search
from bot.helpdesk.officer.context import Reply, note_line, send_or_drop
from bot.helpdesk.officer.send_later import send
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.cards import CHOICE, viewed
from bot.helpdesk.turn import OfficerTurn


def on_message(turn: OfficerTurn[Wrote | Attached]) -> Outcome:
    text = turn.event.text if isinstance(turn.event, Wrote) else turn.event.caption
    ticket = turn.target
    if isinstance(turn.event, Wrote) and not text.strip():
        return turn.say(officer_texts.EMPTY)
    if ticket is None:
        return _ask_which(turn, text)
    if not may_see(turn.officer, ticket):
        note = f"officer {turn.officer.id} was refused ticket {ticket.id} of office {ticket.office}"
        return replace(turn.say(officer_texts.NOT_YOURS), notes=(note,))
    if isinstance(turn.event, Wrote) and replies_to(turn, Purpose.SEARCH_RESULTS):
        return search(turn, text)
    if isinstance(turn.event, Wrote) and replies_to(turn, Purpose.HANDED):
        return _note_for_colleague(turn, ticket, text)
    if is_note(text):
        said = turn.say(officer_texts.NOTE_KEPT.format(number=ticket.id), ticket=ticket.id)
        return replace(said, lines=(note_line(turn, ticket.id, text, turn.event.message),), ticket=ticket.id)
    if ticket.state is not TicketState.OPEN:
        return _hold(turn, text, officer_texts.CLOSED_ASK.format(number=ticket.id), ticket)
    if holder := turn.policy.directory.other_holder(ticket, turn.officer):
        return _hold(turn, text, officer_texts.HELD_ASK.format(number=ticket.id, officer=holder.name), ticket)
    if turn.resident and turn.resident.memory.hush:
        return _hold(turn, text, officer_texts.UNSAFE_ASK, ticket, SURE)
    return send(turn, Reply(text, turn.event.message, copied=isinstance(turn.event, Attached)))


def replies_to(turn: OfficerTurn[Wrote | Attached], purpose: Purpose) -> bool:
    """Return whether he replies to a message that is for this: a list of search results, or a ticket handed over."""
    return any(
        item.purpose == purpose and item.message == turn.event.reply_to and item.address == turn.event.address
        for item in turn.sent
    )


def _note_for_colleague(turn: OfficerTurn[Event], ticket: Ticket, text: str) -> Outcome:
    """Keep what is said about a ticket that was handed over as a note, which its new owner reads at once."""
    words = text.strip().removeprefix(NOTE).strip()
    line = note_line(turn, ticket.id, f"{NOTE} {words}", turn.event.message)
    owner = turn.policy.directory.officers.get(ticket.officer)
    notice = officer_texts.NOTE_FROM.format(officer=turn.officer.name, number=ticket.id, text=words)
    places = turn.policy.reading_places((owner,) if owner else (), ticket)
    notices = tuple(Send(place, notice, ticket=ticket.id) for place in places if place != turn.event.address)
    given = turn.say(officer_texts.NOTE_GIVEN.format(officer=owner.name if owner else "rekan"), ticket=ticket.id)
    return replace(given, actions=(*given.actions, *notices), lines=(line,), ticket=ticket.id)


def _ask_which(turn: OfficerTurn[Wrote | Attached], text: str) -> Outcome:
    """Keep a message without a target as a draft until the officer names its ticket."""
    if not turn.queue:
        return turn.say(officer_texts.NO_OPEN)
    tickets = tuple(
        (Button(officer_texts.ticket_label(ticket), Verb.SEND_DRAFT, (str(ticket.id), turn.event.message or "")),)
        for ticket in turn.queue
    )
    rows: Rows = (*tickets, (Button(officer_texts.B_DROP, Verb.DROP_DRAFT),))
    asked = turn.say(of_how_many(officer_texts.WHICH_TICKET, turn), rows)
    asked = viewed(asked, turn, (ticket.id for ticket in turn.queue), CHOICE)
    return replace(asked, officer_chat=_draft(turn, text))


def _hold(turn: OfficerTurn[Wrote | Attached], text: str, question: str, ticket: Ticket, *sure: str) -> Outcome:
    """Ask before an answer goes out that may be meant otherwise. `sure`: as in `send_or_drop`."""
    rows = send_or_drop(ticket, turn.event.message, *sure)
    return replace(turn.say(question, rows, ticket.id), officer_chat=_draft(turn, text))


def _draft(turn: OfficerTurn[Wrote | Attached], text: str) -> OfficerChat:
    # a draft that is copied as it stands (photo, voice note…) has no text of its own; of a note only its words are kept
    typed = isinstance(turn.event, Wrote) or is_note(text)
    return replace(turn.chat, draft=turn.event.message, draft_text=text if typed else None)
