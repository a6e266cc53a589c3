"""What happens when nobody answered in time: remind, then the deputy, then the supervisor, then an alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk import officer_texts, texts
from bot.helpdesk.actions import Action, Outcome, Priority, Send
from bot.helpdesk.cases import card, deadline
from bot.helpdesk.desk import Desk
from bot.helpdesk.model import Resident, Step, Ticket

AFTER = {Step.REMIND: Step.DEPUTY, Step.DEPUTY: Step.SUPERVISOR, Step.SUPERVISOR: Step.ALARM, Step.ALARM: Step.ALARM}


def on_due(ticket: Ticket, resident: Resident, now: datetime, desk: Desk) -> Outcome:
    """One step up the ladder; every step tells the people concerned, and leaves a next deadline behind."""
    step, since = ticket.next_step or Step.REMIND, ticket.waiting_since or now
    following = AFTER[step]
    # never in the past: after an outage the ladder is climbed one rung at a time, not in one second
    later = max(deadline(desk, ticket, following, since), now + desk.pause_between_steps)
    moved = replace(ticket, next_step=following, next_at=later)
    owner = desk.directory.officers.get(ticket.officer)
    chain = desk.reachable(owner) if owner else ()
    if step is Step.REMIND:
        return _remind(moved, resident, now, desk)
    if step is Step.ALARM or not chain:
        return _alarm(moved, resident, now, desk)
    rung = 1 if step is Step.DEPUTY else len(chain) - 1
    person = chain[min(rung, len(chain) - 1)]
    if person.id == ticket.officer:
        return _remind(moved, resident, now, desk)
    passed_on = replace(moved, officer=person.id)
    priority = Priority.EMERGENCY if ticket.emergency else Priority.NORMAL
    told: list[Action] = []
    new = desk.chat(person.id)
    if new:
        name = owner.name if owner else "petugas"
        told.append(
            Send(
                new, officer_texts.TAKEN_UP.format(number=ticket.id, officer=name), ticket=ticket.id, priority=priority
            )
        )
    old = desk.chat(ticket.officer)
    if old:
        text = officer_texts.GONE_UP.format(number=ticket.id, officer=person.name)
        told.append(Send(old, text, ticket=ticket.id))
    news = Send(resident.address, texts.LATE.format(number=ticket.id, officer=person.name), ticket=ticket.id)
    return Outcome(actions=(*told, *card(desk, passed_on, resident, person, now), news), tickets=(passed_on,))


def _remind(ticket: Ticket, resident: Resident, now: datetime, desk: Desk) -> Outcome:
    """The owner is reminded, and the resident is told so without asking."""
    hours = desk.directory.offices[ticket.office].hours
    since = hours.moment(ticket.waiting_since or ticket.opened_at, now)
    text = officer_texts.REMINDER.format(number=ticket.id, since=since)
    priority = Priority.EMERGENCY if ticket.emergency else Priority.NORMAL
    people = desk.concerned(ticket, resident)
    reminders = tuple(Send(desk.chats[p.id].address, text, ticket=ticket.id, priority=priority) for p in people)
    if not reminders:
        return _alarm(ticket, resident, now, desk)
    news = Send(resident.address, texts.LATE.format(number=ticket.id, officer=people[0].name), ticket=ticket.id)
    return Outcome(actions=(*reminders, news), tickets=(ticket,))


def _alarm(ticket: Ticket, resident: Resident, now: datetime, desk: Desk) -> Outcome:
    """Nobody of the chain answered or could be reached: the staff's chat and the log hear of it."""
    staff = desk.staff
    text = officer_texts.ALARM.format(number=ticket.id)
    actions = (Send(staff, text, priority=Priority.EMERGENCY),) if staff else ()
    note = f"case {ticket.id}: nobody answers; the ladder is at its end"
    return Outcome(actions=actions, tickets=(ticket,), notes=(note,))
