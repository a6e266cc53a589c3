"""What happens when nobody answered in time, or a message did not arrive: tickets that change hands unasked.

Remind, then the deputy, then the supervisor, then an alert. Who has been tried stands on the ticket until the resident
has had an answer or a person hands it over, so it goes to each officer once at most, also in a circle of deputies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from bot.helpdesk.model.actions import Action, Button, Delete, Outcome, Priority, Purpose, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.errors import AlertKind
from bot.helpdesk.model.events import Followed
from bot.helpdesk.model.markup import clipped, quoted
from bot.helpdesk.model.people import Resident
from bot.helpdesk.model.policy import Officer, Policy
from bot.helpdesk.model.ticket import EscalationStep, Sent, Ticket, TicketAndResident, TicketState
from bot.helpdesk.texts import danger as danger_texts, officer as officer_texts, resident as texts
from bot.helpdesk.texts.outreach import listed
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.cards import RECEIPTS, card, changed_receipts, to_card, urgency, with_topic
from bot.helpdesk.tickets.lifecycle import ticket_alert


def moved(policy: Policy, pair: TicketAndResident, to: Officer, now: datetime, lent_by: str = "") -> Outcome:
    """Give the ticket to a new owner, with his card.

    `lent_by`: whose leave it is for, after which it comes back.
    """
    ticket, resident = pair
    passed_on, topic = lifecycle.reassign(ticket, to, lent_by), tuple[Action, ...]()
    if to.office != ticket.office:
        passed_on, topic = with_topic(policy, passed_on)
    return Outcome(actions=(*card(policy, passed_on, resident, to, now), *topic), tickets=(passed_on,))


def moved_notices(pairs: Iterable[TicketAndResident], to: Officer) -> tuple[Send, ...]:
    """Notify each resident who waits quietly, and once, who has his tickets now; to who is at risk say nothing."""
    waiting = [(ticket, resident) for ticket, resident in pairs if ticket.waiting_since and not ticket.at_risk]
    notices: list[Send] = []
    for resident in {resident.id: resident for _, resident in waiting}.values():
        own = [ticket.id for ticket, one in waiting if one.id == resident.id]
        text = texts.MOVED.format(numbers=listed([f"#{number}" for number in own]), officer=to.name)
        notices.append(Send(resident.address, text, ticket=own[-1], purpose=Purpose.MOVED, silent=True))
    return tuple(notices)


def home(policy: Policy, ticket: Ticket, resident: Resident) -> Officer | None:
    """Return who answers for the ticket by the settings: its village's officer, else the resident's."""
    return policy.directory.officer_of(ticket if policy.directory.village_of(ticket) else resident)


def orphaned_tickets(policy: Policy, pairs: Iterable[TicketAndResident]) -> Iterable[tuple[TicketAndResident, Officer]]:
    """Return open tickets whose owner the settings no longer give them to, each with its new owner.

    That is one who left or changed his office, who cannot be reached though another can, or who is outside the chain of
    the village's officer, unless the chain passed it on to him, or somebody has taken it up or answered.
    """
    officers = policy.directory.officers
    for ticket, resident in pairs:
        wanted = home(policy, ticket, resident)
        if wanted is None:
            continue
        people = [officers.get(name) for name in (ticket.officer, ticket.claimed_by) if name]
        known = all(person and person.office == ticket.office for person in people)
        chain = {officer.id for officer in policy.directory.chain(wanted)}
        rightful = not chain.isdisjoint((ticket.officer, *ticket.tried)) or ticket.claimed_by or ticket.first_reply_at
        to = next(iter(policy.reachable(wanted)), wanted)
        reached = ticket.officer in policy.chats or to.id not in policy.chats
        if not known or (to.id != ticket.officer and not (reached and rightful)):
            yield (ticket, resident), to


def successors(policy: Policy, ticket: Ticket, resident: Resident) -> tuple[Officer, ...]:
    """Return who can still be asked about a ticket, in order: the rest of its owner's chain.

    Nobody comes after the supervisor; one whose own ticket it is has a deputy like everybody.
    """
    owner = policy.directory.officers.get(ticket.officer) or home(policy, ticket, resident)
    if owner is None or owner.office != ticket.office:
        return ()
    supervisor = policy.directory.offices[owner.office].supervisor
    if owner.id == supervisor and any(name != supervisor for name in ticket.tried):
        return ()
    return policy.reachable(owner, but=(ticket.officer, *ticket.tried))


AFTER = dict(zip(EscalationStep, (*tuple(EscalationStep)[1:], EscalationStep.ALARM), strict=True))
"""The step that follows each; the last repeats."""


def on_due(ticket: Ticket, resident: Resident, now: datetime, policy: Policy) -> Outcome:
    """Take the next step of escalation: tell the people concerned, and leave a next deadline behind.

    The deadline is never in the past: after an outage one step is taken at a time, not all in one second.
    """
    step = ticket.next_step or EscalationStep.REMIND
    if step is EscalationStep.RETURN:
        if returned := _returned(ticket, resident, now, policy):
            return returned
        step = EscalationStep.REMIND
    since, soon = ticket.waiting_since or now, now + policy.pause_between_steps
    step_due, free = lifecycle.deadline(policy, ticket, step, since), ticket.emergency and not ticket.claimed_by
    if free and now < step_due:
        again = lifecycle.escalate(ticket, step, min(soon, step_due))
        return Outcome(actions=_ring(again, resident, now, policy), tickets=(again,))
    if free:
        following = soon
    elif step is EscalationStep.ALARM and not ticket.emergency:
        # the alert stands; it is enough to look again once a working day
        following = lifecycle.deadline(policy, ticket, EscalationStep.DEPUTY, now)
    else:
        least = now + policy.emergency.supervisor if ticket.emergency else soon
        following = max(lifecycle.deadline(policy, ticket, AFTER[step], since), soon, least)
    escalated, people = lifecycle.escalate(ticket, AFTER[step], following), successors(policy, ticket, resident)
    if step is EscalationStep.ALARM:
        return _raise_alert(escalated, resident, now, policy)
    if step is EscalationStep.REMIND or not people:
        return _remind(escalated, resident, now, policy, tells=step is EscalationStep.REMIND)
    person = people[0 if step is EscalationStep.DEPUTY else -1]
    passed = lifecycle.pass_on(escalated, person)
    told = _change_of_owner(policy, escalated, passed, (officer_texts.TAKEN_UP, officer_texts.GONE_UP))
    shown = card(policy, passed, resident, person, now)
    ringing = _ring(escalated, resident, now, policy, but=person) if ticket.emergency else ()
    late = () if ticket.at_risk else (_late(ticket, resident, person),)
    return Outcome(actions=(*told, *shown, *ringing, *late), tickets=(passed,))


def _returned(ticket: Ticket, resident: Resident, now: datetime, policy: Policy) -> Outcome | None:
    """Give the village's officer back what a colleague has not taken up; None where he has it, or is not there."""
    owner = home(policy, ticket, resident)
    if owner is None or ticket.claimed_by or owner.id == ticket.officer or owner.office != ticket.office:
        return None
    if owner.id not in policy.chats or owner.id in policy.away:
        return None
    back = lifecycle.hand_over(policy, ticket, owner, now, None)
    told = _change_of_owner(policy, ticket, back, (officer_texts.CAME_BACK, officer_texts.WENT_BACK), silent=True)
    shown = card(policy, back, resident, owner, now)
    return Outcome(actions=(*told, *shown, *moved_notices([(back, resident)], owner)), tickets=(back,))


