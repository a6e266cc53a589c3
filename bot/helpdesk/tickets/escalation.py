"""What happens when nobody answered in time: remind, then the deputy, then the supervisor, then an alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Action, Button, Outcome, Priority, Rows, Send
from bot.helpdesk.model.alerts import Kind
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import EscalationStep, Resident, Ticket
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.cards import card
from bot.helpdesk.tickets.lifecycle import ticket_alert
from bot.helpdesk.tickets.reassignment import home, moved_notices, successors

AFTER = {
    EscalationStep.RETURN: EscalationStep.REMIND,
    EscalationStep.REMIND: EscalationStep.DEPUTY,
    EscalationStep.DEPUTY: EscalationStep.SUPERVISOR,
    EscalationStep.SUPERVISOR: EscalationStep.ALARM,
    EscalationStep.ALARM: EscalationStep.ALARM,
}


def on_due(ticket: Ticket, resident: Resident, now: datetime, policy: Policy) -> Outcome:
    """Take the next step of escalation: tell the people concerned, and leave a next deadline behind."""
    if ticket.next_step is EscalationStep.RETURN:
        owner = _owner_of_unclaimed(ticket, resident, policy)
        if owner:
            return _returned(ticket, resident, owner, now, policy)
        ticket = lifecycle.escalate(ticket, EscalationStep.REMIND, now)
    step = ticket.next_step or EscalationStep.REMIND
    step_due = lifecycle.deadline(policy, ticket, step, ticket.waiting_since or now)
    if ticket.emergency and not ticket.claimed_by and now < step_due:
        again = lifecycle.postpone(ticket, min(now + policy.pause_between_steps, step_due))
        return Outcome(actions=_ring(again, resident, now, policy), tickets=(again,))
    moved = lifecycle.escalate(ticket, AFTER[step], _next_deadline(ticket, step, now, policy))
    if step is EscalationStep.ALARM:
        return _raise_alert(moved, resident, now, policy)
    successor = successors(policy, ticket, resident)
    if step is EscalationStep.REMIND or not successor:
        return _remind(moved, resident, now, policy, tells=step is EscalationStep.REMIND)
    return _passed_on(moved, resident, successor[0 if step is EscalationStep.DEPUTY else -1], now, policy)


def _next_deadline(ticket: Ticket, step: EscalationStep, now: datetime, policy: Policy) -> datetime:
    """Return when the step after this one is due.

    It is never in the past: after an outage one step is taken at a time, not all in one second.
    """
    soon = now + policy.pause_between_steps
    if ticket.emergency and not ticket.claimed_by:
        return soon
    if step is EscalationStep.ALARM and not ticket.emergency:
        # the alert stands; it is enough to look again once a working day
        return lifecycle.deadline(policy, ticket, EscalationStep.DEPUTY, now)
    later = max(lifecycle.deadline(policy, ticket, AFTER[step], ticket.waiting_since or now), soon)
    return max(later, now + policy.emergency.supervisor) if ticket.emergency else later


def _passed_on(ticket: Ticket, resident: Resident, person: Officer, now: datetime, policy: Policy) -> Outcome:
    """Pass the ticket on to the deputy or supervisor; its owner and the resident are notified."""
    passed = lifecycle.pass_on(ticket, person)
    notices: list[Action] = []
    if new := policy.chat(person.id):
        owner = policy.directory.officers.get(ticket.officer)
        text = officer_texts.TAKEN_UP.format(number=ticket.id, officer=owner.name if owner else texts.SOME_OFFICER)
        priority = Priority.EMERGENCY if ticket.emergency else Priority.NORMAL
        notices.append(Send(new, text, ticket=ticket.id, priority=priority))
    old = policy.chat(ticket.officer)
    if old and not ticket.emergency:
        text = officer_texts.GONE_UP.format(number=ticket.id, officer=person.name)
        notices.append(Send(old, text, ticket=ticket.id))
    late = () if ticket.at_risk else (_late(ticket, resident, person),)
    ringing = _ring(ticket, resident, now, policy, but=person) if ticket.emergency else ()
    return Outcome(actions=(*notices, *card(policy, passed, resident, person, now), *ringing, *late), tickets=(passed,))


def _owner_of_unclaimed(ticket: Ticket, resident: Resident, policy: Policy) -> Officer | None:
    """Return who gets back what a colleague has not taken up: the village's officer, if he is there."""
    owner = home(policy, ticket, resident)
    if owner is None or ticket.claimed_by or owner.id == ticket.officer or owner.office != ticket.office:
        return None
    return owner if owner.id in policy.chats and owner.id not in policy.away else None


