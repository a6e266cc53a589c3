"""What follows when a message of a ticket arrived, or did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Action, Button, Edit, Outcome, Priority, Rows, Send
from bot.helpdesk.model.alerts import Kind
from bot.helpdesk.model.entities import Address, EscalationStep, Resident, Ticket, TicketAndResident, TicketState
from bot.helpdesk.model.events import Arrived, Undelivered
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.store import Sent
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.cards import card
from bot.helpdesk.tickets.lifecycle import ticket_alert
from bot.helpdesk.tickets.reassignment import successors

RECEIPTS = frozenset({Purpose.RECEIPT, Purpose.RECEIPT_ASKED})
CHANGED: Mapping[str, tuple[str, str]] = {
    Purpose.CORRECTION: (officer_texts.CORRECTED, officer_texts.NOT_CORRECTED),
    Purpose.WITHDRAWAL: (officer_texts.WITHDRAWN, officer_texts.NOT_WITHDRAWN),
}
"""What the officer hears of a change to an answer, made and not made."""


def on_arrived(
    event: Arrived, pair: TicketAndResident, sent: tuple[Sent, ...], now: datetime, policy: Policy
) -> Outcome:
    """Make "sudah sampai ke petugas" true when a card has arrived, and tell the officer when his reply has."""
    ticket, _ = pair
    if event.purpose in {Purpose.CARD, Purpose.NOTICE} and ticket.carded_at is None:
        carded = lifecycle.mark_carded(ticket, now)
        return Outcome(actions=_receipts(carded, sent, now, policy), tickets=(carded,))
    if event.purpose in RECEIPTS and ticket.carded_at is not None:
        here = (Sent(event.to, event.message, event.purpose, None),)
        return Outcome(actions=_receipts(ticket, here, now, policy))
    if event.purpose == Purpose.REPLY:
        notices = _notify(ticket, event, officer_texts.ARRIVED, policy, _after_answer(ticket, event, sent, policy))
        return Outcome(actions=(*notices, *_receipts(ticket, sent, now, policy)))
    if event.purpose in CHANGED:
        return Outcome(actions=_notify(ticket, event, CHANGED[event.purpose][0], policy))
    return Outcome()


def on_undelivered(event: Undelivered, ticket: Ticket, resident: Resident, now: datetime, policy: Policy) -> Outcome:
    """Show a lost reply to its officer, and pass a card whose officer cannot be reached to the next of the chain."""
    if event.purpose == Purpose.REPLY:
        sentences = {
            "blocked": officer_texts.BLOCKED,
            "uncertain": officer_texts.UNCERTAIN,
            "unsafe": officer_texts.NOT_SENT_UNSAFE,
        }
        text = sentences.get(event.reason, officer_texts.REFUSED)
        blocked = replace(resident, blocked_at=now) if event.reason == "blocked" else None
        # an answer that nobody read is none: the resident goes on waiting, and the officer is reminded
        unread = event.reason in {"refused", "unsafe"} and ticket.state is TicketState.OPEN
        tickets = (lifecycle.wait(policy, ticket, now),) if unread else ()
        return Outcome(actions=_notify(ticket, event, text, policy), resident=blocked, tickets=tickets)
    if event.purpose in CHANGED:
        return Outcome(actions=_notify(ticket, event, CHANGED[event.purpose][1], policy))
    if event.purpose == Purpose.CARD and event.reason == "refused" and ticket.waiting_since:
        return _plainly(event, ticket, resident, policy)
    told_on = event.reason != "uncertain" or (ticket.emergency and event.purpose == Purpose.CARD)
    if event.purpose in {Purpose.CARD, Purpose.NOTICE} and told_on and ticket.waiting_since:
        return _next_in_chain(event, ticket, resident, now, policy)
    return Outcome()


def _receipts(ticket: Ticket, sent: tuple[Sent, ...], now: datetime, policy: Policy) -> tuple[Action, ...]:
    """Change the resident's receipts: the officer has it, or has answered."""
    officer = policy.directory.officers.get(ticket.claimed_by or ticket.officer)
    if officer is None:
        return ()
    office = policy.directory.offices[ticket.office]
    answered = ticket.first_reply_at is not None
    cancel: Rows = () if answered else ((Button(texts.B_CANCEL, Verb.CANCEL, (str(ticket.id),)),),)
    return tuple(
        Edit(
            item.address,
            item.message,
            texts.status_lines(ticket, officer)
            if answered
            else texts.receipt(ticket, officer, office, now, asked=item.purpose == Purpose.RECEIPT_ASKED),
            cancel,
        )
        for item in sent
        if item.purpose in RECEIPTS
    )


