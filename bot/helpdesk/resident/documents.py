"""Photos and files that may show an identity document: held back, or passed on and asked about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from enum import Enum

from bot.helpdesk.model.actions import Acknowledge, Action, Button, Copy, Delete, Edit, Outcome, Rows, Send
from bot.helpdesk.model.context import ResidentContext, ResidentMessage
from bot.helpdesk.model.conversation_memory import Awaited
from bot.helpdesk.model.entities import Attachment, Ticket
from bot.helpdesk.model.events import Attached, Event, Pressed, Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.privacy.numbers import Kind, masked
from bot.helpdesk.resident.messages import on_attachment, on_text, with_way_to_help
from bot.helpdesk.resident.verification import pass_on_at_once
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import privacy as privacy_texts
from bot.helpdesk.tickets.bot_or_officer import talk_of

LOOKED_AT = frozenset({"photo", "document", "video", "animation"})
"""What can show an identity document; a voice note or a location cannot."""
ASKED_ABOUT = frozenset({"photo", "document"})
MOST_HELD = 20
CARD_SHAPES = (1.53, 1.64)
"""Long by short side of an identity card (85.6 by 54 mm = 1.585), with room for a careless cut."""
_DOCUMENT = (
    r"e-?ktp|ktp|kk|kartu keluarga|paspor|pasport|passport|pspr|nik|akta|akte|kitas|kitap|buku nikah|kia|sim|ijazah"
)
_NAMED = re.compile(rf"(?<![^\W_])(?:{_DOCUMENT})(?![^\W_])", re.IGNORECASE)
_SHOWN = re.compile(r"\b(?:ini|foto|scan|fotokopi|fc|lampiran|berikut|kirim)\b", re.IGNORECASE)


class DocumentKind(Enum):
    """What a photo or file is by the little that is known of it.

    LIKELY is held until the resident has said what it is. Of UNKNOWN nothing is known: he is asked, once a ticket.
    """

    DOCUMENT = "document"
    LIKELY = "likely"
    UNKNOWN = "unknown"
    HARMLESS = "harmless"


def look_at(attachment: Attachment, caption: str) -> DocumentKind:
    """Judge by the caption, the file's name and the photo's shape what it may be."""
    if attachment.name and _NAMED.search(re.sub(r"[\W_\d]+", " ", attachment.name)):
        return DocumentKind.DOCUMENT
    in_name = masked(attachment.name or "")[1]
    if in_name - {Kind.PHONE}:
        return DocumentKind.DOCUMENT
    if _NAMED.search(caption):
        return DocumentKind.DOCUMENT if len(caption.split()) <= 4 or _SHOWN.search(caption) else DocumentKind.LIKELY
    if in_name:
        return DocumentKind.LIKELY
    if caption or attachment.kind not in ASKED_ABOUT:
        return DocumentKind.HARMLESS
    width, height = attachment.width, attachment.height
    if width and height and CARD_SHAPES[0] <= max(width, height) / min(width, height) <= CARD_SHAPES[1]:
        return DocumentKind.LIKELY
    return DocumentKind.UNKNOWN


def document(context: ResidentContext, event: Attached, now: datetime, policy: Policy) -> Outcome | None:
    """Hold back a photo or file that is, or may be, a document; None when it is not, or when help may be needed."""
    if event.attachment.kind not in LOOKED_AT or event.message is None or urgent(context, event, now, policy):
        return None
    memory, caption = context.resident.memory, event.caption.strip()
    look = look_at(event.attachment, caption)
    in_album = event.album is not None and event.album == memory.album
    if in_album and memory.held and look is not DocumentKind.DOCUMENT:
        # the others of an album wait for what is said about the first
        more = replace(memory, held=(*memory.held, event.message)[:MOST_HELD])
        return Outcome(resident=replace(context.resident, memory=more))
    if in_album:
        # the other side of the card: an album's caption stands under one of its photos only
        look = DocumentKind.DOCUMENT
    if look is DocumentKind.DOCUMENT:
        return _held_back(context, event, event.message, now, policy)
    held = look is DocumentKind.LIKELY or (
        look is DocumentKind.UNKNOWN and _holds(context, now, policy) and not _answered(context, now)
    )
    if not held:
        return None
    buttons: Rows = (
        (
            Button(privacy_texts.B_IS_DOCUMENT, Verb.DOCUMENT, ("ya", event.message, event.attachment.kind)),
            Button(privacy_texts.B_NO_DOCUMENT, Verb.DOCUMENT, ("bukan", event.message, event.attachment.kind)),
        ),
    )
    waits = replace(memory, question=caption or None, album=event.album or memory.album, held=(event.message,))
    ask = Send(event.address, privacy_texts.ASK_DOCUMENT, buttons, reply_to=event.message)
    return Outcome(actions=(ask,), resident=replace(context.resident, memory=waits))


def urgent(context: ResidentContext, event: Attached, now: datetime, policy: Policy) -> bool:
    """Return whether the resident calls, or has just called, for help: nothing of his is held back then."""
    if any(ticket.at_risk for ticket in (context.target, context.open, talk_of(context, now)) if ticket):
        return True
    said = [event.caption.strip(), *(turn.text for turn in policy.recent(context.resident.memory, now))]
    return any(text and context.decisions.of(policy.knowledge, text).alarming for text in said)


def _ticket(context: ResidentContext, now: datetime) -> Ticket | None:
    return context.target or talk_of(context, now) or context.open


def _holds(context: ResidentContext, now: datetime, policy: Policy) -> bool:
    """Return whether the office wants every photo held until the resident has said that it is no document."""
    ticket = _ticket(context, now)
    office = policy.directory.offices.get(ticket.office) if ticket else policy.office_of(context.resident)
    return office is not None and office.hold_photos


def _answered(context: ResidentContext, now: datetime) -> bool:
    """Return whether the question was asked in this ticket already."""
    ticket = _ticket(context, now)
    return ticket is not None and context.resident.memory.photos_of == ticket.id


def _held_back(context: ResidentContext, event: Attached, message: str, now: datetime, policy: Policy) -> Outcome:
    """Hold back a document: it is not passed on, but a question under it is."""
    explained = _explained(event, message)
    memory = replace(context.resident.memory, album=event.album or context.resident.memory.album, held=())
    context = context.of(replace(context.resident, memory=memory))
    if len(event.caption.split()) <= 4:
        return Outcome(actions=(explained,), resident=context.resident)
    question = Wrote(event.address, event.name, event.at, event.message, event.caption, event.reply_to)
    answered = on_text(context, question, now, policy)
    return replace(answered, actions=(*answered.actions, explained))


def pass_on(context: ResidentContext, event: Attached, now: datetime, policy: Policy) -> Outcome:
    """Pass a photo or file that is not held back on to the officers, and ask what it shows."""
    checked = pass_on_at_once(context, event, now, policy)
    said = ResidentMessage(context, event, "", now, policy)
    taken = with_way_to_help(checked, said) if checked else on_attachment(context, event, now, policy)
    return asked_about(taken, context, event, now, policy)


def asked_about(outcome: Outcome, context: ResidentContext, event: Attached, now: datetime, policy: Policy) -> Outcome:
    """Ask the resident, once a ticket, what a photo shows that went to the officers."""
    unknown = look_at(event.attachment, event.caption.strip()) is DocumentKind.UNKNOWN
    message, ticket = event.message, outcome.ticket
    if not unknown or message is None or ticket is None or urgent(context, event, now, policy):
        return outcome
    actions: tuple[Action, ...] = tuple(
        replace(action, purpose=Purpose.PHOTO, about=message) if isinstance(action, Copy) else action
        for action in outcome.actions
    )
    resident = outcome.resident or context.resident
    asked = resident.memory.photos_of == ticket or context.resident.memory.awaiting == Awaited.TO_VERIFY
    if asked or not any(isinstance(action, Copy) for action in actions):
        return replace(outcome, actions=actions)
    buttons: Rows = (
        (
            Button(privacy_texts.B_IS_DOCUMENT, Verb.DOCUMENT, ("tarik", message, event.attachment.kind)),
            Button(privacy_texts.B_NO_DOCUMENT, Verb.DOCUMENT, ("biar", message, event.attachment.kind)),
        ),
    )
    ask = Send(event.address, privacy_texts.ASK_PASSED_ON, buttons, reply_to=message, silent=True)
    memory = replace(resident.memory, photos_of=ticket)
    return replace(outcome, actions=(*actions, ask), resident=replace(resident, memory=memory))


def on_pressed(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Act on the answer to the question what a photo shows."""
    choice, message, kind = event.args
    if choice == "tarik":
        return _taken_back(context, event, message, policy)
    acknowledged = Acknowledge(event.address, event.callback)
    if choice == "biar":
        shown = (Edit(event.address, event.message, privacy_texts.STAYS),) if event.message else ()
        return Outcome(actions=(acknowledged, *shown), resident=context.resident)
    held = context.resident.memory.held
    memory = replace(context.resident.memory, held=())
    if choice == "ya" or kind not in LOOKED_AT:
        waiting = replace(context.resident, memory=memory)
        return Outcome(actions=(acknowledged, _explained(event, message)), resident=waiting)
    sent = Attached(event.address, event.name, event.at, message, Attachment(kind, ""), memory.question or "")
    taken = on_attachment(context.of(replace(context.resident, memory=memory)), sent, now, policy)
    others = held[1:] if held[:1] == (message,) else ()
    copies = [action for action in taken.actions if isinstance(action, Copy) and action.message == message]
    more = tuple(replace(copy, message=other, silent=True) for other in others for copy in copies)
    resident = taken.resident or context.resident
    if taken.ticket is not None:
        resident = replace(resident, memory=replace(resident.memory, photos_of=taken.ticket))
    return replace(taken, actions=(acknowledged, *taken.actions, *more), resident=resident)


