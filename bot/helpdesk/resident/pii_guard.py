"""Masks personal numbers before any rule sees them. Photos are the matter of `documents`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.model.actions import Button, Delete, Edit, Outcome, Reworded, Rows, Send
from bot.helpdesk.model.conversation_memory import Awaited
from bot.helpdesk.model.entities import Attachment, Author, Resident, TicketState
from bot.helpdesk.model.events import Attached, Edited, Event, Pressed, Wrote
from bot.helpdesk.model.markup import with_lines
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.privacy.digits import may_hold_number
from bot.helpdesk.privacy.numbers import Kind, asked_for, masked, masked_together
from bot.helpdesk.resident.asked import answers_request, request_to
from bot.helpdesk.resident.documents import urgent
from bot.helpdesk.resident.messages import on_attachment
from bot.helpdesk.resident.verification import doubts, pass_on_at_once
from bot.helpdesk.texts import privacy as privacy_texts
from bot.helpdesk.tickets.intake import join_ticket
from bot.helpdesk.tickets.talk import talk_of
from bot.helpdesk.turn import E, OfficerTurn, ResidentTurn


def mask_name(turn: ResidentTurn[Event]) -> ResidentTurn[Event]:
    """Hide numbers in the person's name, which officers read on every card."""
    event = turn.event
    if isinstance(event, Pressed) and event.quoted is not None:
        event = replace(event, quoted=replace(event.quoted, name=masked(event.quoted.name)[0]))
    known = masked(turn.resident.name)[0]
    told = known if event.name == turn.resident.name else masked(event.name)[0]
    if known != turn.resident.name:
        turn = turn.of(replace(turn.resident, name=known))
    return turn.on(event if told == event.name else replace(event, name=told))


def mask_personal_data(turn: ResidentTurn[Event]) -> ResidentTurn[Event]:
    """Hide the numbers in the event that name a person.

    A telephone number stays where it is the point: in a call for help, in what is sent for checking, and in what an
    answer has asked for. Any kind stays once when the officer of an open ticket has asked for it.
    """
    memory, event = turn.resident.memory, turn.event
    wanted = frozenset(Kind(kind) for kind in memory.wanted.split()) if turn.open else frozenset()
    text = event.caption if isinstance(event, Attached) else event.text if isinstance(event, Wrote | Edited) else ""
    before = [one.text for one in turn.policy.recent(memory, event.at)] if isinstance(event, Wrote) and text else []
    if not may_hold_number("\n".join((*before, text))):
        return turn
    suspect = isinstance(event, Wrote | Attached) and (event.forwarded or doubts(text))
    phone = suspect or memory.awaiting == Awaited.TO_VERIFY or (turn.open is not None and turn.open.at_risk)
    keep = wanted | ({Kind.PHONE} if phone else frozenset())
    shown, hidden = _hidden(text, before, keep)
    if Kind.PHONE in hidden:
        with_phone = _hidden(text, before, keep | {Kind.PHONE})
        urgent_now = turn.decided(shown[-1]).alarming
        if urgent_now or answers_request(replace(turn, now=event.at), with_phone[0][-1]):
            shown, hidden = with_phone
    if wanted and _hidden(text, before, ())[1] & wanted:
        turn = _given(turn)
    earlier = {old: new for old, new in zip(before, shown, strict=False) if old != new}
    turn = replace(_reworded(turn, earlier), masked=bool(hidden), earlier=earlier)
    if isinstance(event, Attached):
        return turn.on(replace(event, caption=shown[-1]))
    return turn.on(replace(event, text=shown[-1])) if isinstance(event, Wrote | Edited) else turn


def _given(turn: ResidentTurn[E]) -> ResidentTurn[E]:
    """Forget what the officer has asked for: it has come, and is let through once."""
    return turn.remember(wanted="")


def _hidden(text: str, before: Sequence[str], keep: Collection[Kind]) -> tuple[tuple[str, ...], frozenset[Kind]]:
    """Mask the text and what was said before: each for itself, and what they hold only together."""
    shown, hidden = masked(text, keep)
    together, more = masked_together((*before, shown), keep) if before else ((shown,), frozenset[Kind]())
    return together, hidden | more