def _after_answer(ticket: Ticket, event: Arrived, sent: tuple[Sent, ...], policy: Policy) -> Rows:
    """Return the buttons under "Sampai ke warga"; an answer that the officer typed himself may become FAQ."""
    buttons = [Button(officer_texts.B_CLOSE, Verb.CLOSE, (str(ticket.id),))]
    here = _place_for(ticket, event, policy)
    pressed = any(item.message == event.about and item.address == here for item in sent)
    if event.about and not pressed and not ticket.at_risk:
        buttons.append(Button(officer_texts.B_MAKE_FAQ, Verb.MAKE_FAQ, (str(ticket.id), event.about)))
    return (tuple(buttons),)


def _place_for(ticket: Ticket, event: Arrived | Undelivered, policy: Policy) -> Address | None:
    """Return where the officer who answered reads what became of it."""
    return event.heard_at or policy.chat(ticket.claimed_by or ticket.officer)


def _notify(
    ticket: Ticket, event: Arrived | Undelivered, text: str, policy: Policy, buttons: Rows = ()
) -> tuple[Action, ...]:
    """Notify the officer who answered, under his own message."""
    address, about = _place_for(ticket, event, policy), event.about
    if address is None:
        return ()
    purpose = Purpose.ARRIVED if buttons else Purpose.NONE
    sentence = text.format(number=ticket.id)
    return (Send(address, sentence, buttons, ticket.id, purpose, reply_to=about, silent=bool(buttons)),)


def _plainly(event: Undelivered, ticket: Ticket, resident: Resident, policy: Policy) -> Outcome:
    """Tell the officer of the ticket in plain words: it is the card that was refused, not he.

    First what holds for any ticket; only where that is refused too he cannot be reached. Then what the resident wrote.
    """
    if not policy.works_at(event.to, ticket.office):
        return Outcome()
    priority = Priority.EMERGENCY if ticket.emergency else Priority.NORMAL
    notice = officer_texts.CARD_REFUSED.format(number=ticket.id)
    words = officer_texts.follow_up(ticket, resident, ticket.question)
    return Outcome(
        actions=(
            Send(event.to, notice, ticket=ticket.id, purpose=Purpose.NOTICE, priority=priority),
            Send(event.to, words, ticket=ticket.id, purpose=Purpose.FOLLOW_UP, priority=priority),
        ),
        notes=(f"ticket {ticket.id}: the card was refused; told in plain words",),
    )


def _next_in_chain(event: Undelivered, ticket: Ticket, resident: Resident, now: datetime, policy: Policy) -> Outcome:
    here = tuple(name for name, chat in policy.chats.items() if chat.address == event.to)
    if event.reason == "uncertain" and set(here) <= set(ticket.tried):
        return Outcome()  # the card is tried on; who comes next has been told
    owner_hears_elsewhere = policy.chat(ticket.officer) not in {None, event.to}
    if not policy.works_at(event.to, ticket.office) or owner_hears_elsewhere:
        # somebody else's copy of the card, or another office has the ticket by now
        note = f"ticket {ticket.id}: a second card was not delivered ({event.reason})"
        changed = lifecycle.mark_tried(ticket, *(name for name in here if policy.works_at(event.to, ticket.office)))
        return Outcome(tickets=(changed,) if changed != ticket else (), notes=(note,))
    ticket = lifecycle.mark_tried(ticket, *here)
    person = next(iter(successors(policy, ticket, resident)), None)
    if person is None:
        alert = lifecycle.escalate(ticket, EscalationStep.ALARM, now)
        # where a card has arrived before, the alert is that nobody answers
        unreached = () if ticket.carded_at else (ticket_alert(Kind.UNREACHED, ticket, policy),)
        return Outcome(tickets=(alert,), alerts=unreached)
    moved = lifecycle.unclaim(lifecycle.pass_on(ticket, person))
    return Outcome(
        actions=card(policy, moved, resident, person, now),
        tickets=(moved,),
        notes=(f"ticket {ticket.id}: card to {ticket.officer} not delivered ({event.reason}); passed to {person.id}",),
    )