def _change_of_owner(
    policy: Policy, before: Ticket, after: Ticket, told: tuple[str, str], *, silent: bool = False
) -> list[Send]:
    """Tell the new owner and the former one of each other; in an emergency the former rings on. `silent`: for him."""
    new, former = policy.directory.officers[after.officer], policy.directory.officers.get(before.officer)
    here, there, notices = policy.chat(new.id), policy.chat(before.officer), list[Send]()
    if here:
        text = told[0].format(number=after.id, officer=former.name if former else texts.SOME_OFFICER)
        notices.append(Send(here, text, ticket=after.id, priority=urgency(after)))
    if there and not before.emergency:
        notices.append(Send(there, told[1].format(number=after.id, officer=new.name), ticket=after.id, silent=silent))
    return notices


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
        said = {"since": _since(ticket, now, policy), "question": quoted(clipped(ticket.question, REMINDED))}
        text = officer_texts.REMINDER.format(number=ticket.id, resident=resident.name, **said)
        rows, why = ((to_card(ticket.id),),), Purpose.FOLLOW_UP
        reminders = tuple(Send(place, text, rows, ticket=ticket.id, purpose=why) for place in places)
    if not reminders or not people:
        # a topic in the group reaches nobody while none of its officers has joined
        return _raise_alert(ticket, resident, now, policy)
    # nothing has arrived of an emergency whose card has reached nobody, and nothing is awaited after "Salah paham"
    awaited = tells and ticket.carded_at and not ticket.retracted_at
    late = (_late(ticket, resident, people[0]),) if not ticket.at_risk or awaited else ()
    return Outcome(actions=(*reminders, *late), tickets=(ticket,))


