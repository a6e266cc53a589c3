"""The identity guard at work: numbers are masked before any rule sees them. Photos are the matter of `documents`."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk import privacy_texts
from bot.helpdesk.actions import Acknowledge, Button, Delete, Edit, Outcome, Rows, Send
from bot.helpdesk.cases import REPLY
from bot.helpdesk.desk import Desk
from bot.helpdesk.events import Attached, Edited, Event, Pressed, Wrote
from bot.helpdesk.identity import Kind, asked_for, masked, may_hold_number
from bot.helpdesk.model import Author
from bot.helpdesk.officer_rules import OfficerSide
from bot.helpdesk.official import CHECK, doubts
from bot.helpdesk.resident_rules import ResidentSide
from bot.matching.decision import Outcome as Reading


def guarded(side: ResidentSide, event: Event, desk: Desk) -> tuple[ResidentSide, Event, frozenset[Kind]]:
    """The event without numbers that name a person, and the kinds that were hidden.

    A telephone number stays where it is the point: in a call for help, and in what is sent for checking. Any kind
    stays once when the officer of an open case has asked for it.
    """
    text = event.caption if isinstance(event, Attached) else event.text if isinstance(event, Wrote | Edited) else ""
    if not may_hold_number(text):
        return side, event, frozenset()
    memory = side.resident.memory
    wanted = frozenset(Kind(kind) for kind in memory.wanted.split()) if side.open else frozenset()
    suspect = isinstance(event, Wrote | Attached) and (event.forwarded or doubts(text))
    phone = suspect or memory.awaiting == CHECK or (side.open is not None and side.open.emergency)
    keep = wanted | ({Kind.PHONE} if phone else frozenset())
    shown, hidden = masked(text, keep)
    if Kind.PHONE in hidden and desk.knowledge.decide([shown]).outcome is Reading.EMERGENCY:
        shown, hidden = masked(text, keep | {Kind.PHONE})
    if wanted and masked(text)[1] & wanted:
        side = replace(side, resident=replace(side.resident, memory=replace(memory, wanted="")))
    if isinstance(event, Attached):
        return side, replace(event, caption=shown), hidden
    return side, replace(event, text=shown) if isinstance(event, Wrote | Edited) else event, hidden


def told(outcome: Outcome, event: Event) -> Outcome:
    """The outcome, and a kind word about the number that was hidden."""
    buttons: Rows = ((Button(privacy_texts.B_DELETE, "hapuspesan", (event.message or "",)),),)
    return replace(outcome, actions=(*outcome.actions, Send(event.address, privacy_texts.HIDDEN, buttons)))


def on_pressed(side: ResidentSide, event: Pressed) -> Outcome | None:
    """The guard's own buttons; None for every other one."""
    acknowledged = Acknowledge(event.address, event.callback)
    if event.verb == "hapuspesan" and event.args and event.args[0].isdecimal():
        done: tuple[Delete | Edit, ...] = (Delete(event.address, event.args[0]),)
        if event.message:
            done = (*done, Edit(event.address, event.message, privacy_texts.MESSAGE_GONE))
        return Outcome(actions=(acknowledged, *done), resident=side.resident)
    return None


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
