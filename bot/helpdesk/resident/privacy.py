"""Numbers are masked before any rule sees them; what is stored is said first, and where the office wants it, agreed to.

While the button is awaited nothing is stored beyond what delivery needs. The pending question waits where it is
already, in the resident's own message: the message with the button quotes it, and so it comes back with the press.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec.structs import replace

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.guided_checks import listening
from bot.helpdesk.model.actions import Button, Delete, Edit, Outcome, Priority, Purpose, Reworded, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Blocked, Commanded, Edited, Event, Pressed, Started, Wrote
from bot.helpdesk.model.markup import with_lines
from bot.helpdesk.model.outreach import BroadcastCalledOff, ReminderSet
from bot.helpdesk.model.people import Pending, Resident, Step
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import Attachment, Author, Ticket, TicketState
from bot.helpdesk.privacy.digits import NumberKind, may_hold_number
from bot.helpdesk.privacy.numbers import MASKS, asked_for, masked, masked_together
from bot.helpdesk.resident.answer import answers_request
from bot.helpdesk.resident.commands import asks_to
from bot.helpdesk.resident.documents import on_attachment, urgent
from bot.helpdesk.resident.message import OWN_NUMBER, doubts
from bot.helpdesk.resident.warning import pass_on_at_once, stands_in
from bot.helpdesk.texts import privacy as privacy_texts, resident as texts
from bot.helpdesk.tickets.cards import with_updated_cards
from bot.helpdesk.tickets.intake import NEEDS_HELP, join_ticket
from bot.helpdesk.tickets.lifecycle import spoken_of
from bot.helpdesk.turn import E, OfficerTurn, ResidentTurn
from bot.matching.entry import DecisionKind

A = TypeVar("A", Ticket, Pending)


def mask_personal_data(turn: ResidentTurn[Event]) -> ResidentTurn[Event]:
    """Hide the numbers in the event that name a person.

    A telephone number stays where it is the point: in a call for help, in what is sent for checking (`_for_checking`)
    or warned of, and in what an answer has asked for. Any kind stays once when the officer of an open ticket asks.
    """
    memory, event = turn.memory, turn.event
    wanted = frozenset(NumberKind(kind) for kind in memory.wanted.split()) if turn.open else frozenset()
    text = _words(event)
    before = [one.text for one in turn.policy.recent(memory, event.at)] if isinstance(event, Wrote) and text else []
    if not may_hold_number("\n".join((*before, text))):
        return turn
    in_need = turn.open is not None and turn.open.at_risk
    keep = wanted | ({NumberKind.PHONE} if in_need or _for_checking(turn) else frozenset())
    shown, hidden = _hidden(text, before, keep)
    if NumberKind.PHONE in hidden:
        with_phone = _hidden(text, before, keep | {NumberKind.PHONE})
        decision = turn.decided(shown[-1])
        warned = decision.outcome is DecisionKind.WARN and not OWN_NUMBER.search(text)
        if decision.alarming or warned or answers_request(replace(turn, now=event.at), with_phone[0][-1]):
            shown, hidden = with_phone
    if wanted and _hidden(text, before, ())[1] & wanted:
        turn = turn.remember(wanted="")
    earlier = {old: new for old, new in zip(before, shown, strict=False) if old != new}
    turn = replace(_reworded(turn, earlier), masked=bool(hidden), earlier=earlier)
    if isinstance(event, Attached):
        return turn.on(replace(event, caption=shown[-1]))
    return turn.on(replace(event, text=shown[-1])) if isinstance(event, Wrote | Edited) else turn


def _for_checking(turn: ResidentTurn[Event]) -> bool:
    """Return whether a telephone number is there to be checked: somebody else's, a doubt, in a check or a warning."""
    event, memory, words = turn.event, turn.memory, _words(turn.event)
    passed_on = isinstance(event, Wrote | Attached) and (event.forwarded or doubts(words))
    recent = turn.policy.recent(memory, turn.now)
    offered = recent and memory.warned and stands_in(recent[-1].text, memory.warned)
    told = offered or (isinstance(event, Wrote) and listening(turn.on(event)))
    return passed_on or memory.phase == Step.SENDING_TO_CHECK or bool(told and not OWN_NUMBER.search(words))


def _words(event: Event) -> str:
    return event.caption if isinstance(event, Attached) else event.text if isinstance(event, Wrote | Edited) else ""


def _hidden(
    text: str, before: Sequence[str], keep: Collection[NumberKind]
) -> tuple[tuple[str, ...], frozenset[NumberKind]]:
    """Mask the text and what was said before: each for itself, and what they hold only together."""
    shown, hidden = masked(text, keep)
    together, more = masked_together((*before, shown), keep) if before else ((shown,), frozenset[NumberKind]())
    return together, hidden | more