REMINDED, RUNG = 300, 120
"""Characters of a question that a reminder shows, and of a call for help that a ring does; the card has all of it."""


def _late(ticket: Ticket, resident: Resident, officer: Officer) -> Send:
    """Tell the resident that nobody has answered yet; in an emergency without a word of delay, and without a sound."""
    text = danger_texts.STILL_HELPING if ticket.at_risk else texts.LATE.format(number=ticket.id, officer=officer.name)
    return Send(resident.address, text, ticket=ticket.id, silent=ticket.at_risk)


def _ring(
    ticket: Ticket, resident: Resident, now: datetime, policy: Policy, *, but: Officer | None = None
) -> tuple[Send, ...]:
    """Ring an emergency, with the button that silences it, for officer and deputy and everybody it went up to.

    Once somebody has taken it up it rings for nobody else. `but`: who is notified in another way.
    """
    people, text, how = policy.concerned(ticket, resident), officer_texts.RING, officer_texts.RING_HOW
    rows: Rows = ((Button(officer_texts.B_HANDLE, Verb.CLAIM, (str(ticket.id),)),), (to_card(ticket.id),))
    if ticket.claimed_by:
        people = tuple(person for person in people if person.id in {ticket.claimed_by, ticket.officer})
        text, how, rows = officer_texts.RING_ON, officer_texts.RING_ON_HOW, rows[1:]
    how = officer_texts.RING_UNSAFE if resident.memory.hush else how
    words = quoted(clipped(" ".join(ticket.gravest.split()), RUNG))
    text = text.format(number=ticket.id, since=_since(ticket, now, policy), how=how, words=words)
    places = (policy.chats[person.id].address for person in people if person != but)
    return tuple(
        Send(to, text, rows, ticket=ticket.id, purpose=Purpose.RING, priority=Priority.EMERGENCY) for to in places
    )


def _since(ticket: Ticket, now: datetime, policy: Policy) -> str:
    return policy.directory.offices[ticket.office].hours.moment(ticket.waiting_since or ticket.opened_at, now)


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
    kind = AlertKind.UNANSWERED if ticket.carded_at else AlertKind.UNREACHED
    return Outcome(actions=actions, tickets=(ticket,), alerts=(ticket_alert(kind, ticket, policy),))


CARDS = frozenset({Purpose.CARD, Purpose.NOTICE})
ANSWERS: Mapping[str, tuple[str, str]] = {
    Purpose.REPLY: (officer_texts.ARRIVED, officer_texts.REFUSED),
    Purpose.CORRECTION: (officer_texts.CORRECTED, officer_texts.NOT_CORRECTED),
    Purpose.WITHDRAWAL: (officer_texts.WITHDRAWN, officer_texts.NOT_WITHDRAWN),
}
"""What the officer hears of an answer that arrived, was changed or was taken back, and where that did not happen."""
NOT_ARRIVED: Mapping[str, str] = {
    "blocked": officer_texts.BLOCKED,
    "uncertain": officer_texts.UNCERTAIN,
    "unsafe": officer_texts.NOT_SENT_UNSAFE,
    "erased": officer_texts.UNREAD,
}
"""What he hears of an answer that did not arrive, where it is known why."""


def on_arrived(event: Followed, ticket: Ticket, sent: tuple[Sent, ...], now: datetime, policy: Policy) -> Outcome:
    """Make "sudah sampai ke petugas" true when a card has arrived, and tell the officer when his reply has."""
    if event.purpose in CARDS and ticket.carded_at is None:
        return Outcome(tickets=(replace(ticket, carded_at=now),))
    if event.purpose in RECEIPTS and ticket.carded_at is not None:
        # it was written before the card had arrived
        before = replace(ticket, carded_at=None, first_reply_at=None, state=TicketState.OPEN)
        here = (Sent(event.to, event.message, event.purpose, None),)
        return Outcome(actions=changed_receipts(before, ticket, here, now, policy))
    if event.purpose not in ANSWERS:
        return Outcome()
    notices = _told(ticket, event, ANSWERS[event.purpose][0], policy)
    if event.purpose != Purpose.REPLY:
        # that it has arrived is no longer true of what was taken back
        untrue = Purpose.ARRIVED if event.purpose == Purpose.WITHDRAWAL else None
        gone = (one for one in sent if (one.purpose, one.about) == (untrue, event.about))
        return Outcome(actions=(*(Delete(one.address, one.message) for one in gone), *notices))
    buttons = [Button(officer_texts.B_CLOSE, Verb.CLOSE, (str(ticket.id),))]
    # an answer that the officer typed himself may become FAQ
    pressed = any(one.message == event.about and one.address == told.to for one in sent for told in notices)
    if event.about and not pressed and not ticket.at_risk:
        buttons.append(Button(officer_texts.B_MAKE_FAQ, Verb.MAKE_FAQ, (str(ticket.id), event.about)))
    change = {"buttons": (tuple(buttons),), "purpose": Purpose.ARRIVED, "about": event.about, "silent": True}
    return Outcome(actions=notices).altered(lambda _: True, **change)


