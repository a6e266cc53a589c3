"""Masks personal numbers before any rule sees them. Photos are the matter of `documents`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Button, Delete, Edit, Outcome, Reworded, Rows, Send
from bot.helpdesk.model.context import OfficerContext, ResidentContext, ResidentMessage
from bot.helpdesk.model.conversation_memory import Awaited
from bot.helpdesk.model.entities import Attachment, Author, Resident, TicketState
from bot.helpdesk.model.events import Attached, Edited, Event, Pressed, Wrote
from bot.helpdesk.model.markup import with_lines
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.privacy.digits import may_hold_number
from bot.helpdesk.privacy.numbers import Kind, asked_for, masked, masked_together
from bot.helpdesk.resident.asked import answers_request, request_to
from bot.helpdesk.resident.documents import urgent
from bot.helpdesk.resident.messages import on_attachment
from bot.helpdesk.resident.verification import doubts, pass_on_at_once
from bot.helpdesk.texts import privacy as privacy_texts
from bot.helpdesk.tickets.bot_or_officer import talk_of
from bot.helpdesk.tickets.intake import join_ticket


def mask_name(context: ResidentContext, event: Event, now: datetime, policy: Policy) -> tuple[ResidentContext, Event]:
    """Hide numbers in the person's name, which officers read on every card."""
    if isinstance(event, Pressed) and event.quoted is not None:
        event = replace(event, quoted=replace(event.quoted, name=masked(event.quoted.name)[0]))
    known = masked(context.resident.name)[0]
    told = known if event.name == context.resident.name else masked(event.name)[0]
    if known != context.resident.name:
        context = context.of(replace(context.resident, name=known))
    return context, event if told == event.name else replace(event, name=told)


def mask_personal_data(
    context: ResidentContext, event: Event, now: datetime, policy: Policy
) -> tuple[ResidentContext, Event]:
    """Hide the numbers in the event that name a person.

    A telephone number stays where it is the point: in a call for help, in what is sent for checking, and in what an
    answer has asked for. Any kind stays once when the officer of an open ticket has asked for it.
    """
    memory = context.resident.memory
    wanted = frozenset(Kind(kind) for kind in memory.wanted.split()) if context.open else frozenset()
    text = event.caption if isinstance(event, Attached) else event.text if isinstance(event, Wrote | Edited) else ""
    before = [turn.text for turn in policy.recent(memory, event.at)] if isinstance(event, Wrote) and text else []
    if not may_hold_number("\n".join((*before, text))):
        return context, event
    suspect = isinstance(event, Wrote | Attached) and (event.forwarded or doubts(text))
    phone = suspect or memory.awaiting == Awaited.TO_VERIFY or (context.open is not None and context.open.at_risk)
    keep = wanted | ({Kind.PHONE} if phone else frozenset())
    shown, hidden = _hidden(text, before, keep)
    if Kind.PHONE in hidden:
        with_phone = _hidden(text, before, keep | {Kind.PHONE})
        urgent_now = context.decisions.of(policy.knowledge, shown[-1]).alarming
        if urgent_now or answers_request(context, with_phone[0][-1], event.at, policy):
            shown, hidden = with_phone
    if wanted and _hidden(text, before, ())[1] & wanted:
        context = _given(context)
    earlier = {old: new for old, new in zip(before, shown, strict=False) if old != new}
    context = replace(_reworded(context, earlier), masked=bool(hidden), earlier=earlier)
    if isinstance(event, Attached):
        return context, replace(event, caption=shown[-1])
    event = replace(event, text=shown[-1]) if isinstance(event, Wrote | Edited) else event
    return context, event


def _given(context: ResidentContext) -> ResidentContext:
    """Forget what the officer has asked for: it has come, and is let through once."""
    return context.of(replace(context.resident, memory=replace(context.resident.memory, wanted="")))


def _hidden(text: str, before: Sequence[str], keep: Collection[Kind]) -> tuple[tuple[str, ...], frozenset[Kind]]:
    """Mask the text and what was said before: each for itself, and what they hold only together."""
    shown, hidden = masked(text, keep)
    together, more = masked_together((*before, shown), keep) if before else ((shown,), frozenset[Kind]())
    return together, hidden | more


def _reworded(context: ResidentContext, earlier: Mapping[str, str]) -> ResidentContext:
    """Replace earlier words in the memory, so that it does not hold the beginning of a number."""
    if not earlier:
        return context
    memory = context.resident.memory
    turns = tuple(replace(turn, text=earlier.get(turn.text, turn.text)) for turn in memory.turns)
    question, warned, feared = (
        _without(words, earlier) if words else None for words in (memory.question, memory.warned, memory.feared)
    )
    pending = memory.pending
    if pending:
        pending = replace(pending, question=_without(pending.question, earlier))
    reworded = replace(memory, turns=turns, question=question, pending=pending, warned=warned, feared=feared)
    return context.of(replace(context.resident, memory=reworded))


