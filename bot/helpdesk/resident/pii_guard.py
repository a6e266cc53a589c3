"""The identity guard at work: numbers are masked before any rule sees them. Photos are the matter of `documents`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from bot.helpdesk.detection.pii import Kind, asked_for, masked, masked_together, may_hold_number
from bot.helpdesk.model.actions import Acknowledge, Button, Delete, Edit, Outcome, Reworded, Rows, Send
from bot.helpdesk.model.context import OfficerSide, ResidentSide
from bot.helpdesk.model.entities import Attachment, Author, Resident, TicketState
from bot.helpdesk.model.events import Attached, Edited, Event, Pressed, Wrote
from bot.helpdesk.model.policy import Desk
from bot.helpdesk.model.verbs import REPLY
from bot.helpdesk.resident.documents import urgent
from bot.helpdesk.resident.messages import on_attachment
from bot.helpdesk.resident.verification import CHECK, doubts, pass_on_at_once
from bot.helpdesk.texts import privacy as privacy_texts
from bot.helpdesk.tickets.handoff import talk_of
from bot.helpdesk.tickets.lifecycle import join_case
from bot.matching.decision import Outcome as Reading

CONTACT = "kontak"
"""The verb of the button that sends a contact to the officer for checking; its argument is the message."""


class Guarded(NamedTuple):
    """An event without numbers that name a person, and which kinds were hidden.

    `earlier`: what the resident said before that holds the beginning of such a number, and how it reads now.
    """

    side: ResidentSide
    event: Event
    hidden: frozenset[Kind] = frozenset()
    earlier: Mapping[str, str] = MappingProxyType({})


def unnumbered(side: ResidentSide, event: Event) -> tuple[ResidentSide, Event]:
    """The same with no number in the person's name, which officers read on every card."""
    if isinstance(event, Pressed) and event.quoted is not None:
        event = replace(event, quoted=replace(event.quoted, name=masked(event.quoted.name)[0]))
    known = replace(side.resident, name=masked(side.resident.name)[0])
    return side if known == side.resident else side.of(known), replace(event, name=masked(event.name)[0])


def guarded(side: ResidentSide, event: Event, desk: Desk) -> Guarded:
    """The event without numbers that name a person.

    A telephone number stays where it is the point: in a call for help, and in what is sent for checking. Any kind
    stays once when the officer of an open case has asked for it.
    """
    memory = side.resident.memory
    wanted = frozenset(Kind(kind) for kind in memory.wanted.split()) if side.open else frozenset()
    text = event.caption if isinstance(event, Attached) else event.text if isinstance(event, Wrote | Edited) else ""
    before = [turn.text for turn in desk.recent(memory, event.at)] if isinstance(event, Wrote) and text else []
    if not may_hold_number("\n".join((*before, text))):
        return Guarded(side, event)
    suspect = isinstance(event, Wrote | Attached) and (event.forwarded or doubts(text))
    phone = suspect or memory.awaiting == CHECK or (side.open is not None and side.open.emergency)
    keep = wanted | ({Kind.PHONE} if phone else frozenset())
    shown, hidden = _hidden(text, before, keep)
    if Kind.PHONE in hidden and desk.knowledge.decide([shown[-1]]).outcome is Reading.EMERGENCY:
        shown, hidden = _hidden(text, before, keep | {Kind.PHONE})
    if wanted and _hidden(text, before, ())[1] & wanted:
        side = _given(side)
    earlier = {old: new for old, new in zip(before, shown, strict=False) if old != new}
    side = _reworded(side, earlier)
    if isinstance(event, Attached):
        return Guarded(side, replace(event, caption=shown[-1]), hidden)
    event = replace(event, text=shown[-1]) if isinstance(event, Wrote | Edited) else event
    return Guarded(side, event, hidden, earlier)


def _given(side: ResidentSide) -> ResidentSide:
    """What the officer has asked for has come; it is let through once."""
    return side.of(replace(side.resident, memory=replace(side.resident.memory, wanted="")))


def _hidden(text: str, before: Sequence[str], keep: Collection[Kind]) -> tuple[tuple[str, ...], frozenset[Kind]]:
    """What was said before and the text, masked: each for itself, and what they hold only together."""
    shown, hidden = masked(text, keep)
    together, more = masked_together((*before, shown), keep) if before else ((shown,), frozenset[Kind]())
    return together, hidden | more


def _reworded(side: ResidentSide, earlier: Mapping[str, str]) -> ResidentSide:
    """The side whose memory does not hold the beginning of a number."""
    if not earlier:
        return side
    memory = side.resident.memory
    turns = tuple(replace(turn, text=earlier.get(turn.text, turn.text)) for turn in memory.turns)
    question = earlier.get(memory.question, memory.question) if memory.question else None
    return side.of(replace(side.resident, memory=replace(memory, turns=turns, question=question)))


