"""What a resident sends: into a ticket, or held back and asked about where it may show a document."""

from __future__ import annotations

import re
from enum import Enum

from msgspec.structs import replace

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.model.actions import Button, Copy, Delete, Edit, Outcome, Purpose, React, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Event, Pressed, Wrote, is_question
from bot.helpdesk.model.people import Confirming, Step
from bot.helpdesk.model.ticket import PROGRAM, Attachment, Ticket, TicketState
from bot.helpdesk.privacy.digits import NumberKind
from bot.helpdesk.privacy.numbers import masked
from bot.helpdesk.resident.answer import sent_after, tell
from bot.helpdesk.resident.message import KNOWN, NAMED, POLITE, SHOWN, Message
from bot.helpdesk.resident.text import ACKNOWLEDGED, QUESTION_SEEN, UNHEARD, is_over, on_text
from bot.helpdesk.resident.warning import INTO_TICKETS, SCAM, pass_on_at_once, warn
from bot.helpdesk.texts import (
    danger as danger_texts,
    officer as officer_texts,
    privacy as privacy_texts,
    resident as texts,
)
from bot.helpdesk.tickets import intake
from bot.helpdesk.tickets.danger import DESPAIRS
from bot.helpdesk.tickets.lifecycle import spoken_of, talk_of
from bot.helpdesk.turn import ResidentTurn
from bot.matching.entry import DecisionKind

LOOKED_AT = frozenset({"photo", "document", "video", "animation"})
"""What can show an identity document; a voice note or a location cannot."""
MOST_HELD, MOST_ASKED = 20, 5
CARD_SHAPES = (1.53, 1.64)
"""Long by short side of an identity card (85.6 by 54 mm = 1.585), with room for a careless cut."""
_PROGRAM = re.compile(
    r"\.(?:apk[ms]?|xapk|aab|ipa|exe|msix?|scr|bat|cmd|com|pif|jar|jse?|vbs|ps1|lnk|dmg|pkg|deb)\s*$", re.IGNORECASE
)


class DocumentKind(Enum):
    """What a photo or file is by the little that is known of it.

    LIKELY is held until the resident has said what it is. Of UNKNOWN nothing is known: he is asked, once a ticket.
    """

    DOCUMENT = "document"
    LIKELY = "likely"
    UNKNOWN = "unknown"
    HARMLESS = "harmless"


def program(turn: ResidentTurn[Attached]) -> Outcome | None:
    """Warn of a file that is a program; it goes to the officer as an early warning, with the same words under it."""
    file = replace(turn.event.attachment, kind=PROGRAM)
    if not _PROGRAM.search(file.name or ""):
        return None
    sent = turn.remember(phase=None).on(replace(turn.event, attachment=file))
    return on_attachment(replace(sent, early_warning=True)).behind(Send(turn.event.address, danger_texts.PROGRAM))


def look_at(attachment: Attachment, caption: str) -> DocumentKind:
    """Judge by the caption, the file's name and the photo's shape what it may be."""
    name, in_name = attachment.name or "", masked(attachment.name or "")[1]
    if NAMED.search(re.sub(r"[\W_\d]+", " ", name)) or in_name - {NumberKind.PHONE}:
        return DocumentKind.DOCUMENT
    if NAMED.search(caption):
        named = len(caption.split()) <= 4 and not is_question(caption)
        return DocumentKind.DOCUMENT if named or SHOWN.search(caption) else DocumentKind.LIKELY
    if in_name:
        return DocumentKind.LIKELY
    if caption or attachment.kind not in {"photo", "document"}:
        return DocumentKind.HARMLESS
    width, height = attachment.width, attachment.height
    if width and height and CARD_SHAPES[0] <= max(width, height) / min(width, height) <= CARD_SHAPES[1]:
        return DocumentKind.LIKELY
    return DocumentKind.UNKNOWN


