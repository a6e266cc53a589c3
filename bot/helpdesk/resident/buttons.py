"""What a resident's buttons do: those of the menu, of an answer, of his ticket, and of danger."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.model.actions import Button, Outcome, Priority, Rows, Send, Verdict
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Event, Pressed, Wrote
from bot.helpdesk.model.people import Confirming, PastMessage, Retractions, Step, retractions
from bot.helpdesk.model.ticket import Author, Feedback, Line, Ticket, TicketState
from bot.helpdesk.resident import answer, menu
from bot.helpdesk.resident.village import regencies_page, settle_in, villages_page
from bot.helpdesk.resident.warning import WARNED, passed_on, said_above, stands_in, with_what_followed
from bot.helpdesk.texts import danger as danger_texts, officer as officer_texts, resident as texts
from bot.helpdesk.tickets import lifecycle
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
def _show_page(turn: ResidentTurn[Pressed]) -> Outcome | None:
    """Show another page of what is browsed, in the message that holds the button; below, where its label was typed."""
    page = PAGES[Verb(turn.event.verb)](turn.policy, *turn.event.args)
    return turn.show(*page) if page else None


@resident_button(Verb.VILLAGE, Verb.OUTSIDE)
def _settle(turn: ResidentTurn[Pressed]) -> Outcome | None:
    village = next(iter(turn.event.args), None)
    return settle_in(turn, village) if village in {None, *turn.policy.directory.villages} else None


def _question_above(turn: ResidentTurn[Pressed]) -> str | None:
    """Return what the button stands under: an answer's question, the last question, or None (a button of the menu)."""
    named = turn.event.args[0] if turn.event.args else ""
    if named in turn.policy.knowledge.entries:
        return said_above(turn, answer.question_for(turn, named))
    if named == WARNED:
        return said_above(turn, with_what_followed(turn.memory, turn.memory.warned))
    return None if named == "baru" else said_above(turn, turn.memory.question)


