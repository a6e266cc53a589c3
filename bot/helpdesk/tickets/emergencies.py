"""Danger first: what happens when somebody may be in danger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.helpdesk.model.actions import Button, Outcome, Priority, Rows, Send
from bot.helpdesk.model.context import ResidentMessage
from bot.helpdesk.model.conversation_memory import YesOrNo
from bot.helpdesk.model.entities import Resident, Ticket
from bot.helpdesk.model.events import Attached, Edited, Event, Pressed, Wrote
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import emergency as emergency_texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.bot_or_officer import talk_of
from bot.helpdesk.tickets.cards import card
from bot.helpdesk.tickets.first_aid import first_aid, new_call
from bot.helpdesk.tickets.intake import join_ticket, joined_note, open_ticket
from bot.helpdesk.tickets.ringing import listeners, taken_for_a_mistake
from bot.matching.danger import FAMILY, assess

NEEDS_HELP = (Button(emergency_texts.B_DANGER_YES, Verb.DANGER, ("ya",)),)
"""The row of the button that raises an emergency, wherever danger is possible."""
PAUSE = timedelta(minutes=30)
"""After so long somebody in danger is told once more what to do."""


def check_danger(resident: Resident, event: Event, text: str, more: Rows = ()) -> Outcome:
    """Answer a doubtful message with one gentle question instead of an alert, and keep it for the ticket it may become.

    `more`: the buttons of answers that the message may be after.
    """
    buttons: Rows = (
        (
            *NEEDS_HELP,
            Button(emergency_texts.B_DANGER_NO, Verb.DANGER, ("tidak",)),
        ),
    )
    asked = YesOrNo((Verb.DANGER, "ya"), (Verb.DANGER, "tidak"))
    kept = replace(resident.memory, awaiting=asked, question=text, feared=text)
    remembered = replace(resident, memory=kept)
    send = Send(event.address, emergency_texts.CHECK_DANGER, (*buttons, *more), priority=Priority.EMERGENCY)
    return Outcome(actions=(send,), resident=remembered)


def raise_emergency(said: ResidentMessage, entry: str | None = None) -> Outcome:
    """Send the calm first messages, alert officer and deputy in parallel, and open a ticket that the bot never closes.

    `entry`: the emergency entry that fits the message; without one, the general first steps.
    """
    resident, event, policy = said.resident, said.event, said.policy
    ticket = said.context.urgent or said.context.open
    if ticket and ticket.emergency:
        if taken_for_a_mistake(ticket, resident.memory):
            ticket = lifecycle.raise_urgency(policy, ticket, said.now)
        joined = join_ticket(said, ticket)
        # the officer was notified before
        return replace(joined, actions=(_further(said, ticket, entry), *joined.actions))
    if entry != FAMILY:
        number = str(ticket.id if ticket else said.context.fresh)
        asked = YesOrNo((Verb.SAFE, number, "ya"), (Verb.SAFE, number, "tidak"))
        resident = replace(resident, memory=replace(resident.memory, awaiting=asked))
        said = said.by(resident)
    if ticket:
        raised = lifecycle.raise_urgency(policy, ticket, said.now)
        joined = join_ticket(said, raised)
        people = listeners(raised, resident, said.now, policy)
        shown = (send for officer in people for send in card(policy, joined.tickets[0], resident, officer, said.now))
        first = first_aid(policy, event.address, ticket.id, entry, said.text)
        return replace(joined, actions=(*first, *dict.fromkeys(shown), *joined.actions))
    opened = open_ticket(said, emergency=True)
    first = first_aid(policy, event.address, opened.ticket, entry, said.text)
    return replace(opened, actions=(*first, *opened.actions))


def _further(said: ResidentMessage, ticket: Ticket, entry: str | None) -> Send:
    """Answer who goes on telling of a danger that the officer knows of.

    Once more what to do, where a button asks for it or after a pause. Otherwise that it was passed on, and whom to call
    where that is known only now: the same question after every message tires who needs help.
    """
    event, policy = said.event, said.policy
    if not isinstance(event, Pressed) and _goes_on(said, ticket):
        note = replace(joined_note(said, ticket), priority=Priority.EMERGENCY)
        call = new_call(policy, said.text, ticket.question)
        return replace(note, text=f"{note.text}\n\n{call[0]}", buttons=call[1]) if call else note
    # a relative stays one, whatever she tells of
    kept = entry if isinstance(event, Pressed) or assess(ticket.question).entry != FAMILY else FAMILY
    (_, steps) = first_aid(policy, event.address, ticket.id, kept, f"{said.text}\n{ticket.question}")
    return steps


def _goes_on(said: ResidentMessage, ticket: Ticket) -> bool:
    """Return whether the resident wrote a moment ago, too, or is talking with the officer."""
    sent = said.event.message if isinstance(said.event, Wrote | Edited | Attached) else None
    times = (turn.at for turn in said.resident.memory.turns if turn.message != sent)
    return talk_of(said.context, said.now) == ticket or any(said.now - at <= PAUSE for at in times)
