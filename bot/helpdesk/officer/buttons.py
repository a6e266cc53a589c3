"""What an officer's button does: Ambil, Tutup, Alihkan, Kirim jawaban, choosing a ticket for a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Action, Button, Outcome, Rows, Send
from bot.helpdesk.model.context import OfficerContext
from bot.helpdesk.model.conversation_memory import YesOrNo
from bot.helpdesk.model.entities import Author, Line, Resident, Ticket, TicketState
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.markup import quoted
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import SURE, may_see, refuse
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.officer import alike, canned_answers, faq_drafts, first_steps, reports
from bot.helpdesk.officer.commands import help_chapter
from bot.helpdesk.officer.context import Reply, send_or_drop
from bot.helpdesk.officer.queue import queue, whole_ticket
from bot.helpdesk.officer.send_later import send, take_back
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.cards import card
from bot.helpdesk.tickets.first_aid import closing
from bot.helpdesk.tickets.reassignment import moved_notices


def on_pressed(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Act on a press in an officer's chat; only people of the ticket's own office get further than a refusal."""
    if event.verb == Verb.PICK_ENTRY and event.args[:1] == canned_answers.NO_TICKET:
        return canned_answers.ask_which(context, event, now, policy)
    if handle := BUTTONS.get(event.verb):
        return handle(context, event, now, policy)
    ticket = context.target
    if ticket is None or context.resident is None:
        return refuse(event, officer_texts.NO_SUCH_TICKET)
    if not may_see(context.officer, ticket):
        refused = f"officer {context.officer.id} was refused ticket {ticket.id} of office {ticket.office}"
        note = f"{refused} (button {event.verb})"
        return refuse(event, officer_texts.NOT_YOURS, note)
    return TICKET_BUTTONS.get(event.verb, _not_for_officers)(context, event, now, policy)


