"""What a resident may ask about himself: /data shows what is stored, /hapusjejak clears the chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.model.actions import Button, Delete, Document, Outcome, Send
from bot.helpdesk.model.conversation_memory import Memory
from bot.helpdesk.model.entities import TicketState
from bot.helpdesk.model.events import Commanded, Event, Pressed
from bot.helpdesk.model.store import KeptPersonalData
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import privacy as privacy_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.turn import ResidentTurn


def asks_for_data(event: Event) -> bool:
    """Return whether the event needs everything that is stored about the resident."""
    return (isinstance(event, Commanded) and event.command == "data") or _as_file(event)


def _as_file(event: Event) -> bool:
    return isinstance(event, Pressed) and event.verb == Verb.DATA_FILE


@resident_button(Verb.DATA_FILE)
def show_data(turn: ResidentTurn[Commanded | Pressed]) -> Outcome:
    """Show what is stored (/data) as one readable text, and as a file to those who press the button.

    A file stays on a shared phone, so it is not sent unasked. Asking is no reason to store anything about somebody
    who is unknown.
    """
    resident = turn.resident
    if not resident.id:
        return Outcome(actions=(Send(turn.event.address, privacy_texts.DATA_NOTHING),))
    text = privacy_texts.data(resident, turn.kept or KeptPersonalData(), turn.now, turn.policy)
    shown = (
        Document(turn.event.address, privacy_texts.DATA_FILE, text)
        if _as_file(turn.event)
        else Send(turn.event.address, text, ((Button(privacy_texts.B_FILE, Verb.DATA_FILE),),))
    )
    return Outcome(actions=(shown,), resident=replace(resident, blocked_at=None))


DELETABLE = timedelta(hours=48)
"""How far back a channel lets the bot delete in somebody's chat."""
AT_ONCE = 100
"""Messages that one call can delete: a resident in a hurry must not wait for each of them."""


def asks_to_clear(event: Event) -> bool:
    """Return whether the event needs to know which messages stand in the chat."""
    command = isinstance(event, Commanded) and event.command == "hapusjejak"
    return command or (isinstance(event, Pressed) and event.verb == Verb.CLEAR)


@resident_button(Verb.CLEAR)
def clear_chat(turn: ResidentTurn[Commanded | Pressed]) -> Outcome:
    """Delete two days of messages from the chat (/hapusjejak), and leave a greeting like any other; tickets stay.

    Nothing that remains says that something was there; what the bot remembered of the conversation goes too. Only where
    older messages may stand, which no bot can delete, the greeting says how the person himself does it.
    """
    deletable = dict.fromkeys((*turn.standing, *((turn.event.message,) if turn.event.message else ())))
    every = tuple(deletable)
    deleted = tuple(
        Delete(turn.event.address, every[at], purpose=Purpose.CLEARING, more=every[at + 1 : at + AT_ONCE])
        for at in range(0, len(every), AT_ONCE)
    )
    older = turn.resident.id and turn.resident.joined_at < turn.now - DELETABLE
    text = f"{texts.HELLO}\n\n{texts.CLEAR_OLDER}" if older else texts.HELLO
    hello = Send(turn.event.address, text, ((Button(texts.B_MENU, Verb.MENU),),), silent=True)
    memory = Memory(discreet=True, hush=turn.resident.memory.hush, retracted=turn.resident.memory.retracted)
    known = replace(turn.resident, memory=memory, blocked_at=None) if turn.resident.id else None
    notices = tuple(
        Send(
            turn.policy.chats[officer.id].address,
            officer_texts.CLEARED.format(number=ticket.id),
            ticket=ticket.id,
            # in an emergency a call that comes right after it must ring; cleared again it is known already
            silent=ticket.emergency or turn.resident.memory.discreet,
        )
        for ticket in turn.tickets
        if ticket.state is TicketState.OPEN
        for officer in turn.policy.concerned(ticket, turn.resident)
    )
    return Outcome(actions=(*deleted, hello, *notices), resident=known)


@resident_button(Verb.ERASE)
def erase_data(turn: ResidentTurn[Pressed]) -> Outcome:
    resident = turn.resident
    if turn.event.args[0] != "ya":
        return turn.say(texts.KEPT)
    open_tickets = [ticket for ticket in turn.tickets if ticket.state is TicketState.OPEN]
    urgent = next((ticket for ticket in open_tickets if ticket.at_risk), None)
    if urgent:
        # another person who holds the phone must not be able to make a call for help disappear
        later = Send(turn.event.address, texts.ERASE_LATER.format(number=urgent.id))
        return Outcome(actions=(later,), resident=resident)
    notices = tuple(
        Send(place, officer_texts.ERASED.format(number=ticket.id))
        for ticket in open_tickets
        for place in turn.policy.reading_places(turn.policy.concerned(ticket, resident), ticket)
    )
    cancelled = tuple(lifecycle.cancel(ticket, turn.now) for ticket in open_tickets)
    done = Send(turn.event.address, texts.ERASED)
    return Outcome(actions=(done, *notices), resident=resident, tickets=cancelled, erase=resident.id)