def told(outcome: Outcome, event: Event, *, late: bool = False) -> Outcome:
    """The outcome, and a kind word about the number that was hidden. `late`: it began in an earlier message."""
    buttons: Rows = ((Button(privacy_texts.B_DELETE, "hapuspesan", (event.message or "",)),),)
    text = privacy_texts.HIDDEN_LATE if late else privacy_texts.HIDDEN
    return replace(outcome, actions=(*outcome.actions, Send(event.address, text, buttons)))


def begun_before(outcome: Outcome, side: ResidentSide, earlier: Mapping[str, str]) -> Outcome:
    """The outcome with the beginning of a number hidden in the open cases, too, where it was said."""
    if not earlier:
        return outcome
    current = {ticket.id: ticket for ticket in (*side.known, *outcome.tickets)}
    open_now = [ticket for ticket in current.values() if ticket.state is TicketState.OPEN]
    changed = {t.id: replace(t, question=earlier[t.question]) for t in open_now if t.question in earlier}
    tickets = tuple(changed.pop(ticket.id, ticket) for ticket in outcome.tickets)
    reworded = tuple(Reworded(ticket.id, old, new) for ticket in open_now for old, new in earlier.items())
    return replace(outcome, tickets=(*tickets, *changed.values()), reworded=reworded)


def splits_number(resident: Resident, event: Event) -> bool:
    """Whether a message goes on with a number that began in what the resident said last."""
    before = [turn.text for turn in resident.memory.turns]
    if not isinstance(event, Wrote) or not before or not may_hold_number("\n".join((*before, event.text))):
        return False
    return masked_together((*before, event.text))[0][:-1] != tuple(before)


def contact(side: ResidentSide, event: Attached, now: datetime, desk: Desk) -> Outcome | None:
    """A contact is a telephone number: the officer learns that there is one, and may ask for it.

    None for everything else, and where the number is the point: in need, for checking, and when it was asked for.
    """
    memory = side.resident.memory
    if event.attachment.kind != "contact" or event.message is None or urgent(side, event, now, desk):
        return None
    if event.forwarded or memory.awaiting == CHECK:
        return None
    if side.open and Kind.PHONE in memory.wanted.split():
        return on_attachment(_given(side), event, now, desk)
    buttons: Rows = ((Button(privacy_texts.B_CHECK_CONTACT, CONTACT, (event.message,)),),)
    explained = Send(event.address, privacy_texts.CONTACT, buttons, reply_to=event.message)
    case = side.target or talk_of(side, now) or side.open
    if case is None or case.state is not TicketState.OPEN or case.office not in desk.directory.offices:
        return Outcome(actions=(explained,), resident=side.resident)
    note = Wrote(event.address, event.name, event.at, event.message, privacy_texts.CONTACT_LINE)
    joined = join_case(desk, side.resident, case, note, note.text, now)
    return replace(joined, actions=(*joined.actions, explained))


def on_pressed(side: ResidentSide, event: Pressed, now: datetime, desk: Desk) -> Outcome | None:
    """The guard's own buttons; None for every other one."""
    if event.verb not in {"hapuspesan", CONTACT}:
        return None
    acknowledged = Acknowledge(event.address, event.callback)
    message = event.args[0]
    if event.verb == CONTACT:
        sent = Attached(event.address, event.name, event.at, message, Attachment("contact", ""), "")
        checking = replace(side.resident, memory=replace(side.resident.memory, awaiting=CHECK))
        taken = pass_on_at_once(side.of(checking), sent, now, desk) or on_attachment(side, sent, now, desk)
        return replace(taken, actions=(acknowledged, *taken.actions))
    done: tuple[Delete | Edit, ...] = (Delete(event.address, message),)
    if event.message:
        done = (*done, Edit(event.address, event.message, privacy_texts.MESSAGE_GONE))
    return Outcome(actions=(acknowledged, *done), resident=side.resident)


def wanting(outcome: Outcome, side: OfficerSide) -> Outcome:
    """The officer's outcome; when he asks the resident for a number, it will be let through once, and that is noted."""
    resident = outcome.resident or side.resident
    answers = any(isinstance(action, Send) and action.purpose == REPLY for action in outcome.actions)
    said = " ".join(line.text for line in outcome.lines if line.author is Author.OFFICER)
    kinds = asked_for(said) if answers and resident else frozenset()
    if not kinds or resident is None:
        return outcome
    wanted = " ".join(sorted(kinds))
    note = f"officer {side.officer.id} asked for a number ({wanted}) in case {outcome.case}"
    memory = replace(resident.memory, wanted=wanted)
    return replace(outcome, resident=replace(resident, memory=memory), notes=(*outcome.notes, note))