def _without(question: str, earlier: Mapping[str, str]) -> str:
    """Replace earlier words in a question, which may hold several messages, each from its own line on."""
    for old, new in earlier.items():
        question = with_lines(question, old, new)
    return question


def with_masking_notice(outcome: Outcome, event: Event, *, late: bool = False) -> Outcome:
    """Add a kind word about the number that was hidden. `late`: it began in an earlier message."""
    buttons: Rows = ((Button(privacy_texts.B_DELETE, Verb.DELETE_MESSAGE, (event.message or "",)),),)
    text = privacy_texts.HIDDEN_LATE if late else privacy_texts.HIDDEN
    return replace(outcome, actions=(*outcome.actions, Send(event.address, text, buttons)))


def begun_before(outcome: Outcome, context: ResidentContext, earlier: Mapping[str, str]) -> Outcome:
    """Hide the beginning of a number in the open tickets, too, where it was said."""
    if not earlier:
        return outcome
    current = {ticket.id: ticket for ticket in (*context.known, *outcome.tickets)}
    open_now = [ticket for ticket in current.values() if ticket.state is TicketState.OPEN]
    asked = {ticket.id: _without(ticket.question, earlier) for ticket in open_now}
    changed = {t.id: replace(t, question=asked[t.id]) for t in open_now if t.question != asked[t.id]}
    # the first line of a ticket is its question
    said = [(t, {**earlier, t.question: asked[t.id]}) for t in open_now]
    reworded = tuple(Reworded(t.id, old, new) for t, words in said for old, new in words.items() if old != new)
    tickets = tuple(changed.pop(ticket.id, ticket) for ticket in outcome.tickets)
    return replace(outcome, tickets=(*tickets, *changed.values()), reworded=reworded)


def splits_number(resident: Resident, event: Event) -> bool:
    """Return whether a message goes on with a number that began in what the resident said last."""
    before = [turn.text for turn in resident.memory.turns]
    if not isinstance(event, Wrote) or not before or not may_hold_number("\n".join((*before, event.text))):
        return False
    return masked_together((*before, event.text))[0][:-1] != tuple(before)


def contact(context: ResidentContext, event: Attached, now: datetime, policy: Policy) -> Outcome | None:
    """Tell the officer that a contact was sent, which is a telephone number; he may ask for it.

    None for everything else, and where the number is the point: in need, for checking, and when an officer or an
    answer has asked for it.
    """
    memory = context.resident.memory
    if event.attachment.kind != "contact" or event.message is None or urgent(context, event, now, policy):
        return None
    if event.forwarded or memory.awaiting == Awaited.TO_VERIFY or request_to(context, now, policy):
        return None
    if context.open and Kind.PHONE in memory.wanted.split():
        return on_attachment(_given(context), event, now, policy)
    buttons: Rows = ((Button(privacy_texts.B_CHECK_CONTACT, Verb.CONTACT, (event.message,)),),)
    explained = Send(event.address, privacy_texts.CONTACT, buttons, reply_to=event.message)
    ticket = context.target or talk_of(context, now) or context.open
    if ticket is None or ticket.state is not TicketState.OPEN or ticket.office not in policy.directory.offices:
        return Outcome(actions=(explained,), resident=context.resident)
    note = Wrote(event.address, event.name, event.at, event.message, privacy_texts.CONTACT_LINE)
    joined = join_ticket(ResidentMessage(context, note, note.text, now, policy), ticket)
    return replace(joined, actions=(*joined.actions, explained))


def send_contact(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Send the contact to the officer for checking after all."""
    sent = Attached(event.address, event.name, event.at, event.args[0], Attachment("contact", ""), "")
    checking = replace(context.resident, memory=replace(context.resident.memory, awaiting=Awaited.TO_VERIFY))
    taken = pass_on_at_once(context.of(checking), sent, now, policy) or on_attachment(context, sent, now, policy)
    return replace(taken, actions=(Acknowledge(event.address, event.callback), *taken.actions))


def delete_message(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Delete the resident's own message with the number or the photo from the chat."""
    done: tuple[Delete | Edit, ...] = (Delete(event.address, event.args[0]),)
    if event.message:
        done = (*done, Edit(event.address, event.message, privacy_texts.MESSAGE_GONE))
    return Outcome(actions=(Acknowledge(event.address, event.callback), *done), resident=context.resident)


def allow_requested_pii(outcome: Outcome, context: OfficerContext) -> Outcome:
    """Let a number through once when the officer asks the resident for it, and note that."""
    resident = outcome.resident or context.resident
    answers = any(isinstance(action, Send) and action.purpose == Purpose.REPLY for action in outcome.actions)
    said = " ".join(line.text for line in outcome.lines if line.author is Author.OFFICER)
    kinds = asked_for(said) if answers and resident else frozenset()
    if not kinds or resident is None:
        return outcome
    wanted = " ".join(sorted(kinds))
    note = f"officer {context.officer.id} asked for a number ({wanted}) in ticket {outcome.ticket}"
    memory = replace(resident.memory, wanted=wanted)
    return replace(outcome, resident=replace(resident, memory=memory), notes=(*outcome.notes, note))