def _taken_back(context: ResidentContext, event: Pressed, message: str, policy: Policy) -> Outcome:
    """Delete from the officers' chats what was a document after all, and what followed it unasked."""
    ticket = context.target
    resident = replace(context.resident, memory=replace(context.resident.memory, photos_of=None))
    deleted: tuple[Action, ...] = ()
    if ticket is not None:
        earlier = [
            item
            for item in context.sent.get(ticket.id, ())
            if item.purpose == Purpose.PHOTO and item.about and _order(item.about) >= _order(message)
        ]
        deleted = tuple(Delete(item.address, item.message, ticket.id) for item in earlier)
        places = dict.fromkeys(item.address for item in earlier)
        text = officer_texts.TAKEN_BACK.format(number=ticket.id)
        deleted += tuple(Send(place, text, ticket=ticket.id, silent=True) for place in places)
    buttons: Rows = ((Button(privacy_texts.B_DELETE_PHOTO, Verb.DELETE_MESSAGE, (message,)),),)
    shown = (Edit(event.address, event.message, privacy_texts.TAKEN_BACK, buttons),) if event.message else ()
    return Outcome(actions=(Acknowledge(event.address, event.callback), *deleted, *shown), resident=resident)


def _order(message: str) -> tuple[int, str]:
    """Return the key by which messages are sorted by age: later ones have greater numbers."""
    return len(message), message


def _explained(event: Event, message: str) -> Send:
    buttons: Rows = ((Button(privacy_texts.B_DELETE_PHOTO, Verb.DELETE_MESSAGE, (message,)),),)
    return Send(event.address, privacy_texts.DOCUMENT, buttons)
