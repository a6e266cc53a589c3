"""What a resident's button does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Action, Button, Edit, Outcome, Priority, Rows, Send, Verdict
from bot.helpdesk.model.context import ResidentContext, Said
from bot.helpdesk.model.entities import Author, Feedback, Line, Resident, Ticket, TicketState, Turn
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.asked import awaiting_what_was_asked, question_for
from bot.helpdesk.resident.village_selection import regencies_page, settle_in, villages_page
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.emergencies import raise_emergency
from bot.helpdesk.tickets.intake import begin_anew, open_case
from bot.matching.decision import Outcome as Reading

Handler = Callable[[ResidentContext, Pressed, datetime, Policy], Outcome]
FAMILY_ENTRY = "tppo-keluarga-korban"
TicketHandler = Callable[[ResidentContext, Ticket, Pressed, datetime, Policy], Outcome]


def on_pressed(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """The outcome of a press; a button that fits nothing any more says so, and nothing else happens."""
    if handle := TICKET_BUTTONS.get(event.verb):
        ticket = context.target
        if ticket is None or ticket.resident_id != context.resident.id:
            note = f"button {event.verb} {event.args[0] if event.args else ''} refused to a resident"
            return _notice(context.resident, event, texts.NOT_YOURS, note)
        return handle(context, ticket, event, now, policy)
    if event.verb in ENTRY_BUTTONS and not policy.knowledge.has(event.args[0] if event.args else ""):
        return _notice(context.resident, event, texts.ENTRY_GONE)
    handle_other = ENTRY_BUTTONS.get(event.verb) or BUTTONS.get(event.verb, old_button)
    return handle_other(context, event, now, policy)


def old_button(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """A button that none of ours is any more."""
    return _notice(context.resident, event, texts.OLD_BUTTON)


def _menu(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return _turn(context.resident, event, menu.home_page(policy))


def _more(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return _turn(context.resident, event, menu.more_page(policy))


def _warnings(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return _turn(context.resident, event, menu.warnings_page(policy))


def _topic(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return _turn(context.resident, event, menu.topic_page(policy, event.args[0]))


def _all_questions(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    topic, page = event.args
    return _turn(context.resident, event, menu.questions_page(policy, topic, int(page)))


def _show(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    resident, entry = context.resident, event.args[0]
    page = menu.answer_page(policy, entry, policy.directory.village_of(resident), now)
    memory = awaiting_what_was_asked(resident.memory, (entry,), policy)
    return _turn(replace(resident, memory=memory), event, page)


def _regencies(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return _turn(context.resident, event, regencies_page(policy, int(event.args[0])))


def _villages(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    regency, page = event.args
    return _turn(context.resident, event, villages_page(policy, int(regency), int(page)))


def _village(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    if event.args[0] not in policy.directory.villages:
        return old_button(context, event, now, policy)
    return settle_in(context, event.args[0], event, now, policy)


def _outside(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return settle_in(context, None, event, now, policy)


def _notice(resident: Resident, event: Pressed, text: str, note: str = "") -> Outcome:
    acknowledged = Acknowledge(event.address, event.callback, text)
    return Outcome(actions=(acknowledged,), resident=resident, notes=(note,) if note else ())


def _turn(resident: Resident, event: Pressed, page: tuple[str, Rows] | None) -> Outcome:
    """Show a page in the message that holds the button."""
    if page is None or event.message is None:
        return _notice(resident, event, texts.OLD_BUTTON)
    acknowledged = Acknowledge(event.address, event.callback)
    return Outcome(actions=(acknowledged, Edit(event.address, event.message, *page)), resident=resident)


def _answer(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    resident, entry = context.resident, event.args[0]
    village = policy.directory.village_of(resident)
    rows: Rows = ()
    if context.open and context.open.emergency and policy.knowledge.urgent(entry):
        text = policy.knowledge.answer(entry, village, alerted=True)
    else:
        text, rows = menu.shown(policy, entry, village, now)
    question = resident.memory.question or ""
    picked = event.verb == Verb.PICK
    chosen = (Feedback(now, "chosen", entry, question, resident.village),) if picked else ()
    action: Action = Send(event.address, text, rows)
    if picked and event.message:
        # the guesses have done their work: the answer takes their place, so that the chat stays short
        action = Edit(event.address, event.message, text, rows)
    *earlier, last = resident.memory.turns or (None,)
    if last and picked:
        turns = (*earlier, replace(last, entry=entry))
    else:
        turns = (*resident.memory.turns, Turn(policy.knowledge.question(entry), now, entry))[-2:]
    memory = awaiting_what_was_asked(replace(resident.memory, turns=turns, awaiting=None), (entry,), policy)
    remembered = replace(resident, memory=memory)
    acknowledged = Acknowledge(event.address, event.callback)
    return Outcome(actions=(acknowledged, action), resident=remembered, feedback=chosen)


def _helpful(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    done = _notice(context.resident, event, texts.GOOD)
    return replace(done, feedback=(_mark(context, event, "up", now, policy),))


def _unhelpful(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    buttons: Rows = ((Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER, event.args[:1]),),)
    done = _notice(context.resident, event, "")
    return replace(
        done,
        actions=(*done.actions, Send(event.address, texts.BAD, buttons)),
        feedback=(_mark(context, event, "down", now, policy),),
    )


def _mark(context: ResidentContext, event: Pressed, kind: str, now: datetime, policy: Policy) -> Feedback:
    """The thumb is for the answer above it, and for the question that it answered."""
    entry = event.args[0]
    return Feedback(now, kind, entry, question_for(context, entry, policy), context.resident.village)


def _details(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """ "Selengkapnya": what the answer has folded away, in a message of its own."""
    details = policy.knowledge.details(event.args[0], policy.directory.village_of(context.resident))
    shown = (Send(event.address, details),) if details else ()
    return Outcome(actions=(Acknowledge(event.address, event.callback), *shown), resident=context.resident)


def _question_above(context: ResidentContext, event: Pressed, policy: Policy) -> str | None:
    """What the button stands under: an answer's question, the last question, or nothing (a button of the menu)."""
    named = event.args[0] if event.args else ""
    if policy.knowledge.has(named):
        return question_for(context, named, policy)
    return None if named == "baru" else context.resident.memory.question