def on_undelivered(event: Followed, ticket: Ticket, resident: Resident, now: datetime, policy: Policy) -> Outcome:
    """Show a lost reply to its officer, and pass a card whose officer cannot be reached to the next of the chain."""
    if event.purpose in ANSWERS:
        text = ANSWERS[event.purpose][1]
        if event.purpose != Purpose.REPLY:
            return Outcome(actions=_told(ticket, event, text, policy))
        lost = Outcome(actions=_told(ticket, event, NOT_ARRIVED.get(event.reason, text), policy))
        # an answer that nobody read is none: the resident goes on waiting, and the officer is reminded
        unread = event.reason in {"refused", "unsafe"} and ticket.is_open
        blocked = replace(resident, blocked_at=now) if event.reason == "blocked" else None
        return replace(lost, resident=blocked, tickets=(lifecycle.wait(policy, ticket, now),) if unread else ())
    if event.purpose not in CARDS or not ticket.waiting_since:
        return Outcome()
    if event.purpose == Purpose.CARD and event.reason == "refused":
        if not policy.works_at(event.to, ticket.office):
            return Outcome()
        # told in plain words: it is the card that was refused, not he; only who cannot be told this either is passed by
        told = officer_texts.CARD_REFUSED.format(number=ticket.id)
        notice = Send(event.to, told, ticket=ticket.id, purpose=Purpose.NOTICE, priority=urgency(ticket))
        words = officer_texts.follow_up(ticket, resident, ticket.question)
        note = f"ticket {ticket.id}: the card was refused; told in plain words"
        return Outcome(actions=(notice, replace(notice, text=words, purpose=Purpose.FOLLOW_UP)), notes=(note,))
    if event.reason != "uncertain" or (ticket.emergency and event.purpose == Purpose.CARD):
        return _next_in_chain(event, ticket, resident, now, policy)
    return Outcome()


def _told(ticket: Ticket, event: Followed, text: str, policy: Policy) -> tuple[Send, ...]:
    """Tell the officer who answered, under his own message, what became of it."""
    place = event.heard_at or policy.chat(ticket.claimed_by or ticket.officer)
    return (Send(place, text.format(number=ticket.id), ticket=ticket.id, reply_to=event.about),) if place else ()


def _next_in_chain(event: Followed, ticket: Ticket, resident: Resident, now: datetime, policy: Policy) -> Outcome:
    """Pass the ticket on to the next of the chain, if the card that did not arrive was its owner's; else note it."""
    here = tuple(name for name, chat in policy.chats.items() if chat.address == event.to)
    works_here = policy.works_at(event.to, ticket.office)
    if event.reason == "uncertain" and set(here) <= set(ticket.tried):
        return Outcome()  # the card is tried on; who comes next has been told
    tried = lifecycle.mark_tried(ticket, *(here if works_here else ()))
    if not works_here or policy.chat(ticket.officer) not in {None, event.to}:
        # somebody else's copy of the card, or another office has the ticket by now
        note = f"ticket {ticket.id}: a second card was not delivered ({event.reason})"
        return Outcome(tickets=(tried,) if tried != ticket else (), notes=(note,))
    person = next(iter(successors(policy, tried, resident)), None)
    if person is None:
        alert = lifecycle.escalate(tried, EscalationStep.ALARM, now)
        # where a card has arrived before, the alert is that nobody answers
        unreached = () if ticket.carded_at else (ticket_alert(AlertKind.UNREACHED, ticket, policy),)
        return Outcome(tickets=(alert,), alerts=unreached)
    passed = lifecycle.pass_on(replace(tried, claimed_by=None), person)
    note = f"ticket {ticket.id}: card to {ticket.officer} not delivered ({event.reason}); passed to {person.id}"
    return Outcome(actions=card(policy, passed, resident, person, now), tickets=(passed,), notes=(note,))
