"""What a resident's button does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Button, Outcome, Priority, Rows, Send
from bot.helpdesk.model.context import ResidentContext, ResidentMessage
from bot.helpdesk.model.conversation_memory import Awaited, YesOrNo
from bot.helpdesk.model.entities import Resident, TicketState
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import notice
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.answering import answer_calmly, calmly, needs_no_officer
from bot.helpdesk.resident.asked import question_for, with_what_it_follows
from bot.helpdesk.resident.data_requests import erase_data
from bot.helpdesk.resident.early_warnings import WARNED, stands_in, with_what_followed
from bot.helpdesk.resident.entry_buttons import ENTRY_BUTTONS
from bot.helpdesk.resident.ticket_buttons import TICKET_BUTTONS
from bot.helpdesk.resident.village_selection import regencies_page, settle_in, villages_page
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.bot_or_officer import asked_in
from bot.helpdesk.tickets.emergencies import raise_emergency
from bot.helpdesk.tickets.intake import open_ticket
from bot.matching.danger import FAMILY, assess
from bot.matching.entry import DecisionKind

Handler = Callable[[ResidentContext, Pressed, datetime, Policy], Outcome]


def on_pressed(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Act on a press; a button that fits nothing any more says so, and nothing else happens."""
    if handle := TICKET_BUTTONS.get(event.verb):
        ticket = context.target
        if ticket is None or ticket.resident_id != context.resident.id:
            note = f"button {event.verb} {event.args[0] if event.args else ''} refused to a resident"
            return notice(context.resident, event, texts.NOT_YOURS, note)
        return handle(context, ticket, event, now, policy)
    if event.verb in ENTRY_BUTTONS and not policy.knowledge.has(event.args[0] if event.args else ""):
        return notice(context.resident, event, texts.ENTRY_GONE)
    handle_other = ENTRY_BUTTONS.get(event.verb) or BUTTONS.get(event.verb, old_button)
    return handle_other(context, event, now, policy)


