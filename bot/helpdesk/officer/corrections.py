"""An answer that its officer changes or takes back after it was sent."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.model.actions import Delete, Edit, Outcome, Send
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
from bot.helpdesk.turn import OfficerTurn


def correct(turn: OfficerTurn[Edited]) -> Outcome:
    """Change what the resident got from a message that the officer has edited.

    Only an answer that stands in the resident's chat as one message of text can be changed; anything else is said.
    """
    ticket, resident = turn.target, turn.resident
    if ticket is None or resident is None or not may_see(turn.officer, ticket):
        return turn.say(officer_texts.EDIT_NOT_SENT)
    line = Line(
        ticket.id,
        Author.OFFICER,
        turn.now,
        turn.event.text.strip(),
        turn.officer.id,
        None,
        turn.event.address,
        turn.event.message,
        True,
    )
    carried = _carried(turn, turn.event.message)
    if is_note(turn.event.text):
        if carried:
            return turn.say(officer_texts.WITHDRAW_HOW, ticket=ticket.id)
        return replace(turn.say(officer_texts.NOTE_KEPT.format(number=ticket.id), ticket=ticket.id), lines=(line,))
    text = texts.reply(turn.officer, ticket, turn.event.text)
    if len(carried) != 1 or not fits(text):
        return turn.say(officer_texts.EDIT_NOT_SENT, ticket=ticket.id)
    if ticket.claimed_by != turn.officer.id:
        return _only_holder(ticket, turn.event, turn.policy)
    edit = Edit(
        resident.address,
        carried[0].message,
        text,
        ticket=ticket.id,
        purpose=Purpose.CORRECTION,
        about=turn.event.message,
        heard_at=turn.topic,
    )
    return Outcome(actions=(edit,), lines=(line,), ticket=ticket.id)


def withdraw(turn: OfficerTurn[Commanded]) -> Outcome:
    """Withdraw the answer that he replies to (/tarik): the resident goes on waiting and is notified."""
    ticket, resident = turn.target, turn.resident
    if ticket is None or resident is None or not may_see(turn.officer, ticket):
        return turn.say(officer_texts.WITHDRAW_HOW)
    carried = _carried(turn, turn.event.reply_to)
    if not carried:
        why = officer_texts.NOTHING_TO_WITHDRAW if turn.event.reply_to else officer_texts.WITHDRAW_HOW
        return turn.say(why, ticket=ticket.id)
    if ticket.claimed_by != turn.officer.id:
        return _only_holder(ticket, turn.event, turn.policy)
    deletes = tuple(
        Delete(
            resident.address,
            item.message,
            ticket.id,
            Purpose.WITHDRAWAL if item.purpose == Purpose.REPLY else Purpose.NONE,
            turn.event.reply_to,
            heard_at=turn.topic,
        )
        for item in carried
    )
    notice = Send(
        resident.address, texts.WITHDRAWN.format(officer=turn.officer.name, number=ticket.id), ticket=ticket.id
    )
    kept = [item for item in turn.sent if item.purpose == Purpose.REPLY and item not in carried]
    changed = lifecycle.withdraw_answer(turn.policy, ticket, turn.now, answered=bool(kept))
    line = Line(
        ticket.id,
        Author.OFFICER,
        turn.now,
        officer_texts.WITHDRAWN_LINE,
        turn.officer.id,
        address=turn.place,
        message=turn.event.reply_to,
    )
    return Outcome(actions=(*deletes, notice), tickets=(changed,), lines=(line,), ticket=ticket.id)


def _carried(turn: OfficerTurn[Event], message: str | None) -> tuple[Sent, ...]:
    """Return what stands in the resident's chat because of this message of the officer's."""
    address = turn.resident.address if turn.resident else None
    return tuple(
        item
        for item in turn.sent
        if message
        and item.about == message
        and item.address == address
        and item.purpose in {Purpose.NONE, Purpose.REPLY}
    )


def _only_holder(ticket: Ticket, event: Event, policy: Policy) -> Outcome:
    holder = policy.directory.holder(ticket)
    name = holder.name if holder else officer_texts.OTHER_OFFICER
    return say(event, officer_texts.ONLY_HOLDER.format(number=ticket.id, officer=name), ticket=ticket.id)