def _reworded(turn: ResidentTurn[E], earlier: Mapping[str, str]) -> ResidentTurn[E]:
    """Replace earlier words in the memory, so that it does not hold the beginning of a number."""
    if not earlier:
        return turn
    memory = turn.resident.memory
    turns = tuple(replace(one, text=earlier.get(one.text, one.text)) for one in memory.turns)
    question, warned, feared = (
        _without(words, earlier) if words else None for words in (memory.question, memory.warned, memory.feared)
    )
    pending = memory.pending
    if pending:
        pending = replace(pending, question=_without(pending.question, earlier))
    return turn.remember(turns=turns, question=question, pending=pending, warned=warned, feared=feared)


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


def begun_before(outcome: Outcome, turn: ResidentTurn[Event], earlier: Mapping[str, str]) -> Outcome:
    """Hide the beginning of a number in the open tickets, too, where it was said."""
    if not earlier:
        return outcome
    current = {ticket.id: ticket for ticket in (*turn.known, *outcome.tickets)}
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
    before = [one.text for one in resident.memory.turns]
    if not isinstance(event, Wrote) or not before or not may_hold_number("\n".join((*before, event.text))):
        return False
    return masked_together((*before, event.text))[0][:-1] != tuple(before)


def contact(turn: ResidentTurn[Attached]) -> Outcome | None:
    """Tell the officer that a contact was sent, which is a telephone number; he may ask for it.

    None for everything else, and where the number is the point: in need, for checking, and when an officer or an
    answer has asked for it.
    """
    memory = turn.resident.memory
    if turn.event.attachment.kind != "contact" or turn.event.message is None or urgent(turn):
        return None
    if turn.event.forwarded or memory.awaiting == Awaited.TO_VERIFY or request_to(turn):
        return None
    if turn.open and Kind.PHONE in memory.wanted.split():
        return on_attachment(_given(turn))
    buttons: Rows = ((Button(privacy_texts.B_CHECK_CONTACT, Verb.CONTACT, (turn.event.message,)),),)
    explained = Send(turn.event.address, privacy_texts.CONTACT, buttons, reply_to=turn.event.message)
    ticket = turn.target or talk_of(turn) or turn.open
    if ticket is None or ticket.state is not TicketState.OPEN or ticket.office not in turn.policy.directory.offices:
        return Outcome(actions=(explained,), resident=turn.resident)
    note = Wrote(turn.event.address, turn.event.name, turn.event.at, turn.event.message, privacy_texts.CONTACT_LINE)
    joined = join_ticket(turn.on(note).saying(note.text), ticket)
    return replace(joined, actions=(*joined.actions, explained))


@resident_button(Verb.CONTACT)
def send_contact(turn: ResidentTurn[Pressed]) -> Outcome:
    """Send the contact to the officer for checking after all."""
    sent = Attached(
        turn.event.address, turn.event.name, turn.event.at, turn.event.args[0], Attachment("contact", ""), ""
    )
    checking = turn.remember(awaiting=Awaited.TO_VERIFY)
    return pass_on_at_once(checking.on(sent)) or on_attachment(turn.on(sent))


@resident_button(Verb.DELETE_MESSAGE)
def delete_message(turn: ResidentTurn[Pressed]) -> Outcome:
    """Delete the resident's own message with the number or the photo from the chat."""
    done: tuple[Delete | Edit, ...] = (Delete(turn.event.address, turn.event.args[0]),)
    if turn.event.message:
        done = (*done, Edit(turn.event.address, turn.event.message, privacy_texts.MESSAGE_GONE))
    return Outcome(actions=done, resident=turn.resident)


def allow_requested_pii(outcome: Outcome, turn: OfficerTurn[Event]) -> Outcome:
    """Let a number through once when the officer asks the resident for it, and note that."""
    resident = outcome.resident or turn.resident
    answers = any(isinstance(action, Send) and action.purpose == Purpose.REPLY for action in outcome.actions)
    said = " ".join(line.text for line in outcome.lines if line.author is Author.OFFICER)
    kinds = asked_for(said) if answers and resident else frozenset()
    if not kinds or resident is None:
        return outcome
    wanted = " ".join(sorted(kinds))
    note = f"officer {turn.officer.id} asked for a number ({wanted}) in ticket {outcome.ticket}"
    return replace(outcome, resident=resident.remember(wanted=wanted), notes=(*outcome.notes, note))