def quote_question(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Quote the message that a button sends on, so that a press names it also after the next question."""
    memory, event = (outcome.resident or turn.resident).memory, turn.event
    if not isinstance(event, Wrote):
        return outcome
    kept = memory.question is not None and stands_in(event.text.strip(), memory.question)
    sending = {(Verb.ASK_OFFICER, ()), (Verb.ASK_OFFICER, (WARNED,)), (Verb.ASK_TO_VERIFY, ())} if kept else set()
    sending |= {(Verb.ASK_OFFICER, (one.entry,)) for one in memory.turns if one.entry}
    return outcome.altered(
        lambda one: isinstance(one, Send) and any((at.verb, at.args) in sending for row in one.buttons for at in row),
        reply_to=event.message,
    )


@resident_button(Verb.ASK_OFFICER)
def _ask_officer(turn: ResidentTurn[Pressed]) -> Outcome:
    """Open a ticket with the question answered above the button, else the last one; without any, with the next."""
    memory, question = turn.memory, _question_above(turn)
    waiting = (ticket for ticket in turn.tickets if ticket.is_open)
    if sent := next((ticket for ticket in waiting if ticket.own == question), None):
        return turn.refuse(texts.SENT_BEFORE.format(number=sent.id))
    if question is None:
        text = texts.WANTS_OFFICER.format(officer=(turn.officer or turn.office).name)
        return turn.remember(phase=Step.WRITING).say(text)
    left, warned = None if question == memory.question else memory.question, memory.warned
    decision = turn.decided(question)
    warning = decision.outcome is DecisionKind.WARN or turn.event.args[:1] == (WARNED,)
    warning = warning or (warned is not None and question.startswith(warned))
    asked = turn.remember(question=left, phase=None, unreadable=0, warned=None if warning else warned)
    said = turn.saying(question)
    said = replace(said, early_warning=True) if warning else answer.with_what_it_follows(said)
    opened = open_ticket(said.of(asked.resident), attempted=decision.likely(), asked=True)
    return passed_on(opened, turn) if warning else opened


@resident_button(Verb.DANGER)
def _danger(turn: ResidentTurn[Pressed]) -> Outcome:
    memory, told = turn.memory, turn.remember(feared=None)
    match turn.event.args[0]:
        case "siapa":
            # the button at home is pressed in haste and by mistake; what was asked before is no part of it
            labels = {"ya": danger_texts.B_MYSELF, "keluarga": danger_texts.B_FAMILY, "tidak": danger_texts.B_NOBODY}
            mine, family, nobody = (Button(label, Verb.DANGER, (who,)) for who, label in labels.items())
            asked = told.remember(question=None).say(danger_texts.WHO_IN_DANGER, ((mine, family), (nobody,)))
            return asked.altered(lambda _: True, priority=Priority.EMERGENCY)
        case "keluarga":
            return raise_emergency(told.saying(memory.question or danger_texts.B_FAMILY), FAMILY)
        case "ya":
            first = memory.feared or memory.question or ""
            decision = turn.decided(first)
            alarms = decision.outcome is DecisionKind.EMERGENCY and decision.answers
            entry = decision.answers[0] if alarms else assess(first).entry
            told_there = turn.open is not None and bool(first) and stands_in(first, turn.open.question)
            kept = None if told_there else with_what_followed(memory, memory.feared)
            return raise_emergency(told.saying(kept or danger_texts.B_DANGER_YES), entry)
    # nobody is: what was asked is answered; where the officer has it already, only what the bot knows
    doubtful = memory.feared or (memory.question if turn.resident.informed_at is None else None)
    said = turn.saying(doubtful or "")
    if doubtful and (turn.open is None or answer.needs_no_officer(said)):
        return answer.answer_calmly(said, f"{danger_texts.GLAD}\n\n")
    offered = turn.remember(feared=None, calmed=turn.now, phase=Confirming((Verb.ASK_OFFICER,)))
    return offered.say(danger_texts.CHECK_NO, ((*answer.TO_OFFICER[0], *menu.TO_MENU[0]),))


@resident_button(Verb.SHOW)
def _show(turn: ResidentTurn[Pressed]) -> Outcome:
    entry = turn.event.args[0]
    text, rows = menu.shown(turn.policy, entry, turn.village, turn.now)
    rows = menu.fitting((*rows, (menu.back_from(turn.policy, entry),)))
    counted = menu.counted(turn, (entry,)) if turn.event.message else ()
    return replace(answer.awaiting_what_was_asked(turn, (entry,)).show(text, rows), answered=counted)


@resident_button(Verb.ANSWER, Verb.PICK)
def _answer(turn: ResidentTurn[Pressed]) -> Outcome:
    resident, entry = turn.resident, turn.event.args[0]
    known = turn.policy.knowledge.entries[entry]
    text, rows = menu.shown(turn.policy, entry, turn.village, turn.now)
    if turn.open and turn.open.emergency and known.urgent:
        text, rows = known.shown(turn.village, alerted=True).text, ()
    picked = turn.event.verb == Verb.PICK
    *earlier, last = resident.memory.turns or (None,)
    question = last.text if last else resident.memory.question or ""
    chosen = (Feedback(turn.now, "chosen", entry, question, resident.village),) if picked else ()
    if last and picked:
        turns = (*earlier, replace(last, entry=entry, shown=turn.content(entry)))
    else:
        turns = (*resident.memory.turns, PastMessage(known.question, turn.now, entry, shown=turn.content(entry)))[-2:]
    asking = answer.awaiting_what_was_asked(turn.remember(turns=turns, phase=None), (entry,))
    # the guesses have done their work: the answer takes their place, so that the chat stays short
    answered = asking.show(text, rows) if picked else asking.say(text, rows)
    return replace(answered, feedback=chosen, answered=menu.counted(turn, (entry,)))


@resident_button(Verb.HELPFUL, Verb.UNHELPFUL)
def _thumb(turn: ResidentTurn[Pressed]) -> Outcome:
    """Note the thumb for the answer above it and the question that it answered; after a bad one offer the officer."""
    entry, good = turn.event.args[0], turn.event.verb == Verb.HELPFUL
    mark = Feedback(turn.now, "up" if good else "down", entry, answer.question_for(turn, entry), turn.resident.village)
    if good:
        return replace(turn.refuse(texts.GOOD), feedback=(mark,))
    ask = Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER, (entry,))
    asked = turn.remember(phase=Confirming((Verb.ASK_OFFICER, entry)))
    return replace(asked.say(texts.BAD, ((ask,),)), feedback=(mark,))


@resident_button(Verb.CANCEL)
def _cancel(turn: ResidentTurn[Pressed]) -> Outcome:
    """Take the question back in its first minute; who helps hears of a call for help taken back."""
    ticket = turn.ticket
    if ticket.at_risk:
        return _safe(turn.on(replace(turn.event, args=(turn.event.args[0], "salah"))))
    if not lifecycle.may_be_cancelled(ticket, turn.now, turn.policy):
        return turn.refuse(texts.TOO_LATE)
    shown = turn.show(texts.CANCELLED.format(number=ticket.id))
    return replace(shown, tickets=(lifecycle.cancel(ticket, turn.now),), ticket=ticket.id)


@resident_button(Verb.NOT_DONE)
def _not_done(turn: ResidentTurn[Pressed]) -> Outcome:
    """Let a question that is not answered wait again, also where it was closed a few days ago."""
    ticket = turn.ticket
    if not lifecycle.may_be_reopened(ticket, turn.now, turn.policy):
        return turn.refuse(texts.OLD_BUTTON)
    if not turn.policy.serves(ticket):
        return begin_anew(turn.saying(texts.B_NOT_DONE), ticket)
    reopened = lifecycle.reopen(turn.policy, ticket, turn.now)
    # in the place of its question: what was pressed last stands there
    shown = turn.show(texts.DONE_NO.format(number=ticket.id)).altered(lambda _: True, ticket=ticket.id)
    # pressed again it is known already
    notices = turn.tell(ticket, officer_texts.REOPENED, silent=bool(ticket.waiting_since))
    return replace(shown.then(*notices), verdict=Verdict.TICKET, tickets=(reopened,), ticket=ticket.id)


@resident_button(Verb.DONE)
def _finished(turn: ResidentTurn[Pressed]) -> Outcome:
    """Close a question that is answered; an emergency stays open until the officer has closed it.

    One to five stars are asked for, but where nobody answered, and nobody who was in danger.
    """
    ticket, text = turn.ticket, texts.DONE_YES.format(number=turn.ticket.id)
    rows: Rows = ()
    if not ticket.at_risk and ticket.first_reply_at and turn.memory.rated != ticket.id:
        text += f"\n{texts.RATE_ASK}"
        rows = (tuple(Button(f"{count} ★", Verb.RATE, (str(ticket.id), str(count))) for count in range(1, 6)),)
    closed = (lifecycle.close(ticket, turn.now),) if ticket.is_open and not ticket.at_risk else ()
    notices = turn.tell(ticket, officer_texts.DONE_AFTER_ALL, silent=True) if closed and ticket.waiting_since else ()
    return replace(turn.show(text, rows).then(*notices), tickets=closed, ticket=ticket.id)


@resident_button(Verb.RATE)
def _rated(turn: ResidentTurn[Pressed]) -> Outcome:
    """Put the stars in the place of their question; a second press, which may be on its way already, gives none.

    With a single one the ticket stays open until its resident has said why.
    """
    ticket, resident, choice = turn.ticket, turn.resident, turn.event.args[1]
    if resident.memory.rated == ticket.id:
        return turn.refuse(texts.RATED_ALREADY)
    if turn.event.message is None or ticket.state is not TicketState.CLOSED or ticket.first_reply_at is None:
        return turn.refuse(texts.OLD_BUTTON)
    holder = turn.policy.directory.in_charge(ticket)
    known, low = (holder,) if holder and turn.policy.serves(ticket) else (), choice == "1"
    note = (officer_texts.STARS_WHY if low else officer_texts.STARS).format(count=choice, number=ticket.id)
    places = turn.policy.reading_places(known, ticket)
    rated = turn.remember(rated=ticket.id)
    shown = rated.show(texts.RATED.format(count=choice))
    if low and known:
        # neither "ok" nor "tidak ada" says what is lacking
        done, enough = (Verb.DONE, str(ticket.id)), Button(texts.B_ENOUGH, Verb.DONE, (str(ticket.id),))
        shown = rated.remember(phase=Confirming(done, done)).show(texts.WHY.format(officer=known[0].name), ((enough,),))
        # it stays open, but nobody waits until he has said what the answer lacks
        shown = replace(shown, tickets=(replace(ticket, state=TicketState.OPEN, closed_at=None),), ticket=ticket.id)
    mark = Feedback(turn.now, "stars", choice, "", resident.village)
    return replace(shown.then(*(Send(one, note, ticket=ticket.id, silent=True) for one in places)), feedback=(mark,))


SAFETY = {
    "ya": (danger_texts.SAFE_YES, officer_texts.SAFE),
    "tidak": (danger_texts.SAFE_NO, officer_texts.UNSAFE),
    "salah": (danger_texts.SAFE_MISTAKE, officer_texts.MISTAKE),
}
"""What a resident reads who has said whether he can answer safely, and those who help."""


@resident_button(Verb.SAFE)
def _safe(turn: ResidentTurn[Pressed]) -> Outcome:
    """Act on the answer to "Apakah Anda bisa membalas dengan aman?", which is shown to those who help."""
    ticket, choice = turn.ticket, turn.event.args[1]
    reply, told = SAFETY[choice]
    # a call that rings after a mistake must not count as one that has just rung
    notices = turn.tell(ticket, told, silent=choice == "salah", priority=Priority.EMERGENCY)
    said = Send(turn.event.address, reply, ticket=ticket.id, priority=Priority.EMERGENCY)
    lines = (Line(ticket.id, Author.RESIDENT, turn.now, f"[{choice}]"),)
    if choice == "salah":
        last = next((one.text for one in turn.memory.turns[-1:]), ticket.own)
        called = last if turn.decided(last).alarming else ticket.own if ticket.own.endswith(last) else ""
        return replace(_calmed(turn.saying(called), ticket).behind(said, *notices), lines=lines)
    promised = turn.resident.remember(hush=choice == "tidak")
    return Outcome(Verdict.TICKET, (said, *notices), promised, lines=lines, ticket=ticket.id)


def _calmed(turn: ResidentTurn[Event], ticket: Ticket) -> Outcome:
    """Note the mistake, and answer what was meant where the bot knows it; all else the officer has read already."""
    before, count = turn.memory.retracted, retractions(turn.memory, turn.now) + 1
    # pressed again before anything else is written it is the same one
    again = before is not None and not any(one.at > before.at for one in turn.memory.turns)
    retracted_now = before if again else Retractions(count, turn.now)
    memory = replace(turn.memory, retracted=retracted_now, hush=False, calmed=turn.now)
    retracted = replace(ticket, retracted_at=turn.now)
    others = (one for one in turn.tickets if one.id != ticket.id)
    calm = replace(turn.of(replace(turn.resident, memory=memory)), tickets=(retracted, *others))
    done = answer.answer_calmly(calm) if answer.needs_no_officer(turn) else Outcome(resident=calm.resident)
    return replace(done, verdict=Verdict.TICKET, tickets=(retracted,), ticket=ticket.id)
