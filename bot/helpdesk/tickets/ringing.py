"""Who hears of a call for help, when, and with what sound: one rule for all that a resident does in an emergency.

The words reach everybody concerned each time. They ring for all of them, at most once in five minutes a case; what
comes sooner joins without a sound, and the escalation rings besides. Once "Salah paham" was pressed twice in a day they
ring for one alone, who has the case; the supervisor reads along, and the others ring by escalation.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Action, Copy, Outcome, Send
from bot.helpdesk.model.conversation_memory import DOUBTED, Memory, Retractions, retractions
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import Address, Resident, Ticket
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.turn import ResidentTurn


def retracted_once_more(memory: Memory, now: datetime) -> Memory:
    """Count a retraction; pressing again before anything else is written is the same one."""
    before = memory.retracted
    if before and not any(turn.at > before.at for turn in memory.turns):
        return memory
    return replace(memory, retracted=Retractions(retractions(memory, now) + 1, now))


def taken_for_a_mistake(ticket: Ticket) -> bool:
    """Return whether the ticket was claimed, and its call for help taken back."""
    return ticket.claimed_by is not None and ticket.retracted_at is not None


def listeners(ticket: Ticket, resident: Resident, now: datetime, policy: Policy) -> tuple[Officer, ...]:
    """Return who gets the resident's words, the first of them the one who has the ticket."""
    people = policy.concerned(ticket, resident)
    if not ticket.emergency or retractions(resident.memory, now) < DOUBTED:
        return people
    supervisor = policy.directory.officers.get(policy.directory.offices[ticket.office].supervisor or "")
    told = (supervisor,) if supervisor and supervisor.id in policy.chats else ()
    return tuple(dict.fromkeys((*people, *told)))


def rings(ticket: Ticket, resident: Resident, to: Address, now: datetime, policy: Policy) -> bool:
    """Return whether a further message of an emergency may ring in this chat."""
    people = policy.concerned(ticket, resident)
    if people and retractions(resident.memory, now) >= DOUBTED and to != policy.chat(people[0].id):
        return False
    return ticket.rung_at is None or now - ticket.rung_at >= policy.pause_between_steps


def limit_rings(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Silence what comes of an emergency to the officers where it may not ring, and note when it rang.

    Of several messages to one place the first rings.
    """
    resident = outcome.resident or turn.resident
    urgent = {ticket.id: ticket for ticket in (*turn.known, *outcome.tickets) if ticket.emergency}
    rang: set[tuple[int, Address]] = set()

    def limited(action: Action) -> Action:
        if not isinstance(action, Send | Copy) or action.silent or action.to == resident.address:
            return action
        ticket = urgent.get(action.ticket or 0)
        if ticket is None:
            return action
        place = (ticket.id, action.to)
        if place in rang or not rings(ticket, resident, action.to, turn.now, turn.policy):
            return replace(action, silent=True)
        rang.add(place)
        return action

    actions = tuple(map(limited, outcome.actions))
    changed = {ticket.id: ticket for ticket in outcome.tickets}
    changed |= {number: replace(urgent[number], rung_at=turn.now) for number, _ in rang}
    return replace(outcome, actions=actions, tickets=tuple(changed.values())) if urgent else outcome