def document(turn: ResidentTurn[Attached]) -> Outcome | None:
    """Hold back a photo or file that is, or may be, a document; None when it is not, or when help may be needed."""
    if turn.event.attachment.kind not in LOOKED_AT or turn.event.message is None or urgent(turn):
        return None
    memory, caption = turn.memory, turn.event.caption.strip()
    look = look_at(turn.event.attachment, caption)
    in_album = turn.event.album is not None and turn.event.album == memory.album
    if in_album and memory.held and look is not DocumentKind.DOCUMENT:
        # the others of an album wait for what is said about the first
        return Outcome(resident=turn.resident.remember(held=(*memory.held, turn.event.message)[:MOST_HELD]))
    # the other side of the card: an album's caption stands under one of its photos only
    if in_album or look is DocumentKind.DOCUMENT:
        return _held_back(turn, turn.event.message)
    warned = turn.decided(caption).outcome is DecisionKind.WARN
    if not ((look is DocumentKind.LIKELY and not warned) or (look is DocumentKind.UNKNOWN and _holds(turn))):
        return None
    album, message = turn.event.album or memory.album, turn.event.message
    waits = turn.resident.remember(question=caption or None, album=album, held=(message,))
    return _ask(turn.of(waits), privacy_texts.ASK_DOCUMENT, (message, turn.event.attachment.kind), ("ya", "bukan"))


def _ask(
    turn: ResidentTurn[Event], text: str, sent: tuple[str, str], words: tuple[str, str] = ("tarik", "biar")
) -> Outcome:
    """Ask whether it shows a document. `sent`: its message and kind; `words`: what a yes and a no carry."""
    labels = (privacy_texts.B_IS_DOCUMENT, privacy_texts.B_NO_DOCUMENT)
    yes, no = (Button(label, Verb.DOCUMENT, (word, *sent)) for label, word in zip(labels, words, strict=True))
    ask = Send(turn.event.address, text, ((yes, no),), reply_to=sent[0], silent=words[0] == "tarik")
    asked = Confirming((yes.verb, *yes.args), (no.verb, *no.args), turn.now)
    return Outcome(actions=(ask,), resident=turn.resident.remember(phase=asked))


def urgent(turn: ResidentTurn[Attached]) -> bool:
    """Return whether the resident calls, or has just called, for help: nothing of his is held back then."""
    if any(ticket.at_risk for ticket in (turn.target, turn.open, talk_of(turn)) if ticket):
        return True
    said = [turn.event.caption.strip(), *(one.text for one in turn.policy.recent(turn.memory, turn.now))]
    return any(text and turn.decided(text).alarming for text in said)


def _holds(turn: ResidentTurn[Event]) -> bool:
    """Return whether the office wants a photo held until the resident has said, once a ticket, that it is harmless."""
    ticket = spoken_of(turn)
    office = turn.policy.directory.offices.get(ticket.office) if ticket else turn.office
    asked = ticket is not None and turn.memory.photos_of == ticket.id
    return office is not None and office.hold_photos and not asked


def _held_back(turn: ResidentTurn[Attached], message: str) -> Outcome:
    """Hold back a document: it is not passed on, but a question under it is, with word that something is missing."""
    explained = _explained(turn.event, message, texts.KINDS.get(turn.event.attachment.kind, texts.SOMETHING))
    turn = turn.of(turn.resident.remember(album=turn.event.album or turn.memory.album, held=()))
    answered = turn.event.caption in {one.text for one in turn.memory.turns}
    if answered or len(turn.event.caption.split()) <= 4:
        return Outcome(actions=(explained,), resident=turn.resident)
    told = on_text(turn.on(Wrote(*turn.event.head, turn.event.caption, turn.event.reply_to)))
    notices = (send for one in told.tickets for send in turn.tell(one, officer_texts.DOCUMENT_HELD, silent=True))
    return told.then(explained, *notices)


def answer_caption(turn: ResidentTurn[Attached]) -> Outcome | None:
    """Answer first what the caption surely asks, and then take the photo; None where it asks nothing that is known."""
    caption = turn.event.caption.strip()
    decision, ticket = turn.decided(caption), turn.open
    known = is_question(caption) and decision.outcome in KNOWN
    if turn.target or not known or look_at(turn.event.attachment, caption) is DocumentKind.DOCUMENT:
        return None
    talking = ticket is not None and (ticket.at_risk or talk_of(turn) is not None)
    if ticket and not Message(turn.saying(caption), decision, turn).stands_alone(talking=talking):
        return None
    answered = on_text(turn.on(Wrote(*turn.event.head, caption)))
    after = turn.of(answered.resident or turn.resident)
    return answered.also(document(after) or pass_on(after))


