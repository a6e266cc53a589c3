"""What a resident's button does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Action, Button, Edit, Outcome, Priority, Rows, Send, Verdict
from bot.helpdesk.model.entities import Author, Feedback, Line, Resident, Ticket, TicketState
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.village_selection import regencies_page, settle_in, villages_page
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.emergencies import raise_emergency
from bot.helpdesk.tickets.intake import begin_anew, open_case

CASE_VERBS = frozenset({Verb.CANCEL, Verb.DONE, Verb.NOT_DONE, Verb.SAFE, Verb.RATE})
"""Verbs whose first argument is a case of the resident's own."""


def on_pressed(
    resident: Resident,
    tickets: tuple[Ticket, ...],
    target: Ticket | None,
    fresh: int,
    event: Pressed,
    now: datetime,
    policy: Policy,
) -> Outcome:
    """The outcome of a press; a button that fits nothing any more says so, and nothing else happens."""
    first = event.args[0] if event.args else ""
    second = event.args[1] if len(event.args) > 1 else ""
    if event.verb in CASE_VERBS:
        if target is None or target.resident_id != resident.id:
            return _notice(resident, event, texts.NOT_YOURS, f"button {event.verb} {first} refused to a resident")
        return _on_case(resident, target, tickets, fresh, second, event, now, policy)
    match event.verb:
        case Verb.MENU:
            return _turn(resident, event, menu.topics_page(policy))
        case Verb.IMPORTANT:
            return _turn(resident, event, menu.warnings_page(policy))
        case Verb.TOPIC:
            return _turn(resident, event, menu.topic_page(policy, first))
        case Verb.ALL_QUESTIONS:
            return _turn(resident, event, menu.questions_page(policy, first, int(second)))
        case Verb.SHOW | Verb.ANSWER | Verb.PICK | Verb.HELPFUL | Verb.UNHELPFUL if not policy.knowledge.has(first):
            return _notice(resident, event, texts.ENTRY_GONE)
        case Verb.SHOW:
            return _turn(resident, event, menu.answer_page(policy, first, policy.directory.village_of(resident), now))
        case Verb.ANSWER | Verb.PICK:
            return _answer(resident, first, event, now, policy)
        case Verb.HELPFUL:
            return _thanks(resident, first, event, now)
        case Verb.UNHELPFUL:
            buttons: Rows = ((Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER),),)
            done = _thanks(resident, first, event, now, kind="down")
            return replace(done, actions=(*done.actions[:1], Send(event.address, texts.BAD, buttons)))
        case Verb.ASK_OFFICER:
            return _hand_over(resident, fresh, event, now, policy)
        case Verb.DANGER:
            return _danger(resident, tickets, fresh, first, event, now, policy)
        case Verb.REGENCIES:
            return _turn(resident, event, regencies_page(policy, int(first)))
        case Verb.VILLAGES:
            return _turn(resident, event, villages_page(policy, int(first), int(second)))
        case Verb.VILLAGE if first in policy.directory.villages:
            return settle_in(resident, tickets, first, event, now, policy)
        case Verb.OUTSIDE:
            return settle_in(resident, tickets, None, event, now, policy)
        case Verb.ERASE:
            return _erase(resident, tickets, first == "ya", event, now, policy)
    return _notice(resident, event, texts.OLD_BUTTON)


def _notice(resident: Resident, event: Pressed, text: str, note: str = "") -> Outcome:
    acknowledged = Acknowledge(event.address, event.callback, text)
    return Outcome(actions=(acknowledged,), resident=resident, notes=(note,) if note else ())


def _turn(resident: Resident, event: Pressed, page: tuple[str, Rows] | None) -> Outcome:
    """Show a page in the message that holds the button."""
    if page is None or event.message is None:
        return _notice(resident, event, texts.OLD_BUTTON)
    acknowledged = Acknowledge(event.address, event.callback)
    return Outcome(actions=(acknowledged, Edit(event.address, event.message, *page)), resident=resident)


