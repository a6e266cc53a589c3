"""Danger first: what happens when somebody may be in danger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.helpdesk.model.actions import Button, Copy, Outcome, Priority, Rows, Send
from bot.helpdesk.model.conversation_memory import YesOrNo
from bot.helpdesk.model.entities import Resident, Ticket
from bot.helpdesk.model.events import Attached, Edited, Event, Pressed, Wrote
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.bot_or_officer import talk_of
from bot.helpdesk.tickets.cards import card
from bot.helpdesk.tickets.first_aid import DESPAIRS, POISON, first_aid, gentle
from bot.helpdesk.tickets.intake import join_ticket, joined_note, open_ticket
from bot.helpdesk.tickets.ringing import listeners, taken_for_a_mistake
from bot.helpdesk.turn import ResidentTurn
from bot.matching.danger import FAMILY, assess

NEEDS_HELP = (Button(danger_texts.B_DANGER_YES, Verb.DANGER, ("ya",)),)
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
            Button(danger_texts.B_DANGER_NO, Verb.DANGER, ("tidak",)),
        ),
    )
    asked = YesOrNo((Verb.DANGER, "ya"), (Verb.DANGER, "tidak"))
    remembered = resident.remember(awaiting=asked, question=text, feared=text)
    send = Send(event.address, danger_texts.CHECK_DANGER, (*buttons, *more), priority=Priority.EMERGENCY)
    return Outcome(actions=(send,), resident=remembered)


def raise_emergency(turn: ResidentTurn[Event], entry: str | None = None) -> Outcome:
    """Send the calm first messages, alert officer and deputy in parallel, and open a ticket that the bot never closes.

    `entry`: the emergency entry that fits the message, or what stands for one; without it, the general first steps.
    """
    turn = replace(turn, despair=entry in DESPAIRS)
    resident, event, policy = turn.resident, turn.event, turn.policy
    ticket = turn.urgent or turn.open
    if ticket and ticket.emergency:
        mistaken = taken_for_a_mistake(ticket)
        again = lifecycle.raise_urgency(policy, ticket, turn.now) if mistaken else lifecycle.uphold(ticket)
        joined = join_ticket(turn, again)
        # the officer was notified before
        return replace(joined, actions=(_further(turn, ticket, entry), *joined.actions))
    if entry != FAMILY and not turn.despair:
        number = str(ticket.id if ticket else turn.fresh)
        asked = YesOrNo((Verb.SAFE, number, "ya"), (Verb.SAFE, number, "tidak"))
        resident = resident.remember(awaiting=asked)
        turn = turn.of(resident)
    if ticket:
        raised = lifecycle.raise_urgency(policy, ticket, turn.now)
        joined = join_ticket(turn, raised)
        people = listeners(raised, resident, turn.now, policy)
        shown = (send for officer in people for send in card(policy, joined.tickets[0], resident, officer, turn.now))
        first = first_aid(policy, event.address, ticket.id, entry, turn.words)
        return replace(joined, actions=(*first, *dict.fromkeys(shown), *joined.actions))
    opened = open_ticket(turn, emergency=True)
    first = first_aid(policy, event.address, opened.ticket, entry, turn.words)
    return replace(opened, actions=(*first, *opened.actions))


def hear_despair(turn: ResidentTurn[Event], entry: str) -> Outcome:
    """Answer gently who may be tired of life, or tells of somebody who may be, and give it silently to the officer.

    No receipt and no number of a question: nothing here is office work. Where help is under way already a word is
    enough, but for a pause. A live emergency stays what it is, with its own words. Poison is nothing veiled.
    """
    if POISON.search(turn.words):
        return raise_emergency(turn, entry)
    policy, ticket = turn.policy, turn.urgent or turn.open
    ticket = ticket if ticket and ticket.office in policy.directory.offices else None
    urgent, known = ticket is not None and ticket.emergency, ticket is not None and ticket.at_risk
    turn = turn.remember(feared=turn.words, awaiting=YesOrNo((Verb.DANGER, "ya")))
    turn = replace(turn, despair=not urgent)
    taken = join_ticket(turn, lifecycle.uphold(ticket)) if ticket else open_ticket(turn)
    if not taken.tickets:
        return taken
    (now,) = taken.tickets
    answer = gentle(policy, turn.event.address, now.id, entry, turn.words)
    answer = replace(answer, buttons=(NEEDS_HELP, *answer.buttons))
    if known and (urgent or (_goes_on(turn, now) and assess(now.question).entry == entry)):
        answer = joined_note(turn, now)
    silent = (replace(one, silent=True) if isinstance(one, Send | Copy) else one for one in taken.actions)
    return replace(taken, actions=(answer, *silent))


def _further(turn: ResidentTurn[Event], ticket: Ticket, entry: str | None) -> Send:
    """Answer who goes on telling of a danger that the officer knows of.

    Once more what to do, where a button asks for it or after a pause. Otherwise that it was passed on, and whom to call
    where that is known only now: the same question after every message tires who needs help.
    """
    event, policy = turn.event, turn.policy
    turns_to_despair = turn.despair and not ticket.despair
    if not isinstance(event, Pressed) and _goes_on(turn, ticket) and not turns_to_despair:
        return replace(joined_note(turn, ticket), priority=Priority.EMERGENCY)
    # a relative stays one, whatever she tells of, and who is tired of life is not told to escape
    first = assess(ticket.question).entry
    kept = first if first in {FAMILY, *DESPAIRS} and not (isinstance(event, Pressed) or turns_to_despair) else entry
    (*_, steps) = first_aid(policy, event.address, ticket.id, kept, f"{turn.words}\n{ticket.question}")
    return steps


def _goes_on(turn: ResidentTurn[Event], ticket: Ticket) -> bool:
    """Return whether the resident wrote a moment ago, too, or is talking with the officer."""
    sent = turn.event.message if isinstance(turn.event, Wrote | Edited | Attached) else None
    times = (one.at for one in turn.resident.memory.turns if one.message != sent)
    return talk_of(turn) == ticket or any(turn.now - at <= PAUSE for at in times)