def _returned(ticket: Ticket, resident: Resident, owner: Officer, now: datetime, policy: Policy) -> Outcome:
    back = lifecycle.give_back(policy, ticket, owner, now)
    colleague = policy.directory.officers.get(ticket.officer)
    name = colleague.name if colleague else officer_texts.SOME_OFFICER
    notices = [Send(policy.chats[owner.id].address, officer_texts.CAME_BACK.format(number=ticket.id, officer=name))]
    former = policy.chat(ticket.officer)
    if former:
        text = officer_texts.WENT_BACK.format(number=ticket.id, officer=owner.name)
        notices.append(Send(former, text, ticket=ticket.id, silent=True))
    shown = card(policy, back, resident, owner, now)
    return Outcome(actions=(*notices, *shown, *moved_notices(back, resident, owner)), tickets=(back,))


def _remind(ticket: Ticket, resident: Resident, now: datetime, policy: Policy, *, tells: bool) -> Outcome:
    """Remind the ticket's officer, and notify the resident of that without being asked.

    `tells`: the first time; in an emergency the resident hears it only then.
    """
    people = policy.concerned(ticket, resident)
    if ticket.emergency:
        reminders = _ring(ticket, resident, now, policy)
    else:
        # a topic that is still being opened by now must keep nobody from hearing of the ticket
        places = policy.reading_places(people, ticket) or policy.reading_places(people, replace(ticket, topic=None))
        text = officer_texts.REMINDER.format(number=ticket.id, since=_since(ticket, now, policy))
        reminders = tuple(Send(place, text, ticket=ticket.id) for place in places)
    if not reminders or not people:
        # a topic in the group reaches nobody while none of its officers has joined
        return _raise_alert(ticket, resident, now, policy)
    # nothing has arrived of an emergency whose card has reached nobody
    late = (_late(ticket, resident, people[0]),) if not ticket.at_risk or (tells and ticket.carded_at) else ()
    return Outcome(actions=(*reminders, *late), tickets=(ticket,))


def _late(ticket: Ticket, resident: Resident, officer: Officer) -> Send:
    """Tell the resident that nobody has answered yet; in an emergency without a word of delay, and without a sound."""
    if ticket.at_risk:
        return Send(resident.address, danger_texts.STILL_HELPING, ticket=ticket.id, silent=True)
    text = texts.LATE.format(number=ticket.id, officer=officer.name)
    return Send(resident.address, text, ticket=ticket.id)


def _ring(
    ticket: Ticket, resident: Resident, now: datetime, policy: Policy, *, but: Officer | None = None
) -> tuple[Send, ...]:
    """Ring an emergency, with the button that silences it, for officer and deputy and everybody it went up to.

    Once somebody has taken it up it rings for nobody else. `but`: who is notified in another way.
    """
    people, text = policy.concerned(ticket, resident), officer_texts.RING
    buttons: Rows = ((Button(officer_texts.B_HANDLE, Verb.CLAIM, (str(ticket.id),)),),)
    if ticket.claimed_by:
        people = tuple(person for person in people if person.id in {ticket.claimed_by, ticket.officer})
        text, buttons = officer_texts.RING_ON, ()
    text = text.format(number=ticket.id, since=_since(ticket, now, policy))
    return tuple(
        Send(policy.chats[person.id].address, text, buttons, ticket.id, Purpose.RING, priority=Priority.EMERGENCY)
        for person in people
        if person != but
    )


def _since(ticket: Ticket, now: datetime, policy: Policy) -> str:
    hours = policy.directory.offices[ticket.office].hours
    return hours.moment(ticket.waiting_since or ticket.opened_at, now)


def _raise_alert(ticket: Ticket, resident: Resident, now: datetime, policy: Policy) -> Outcome:
    """Raise an alert, which stands until somebody answers: nobody of the chain answered, or could be reached.

    An emergency also goes on ringing for the staff's chat and the whole chain, until somebody takes it up.
    """
    actions: tuple[Send, ...] = ()
    if ticket.emergency:
        text = officer_texts.ALARM.format(number=ticket.id)
        staff = (Send(policy.staff, text, priority=Priority.EMERGENCY),) if policy.staff else ()
        actions = (*staff, *_ring(ticket, resident, now, policy))
    # a ticket that has reached nobody is reported as that, and not once more as unanswered
    kind = Kind.UNANSWERED if ticket.carded_at else Kind.UNREACHED
    return Outcome(actions=actions, tickets=(ticket,), alerts=(ticket_alert(kind, ticket, policy),))