def _answer(resident: Resident, entry: str, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    text, rows = menu.shown(policy, entry, policy.directory.village_of(resident), now)
    question = resident.memory.question or ""
    chosen = (Feedback(now, "chosen", entry, question, resident.village),) if event.verb == Verb.PICK else ()
    action: Action = Send(event.address, text, rows)
    if event.verb == Verb.PICK and event.message:
        # the guesses have done their work: the answer takes their place, so that the chat stays short
        action = Edit(event.address, event.message, text, rows)
    turns = tuple(replace(turn, entry=entry) for turn in resident.memory.turns[-1:])
    remembered = replace(resident, memory=replace(resident.memory, turns=turns or resident.memory.turns))
    acknowledged = Acknowledge(event.address, event.callback)
    return Outcome(actions=(acknowledged, action), resident=remembered, feedback=chosen)


def _thanks(resident: Resident, entry: str, event: Pressed, now: datetime, kind: str = "up") -> Outcome:
    mark = Feedback(now, kind, entry, resident.memory.question or "", resident.village)
    done = _notice(resident, event, texts.GOOD if kind == "up" else "")
    return replace(done, feedback=(mark,))


def _hand_over(resident: Resident, fresh: int, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """ "Tanya petugas": the last question becomes a case; without one, the next message does."""
    acknowledged = Acknowledge(event.address, event.callback)
    question = resident.memory.question
    if question is None:
        officer, office = policy.directory.officer_of(resident), policy.office_of(resident)
        waiting_for = replace(resident, memory=replace(resident.memory, awaiting="question"))
        ask = Send(event.address, texts.WANTS_OFFICER.format(officer=officer.name if officer else office.name))
        return Outcome(actions=(acknowledged, ask), resident=waiting_for)
    asked = replace(resident, memory=replace(resident.memory, question=None, unreadable=0))
    ranked = tuple(entry for entry, _ in policy.knowledge.decide([question]).ranking[:3])
    opened = open_case(policy, asked, fresh, event, question, now, attempted=ranked, asked=True)
    return replace(opened, actions=(acknowledged, *opened.actions))


def _danger(
    resident: Resident,
    tickets: tuple[Ticket, ...],
    fresh: int,
    choice: str,
    event: Pressed,
    now: datetime,
    policy: Policy,
) -> Outcome:
    acknowledged = Acknowledge(event.address, event.callback)
    text = resident.memory.question or ""
    if choice == "ya":
        case = next((ticket for ticket in tickets if ticket.state is TicketState.OPEN), None)
        alert = raise_emergency(policy, resident, case, fresh, event, text or texts.B_DANGER_YES, now)
        return replace(alert, actions=(acknowledged, *alert.actions))
    buttons: Rows = ((Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER), Button(texts.B_MENU, Verb.MENU)),)
    return Outcome(actions=(acknowledged, Send(event.address, texts.CHECK_NO, buttons)), resident=resident)


def _erase(
    resident: Resident, tickets: tuple[Ticket, ...], sure: bool, event: Pressed, now: datetime, policy: Policy
) -> Outcome:
    acknowledged = Acknowledge(event.address, event.callback)
    if not sure:
        return Outcome(actions=(acknowledged, Send(event.address, texts.KEPT)), resident=resident)
    open_cases = [ticket for ticket in tickets if ticket.state is TicketState.OPEN]
    urgent = next((ticket for ticket in open_cases if ticket.emergency), None)
    if urgent:
        # whoever holds the phone must not be able to make a call for help disappear
        later = Send(event.address, texts.ERASE_LATER.format(number=urgent.id))
        return Outcome(actions=(acknowledged, later), resident=resident)
    told = tuple(
        Send(place, officer_texts.ERASED.format(number=ticket.id))
        for ticket in open_cases
        for place in policy.seats(policy.concerned(ticket, resident), ticket)
    )
    gone = tuple(lifecycle.cancel(ticket, now) for ticket in open_cases)
    done = Send(event.address, texts.ERASED)
    return Outcome(actions=(acknowledged, done, *told), resident=resident, tickets=gone, erase=resident.id)


def _on_case(
    resident: Resident,
    ticket: Ticket,
    tickets: tuple[Ticket, ...],
    fresh: int,
    choice: str,
    event: Pressed,
    now: datetime,
    policy: Policy,
) -> Outcome:
    acknowledged = Acknowledge(event.address, event.callback)
    if event.verb == Verb.CANCEL and ticket.emergency:
        # nobody can take a call for help back, whoever holds the phone; those who help hear of it
        return _safe(resident, ticket, "salah", event, now, policy)
    if event.verb == Verb.CANCEL:
        if ticket.waiting_since is None or ticket.first_reply_at or now - ticket.waiting_since > policy.cancel_within:
            return _notice(resident, event, texts.TOO_LATE)
        gone = lifecycle.cancel(ticket, now)
        text = texts.CANCELLED.format(number=ticket.id)
        shown = Edit(event.address, event.message, text) if event.message else Send(event.address, text)
        return Outcome(actions=(acknowledged, shown), resident=resident, tickets=(gone,), case=ticket.id)
    if event.verb == Verb.SAFE:
        return _safe(resident, ticket, choice, event, now, policy)
    if event.verb == Verb.DONE:
        return _finished(resident, ticket, event, now)
    if event.verb == Verb.RATE:
        return _rated(resident, choice, event, now)
    if ticket.closed_at and now - ticket.closed_at > policy.reopen_within:
        return _notice(resident, event, texts.OLD_BUTTON)
    if ticket.office not in policy.directory.offices:
        begun = begin_anew(policy, resident, ticket, tickets, fresh, event, texts.B_NOT_DONE, now)
        return replace(begun, actions=(acknowledged, *begun.actions))
    reopened = lifecycle.reopen(policy, ticket, now)
    text = texts.DONE_NO.format(number=ticket.id)
    told = tuple(
        Send(place, officer_texts.REOPENED.format(number=ticket.id), ticket=ticket.id)
        for place in policy.seats(policy.concerned(ticket, resident), ticket)
    )
    actions: tuple[Action, ...] = (acknowledged, Send(event.address, text, ticket=ticket.id), *told)
    return Outcome(Verdict.CASE, actions, resident, (reopened,), case=ticket.id)


def _finished(resident: Resident, ticket: Ticket, event: Pressed, now: datetime) -> Outcome:
    """The resident says that his question is answered; an emergency stays open until the officer has closed it."""
    text, rows = texts.DONE_YES.format(number=ticket.id), _stars(ticket)
    if rows:
        text += f"\n{texts.RATE_ASK}"
    shown = Edit(event.address, event.message, text, rows) if event.message else Send(event.address, text, rows)
    acknowledged = Acknowledge(event.address, event.callback)
    if ticket.emergency or ticket.state is not TicketState.OPEN:
        return Outcome(actions=(acknowledged, shown), resident=resident, case=ticket.id)
    closed = lifecycle.close(ticket, now)
    return Outcome(actions=(acknowledged, shown), resident=resident, tickets=(closed,), case=ticket.id)


def _stars(ticket: Ticket) -> Rows:
    """One to five stars; nobody who was in danger is asked for them."""
    if ticket.emergency:
        return ()
    return (tuple(Button(f"{count} ★", Verb.RATE, (str(ticket.id), str(count))) for count in range(1, 6)),)


def _rated(resident: Resident, choice: str, event: Pressed, now: datetime) -> Outcome:
    """The stars take the place of their question, so that they are given once."""
    if event.message is None:
        return _notice(resident, event, texts.OLD_BUTTON)
    mark = Feedback(now, "stars", choice, "", resident.village)
    shown = Edit(event.address, event.message, texts.RATED.format(count=choice))
    return Outcome(actions=(Acknowledge(event.address, event.callback), shown), resident=resident, feedback=(mark,))


def _safe(resident: Resident, ticket: Ticket, choice: str, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """The answer to "Apakah Anda bisa membalas dengan aman?"; every answer is shown to those who help."""
    replies = {"ya": texts.SAFE_YES, "tidak": texts.SAFE_NO, "salah": texts.SAFE_MISTAKE}
    news = {
        "ya": officer_texts.SAFE,
        "tidak": officer_texts.UNSAFE,
        "salah": officer_texts.MISTAKE,
    }
    told = tuple(
        Send(
            place,
            news[choice].format(number=ticket.id),
            ticket=ticket.id,
            priority=Priority.EMERGENCY,
        )
        for place in policy.seats(policy.concerned(ticket, resident), ticket)
    )
    line = Line(ticket.id, Author.RESIDENT, now, f"[{choice}]")
    answer = Send(event.address, replies[choice], ticket=ticket.id, priority=Priority.EMERGENCY)
    promised = replace(resident, memory=replace(resident.memory, hush=choice == "tidak"))
    return Outcome(
        Verdict.CASE,
        (Acknowledge(event.address, event.callback), answer, *told),
        promised,
        lines=(line,),
        case=ticket.id,
    )
