"""An answer that its officer changes or takes back after it was sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Delete, Edit, Outcome, Send
from bot.helpdesk.model.context import OfficerContext
from bot.helpdesk.model.entities import Author, Line, Ticket
from bot.helpdesk.model.events import Commanded, Edited, Event
from bot.helpdesk.model.markup import fits
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import is_note, may_see, say
from bot.helpdesk.model.store import Sent
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle


def correct(context: OfficerContext, event: Edited, now: datetime, policy: Policy) -> Outcome:
    """Change what the resident got from a message that the officer has edited.

    Only an answer that stands in the resident's chat as one message of text can be changed; anything else is said.
    """
    ticket, resident = context.target, context.resident
    if ticket is None or resident is None or not may_see(context.officer, ticket):
        return say(event, officer_texts.EDIT_NOT_SENT)
    line = Line(
        ticket.id, Author.OFFICER, now, event.text.strip(), context.officer.id, None, event.address, event.message, True
    )
    carried = _carried(context, event.message)
    if is_note(event.text):
        if carried:
            return say(event, officer_texts.WITHDRAW_HOW, ticket=ticket.id)
        return replace(say(event, officer_texts.NOTE_KEPT.format(number=ticket.id), ticket=ticket.id), lines=(line,))
    text = texts.reply(context.officer, ticket, event.text)
    if len(carried) != 1 or not fits(text):
        return say(event, officer_texts.EDIT_NOT_SENT, ticket=ticket.id)
    if ticket.claimed_by != context.officer.id:
        return _only_holder(ticket, event, policy)
    edit = Edit(
        resident.address,
        carried[0].message,
        text,
        ticket=ticket.id,
        purpose=Purpose.CORRECTION,
        about=event.message,
        heard_at=context.topic,
    )
    return Outcome(actions=(edit,), lines=(line,), ticket=ticket.id)


def withdraw(context: OfficerContext, event: Commanded, now: datetime, policy: Policy) -> Outcome:
    """Withdraw the answer that he replies to (/tarik): the resident goes on waiting and is notified."""
    ticket, resident = context.target, context.resident
    if ticket is None or resident is None or not may_see(context.officer, ticket):
        return say(event, officer_texts.WITHDRAW_HOW)
    carried = _carried(context, event.reply_to)
    if not carried:
        why = officer_texts.NOTHING_TO_WITHDRAW if event.reply_to else officer_texts.WITHDRAW_HOW
        return say(event, why, ticket=ticket.id)
    if ticket.claimed_by != context.officer.id:
        return _only_holder(ticket, event, policy)
    deletes = tuple(
        Delete(
            resident.address,
            item.message,
            ticket.id,
            Purpose.WITHDRAWAL if item.purpose == Purpose.REPLY else Purpose.NONE,
            event.reply_to,
            heard_at=context.topic,
        )
        for item in carried
    )
    notice = Send(
        resident.address, texts.WITHDRAWN.format(officer=context.officer.name, number=ticket.id), ticket=ticket.id
    )
    kept = [item for item in context.sent if item.purpose == Purpose.REPLY and item not in carried]
    changed = lifecycle.withdraw_answer(policy, ticket, now, answered=bool(kept))
    line = Line(
        ticket.id,
        Author.OFFICER,
        now,
        officer_texts.WITHDRAWN_LINE,
        context.officer.id,
        address=context.place,
        message=event.reply_to,
    )
    return Outcome(actions=(*deletes, notice), tickets=(changed,), lines=(line,), ticket=ticket.id)


def _carried(context: OfficerContext, message: str | None) -> tuple[Sent, ...]:
    """Return what stands in the resident's chat because of this message of the officer's."""
    address = context.resident.address if context.resident else None
    return tuple(
        item
        for item in context.sent
        if message
        and item.about == message
        and item.address == address
        and item.purpose in {Purpose.NONE, Purpose.REPLY}
    )


def _only_holder(ticket: Ticket, event: Event, policy: Policy) -> Outcome:
    holder = policy.directory.holder(ticket)
    name = holder.name if holder else officer_texts.OTHER_OFFICER
    return say(event, officer_texts.ONLY_HOLDER.format(number=ticket.id, officer=name), ticket=ticket.id)
