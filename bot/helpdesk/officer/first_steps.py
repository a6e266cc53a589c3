"""The first minutes of an emergency, for its officer: whom to call, and what to write with one tap."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.entities import TicketState
from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.replies import SURE
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.officer.context import Reply, send_or_drop
from bot.helpdesk.officer.send_later import send
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.bot_or_officer import standing_answers
from bot.helpdesk.turn import OfficerTurn


def show(turn: OfficerTurn[Pressed]) -> Outcome:
    """Show whom to call and what to heed, and the ready replies as buttons ("Langkah darurat")."""
    number, (head, steps, replies) = str(turn.ticket.id), _words(turn)
    rows: Rows = tuple((Button(label, Verb.READY_REPLY, (number, key)),) for key, (label, _) in replies.items())
    text = steps.format(head=bold(head.format(number=number)))
    shown = Send(turn.event.address, text, rows, ticket=turn.ticket.id)
    return Outcome(actions=(shown,), ticket=turn.ticket.id)


def _words(turn: OfficerTurn[Event]) -> tuple[str, str, dict[str, tuple[str, str]]]:
    """Return the head, steps and ready replies that fit: who is tired of life is not told to escape."""
    if turn.ticket.despair:
        return danger_texts.DESPAIR_STEPS_HEAD, danger_texts.DESPAIR_STEPS, danger_texts.DESPAIR_READY_REPLIES
    return officer_texts.STEPS_HEAD, officer_texts.STEPS, officer_texts.READY_REPLIES


def reply(turn: OfficerTurn[Pressed]) -> Outcome:
    """Send a ready reply like a typed answer, and ask about it where that would be."""
    ticket, text = turn.ticket, _words(turn)[2][turn.event.args[1]][1]
    if ticket.state is not TicketState.OPEN:
        return turn.refuse(officer_texts.ALREADY_CLOSED.format(number=ticket.id))
    if any(line.text == text for line in standing_answers(turn.lines)):
        return turn.refuse(officer_texts.SENT_ALREADY)
    if holder := turn.policy.directory.other_holder(ticket, turn.officer):
        return ask_first(turn, text, officer_texts.HELD_ASK.format(number=ticket.id, officer=holder.name))
    if turn.person.memory.hush:
        return ask_first(turn, text, officer_texts.UNSAFE_ASK, SURE)
    return send(turn, Reply(text, turn.event.message, typed=False))


def ask_first(turn: OfficerTurn[Pressed], text: str, question: str, *sure: str) -> Outcome:
    """Keep the answer of a pressed button as a draft until its sender says that it shall go all the same."""
    rows = send_or_drop(turn.ticket, turn.event.message, *sure)
    ask = Send(turn.event.address, question, rows, ticket=turn.ticket.id, reply_to=turn.event.message)
    draft = replace(turn.chat, draft=turn.event.message, draft_text=text)
    return Outcome(actions=(ask,), officer_chat=draft)