def old_button(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Refuse a button that is none of ours any more."""
    return notice(context.resident, event, texts.OLD_BUTTON)


def _menu(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return menu.show_page(context.resident, event, menu.home_page(policy))


def _more(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return menu.show_page(context.resident, event, menu.more_page(policy))


def _warnings(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return menu.show_page(context.resident, event, menu.warnings_page(policy))


def _topic(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return menu.show_page(context.resident, event, menu.topic_page(policy, event.args[0]))


def _all_questions(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    topic, page = event.args
    return menu.show_page(context.resident, event, menu.questions_page(policy, topic, int(page)))


def _regencies(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return menu.show_page(context.resident, event, regencies_page(policy, int(event.args[0])))


def _villages(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    regency, page = event.args
    return menu.show_page(context.resident, event, villages_page(policy, int(regency), int(page)))


def _village(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    if event.args[0] not in policy.directory.villages:
        return old_button(context, event, now, policy)
    return settle_in(context, event.args[0], event, now, policy)


def _outside(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return settle_in(context, None, event, now, policy)


def _question_above(context: ResidentContext, event: Pressed, policy: Policy) -> str | None:
    """Return what the button stands under: an answer's question, the last question, or None (a button of the menu)."""
    named = event.args[0] if event.args else ""
    if policy.knowledge.has(named):
        return question_for(context, named, policy)
    if named == WARNED:
        return with_what_followed(context.resident.memory, context.resident.memory.warned)
    return None if named == "baru" else context.resident.memory.question


def _ask_officer(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Open a ticket with the question that was answered above the button, under no answer the last one.

    Where there is none, the next message does.
    """
    resident = context.resident
    acknowledged = Acknowledge(event.address, event.callback)
    question = _question_above(context, event, policy)
    waiting = (ticket for ticket in context.tickets if ticket.state is TicketState.OPEN)
    sent = next((ticket for ticket in waiting if asked_in(ticket.question) == question), None)
    if sent:
        return notice(resident, event, texts.SENT_BEFORE.format(number=sent.id))
    if question is None:
        officer, office = policy.directory.officer_of(resident), policy.office_of(resident)
        waiting_for = replace(resident, memory=replace(resident.memory, awaiting=Awaited.QUESTION))
        ask = Send(event.address, texts.WANTS_OFFICER.format(officer=officer.name if officer else office.name))
        return Outcome(actions=(acknowledged, ask), resident=waiting_for)
    left = None if question == resident.memory.question else resident.memory.question
    warned = resident.memory.warned
    decision = context.decisions.of(policy.knowledge, question)
    ranked = tuple(entry for entry, _ in decision.ranking[:3])
    warning = decision.outcome is DecisionKind.WARN or event.args[:1] == (WARNED,)
    warning = warning or (warned is not None and question.startswith(warned))
    memory = replace(resident.memory, question=left, awaiting=None, unreadable=0, warned=None if warning else warned)
    asked = replace(resident, memory=memory)
    if warning:
        question = f"{officer_texts.EARLY_WARNING}\n{question}"
    else:
        question = with_what_it_follows(question, context, policy)
    said = ResidentMessage(context.of(asked), event, question, now, policy)
    opened = open_ticket(said, early_warning=warning, attempted=ranked, asked=True)
    return replace(opened, actions=(acknowledged, *opened.actions))


def _danger(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    resident = context.resident
    acknowledged = Acknowledge(event.address, event.callback)
    if event.args[0] == "siapa":
        return _ask_who(resident, event)
    told = replace(context, resident=replace(resident, memory=replace(resident.memory, feared=None)))
    if event.args[0] == "keluarga":
        words = resident.memory.question or danger_texts.B_FAMILY
        alert = raise_emergency(ResidentMessage(told, event, words, now, policy), FAMILY)
        return replace(alert, actions=(acknowledged, *alert.actions))
    if event.args[0] == "ya":
        first = resident.memory.feared or resident.memory.question or ""
        decision = context.decisions.of(policy.knowledge, first)
        relatives = FAMILY if assess(first).entry == FAMILY else None
        entry = decision.answers[0] if decision.outcome is DecisionKind.EMERGENCY and decision.answers else relatives
        told_there = context.open is not None and bool(first) and stands_in(first, context.open.question)
        kept = None if told_there else with_what_followed(resident.memory, resident.memory.feared)
        words = kept or danger_texts.B_DANGER_YES
        alert = raise_emergency(ResidentMessage(told, event, words, now, policy), entry)
        return replace(alert, actions=(acknowledged, *alert.actions))
    calm = _called_no_danger(context, event, now, policy)
    return replace(calm, actions=(acknowledged, *calm.actions))


def _called_no_danger(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Answer what the gentle question was asked for; where the officer has it already, only what the bot knows."""
    memory = context.resident.memory
    asked = memory.feared or (memory.question if context.resident.informed_at is None else None)
    said = ResidentMessage(context, event, asked or "", now, policy)
    if asked and (context.open is None or needs_no_officer(calmly(said))):
        return answer_calmly(said, f"{danger_texts.GLAD}\n\n")
    buttons: Rows = ((Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER), Button(texts.B_MENU, Verb.MENU)),)
    kept = replace(memory, feared=None, calmed=now, awaiting=YesOrNo((Verb.ASK_OFFICER,)))
    offered = replace(context.resident, memory=kept)
    return Outcome(actions=(Send(event.address, danger_texts.CHECK_NO, buttons),), resident=offered)


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
    forgotten = replace(resident, memory=replace(resident.memory, question=None, feared=None))
    ask = Send(event.address, danger_texts.WHO_IN_DANGER, rows, priority=Priority.EMERGENCY)
    return Outcome(actions=(Acknowledge(event.address, event.callback), ask), resident=forgotten)


BUTTONS: Mapping[str, Handler] = {
    Verb.MENU: _menu,
    Verb.MORE: _more,
    Verb.IMPORTANT: _warnings,
    Verb.TOPIC: _topic,
    Verb.ALL_QUESTIONS: _all_questions,
    Verb.ASK_OFFICER: _ask_officer,
    Verb.DANGER: _danger,
    Verb.REGENCIES: _regencies,
    Verb.VILLAGES: _villages,
    Verb.VILLAGE: _village,
    Verb.OUTSIDE: _outside,
    Verb.ERASE: erase_data,
}