def _reworded(turn: ResidentTurn[E], earlier: Mapping[str, str]) -> ResidentTurn[E]:
    """Replace earlier words in the memory, so that it does not hold the beginning of a number."""
    if not earlier:
        return turn
    memory = turn.memory
    turns = tuple(replace(one, text=earlier.get(one.text, one.text)) for one in memory.turns)
    kept = {name: _without(getattr(memory, name) or "", earlier) or None for name in ("question", "warned", "feared")}
    pending = _asked_without(memory.pending, earlier) if memory.pending else None
    return turn.remember(turns=turns, pending=pending, **kept)


def _without(question: str, earlier: Mapping[str, str]) -> str:
    """Replace earlier words in a question, which may hold several messages, each from its own line on."""
    for old, new in earlier.items():
        question = with_lines(question, old, new)
    return question


def _asked_without(asked: A, earlier: Mapping[str, str]) -> A:
    """Replace earlier words in what is asked of an officer."""
    about = {name: _without(getattr(asked.about, name), earlier) for name in ("own", "heard")}
    return replace(asked, question=_without(asked.question, earlier), about=replace(asked.about, **about))


def add_masking_notice(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Say that a number was hidden; hide its beginning in the open tickets, too.

    That is said once a conversation, but of a telephone number each time: its owner may wait for a call.
    """
    event, earlier, told = turn.event, turn.earlier, turn.memory.hidden_at
    phone = MASKS[NumberKind.PHONE] in _words(event)
    if not turn.masked or (told and turn.now - told <= turn.policy.memory and not earlier and not phone):
        return outcome
    if outcome.resident:
        outcome = replace(outcome, resident=outcome.resident.remember(hidden_at=turn.now))
    buttons: Rows = ((Button(privacy_texts.B_DELETE, Verb.DELETE_MESSAGE, (event.message or "",)),),)
    kinds = ", ".join(mask.strip("[• ]") for mask in MASKS.values() if mask in _words(event))
    hidden = privacy_texts.HIDDEN_PHONE if phone else privacy_texts.HIDDEN.format(kinds=kinds)
    outcome = outcome.then(Send(event.address, privacy_texts.HIDDEN_LATE if earlier else hidden, buttons))
    if not earlier:
        return outcome
    current = {ticket.id: ticket for ticket in (*turn.known, *outcome.tickets)}
    asked = [(ticket, _asked_without(ticket, earlier)) for ticket in current.values() if ticket.is_open]
    # the first line of a ticket is its question
    said = [(old.id, {**earlier, old.question: new.question}) for old, new in asked]
    reworded = tuple(Reworded(number, old, new) for number, words in said for old, new in words.items() if old != new)
    tickets = {one.id: one for one in outcome.tickets} | {new.id: new for old, new in asked if new != old}
    return replace(outcome, tickets=tuple(tickets.values()), reworded=reworded)


def splits_number(resident: Resident, event: Event) -> bool:
    """Return whether a message goes on with a number that began in what the resident said last."""
    before = [one.text for one in resident.memory.turns]
    if not isinstance(event, Wrote) or not before or not may_hold_number("\n".join((*before, event.text))):
        return False
    return masked_together((*before, event.text))[0][:-1] != tuple(before)


def contact(turn: ResidentTurn[Attached]) -> Outcome | None:
    """Tell the officer that a contact was sent, which is a telephone number; he may ask for it.

    None for everything else, and where a number that is written would stay (`mask_personal_data`).
    """
    if turn.event.attachment.kind != "contact" or turn.event.message is None or urgent(turn):
        return None
    if _for_checking(turn) or answers_request(turn, ""):
        return None
    if turn.open and NumberKind.PHONE in turn.memory.wanted.split():
        return on_attachment(turn.remember(wanted=""))
    buttons: Rows = ((Button(privacy_texts.B_CHECK_CONTACT, Verb.CONTACT, (turn.event.message,)),),)
    explained = Send(turn.event.address, privacy_texts.CONTACT, buttons, reply_to=turn.event.message)
    ticket = spoken_of(turn)
    if ticket is None or not ticket.is_open or not turn.policy.serves(ticket):
        return Outcome(actions=(explained,), resident=turn.resident)
    note = Wrote(*turn.event.head, privacy_texts.CONTACT_LINE)
    return join_ticket(turn.on(note).saying(note.text), ticket).then(explained)


@resident_button(Verb.CONTACT)
def send_contact(turn: ResidentTurn[Pressed]) -> Outcome:
    """Send the contact to the officer for checking after all, once."""
    ticket = spoken_of(turn)
    there = [one.copied for one in turn.sent.get(ticket.id, ())] if ticket else []
    if ticket and turn.event.args[0] in {one.message for one in there if one}:
        return turn.refuse(texts.SENT_BEFORE.format(number=ticket.id))
    sent = replace(Attached(*turn.event.head, Attachment("contact", ""), ""), message=turn.event.args[0])
    return pass_on_at_once(turn.remember(phase=Step.SENDING_TO_CHECK).on(sent)) or on_attachment(turn.on(sent))


@resident_button(Verb.DELETE_MESSAGE)
def delete_message(turn: ResidentTurn[Pressed]) -> Outcome:
    """Delete the resident's own message with the number or the photo from the chat."""
    return turn.show(privacy_texts.MESSAGE_GONE).behind(Delete(turn.event.address, turn.event.args[0]))


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


def note_presence(turn: ResidentTurn[Event]) -> ResidentTurn[Event]:
    """Note that who writes or presses can be reached and answered again, and his name, without numbers in it."""
    event, name = turn.event, masked(turn.event.name or turn.resident.name)[0]
    hush = turn.memory.hush and (isinstance(event, Blocked) or asks_to(event, "hapusjejak", Verb.CLEAR))
    return turn.of(replace(turn.resident, name=name, blocked_at=None)).remember(hush=hush)


def unwrap_command(turn: ResidentTurn[Event]) -> ResidentTurn[Event]:
    """Take the words behind /petugas, and a call for help behind any command, for a message."""
    event = turn.event
    words = event.argument if isinstance(event, Commanded) else event.payload if isinstance(event, Started) else ""
    asks = isinstance(event, Commanded) and event.command == "petugas"
    if " " not in words.strip() or not (asks or turn.decided(words).alarming):
        return turn
    if asks:
        turn = turn.remember(phase=Step.WRITING)
    reply_to = event.reply_to if isinstance(event, Commanded) else None
    return turn.on(Wrote(*event.head, words, reply_to))


def recalling(turn: ResidentTurn[E]) -> ResidentTurn[E]:
    """Read what the pressed button is about from the chat; where nothing may be remembered that is the question."""
    event = turn.event
    if not isinstance(event, Pressed) or event.quoted is None:
        return turn
    phase = Step.SENDING_TO_CHECK if event.verb == Verb.ASK_TO_VERIFY else turn.memory.phase
    quoted = mask_personal_data(turn.remember(phase=phase).on(event.quoted)).event
    read = turn.on(replace(event, quoted=quoted))
    return read if turn.resident.informed_at else read.remember(question=_words(quoted).strip() or None)


def call_off_broadcasts(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Call off broadcasts that wait for a resident who calls for help now, or clears the chat."""
    if asks_to(turn.event, "hapusjejak", Verb.CLEAR) or any(ticket.at_risk for ticket in outcome.tickets):
        return replace(outcome, outreach=(*outcome.outreach, BroadcastCalledOff(turn.event.address)))
    return outcome


def update_cards(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Change every card that now reads otherwise."""
    standing = {ticket: turn.sent.get(ticket.id, ()) for ticket in turn.known}
    return with_updated_cards(outcome, standing, turn.before or turn.resident, turn.now, turn.policy)


AGREED_TO: Mapping[str, str] = {
    Verb.VILLAGE: privacy_texts.AGREE_TO_PLACE,
    Verb.OUTSIDE: privacy_texts.AGREE_TO_PLACE,
    Verb.CHECK_BEGIN: privacy_texts.AGREE_TO_CHECK,
    Verb.SUBSCRIPTION: privacy_texts.AGREE_TO_BROADCASTS,
    Verb.REMINDER: privacy_texts.AGREE_TO_REMINDER,
}
"""What is agreed to, by the button that is pressed after it."""


def add_privacy_notice(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Tell somebody for the first time what is stored about him, or ask for consent; a call for help never waits."""
    at_risk = any(ticket.at_risk for ticket in (*outcome.tickets, *turn.tickets))
    if turn.resident.informed_at is not None or at_risk:
        return outcome
    if turn.policy.ask_consent:
        return _withheld(outcome, turn)
    if outcome.resident is None or isinstance(turn.event, Blocked):
        return outcome
    return _with_notice(outcome, outcome.resident, turn.now)


def informed_afterwards(outcome: Outcome, turn: OfficerTurn[Event]) -> Outcome:
    """Send the notice, where that is safe, to a resident who was helped before it, once his ticket is closed."""
    resident = outcome.resident or turn.resident
    closed = any(ticket.state is TicketState.CLOSED for ticket in outcome.tickets)
    if resident is None or resident.informed_at or resident.memory.hush or not closed:
        return outcome
    return _with_notice(outcome, resident, turn.now)


def _with_notice(outcome: Outcome, resident: Resident, now: datetime) -> Outcome:
    """Put the notice under the last message to the resident, unless it stands in one already or something is urgent."""
    notice = texts.STORED
    to_him = [a for a in outcome.actions if isinstance(a, Send | Edit) and a.to == resident.address]
    informed = replace(resident, informed_at=now)
    if any(notice in action.text for action in to_him):
        return replace(outcome, resident=informed)
    sends = [a for a in to_him if isinstance(a, Send)]
    if any(send.priority is Priority.EMERGENCY for send in sends):
        return outcome
    if not sends:
        # a page that was turned, a thumb: nothing of it is worth storing about somebody who has not got the notice yet
        return outcome if resident.id else replace(outcome, resident=None, feedback=())
    *_, last = sends
    beside = outcome.then(Send(resident.address, notice, silent=True))
    in_it = outcome.altered(lambda action: action is last, text=f"{last.text}\n\n{notice}")
    # a receipt is rewritten in a moment
    return replace(beside if last.purpose else in_it, resident=informed)


def _withheld(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Store nothing: let a public answer go out as it is; show the button for what would have to be stored."""
    wanted = _wanted(outcome, turn)
    if wanted is not None:
        return _asked(outcome, turn.event, wanted, turn.policy)
    sends = (one for one in outcome.actions if isinstance(one, Send))
    need_it = {Verb.ASK_OFFICER, Verb.DANGER, Verb.ASK_TO_VERIFY}  # they take up what the resident wrote
    takes_up = [one for one in sends if any(b.verb in need_it for row in one.buttons for b in row)]
    kept = None
    if turn.resident.id and outcome.resident:
        # of somebody who was once helped in danger no more is kept than how to reach and spare him
        memory = outcome.resident.memory if asks_to(turn.event, "hapusjejak", Verb.CLEAR) else turn.memory
        kept = replace(turn.before or turn.resident, blocked_at=outcome.resident.blocked_at, memory=memory)
    quoting = outcome.altered(lambda one: one in takes_up, reply_to=_source(turn.event))
    return replace(quoting, resident=kept, feedback=())


def _wanted(outcome: Outcome, turn: ResidentTurn[Event]) -> tuple[str, ...] | None:
    """Return what would go on after the button, as its arguments; None where nothing needs to be stored."""
    before, after = turn.resident, outcome.resident
    if outcome.tickets and isinstance(turn.event, Pressed):
        # the message above these buttons quotes the photo, the file or the contact
        return ("kirim",) if turn.event.verb in {Verb.DOCUMENT, Verb.CONTACT} else (Verb.ASK_OFFICER,)
    if outcome.tickets:
        return ("ulang",)
    if after is None:
        return None
    if after.village and after.village != before.village:
        return (Verb.VILLAGE, after.village)
    if after.outside and not before.outside:
        return (Verb.OUTSIDE,)
    if after.memory.check and before.memory.check is None:
        return (Verb.CHECK_BEGIN, after.memory.check.check)
    if reminder := next((one for one in outcome.outreach if isinstance(one, ReminderSet)), None):
        return (Verb.REMINDER, str(reminder.visit))
    if after.news and not before.news:
        return (Verb.SUBSCRIPTION,)
    return ("tulis",) if after.memory.phase == Step.WRITING else None


def _asked(outcome: Outcome, event: Event, wanted: tuple[str, ...], policy: Policy) -> Outcome:
    agree: Rows = ((Button(privacy_texts.B_AGREE, Verb.AGREE, wanted),),)
    greeting = next((a for a in outcome.actions if isinstance(a, Send) and a.to == event.address), None)
    if isinstance(event, Started) and greeting:
        text = f"{greeting.text}\n\n{privacy_texts.AGREE_LATER}"
        return Outcome(actions=(replace(greeting, text=text, buttons=(*agree, *greeting.buttons)),))
    why = AGREED_TO.get(wanted[0], privacy_texts.AGREE_TO_SEND)
    text = privacy_texts.AGREE_FIRST.format(why=why, days=policy.keep.days)
    # a wish to write to the officer is no question yet, so there is nothing to quote
    source = None if wanted == ("tulis",) else _source(event)
    helping = tuple(a for a in outcome.actions if isinstance(a, Send) and NEEDS_HELP in a.buttons)
    quoting = tuple(replace(send, reply_to=source) for send in helping)
    return Outcome(actions=(Send(event.address, text, agree, reply_to=source), *quoting))


def _source(event: Event) -> str | None:
    """Return the resident's own message that this is about."""
    own = event.quoted if isinstance(event, Pressed) else event
    return own.message if own else None
