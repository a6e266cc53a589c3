"""What a resident's buttons do: those of the menu, of an answer, of his ticket, and of danger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.model.actions import Action, Button, Edit, Outcome, Priority, Rows, Send, Verdict
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.memory import Awaited, Turn, YesOrNo
from bot.helpdesk.model.people import Resident
from bot.helpdesk.model.ticket import Author, Feedback, Line, Ticket, TicketState
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.answer import (
    answer_calmly,
    awaiting_what_was_asked,
    calmly,
    needs_no_officer,
    question_for,
    with_what_it_follows,
)
from bot.helpdesk.resident.village import regencies_page, settle_in, villages_page
from bot.helpdesk.resident.warning import WARNED, stands_in, with_what_followed
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.danger import retracted_once_more
from bot.helpdesk.tickets.intake import begin_anew, open_ticket, raise_emergency
from bot.helpdesk.turn import ResidentTurn
from bot.matching.danger import FAMILY, assess
from bot.matching.entry import DecisionKind

PAGES: Mapping[Verb, Callable[..., tuple[str, Rows] | None]] = {
    Verb.MENU: menu.home_page,
    Verb.MORE: menu.more_page,
    Verb.IMPORTANT: menu.warnings_page,
    Verb.TOPIC: menu.topic_page,
    Verb.ALL_QUESTIONS: menu.questions_page,
    Verb.REGENCIES: regencies_page,
    Verb.VILLAGES: villages_page,
}


@resident_button(*PAGES)
def _show_page(turn: ResidentTurn[Pressed]) -> Outcome:
    """Show another page of what is browsed."""
    return menu.show_page(turn, PAGES[Verb(turn.event.verb)](turn.policy, *turn.event.args))


@resident_button(Verb.VILLAGE)
def _village(turn: ResidentTurn[Pressed]) -> Outcome:
    if turn.event.args[0] not in turn.policy.directory.villages:
        return turn.refuse(texts.OLD_BUTTON)
    return settle_in(turn, turn.event.args[0])


@resident_button(Verb.OUTSIDE)
def _outside(turn: ResidentTurn[Pressed]) -> Outcome:
    return settle_in(turn, None)


def _question_above(turn: ResidentTurn[Pressed]) -> str | None:
    """Return what the button stands under: an answer's question, the last question, or None (a button of the menu)."""
    named = turn.event.args[0] if turn.event.args else ""
    if turn.policy.knowledge.has(named):
        return question_for(turn, named)
    if named == WARNED:
        return with_what_followed(turn.resident.memory, turn.resident.memory.warned)
    return None if named == "baru" else turn.resident.memory.question


@resident_button(Verb.ASK_OFFICER)
def _ask_officer(turn: ResidentTurn[Pressed]) -> Outcome:
    """Open a ticket with the question that was answered above the button, under no answer the last one.

    Where there is none, the next message does.
    """
    resident = turn.resident
    question = _question_above(turn)
    waiting = (ticket for ticket in turn.tickets if ticket.state is TicketState.OPEN)
    sent = next((ticket for ticket in waiting if ticket.own == question), None)
    if sent:
        return turn.refuse(texts.SENT_BEFORE.format(number=sent.id))
    if question is None:
        officer, office = turn.policy.directory.officer_of(resident), turn.policy.office_of(resident)
        waiting_for = resident.remember(awaiting=Awaited.QUESTION)
        ask = Send(turn.event.address, texts.WANTS_OFFICER.format(officer=officer.name if officer else office.name))
        return Outcome(actions=(ask,), resident=waiting_for)
    left = None if question == resident.memory.question else resident.memory.question
    warned = resident.memory.warned
    decision = turn.decided(question)
    ranked = tuple(entry for entry, _ in decision.ranking[:3])
    warning = decision.outcome is DecisionKind.WARN or turn.event.args[:1] == (WARNED,)
    warning = warning or (warned is not None and question.startswith(warned))
    asked = resident.remember(question=left, awaiting=None, unreadable=0, warned=None if warning else warned)
    said = with_what_it_follows(turn.saying(question))
    if warning:
        said = turn.saying(f"{officer_texts.EARLY_WARNING}\n{question}")
    return open_ticket(said.of(asked), early_warning=warning, attempted=ranked, asked=True)


