"""What an officer's button does: Ambil, Tutup, Alihkan, Kirim jawaban, choosing a ticket for a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.helpdesk.buttons import officer_button
from bot.helpdesk.model.actions import Acknowledge, Action, Button, Outcome, Rows, Send
from bot.helpdesk.model.conversation_memory import YesOrNo
from bot.helpdesk.model.entities import Author, Line, Resident, Ticket, TicketState
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.markup import quoted
from bot.helpdesk.model.replies import SURE
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.officer import reply, search
from bot.helpdesk.officer.reply import Reply, send, send_or_drop
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.cards import TICKET, card, viewed
from bot.helpdesk.tickets.danger import closing
from bot.helpdesk.tickets.escalation import moved_notices
from bot.helpdesk.turn import OfficerTurn


@officer_button(Verb.DROP_DRAFT)
def _drop(turn: OfficerTurn[Pressed]) -> Outcome:
    dropped = replace(turn.chat, draft=None, draft_text=None)
    done = Send(turn.event.address, officer_texts.NOTHING)
    return Outcome(actions=(done,), officer_chat=dropped)


@officer_button(Verb.CARD)
def _card(turn: OfficerTurn[Pressed]) -> Outcome:
    cards = card(turn.policy, turn.ticket, turn.person, turn.officer, turn.now)
    return Outcome(actions=cards)


@officer_button(Verb.SEARCH)
def _search(turn: OfficerTurn[Pressed]) -> Outcome:
    return search.search(turn, "")


def _saved(ticket: Ticket, event: Pressed, text: str, *more: Action) -> Outcome:
    """Save the changed ticket, and confirm it to the officer who pressed."""
    return Outcome(
        actions=(Acknowledge(event.address, event.callback, text), *more), tickets=(ticket,), ticket=ticket.id
    )


@officer_button(Verb.CLAIM)
def _claim(turn: OfficerTurn[Pressed]) -> Outcome:
    ticket, resident = turn.ticket, turn.person
    if ticket.state is not TicketState.OPEN:
        return turn.refuse(officer_texts.ALREADY_CLOSED.format(number=ticket.id))
    if holder := turn.policy.directory.other_holder(ticket, turn.officer):
        return turn.refuse(officer_texts.HELD.format(number=ticket.id, officer=holder.name))
    if turn.policy.directory.holder(ticket):
        return turn.refuse(officer_texts.CLAIMED.format(number=ticket.id))
    claimed = lifecycle.claim(turn.policy, ticket, turn.officer, turn.now)
    notices = (
        ()
        if ticket.at_risk
        else (
            Send(
                resident.address,
                texts.CLAIMED.format(officer=turn.officer.name, number=ticket.id),
                ticket=ticket.id,
                silent=True,
            ),
        )
    )
    return _saved(claimed, turn.event, officer_texts.CLAIMED.format(number=ticket.id), *notices)


@officer_button(Verb.CLOSE)
def _close(turn: OfficerTurn[Pressed]) -> Outcome:
    ticket, resident = turn.ticket, turn.person
    if ticket.state is not TicketState.OPEN:
        return turn.refuse(officer_texts.ALREADY_CLOSED.format(number=ticket.id))
    if ticket.emergency and ticket.first_reply_at is None:
        return turn.refuse(officer_texts.EMERGENCY_OPEN)
    written = [line for line in turn.lines if line.author is Author.RESIDENT]
    if ticket.at_risk and turn.event.args[1:] != (str(len(written)),):
        return _ask_before_closing(turn, written)
    closed = lifecycle.close(ticket, turn.now, turn.officer)
    buttons = (
        (
            Button(texts.B_YES_DONE, Verb.DONE, (str(ticket.id),)),
            Button(texts.B_NOT_DONE, Verb.NOT_DONE, (str(ticket.id),)),
        ),
    )
    told = texts.closed(turn.officer, ticket)
    if ticket.at_risk:
        told = closing(turn.policy, ticket, turn.officer.name, (line.text for line in reversed(written)))
    ask = Send(resident.address, told, buttons, ticket=ticket.id)
    saved = _saved(closed, turn.event, officer_texts.CLOSED.format(number=ticket.id), ask)
    return replace(saved, resident=_asked_about_closing(resident, ticket))


def _ask_before_closing(turn: OfficerTurn[Pressed], written: Sequence[Line]) -> Outcome:
    """Ask whether a case in which a life may be at stake is over, beside the last message of its resident.

    The button that closes it carries how much was written: where more has come since, it asks again.
    """
    ticket, number = turn.ticket, str(turn.ticket.id)
    last = next((line for line in reversed(written) if line.text not in lifecycle.ANSWERS_ON_SAFETY), None)
    words, moment = quoted(ticket.question), ticket.opened_at
    if last:
        kind = f"[{officer_texts.kind(last.attachment)}] " if last.attachment else ""
        words, moment = f"{kind}{quoted(last.text) if last.text else ''}", last.at
    text = officer_texts.CLOSE_ASK.format(
        number=number,
        moment=turn.policy.directory.offices[ticket.office].hours.moment(moment, turn.now),
        words=words,
        state=officer_texts.CLOSE_UNANSWERED if ticket.waiting_since else officer_texts.CLOSE_ANSWERED,
    )
    rows: Rows = (
        (Button(officer_texts.B_CLOSE_SURE, Verb.CLOSE, (number, str(len(written)))),),
        (Button(officer_texts.B_READ_ALL, Verb.TICKET, (number,)),),
    )
    asked = Outcome(actions=(Send(turn.event.address, text, rows, ticket=ticket.id),), ticket=ticket.id)
    return viewed(asked, turn, (ticket.id,), TICKET)


def _asked_about_closing(resident: Resident, ticket: Ticket) -> Resident:
    """Let a typed word answer the question under the closing, unless something else is still awaited."""
    done, not_done = (Verb.DONE, str(ticket.id)), (Verb.NOT_DONE, str(ticket.id))
    # in danger he was asked whether he still needs help
    asked = YesOrNo(not_done, done) if ticket.at_risk else YesOrNo(done, not_done)
    free = resident.memory.awaiting is None or isinstance(resident.memory.awaiting, YesOrNo)
    return resident.remember(awaiting=asked) if free else resident


@officer_button(Verb.REOPEN)
def _reopen(turn: OfficerTurn[Pressed]) -> Outcome:
    ticket = turn.ticket
    if ticket.state is TicketState.CANCELLED:
        return turn.refuse(officer_texts.CANCELLED)
    opened = ticket if ticket.state is TicketState.OPEN else lifecycle.reopen(turn.policy, ticket, turn.now)
    return _saved(opened, turn.event, officer_texts.OPENED.format(number=ticket.id))


@officer_button(Verb.HAND_OVER)
def _ask_whom(turn: OfficerTurn[Pressed]) -> Outcome:
    ticket = turn.ticket
    people = [person for person in turn.policy.directory.colleagues(turn.officer) if person.id in turn.policy.chats]
    if not people:
        return turn.refuse(officer_texts.NOBODY)
    people.sort(key=lambda person: turn.loads.get(person.id, 0))
    rows = tuple(
        (
            Button(
                officer_texts.colleague(person, turn.loads.get(person.id, 0), away=person.id in turn.policy.away),
                Verb.HAND_TO,
                (str(ticket.id), person.id),
            ),
        )
        for person in people[:10]
    )
    ask = Send(turn.event.address, officer_texts.TO_WHOM.format(number=ticket.id), rows, ticket=ticket.id)
    return Outcome(actions=(ask,), ticket=ticket.id)


@officer_button(Verb.HAND_TO)
def _hand_over(turn: OfficerTurn[Pressed]) -> Outcome:
    ticket, resident = turn.ticket, turn.person
    person = turn.policy.directory.officers.get(turn.event.args[1])
    if person is None or person.office != ticket.office or person.id not in turn.policy.chats:
        return turn.refuse(officer_texts.NOBODY)
    moved = lifecycle.hand_over(turn.policy, ticket, person, turn.now)
    cards = card(turn.policy, moved, resident, person, turn.now)
    text = officer_texts.HANDED.format(number=ticket.id, officer=person.name)
    hint = officer_texts.HAND_NOTE.format(number=ticket.id, officer=person.name)
    note = Send(turn.event.address, hint, ticket=ticket.id, purpose=Purpose.HANDED)
    return _saved(moved, turn.event, text, *cards, *moved_notices(moved, resident, person), note)


@officer_button(Verb.SEND_ENTRY)
def _send_entry(turn: OfficerTurn[Pressed]) -> Outcome:
    ticket, resident, entry = turn.ticket, turn.person, turn.event.args[1]
    if resident.memory.hush:
        return turn.refuse(officer_texts.UNSAFE_ENTRY)
    if ticket.state is not TicketState.OPEN:
        return turn.refuse(officer_texts.ALREADY_CLOSED.format(number=ticket.id))
    text = search.answer_for(resident, entry, turn.now, turn.policy)
    last = turn.lines[-1] if turn.lines else None
    if last and last.author is Author.OFFICER and last.text == text:
        return turn.refuse(officer_texts.SENT_ALREADY)
    if holder := turn.policy.directory.other_holder(ticket, turn.officer):
        question = officer_texts.HELD_ASK.format(number=ticket.id, officer=holder.name)
        return reply.ask_first(turn, text, question)
    return send(turn, Reply(text, turn.event.message, typed=False))


@officer_button(Verb.SEND_DRAFT)
def _send_draft(turn: OfficerTurn[Pressed]) -> Outcome:
    ticket = turn.ticket
    if turn.chat.draft is None or turn.event.args[1:2] != (turn.chat.draft,):
        # a later draft is another message, perhaps for somebody else
        return turn.refuse(officer_texts.NO_DRAFT)
    if turn.resident and turn.resident.memory.hush and turn.event.args[2:3] != (SURE,):
        # the ticket of this draft has only just been named: its resident may not be safe
        rows = send_or_drop(ticket, turn.chat.draft, SURE)
        ask = Send(turn.event.address, officer_texts.UNSAFE_ASK, rows, ticket=ticket.id, reply_to=turn.chat.draft)
        return Outcome(actions=(ask,), ticket=ticket.id)
    copied = turn.chat.draft_text is None
    text = turn.chat.draft_text or ""
    return send(turn, Reply(text, turn.chat.draft, copied=copied))
