"""Danger first: what happens when somebody may be in danger."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.model.actions import Button, Outcome, Priority, Rows, Send
from bot.helpdesk.model.context import ResidentMessage
from bot.helpdesk.model.entities import Resident
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import emergency as emergency_texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.cards import card
from bot.helpdesk.tickets.first_aid import first_aid
from bot.helpdesk.tickets.intake import join_ticket, open_ticket


def check_danger(resident: Resident, event: Event, text: str, more: Rows = ()) -> Outcome:
    """Answer a doubtful message with one gentle question instead of an alert, and keep it for the ticket it may become.

    `more`: the buttons of answers that the message may be after.
    """
    buttons: Rows = (
        (
            Button(emergency_texts.B_DANGER_YES, Verb.DANGER, ("ya",)),
            Button(emergency_texts.B_DANGER_NO, Verb.DANGER, ("tidak",)),
        ),
    )
    remembered = replace(resident, memory=replace(resident.memory, question=text))
    send = Send(event.address, emergency_texts.CHECK_DANGER, (*buttons, *more), priority=Priority.EMERGENCY)
    return Outcome(actions=(send,), resident=remembered)


def raise_emergency(said: ResidentMessage, entry: str | None = None) -> Outcome:
    """Send the calm first messages, alert officer and deputy in parallel, and open a ticket that the bot never closes.

    `entry`: the emergency entry that fits the message; without one, the general first steps.
    """
    resident, event, policy, ticket = said.resident, said.event, said.policy, said.context.open
    if ticket and ticket.emergency:
        joined = join_ticket(said, ticket)
        # the officer was notified before: what to do is said again, the rest only once
        (_, steps) = first_aid(policy, event.address, ticket.id, entry, said.text)
        return replace(joined, actions=(steps, *joined.actions))
    if ticket:
        raised = lifecycle.raise_urgency(policy, ticket, said.now)
        joined = join_ticket(said, raised)
        people = policy.concerned(raised, resident)
        shown = (send for officer in people for send in card(policy, joined.tickets[0], resident, officer, said.now))
        first = first_aid(policy, event.address, ticket.id, entry, said.text)
        return replace(joined, actions=(*first, *dict.fromkeys(shown), *joined.actions))
    opened = open_ticket(said, emergency=True)
    first = first_aid(policy, event.address, opened.ticket, entry, said.text)
    return replace(opened, actions=(*first, *opened.actions))