@resident_button(Verb.DANGER)
def _danger(turn: ResidentTurn[Pressed]) -> Outcome:
    resident = turn.resident
    if turn.event.args[0] == "siapa":
        return _ask_who(resident, turn.event)
    told = replace(turn, resident=resident.remember(feared=None))
    if turn.event.args[0] == "keluarga":
        words = resident.memory.question or danger_texts.B_FAMILY
        return raise_emergency(told.saying(words), FAMILY)
    if turn.event.args[0] == "ya":
        first = resident.memory.feared or resident.memory.question or ""
        decision = turn.decided(first)
        relatives = FAMILY if assess(first).entry == FAMILY else None
        entry = decision.answers[0] if decision.outcome is DecisionKind.EMERGENCY and decision.answers else relatives
        told_there = turn.open is not None and bool(first) and stands_in(first, turn.open.question)
        kept = None if told_there else with_what_followed(resident.memory, resident.memory.feared)
        words = kept or danger_texts.B_DANGER_YES
        return raise_emergency(told.saying(words), entry)
    return _called_no_danger(turn)


def _called_no_danger(turn: ResidentTurn[Pressed]) -> Outcome:
    """Answer what the gentle question was asked for; where the officer has it already, only what the bot knows."""
    memory = turn.resident.memory
    asked = memory.feared or (memory.question if turn.resident.informed_at is None else None)
    said = turn.saying(asked or "")
    if asked and (turn.open is None or needs_no_officer(calmly(said))):
        return answer_calmly(said, f"{danger_texts.GLAD}\n\n")
    buttons: Rows = ((Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER), Button(texts.B_MENU, Verb.MENU)),)
    kept = replace(memory, feared=None, calmed=turn.now, awaiting=YesOrNo((Verb.ASK_OFFICER,)))
    offered = replace(turn.resident, memory=kept)
    return Outcome(actions=(Send(turn.event.address, danger_texts.CHECK_NO, buttons),), resident=offered)


def _ask_who(resident: Resident, event: Pressed) -> Outcome:
    """Ask who is in danger before anybody is alarmed: the button at home is pressed in haste and by mistake."""
    rows: Rows = (
        (
            Button(danger_texts.B_MYSELF, Verb.DANGER, ("ya",)),
            Button(danger_texts.B_FAMILY, Verb.DANGER, ("keluarga",)),
        ),
        (Button(danger_texts.B_NOBODY, Verb.DANGER, ("tidak",)),),
    )
    # what was asked before is no part of it
    forgotten = resident.remember(question=None, feared=None)
    ask = Send(event.address, danger_texts.WHO_IN_DANGER, rows, priority=Priority.EMERGENCY)
    return Outcome(actions=(ask,), resident=forgotten)


@resident_button(Verb.SHOW)
def _show(turn: ResidentTurn[Pressed]) -> Outcome:
    resident, entry = turn.resident, turn.event.args[0]
    page = menu.answer_page(turn.policy, entry, turn.policy.directory.village_of(resident), turn.now)
    memory = awaiting_what_was_asked(resident.memory, (entry,), turn.policy)
    shown = menu.show_page(turn.of(replace(resident, memory=memory)), page)
    return (
        replace(shown, answered=menu.counted(turn.policy, resident, (entry,), turn.now))
        if turn.event.message
        else shown
    )


@resident_button(Verb.ANSWER, Verb.PICK)
def _answer(turn: ResidentTurn[Pressed]) -> Outcome:
    resident, entry = turn.resident, turn.event.args[0]
    village = turn.policy.directory.village_of(resident)
    rows: Rows = ()
    if turn.open and turn.open.emergency and turn.policy.knowledge.urgent(entry):
        text = turn.policy.knowledge.answer(entry, village, alerted=True)
    else:
        text, rows = menu.shown(turn.policy, entry, village, turn.now)
    picked = turn.event.verb == Verb.PICK
    *earlier, last = resident.memory.turns or (None,)
    question = last.text if last else resident.memory.question or ""
    chosen = (Feedback(turn.now, "chosen", entry, question, resident.village),) if picked else ()
    action: Action = Send(turn.event.address, text, rows)
    if picked and turn.event.message:
        # the guesses have done their work: the answer takes their place, so that the chat stays short
        action = Edit(turn.event.address, turn.event.message, text, rows)
    if last and picked:
        turns = (*earlier, replace(last, entry=entry))
    else:
        turns = (*resident.memory.turns, Turn(turn.policy.knowledge.question(entry), turn.now, entry))[-2:]
    memory = awaiting_what_was_asked(replace(resident.memory, turns=turns, awaiting=None), (entry,), turn.policy)
    remembered = replace(resident, memory=memory)
    counted = menu.counted(turn.policy, resident, (entry,), turn.now)
    return Outcome(actions=(action,), resident=remembered, feedback=chosen, answered=counted)