def pass_on(turn: ResidentTurn[Attached]) -> Outcome:
    """Pass a photo or file that is not held back on to the officers, and ask what it shows."""
    checked = pass_on_at_once(turn)
    return asked_about(with_way_to_help(checked, turn) if checked else on_attachment(turn), turn)


def asked_about(outcome: Outcome, turn: ResidentTurn[Attached]) -> Outcome:
    """Ask the resident, once a ticket, what a photo shows that went to the officers."""
    unknown = look_at(turn.event.attachment, turn.event.caption.strip()) is DocumentKind.UNKNOWN
    message, kind, ticket = turn.event.message, turn.event.attachment.kind, outcome.ticket
    if not unknown or message is None or ticket is None or urgent(turn):
        return outcome
    marked = outcome.altered(lambda action: isinstance(action, Copy), purpose=Purpose.PHOTO, about=message)
    resident = outcome.resident or turn.resident
    asked = resident.memory.photos_of == ticket or turn.memory.phase == Step.SENDING_TO_CHECK
    if asked or not any(isinstance(action, Copy) for action in outcome.actions):
        return marked
    ask = _ask(turn.of(resident.remember(photos_of=ticket)), privacy_texts.ASK_PASSED_ON, (message, kind))
    return replace(marked.then(*ask.actions), resident=ask.resident)


@resident_button(Verb.DOCUMENT)
def on_pressed(turn: ResidentTurn[Pressed]) -> Outcome:
    """Act on the answer to the question what a photo shows."""
    choice, message, kind = turn.event.args
    if choice == "tarik":
        return _taken_back(turn, message, kind)
    if choice == "biar":
        return turn.show(privacy_texts.STAYS)
    sent = replace(Attached(*turn.event.head, Attachment(kind, ""), turn.memory.question or ""), message=message)
    held, freed = turn.memory.held, turn.remember(held=()).on(sent)
    if choice == "ya" or kind not in LOOKED_AT:
        return _held_back(freed, message)
    taken = on_attachment(freed)
    others = held[1:] if held[:1] == (message,) else ()
    copies = [action for action in taken.actions if isinstance(action, Copy) and action.message == message]
    more = tuple(replace(copy, message=other, silent=True) for other in others for copy in copies)
    known, ticket = taken.resident or turn.resident, taken.ticket or turn.memory.photos_of
    return replace(taken.then(*more), resident=known.remember(photos_of=ticket))


def ask_again(turn: ResidentTurn[Wrote]) -> Outcome | None:
    """Answer what is said while a photo is held, and ask once more what the photo shows; None where none is."""
    asked, early = turn.memory.phase, turn.now - turn.policy.memory
    if not isinstance(asked, Confirming) or asked.yes[:2] != (Verb.DOCUMENT, "ya") or (asked.at or early) <= early:
        return None
    answered, (*_, message, kind) = on_text(turn), asked.yes
    after, calm = turn.of(answered.resident or turn.resident), not any(one.at_risk for one in answered.tickets)
    ask = _ask(after, privacy_texts.ASK_DOCUMENT, (message, kind), ("ya", "bukan"))
    return replace(answered.then(*ask.actions), resident=ask.resident) if calm and not after.memory.phase else answered