def _unknown(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return refuse(event, officer_texts.OLD_BUTTON)


def _not_for_officers(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return refuse(event, officer_texts.NO_SUCH_TICKET)


def _drop(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    dropped = replace(context.chat, draft=None, draft_text=None)
    done = Send(event.address, officer_texts.NOTHING)
    return Outcome(actions=(Acknowledge(event.address, event.callback), done), officer_chat=dropped)


def _card(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    cards = card(policy, context.ticket, context.person, context.officer, now)
    return Outcome(actions=(Acknowledge(event.address, event.callback), *cards))


def _search(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return canned_answers.search(context, event, "", policy)


def _saved(ticket: Ticket, event: Pressed, text: str, *more: Action) -> Outcome:
    """Save the changed ticket, and confirm it to the officer who pressed."""
    return Outcome(
        actions=(Acknowledge(event.address, event.callback, text), *more), tickets=(ticket,), ticket=ticket.id
    )


def _claim(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    ticket, resident = context.ticket, context.person
    if ticket.state is not TicketState.OPEN:
        return refuse(event, officer_texts.ALREADY_CLOSED.format(number=ticket.id))
    if holder := policy.directory.other_holder(ticket, context.officer):
        return refuse(event, officer_texts.HELD.format(number=ticket.id, officer=holder.name))
    if policy.directory.holder(ticket):
        return refuse(event, officer_texts.CLAIMED.format(number=ticket.id))
    claimed = lifecycle.claim(policy, ticket, context.officer, now)
    notices = (
        ()
        if ticket.at_risk
        else (
            Send(
                resident.address,
                texts.CLAIMED.format(officer=context.officer.name, number=ticket.id),
                ticket=ticket.id,
                silent=True,
            ),
        )
    )
    return _saved(claimed, event, officer_texts.CLAIMED.format(number=ticket.id), *notices)


def _close(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    ticket, resident = context.ticket, context.person
    if ticket.state is not TicketState.OPEN:
        return refuse(event, officer_texts.ALREADY_CLOSED.format(number=ticket.id))
    if ticket.emergency and ticket.first_reply_at is None:
        return refuse(event, officer_texts.EMERGENCY_OPEN)
    written = [line for line in context.lines if line.author is Author.RESIDENT]
    if ticket.at_risk and event.args[1:] != (str(len(written)),):
        return _ask_before_closing(context, event, written, now, policy)
    closed = lifecycle.close(ticket, now, context.officer)
    buttons = (
        (
            Button(texts.B_YES_DONE, Verb.DONE, (str(ticket.id),)),
            Button(texts.B_NOT_DONE, Verb.NOT_DONE, (str(ticket.id),)),
        ),
    )
    told = texts.closed(context.officer, ticket)
    if ticket.at_risk:
        told = closing(policy, ticket, context.officer.name, (line.text for line in reversed(written)))
    ask = Send(resident.address, told, buttons, ticket=ticket.id)
    saved = _saved(closed, event, officer_texts.CLOSED.format(number=ticket.id), ask)
    return replace(saved, resident=_asked_about_closing(resident, ticket))


def _ask_before_closing(
    context: OfficerContext, event: Pressed, written: Sequence[Line], now: datetime, policy: Policy
) -> Outcome:
    """Ask whether a case in which a life may be at stake is over, beside the last message of its resident.

    The button that closes it carries how much was written: where more has come since, it asks again.
    """
    ticket, number = context.ticket, str(context.ticket.id)
    last = next((line for line in reversed(written) if line.text not in lifecycle.ANSWERS_ON_SAFETY), None)
    words, moment = quoted(ticket.question), ticket.opened_at
    if last:
        kind = f"[{officer_texts.kind(last.attachment)}] " if last.attachment else ""
        words, moment = f"{kind}{quoted(last.text) if last.text else ''}", last.at
    text = officer_texts.CLOSE_ASK.format(
        number=number,
        moment=policy.directory.offices[ticket.office].hours.moment(moment, now),
        words=words,
        state=officer_texts.CLOSE_UNANSWERED if ticket.waiting_since else officer_texts.CLOSE_ANSWERED,
    )
    rows: Rows = (
        (Button(officer_texts.B_CLOSE_SURE, Verb.CLOSE, (number, str(len(written)))),),
        (Button(officer_texts.B_READ_ALL, Verb.TICKET, (number,)),),
    )
    ask = Send(event.address, text, rows, ticket=ticket.id)
    return Outcome(actions=(Acknowledge(event.address, event.callback), ask), ticket=ticket.id)


def _asked_about_closing(resident: Resident, ticket: Ticket) -> Resident:
    """Let a typed word answer the question under the closing, unless something else is still awaited."""
    done, not_done = (Verb.DONE, str(ticket.id)), (Verb.NOT_DONE, str(ticket.id))
    # in danger he was asked whether he still needs help
    asked = YesOrNo(not_done, done) if ticket.at_risk else YesOrNo(done, not_done)
    free = resident.memory.awaiting is None or isinstance(resident.memory.awaiting, YesOrNo)
    return replace(resident, memory=replace(resident.memory, awaiting=asked)) if free else resident


def _reopen(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    ticket = context.ticket
    if ticket.state is TicketState.CANCELLED:
        return refuse(event, officer_texts.CANCELLED)
    opened = ticket if ticket.state is TicketState.OPEN else lifecycle.reopen(policy, ticket, now)
    return _saved(opened, event, officer_texts.OPENED.format(number=ticket.id))


def _ask_whom(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    ticket = context.ticket
    people = [person for person in policy.directory.colleagues(context.officer) if person.id in policy.chats]
    if not people:
        return refuse(event, officer_texts.NOBODY)
    people.sort(key=lambda person: context.loads.get(person.id, 0))
    rows = tuple(
        (
            Button(
                officer_texts.colleague(person, context.loads.get(person.id, 0), away=person.id in policy.away),
                Verb.HAND_TO,
                (str(ticket.id), person.id),
            ),
        )
        for person in people[:10]
    )
    ask = Send(event.address, officer_texts.TO_WHOM.format(number=ticket.id), rows, ticket=ticket.id)
    return Outcome(actions=(Acknowledge(event.address, event.callback), ask), ticket=ticket.id)


def _hand_over(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    ticket, resident = context.ticket, context.person
    to = event.args[1] if len(event.args) > 1 else ""
    person = policy.directory.officers.get(to)
    if person is None or person.office != ticket.office or person.id not in policy.chats:
        return refuse(event, officer_texts.NOBODY)
    moved = lifecycle.hand_over(policy, ticket, person, now)
    cards = card(policy, moved, resident, person, now)
    text = officer_texts.HANDED.format(number=ticket.id, officer=person.name)
    hint = officer_texts.HAND_NOTE.format(number=ticket.id, officer=person.name)
    note = Send(event.address, hint, ticket=ticket.id, purpose=Purpose.HANDED)
    return _saved(moved, event, text, *cards, *moved_notices(moved, resident, person), note)


def _send_entry(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    ticket, resident = context.ticket, context.person
    entry = event.args[1] if len(event.args) > 1 else ""
    if not policy.knowledge.has(entry):
        return refuse(event, texts.ENTRY_GONE)
    if resident.memory.hush:
        return refuse(event, officer_texts.UNSAFE_ENTRY)
    if ticket.state is not TicketState.OPEN:
        return refuse(event, officer_texts.ALREADY_CLOSED.format(number=ticket.id))
    text = canned_answers.answer_for(resident, entry, now, policy)
    last = context.lines[-1] if context.lines else None
    if last and last.author is Author.OFFICER and last.text == text:
        return refuse(event, officer_texts.SENT_ALREADY)
    if holder := policy.directory.other_holder(ticket, context.officer):
        question = officer_texts.HELD_ASK.format(number=ticket.id, officer=holder.name)
        return first_steps.ask_first(context, event, text, question)
    done = send(context, Reply(text, event.message, typed=False), now, policy)
    return replace(done, actions=(Acknowledge(event.address, event.callback), *done.actions))


def _send_draft(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    ticket = context.ticket
    if context.chat.draft is None or event.args[1:2] != (context.chat.draft,):
        # a later draft is another message, perhaps for somebody else
        return refuse(event, officer_texts.NO_DRAFT)
    if context.resident and context.resident.memory.hush and event.args[2:3] != (SURE,):
        # the ticket of this draft has only just been named: its resident may not be safe
        rows = send_or_drop(ticket, context.chat.draft, SURE)
        ask = Send(event.address, officer_texts.UNSAFE_ASK, rows, ticket=ticket.id, reply_to=context.chat.draft)
        return Outcome(actions=(Acknowledge(event.address, event.callback), ask), ticket=ticket.id)
    copied = context.chat.draft_text is None
    text = context.chat.draft_text or ""
    done = send(context, Reply(text, context.chat.draft, copied=copied), now, policy)
    return replace(done, actions=(Acknowledge(event.address, event.callback), *done.actions))


Handler = Callable[[OfficerContext, Pressed, datetime, Policy], Outcome]
BUTTONS: Mapping[str, Handler] = {
    Verb.UNKNOWN: _unknown,
    Verb.DROP_DRAFT: _drop,
    Verb.TAKE_BACK: take_back,
    Verb.QUEUE: queue,
    Verb.HELP: help_chapter,
    Verb.REPORT: reports.on_pressed,
    Verb.BACK: canned_answers.back,
}
"""Buttons that need no ticket."""
TICKET_BUTTONS: Mapping[str, Handler] = {
    Verb.TICKET: whole_ticket,
    Verb.CARD: _card,
    Verb.CLAIM: _claim,
    Verb.CLOSE: _close,
    Verb.REOPEN: _reopen,
    Verb.HAND_OVER: _ask_whom,
    Verb.HAND_TO: _hand_over,
    Verb.SEND_ENTRY: _send_entry,
    Verb.SEND_DRAFT: _send_draft,
    Verb.MAKE_FAQ: faq_drafts.make,
    Verb.SEARCH: _search,
    Verb.SEND_ALSO: alike.send_also,
    Verb.STEPS: first_steps.show,
    Verb.READY_REPLY: first_steps.reply,
    Verb.PICK_ENTRY: canned_answers.preview,
    Verb.CHANGE_ENTRY: canned_answers.to_change,
}
"""Buttons about a ticket of the officer's own office."""