@resident_button(Verb.HELPFUL)
def _helpful(turn: ResidentTurn[Pressed]) -> Outcome:
    return replace(turn.refuse(texts.GOOD), feedback=(_mark(turn, "up"),))


@resident_button(Verb.UNHELPFUL)
def _unhelpful(turn: ResidentTurn[Pressed]) -> Outcome:
    buttons: Rows = ((Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER, turn.event.args[:1]),),)
    asked = turn.remember(awaiting=YesOrNo((Verb.ASK_OFFICER, *turn.event.args[:1])))
    return replace(asked.say(texts.BAD, buttons), feedback=(_mark(turn, "down"),))


def _mark(turn: ResidentTurn[Pressed], kind: str) -> Feedback:
    """Note the thumb for the answer above it, and for the question that it answered."""
    entry = turn.event.args[0]
    return Feedback(turn.now, kind, entry, question_for(turn, entry), turn.resident.village)


@resident_button(Verb.DETAILS)
def _details(turn: ResidentTurn[Pressed]) -> Outcome:
    """Send what the answer has folded away in a message of its own ("Selengkapnya")."""
    details = turn.policy.knowledge.details(turn.event.args[0], turn.village)
    shown = (Send(turn.event.address, details),) if details else ()
    return Outcome(actions=shown, resident=turn.resident)


@resident_button(Verb.CANCEL)
def _cancel(turn: ResidentTurn[Pressed]) -> Outcome:
    """Take the question back in its first minute; who helps hears of a call for help taken back."""
    ticket = turn.ticket
    if ticket.at_risk:
        mistake = replace(turn.event, args=(turn.event.args[0], "salah"))
        return _safe(turn.on(mistake))
    if not lifecycle.may_be_cancelled(ticket, turn.now, turn.policy):
        return turn.refuse(texts.TOO_LATE)
    cancelled = lifecycle.cancel(ticket, turn.now)
    text = texts.CANCELLED.format(number=ticket.id)
    return replace(turn.show(text), tickets=(cancelled,), ticket=ticket.id)


@resident_button(Verb.NOT_DONE)
def _not_done(turn: ResidentTurn[Pressed]) -> Outcome:
    """Let a question that is not answered wait again, also where it was closed a few days ago."""
    ticket = turn.ticket
    resident = turn.resident
    if not lifecycle.may_be_reopened(ticket, turn.now, turn.policy):
        return turn.refuse(texts.OLD_BUTTON)
    if ticket.office not in turn.policy.directory.offices:
        return begin_anew(turn.saying(texts.B_NOT_DONE), ticket)
    reopened = lifecycle.reopen(turn.policy, ticket, turn.now)
    text = texts.DONE_NO.format(number=ticket.id)
    notices = tuple(
        # pressed again it is known already
        Send(
            place, officer_texts.REOPENED.format(number=ticket.id), ticket=ticket.id, silent=bool(ticket.waiting_since)
        )
        for place in turn.policy.reading_places(turn.policy.concerned(ticket, resident), ticket)
    )
    actions: tuple[Action, ...] = (Send(turn.event.address, text, ticket=ticket.id), *notices)
    return Outcome(Verdict.TICKET, actions, resident, (reopened,), ticket=ticket.id)


@resident_button(Verb.DONE)
def _finished(turn: ResidentTurn[Pressed]) -> Outcome:
    """Close a question that is answered; an emergency stays open until the officer has closed it."""
    ticket = turn.ticket
    text, rows = texts.DONE_YES.format(number=ticket.id), _stars(ticket)
    if rows:
        text += f"\n{texts.RATE_ASK}"
    over = ticket.at_risk or ticket.state is not TicketState.OPEN
    closed = () if over else (lifecycle.close(ticket, turn.now),)
    return replace(turn.show(text, rows), tickets=closed, ticket=ticket.id)


