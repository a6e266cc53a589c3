"""What a resident's button does."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.model.actions import Button, Outcome, Priority, Rows, Send
from bot.helpdesk.model.conversation_memory import Awaited, YesOrNo
from bot.helpdesk.model.entities import Resident, TicketState
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.answering import answer_calmly, calmly, needs_no_officer
from bot.helpdesk.resident.asked import question_for, with_what_it_follows
from bot.helpdesk.resident.early_warnings import WARNED, stands_in, with_what_followed
from bot.helpdesk.resident.village_selection import regencies_page, settle_in, villages_page
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.intake import open_ticket, raise_emergency
from bot.helpdesk.tickets.talk import asked_in
from bot.helpdesk.turn import ResidentTurn
from bot.matching.danger import FAMILY, assess
from bot.matching.entry import DecisionKind


@resident_button(Verb.MENU)
def _menu(turn: ResidentTurn[Pressed]) -> Outcome:
    return menu.show_page(turn.resident, turn.event, menu.home_page(turn.policy))


@resident_button(Verb.MORE)
def _more(turn: ResidentTurn[Pressed]) -> Outcome:
    return menu.show_page(turn.resident, turn.event, menu.more_page(turn.policy))


@resident_button(Verb.IMPORTANT)
def _warnings(turn: ResidentTurn[Pressed]) -> Outcome:
    return menu.show_page(turn.resident, turn.event, menu.warnings_page(turn.policy))


@resident_button(Verb.TOPIC)
def _topic(turn: ResidentTurn[Pressed]) -> Outcome:
    return menu.show_page(turn.resident, turn.event, menu.topic_page(turn.policy, turn.event.args[0]))


@resident_button(Verb.ALL_QUESTIONS)
def _all_questions(turn: ResidentTurn[Pressed]) -> Outcome:
    topic, page = turn.event.args
    return menu.show_page(turn.resident, turn.event, menu.questions_page(turn.policy, topic, int(page)))


@resident_button(Verb.REGENCIES)
def _regencies(turn: ResidentTurn[Pressed]) -> Outcome:
    return menu.show_page(turn.resident, turn.event, regencies_page(turn.policy, int(turn.event.args[0])))


@resident_button(Verb.VILLAGES)
def _villages(turn: ResidentTurn[Pressed]) -> Outcome:
    regency, page = turn.event.args
    return menu.show_page(turn.resident, turn.event, villages_page(turn.policy, int(regency), int(page)))


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
    sent = next((ticket for ticket in waiting if asked_in(ticket.question) == question), None)
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
    question = f"{officer_texts.EARLY_WARNING}\n{question}" if warning else with_what_it_follows(question, turn)
    said = turn.of(asked).saying(question)
    return open_ticket(said, early_warning=warning, attempted=ranked, asked=True)


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
