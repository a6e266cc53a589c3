"""The first minutes of an emergency, for its officer: whom to call, and what to write with one tap."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Button, Outcome, Rows, Send
from bot.helpdesk.model.context import OfficerContext
from bot.helpdesk.model.entities import TicketState
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import SURE, refuse
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.officer.context import Reply, send_or_drop
from bot.helpdesk.officer.send_later import send
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.bot_or_officer import standing_answers


def show(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Show whom to call and what to heed, and the ready replies as buttons ("Langkah darurat")."""
    number, (head, steps, replies) = str(context.ticket.id), _words(context)
    rows: Rows = tuple((Button(label, Verb.READY_REPLY, (number, key)),) for key, (label, _) in replies.items())
    text = steps.format(head=bold(head.format(number=number)))
    shown = Send(event.address, text, rows, ticket=context.ticket.id)
    return Outcome(actions=(Acknowledge(event.address, event.callback), shown), ticket=context.ticket.id)


def _words(context: OfficerContext) -> tuple[str, str, dict[str, tuple[str, str]]]:
    """Return the head, steps and ready replies that fit: who is tired of life is not told to escape."""
    if context.ticket.despair:
        return danger_texts.DESPAIR_STEPS_HEAD, danger_texts.DESPAIR_STEPS, danger_texts.DESPAIR_READY_REPLIES
    return officer_texts.STEPS_HEAD, officer_texts.STEPS, officer_texts.READY_REPLIES


def reply(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Send a ready reply like a typed answer, and ask about it where that would be."""
    ticket, text = context.ticket, _words(context)[2][event.args[1]][1]
    if ticket.state is not TicketState.OPEN:
        return refuse(event, officer_texts.ALREADY_CLOSED.format(number=ticket.id))
    if any(line.text == text for line in standing_answers(context.lines)):
        return refuse(event, officer_texts.SENT_ALREADY)
    if holder := policy.directory.other_holder(ticket, context.officer):
        return ask_first(context, event, text, officer_texts.HELD_ASK.format(number=ticket.id, officer=holder.name))
    if context.person.memory.hush:
        return ask_first(context, event, text, officer_texts.UNSAFE_ASK, SURE)
    done = send(context, Reply(text, event.message, typed=False), now, policy)
    return replace(done, actions=(Acknowledge(event.address, event.callback), *done.actions))


def ask_first(context: OfficerContext, event: Pressed, text: str, question: str, *sure: str) -> Outcome:
    """Keep the answer of a pressed button as a draft until its sender says that it shall go all the same."""
    rows = send_or_drop(context.ticket, event.message, *sure)
    ask = Send(event.address, question, rows, ticket=context.ticket.id, reply_to=event.message)
    draft = replace(context.chat, draft=event.message, draft_text=text)
    return Outcome(actions=(Acknowledge(event.address, event.callback), ask), officer_chat=draft)