def _stars(ticket: Ticket) -> Rows:
    """Return one to five stars; none where nobody answered, and nobody who was in danger is asked for them."""
    if ticket.at_risk or ticket.first_reply_at is None:
        return ()
    return (tuple(Button(f"{count} ★", Verb.RATE, (str(ticket.id), str(count))) for count in range(1, 6)),)


@resident_button(Verb.RATE)
def _rated(turn: ResidentTurn[Pressed]) -> Outcome:
    """Put the stars in the place of their question; a second press, which may be on its way already, gives none."""
    ticket = turn.ticket
    resident, choice = turn.resident, turn.event.args[1]
    if resident.memory.rated == ticket.id:
        return turn.refuse(texts.RATED_ALREADY)
    if turn.event.message is None or ticket.state is not TicketState.CLOSED or ticket.first_reply_at is None:
        return turn.refuse(texts.OLD_BUTTON)
    rated = resident.remember(rated=ticket.id)
    mark = Feedback(turn.now, "stars", choice, "", resident.village)
    shown = Edit(turn.event.address, turn.event.message, texts.RATED.format(count=choice))
    holder = turn.policy.directory.officers.get(ticket.claimed_by or ticket.officer)
    note = officer_texts.STARS.format(count=choice, number=ticket.id)
    notices = tuple(
        Send(place, note, ticket=ticket.id, silent=True)
        for place in turn.policy.reading_places(
            (holder,) if holder and ticket.office in turn.policy.directory.offices else (), ticket
        )
    )
    done: tuple[Action, ...] = (shown, *notices)
    return Outcome(actions=done, resident=rated, feedback=(mark,))


@resident_button(Verb.SAFE)
def _safe(turn: ResidentTurn[Pressed]) -> Outcome:
    """Act on the answer to "Apakah Anda bisa membalas dengan aman?", which is shown to those who help."""
    ticket = turn.ticket
    resident, choice = turn.resident, turn.event.args[1]
    replies = {"ya": danger_texts.SAFE_YES, "tidak": danger_texts.SAFE_NO, "salah": danger_texts.SAFE_MISTAKE}
    texts_by_choice = {"ya": officer_texts.SAFE, "tidak": officer_texts.UNSAFE, "salah": officer_texts.MISTAKE}
    notices = tuple(
        Send(
            place,
            texts_by_choice[choice].format(number=ticket.id),
            ticket=ticket.id,
            # a call that rings after it must not count as one that has just rung
            silent=choice == "salah",
            priority=Priority.EMERGENCY,
        )
        for place in turn.policy.reading_places(turn.policy.concerned(ticket, resident), ticket)
    )
    line = Line(ticket.id, Author.RESIDENT, turn.now, f"[{choice}]")
    answer = Send(turn.event.address, replies[choice], ticket=ticket.id, priority=Priority.EMERGENCY)
    said: tuple[Action, ...] = (answer, *notices)
    if choice == "salah":
        asked = turn.saying(_taken_for_a_call(turn, ticket))
        calm = _calmed(asked, ticket)
        return replace(calm.behind(*said), lines=(line,))
    promised = resident.remember(hush=choice == "tidak")
    return Outcome(Verdict.TICKET, said, promised, lines=(line,), ticket=ticket.id)


def _taken_for_a_call(turn: ResidentTurn[Event], ticket: Ticket) -> str:
    """Return the resident's latest message that was taken for a call for help."""
    turns = (one.text for one in reversed(turn.resident.memory.turns))
    alarming = (text for text in turns if turn.decided(text).alarming)
    return next(alarming, ticket.own)


def _calmed(turn: ResidentTurn[Event], ticket: Ticket) -> Outcome:
    """Note the mistake, and answer what was meant where the bot knows it; all else the officer has read already."""
    memory = replace(retracted_once_more(turn.resident.memory, turn.now), hush=False, calmed=turn.now)
    retracted = lifecycle.retract(ticket, turn.now)
    others = (one for one in turn.tickets if one.id != ticket.id)
    calm = replace(turn.of(replace(turn.resident, memory=memory)), tickets=(retracted, *others))
    done = Outcome(Verdict.TICKET, resident=calm.resident)
    if needs_no_officer(calmly(turn)):
        done = answer_calmly(calm)
    return replace(done, verdict=Verdict.TICKET, tickets=(retracted,), ticket=ticket.id)
