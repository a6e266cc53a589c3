"""The identity guard at work: numbers are masked before any rule sees them, documents are not passed on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk import privacy_texts
from bot.helpdesk.actions import Acknowledge, Button, Delete, Edit, Outcome, Rows, Send
from bot.helpdesk.cases import REPLY
from bot.helpdesk.desk import Desk
from bot.helpdesk.documents import shows_document
from bot.helpdesk.events import Attached, Edited, Event, Pressed, Wrote
from bot.helpdesk.identity import Kind, asked_for, masked, may_hold_number
from bot.helpdesk.model import Attachment, Author
from bot.helpdesk.officer_rules import OfficerSide
from bot.helpdesk.official import CHECK, doubts
from bot.helpdesk.resident_rules import ResidentSide, on_attachment, on_text
from bot.matching.decision import Outcome as Reading

LOOKED_AT = frozenset({"photo", "document", "video", "animation"})
"""What can show an identity document; a voice note or a location cannot."""


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


def document(side: ResidentSide, event: Attached, now: datetime, desk: Desk) -> Outcome | None:
    """What follows when a photo or file is, or may be, an identity document; None when it is not, or help is needed."""
    attachment = event.attachment
    if attachment.kind not in LOOKED_AT or event.message is None:
        return None
    case = side.target or side.open
    found = shows_document(event.caption.strip(), attachment.name, attachment.width, attachment.height)
    if found is not True and event.album and event.album == side.resident.memory.album:
        # the other side of the card: an album's caption stands under one of its photos only
        found = True
    if found is False or (case and case.emergency):
        return None
    if event.caption and desk.knowledge.decide([event.caption]).outcome is Reading.EMERGENCY:
        return None
    if found is None:
        args = (event.message, attachment.kind)
        buttons: Rows = (
            (
                Button(privacy_texts.B_IS_DOCUMENT, "dokumen", ("ya", *args)),
                Button(privacy_texts.B_NO_DOCUMENT, "dokumen", ("bukan", *args)),
            ),
        )
        memory = replace(side.resident.memory, question=event.caption.strip() or None)
        if event.album and event.caption:
            memory = replace(memory, album=event.album)
        ask = Send(event.address, privacy_texts.ASK_DOCUMENT, buttons, reply_to=event.message)
        return Outcome(actions=(ask,), resident=replace(side.resident, memory=memory))
    explained = _explained(event, event.message)
    if event.album:
        side = replace(side, resident=replace(side.resident, memory=replace(side.resident.memory, album=event.album)))
    if len(event.caption.split()) <= 4:
        return Outcome(actions=(explained,), resident=side.resident)
    question = Wrote(event.address, event.name, event.at, event.message, event.caption, event.reply_to)
    answered = on_text(side, question, now, desk)
    return replace(answered, actions=(*answered.actions, explained))


def on_pressed(side: ResidentSide, event: Pressed, now: datetime, desk: Desk) -> Outcome | None:
    """The guard's own buttons; None for every other one."""
    acknowledged = Acknowledge(event.address, event.callback)
    if event.verb == "hapuspesan" and event.args and event.args[0].isdecimal():
        done: tuple[Delete | Edit, ...] = (Delete(event.address, event.args[0]),)
        if event.message:
            done = (*done, Edit(event.address, event.message, privacy_texts.MESSAGE_GONE))
        return Outcome(actions=(acknowledged, *done), resident=side.resident)
    if event.verb != "dokumen" or len(event.args) != 3 or not event.args[1].isdecimal():
        return None
    choice, message, kind = event.args
    if choice == "ya" or kind not in LOOKED_AT:
        return Outcome(actions=(acknowledged, _explained(event, message)), resident=side.resident)
    caption = side.resident.memory.question or ""
    sent = Attached(event.address, event.name, event.at, message, Attachment(kind, ""), caption)
    taken = on_attachment(side, sent, now, desk)
    return replace(taken, actions=(acknowledged, *taken.actions))


def _explained(event: Event, message: str) -> Send:
    buttons: Rows = ((Button(privacy_texts.B_DELETE_PHOTO, "hapuspesan", (message,)),),)
    return Send(event.address, privacy_texts.DOCUMENT, buttons)


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