def _hand_over(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """ "Tanya petugas": the question that was answered above it becomes a case, under no answer the last one.

    Where there is none, the next message does.
    """
    resident = context.resident
    acknowledged = Acknowledge(event.address, event.callback)
    question = _question_above(context, event, policy)
    sent = next((t for t in context.tickets if t.state is TicketState.OPEN and t.question == question), None)
    if sent:
        return _notice(resident, event, texts.SENT_BEFORE.format(number=sent.id))
    if question is None:
        officer, office = policy.directory.officer_of(resident), policy.office_of(resident)
        waiting_for = replace(resident, memory=replace(resident.memory, awaiting="question"))
        ask = Send(event.address, texts.WANTS_OFFICER.format(officer=officer.name if officer else office.name))
        return Outcome(actions=(acknowledged, ask), resident=waiting_for)
    left = None if question == resident.memory.question else resident.memory.question
    asked = replace(resident, memory=replace(resident.memory, question=left, awaiting=None, unreadable=0))
    decision = context.decisions.of(policy.knowledge, question)
    ranked = tuple(entry for entry, _ in decision.ranking[:3])
    if decision.outcome is Reading.WARN:
        question = f"{officer_texts.EARLY_WARNING}\n{question}"
    opened = open_case(Said(context.of(asked), event, question, now, policy), attempted=ranked, asked=True)
    return replace(opened, actions=(acknowledged, *opened.actions))


def _danger(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    resident = context.resident
    acknowledged = Acknowledge(event.address, event.callback)
    if event.args[0] == "siapa":
        return _ask_who(resident, event)
    text = resident.memory.question or ""
    if event.args[0] == "keluarga":
        alert = raise_emergency(Said(context, event, text or texts.B_FAMILY, now, policy), FAMILY_ENTRY)
        return replace(alert, actions=(acknowledged, *alert.actions))
    if event.args[0] == "ya":
        decision = context.decisions.of(policy.knowledge, text)
        entry = decision.answers[0] if decision.outcome is Reading.EMERGENCY and decision.answers else None
        alert = raise_emergency(Said(context, event, text or texts.B_DANGER_YES, now, policy), entry)
        return replace(alert, actions=(acknowledged, *alert.actions))
    buttons: Rows = ((Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER), Button(texts.B_MENU, Verb.MENU)),)
    return Outcome(actions=(acknowledged, Send(event.address, texts.CHECK_NO, buttons)), resident=resident)


def _ask_who(resident: Resident, event: Pressed) -> Outcome:
    """The button at home is pressed in haste and by mistake: who is in danger is asked before anybody is alarmed."""
    rows: Rows = (
        (Button(texts.B_MYSELF, Verb.DANGER, ("ya",)), Button(texts.B_FAMILY, Verb.DANGER, ("keluarga",))),
        (Button(texts.B_NOBODY, Verb.DANGER, ("tidak",)),),
    )
    # what was asked before is no part of it
    forgotten = replace(resident, memory=replace(resident.memory, question=None))
    ask = Send(event.address, texts.WHO_IN_DANGER, rows, priority=Priority.EMERGENCY)
    return Outcome(actions=(Acknowledge(event.address, event.callback), ask), resident=forgotten)


def _erase(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    resident = context.resident
    acknowledged = Acknowledge(event.address, event.callback)
    if event.args[0] != "ya":
        return Outcome(actions=(acknowledged, Send(event.address, texts.KEPT)), resident=resident)
    open_cases = [ticket for ticket in context.tickets if ticket.state is TicketState.OPEN]
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


def _cancel(context: ResidentContext, ticket: Ticket, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """The resident takes his question back, in its first minute; who helps hears of a call for help taken back."""
    resident = context.resident
    if ticket.emergency:
        mistake = replace(event, args=(event.args[0], "salah"))
        return _safe(context, ticket, mistake, now, policy)
    if ticket.waiting_since is None or ticket.first_reply_at or now - ticket.waiting_since > policy.cancel_within:
        return _notice(resident, event, texts.TOO_LATE)
    gone = lifecycle.cancel(ticket, now)
    text = texts.CANCELLED.format(number=ticket.id)
    shown = Edit(event.address, event.message, text) if event.message else Send(event.address, text)
    acknowledged = Acknowledge(event.address, event.callback)
    return Outcome(actions=(acknowledged, shown), resident=resident, tickets=(gone,), case=ticket.id)


def _not_done(context: ResidentContext, ticket: Ticket, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """The question is not answered: it waits again, also where it was closed a few days ago."""
    resident, acknowledged = context.resident, Acknowledge(event.address, event.callback)
    if ticket.closed_at and now - ticket.closed_at > policy.reopen_within:
        return _notice(resident, event, texts.OLD_BUTTON)
    if ticket.office not in policy.directory.offices:
        begun = begin_anew(Said(context, event, texts.B_NOT_DONE, now, policy), ticket)
        return replace(begun, actions=(acknowledged, *begun.actions))
    reopened = lifecycle.reopen(policy, ticket, now)
    text = texts.DONE_NO.format(number=ticket.id)
    told = tuple(
        Send(place, officer_texts.REOPENED.format(number=ticket.id), ticket=ticket.id)
        for place in policy.seats(policy.concerned(ticket, resident), ticket)
    )
    actions: tuple[Action, ...] = (acknowledged, Send(event.address, text, ticket=ticket.id), *told)
    return Outcome(Verdict.CASE, actions, resident, (reopened,), case=ticket.id)


def _finished(context: ResidentContext, ticket: Ticket, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """The resident says that his question is answered; an emergency stays open until the officer has closed it."""
    resident = context.resident
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


def _rated(context: ResidentContext, ticket: Ticket, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """The stars take the place of their question, so that they are given once."""
    resident, choice = context.resident, event.args[1]
    if event.message is None:
        return _notice(resident, event, texts.OLD_BUTTON)
    mark = Feedback(now, "stars", choice, "", resident.village)
    shown = Edit(event.address, event.message, texts.RATED.format(count=choice))
    holder = policy.directory.officers.get(ticket.claimed_by or ticket.officer)
    note = officer_texts.STARS.format(count=choice, number=ticket.id)
    told = tuple(
        Send(place, note, ticket=ticket.id, silent=True)
        for place in policy.seats((holder,) if holder and ticket.office in policy.directory.offices else (), ticket)
    )
    done: tuple[Action, ...] = (Acknowledge(event.address, event.callback), shown, *told)
    return Outcome(actions=done, resident=resident, feedback=(mark,))


def _safe(context: ResidentContext, ticket: Ticket, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """The answer to "Apakah Anda bisa membalas dengan aman?"; every answer is shown to those who help."""
    resident, choice = context.resident, event.args[1]
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


BUTTONS: Mapping[str, Handler] = {
    Verb.MENU: _menu,
    Verb.MORE: _more,
    Verb.IMPORTANT: _warnings,
    Verb.TOPIC: _topic,
    Verb.ALL_QUESTIONS: _all_questions,
    Verb.ASK_OFFICER: _hand_over,
    Verb.DANGER: _danger,
    Verb.REGENCIES: _regencies,
    Verb.VILLAGES: _villages,
    Verb.VILLAGE: _village,
    Verb.OUTSIDE: _outside,
    Verb.ERASE: _erase,
}
ENTRY_BUTTONS: Mapping[str, Handler] = {
    Verb.SHOW: _show,
    Verb.ANSWER: _answer,
    Verb.PICK: _answer,
    Verb.DETAILS: _details,
    Verb.HELPFUL: _helpful,
    Verb.UNHELPFUL: _unhelpful,
}
"""Buttons whose first argument is an entry of the FAQ."""
TICKET_BUTTONS: Mapping[str, TicketHandler] = {
    Verb.CANCEL: _cancel,
    Verb.DONE: _finished,
    Verb.NOT_DONE: _not_done,
    Verb.SAFE: _safe,
    Verb.RATE: _rated,
}
"""Buttons whose first argument is a ticket of the resident's own."""