def _taken_back(turn: ResidentTurn[Pressed], message: str, kind: str) -> Outcome:
    """Delete from the officers' chats what was a document after all, and ask about each that followed it unasked."""
    passed_on = (one for one in turn.tickets if message in {item.about for item in turn.sent.get(one.id, ())})
    ticket = turn.target or next(passed_on, None)
    what = texts.KINDS.get(kind, texts.SOMETHING)
    turn, told = turn.remember(photos_of=None), privacy_texts.TAKEN_BACK.format(what=what.capitalize())
    shown = turn.show(told, _explained(turn.event, message, what).buttons)
    if ticket is None:
        return shown
    stood, text = turn.sent.get(ticket.id, ()), officer_texts.TAKEN_BACK.format(number=ticket.id, what=what)
    gone = {item.address: item.message for item in stood if (item.purpose, item.about) == (Purpose.PHOTO, message)}
    heads = {item.address: item.message for item in stood if (item.purpose, item.about) == (Purpose.FOLLOW_UP, message)}
    deleted = (Delete(place, copy, ticket=ticket.id) for place, copy in gone.items())
    notices = (
        Edit(place, heads[place], text) if place in heads else Send(place, text, ticket=ticket.id, silent=True)
        for place in gone
    )
    # later messages have greater numbers
    numbers = {int(item.about) for item in stood if item.purpose == Purpose.PHOTO and item.about}
    later = sorted(number for number in numbers if number > int(message) and kind != "lain")[:MOST_ASKED]
    # a typed yes is about the last of them
    asks = [_ask(turn, privacy_texts.ASK_ALSO, (str(number), "lain")) for number in later]
    done = shown.behind(*deleted, *notices).then(*(send for ask in asks for send in ask.actions))
    return replace(done, resident=asks[-1].resident if asks else turn.resident)


def _explained(event: Event, message: str, what: str) -> Send:
    delete = Button(privacy_texts.B_DELETE_FILE.format(what=what), Verb.DELETE_MESSAGE, (message,))
    return Send(event.address, privacy_texts.DOCUMENT.format(what=what), ((delete,),))


def on_attachment(turn: ResidentTurn[Attached]) -> Outcome:
    caption = turn.event.caption.strip()
    said, decision = turn.saying(caption), turn.decided(caption)
    if caption:
        if decision.outcome is DecisionKind.EMERGENCY and not decision.doubtful:
            return intake.raise_emergency(said, decision.answers[0] if decision.answers else None)
        if decision.alarming and DESPAIRS.intersection(decision.answers):
            return intake.hear_despair(said, decision.answers[0])
        swindle = decision.act == SCAM and turn.event.attachment.kind == PROGRAM  # it is warned of as what it is
        if warned := None if swindle else warn(Message(said, decision, turn)):
            return warned
    ticket, sign = spoken_of(turn), turn.decided(turn.event.attachment.name or "").act or ""
    if ticket and ticket.state is not TicketState.CANCELLED:
        if turn.event.attachment.kind not in INTO_TICKETS and turn.event.message:
            # a sticker tells the officer nothing
            nodded = React(turn.event.address, turn.event.message, ACKNOWLEDGED if sign in POLITE else QUESTION_SEEN)
            return Outcome(actions=(nodded,), resident=said.resident, ticket=ticket.id)
        if is_over(ticket, turn.now, turn.policy):
            return intake.begin_anew(said, ticket)
        answered = any(one.message == turn.event.message for one in turn.memory.turns)
        told = intake.tell_in(said, ticket) if answered or not caption else tell(Message(said, decision, turn), ticket)
        return with_way_to_help(told, said, ticket)
    if turn.event.attachment.kind not in INTO_TICKETS:
        return said.say(texts.SIGNS.get(sign, texts.CANNOT_USE))
    question = caption or texts.SENT_KIND.format(kind=texts.KINDS.get(turn.event.attachment.kind, texts.SOMETHING))
    about, asking = sent_after(said.saying(question, kind="" if caption else turn.event.attachment.kind))
    return with_way_to_help(intake.open_ticket(about, attempted=asking or None, asked=True), said)


def with_way_to_help(outcome: Outcome, turn: ResidentTurn[Event], ticket: Ticket | None = None) -> Outcome:
    """Tell who sends what the bot cannot hear how to call for help; not in an emergency, nor in a talk."""
    event = turn.event
    known = ticket is not None and (ticket.at_risk or talk_of(turn) == ticket)
    if known or not isinstance(event, Attached) or event.attachment.kind not in UNHEARD:
        return outcome
    return outcome.behind(Send(event.address, danger_texts.NOT_HEARD, (intake.NEEDS_HELP,), silent=True))
