"""An answer waits, with a "Batal" button, until an hour that its officer names."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time, timedelta, tzinfo

from bot.helpdesk.model.actions import Button, Edit, Outcome, Rows, Send
from bot.helpdesk.model.entities import Held, TicketState
from bot.helpdesk.model.events import Commanded, Edited, Event, Pressed
from bot.helpdesk.model.markup import quoted
from bot.helpdesk.model.office_hours import PART_OF_DAY, on_the_clock
from bot.helpdesk.model.replies import SURE, is_note, may_see
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.officer.context import Reply, answer, note_line, send_or_drop
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.turn import OfficerTurn

SECOND_THOUGHT = timedelta(seconds=10)
"""How long an answer that is edited as its hour comes still waits."""
SHOWN = 300
"""Characters of an answer that are shown to its officer while it waits."""
_WHEN = rf"kirim\s+(?:jam|pukul|pkl\.?)\s*(\d{{1,2}})(?:[.:](\d{{2}}))?{PART_OF_DAY}(?:\s*(?:wita|wib|wit))?"
_FIRST = re.compile(rf"\s*{_WHEN}\b\s*[:,.–-]?\s*", re.IGNORECASE)
_LAST = re.compile(rf"\s*\(?\b{_WHEN}\)?\s*\.?\s*", re.IGNORECASE)


def named_hour(text: str, now: datetime, zone: tzinfo) -> tuple[datetime | None, str] | None:
    """Return the next moment at which it is that hour, and the text without it; None where no hour is named.

    The moment is None where no clock shows that hour.
    """
    found = _FIRST.match(text)
    rest = text[found.end() :] if found else ""
    if found is None:
        head, _, last = text.rstrip().rpartition("\n")
        found, rest = _LAST.fullmatch(last) if head else None, head
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    hour = 0 if (hour, minute) == (24, 0) else on_the_clock(hour, found["part"])
    if hour > 23 or minute > 59:
        return None, rest.strip()
    local = now.astimezone(zone)
    at = datetime.combine(local.date(), time(hour, minute), zone)
    return (at if at > local else at + timedelta(days=1)), rest.strip()


def send(turn: OfficerTurn[Event], reply: Reply) -> Outcome:
    """Send the answer: now, or at the hour that the officer names."""
    ticket, message = turn.ticket, reply.message
    named = named_hour(reply.text, turn.now, _zone(turn)) if reply.typed else None
    send_at, words = named or (None, reply.text)
    if reply.typed and not reply.copied and is_note(words):
        return _kept_as_note(turn, words, message)
    if refused := _refused(reply, named):
        return Outcome(actions=(Send(turn.place, refused, ticket=ticket.id, reply_to=message),), ticket=ticket.id)
    if send_at and message:
        return _at_named_hour(turn, message, (send_at, words))
    done = answer(turn, reply)
    if reply.typed:
        return done
    # what became of an answer that he did not type is shown under the card on which he pressed
    sends = tuple(replace(a, about=reply.message) if isinstance(a, Send) and a.purpose else a for a in done.actions)
    return replace(done, actions=sends)


def _refused(reply: Reply, named: tuple[datetime | None, str] | None) -> str:
    """Return what is wrong with an answer, or with the hour named for it; "" where nothing is."""
    if reply.copied:
        return officer_texts.LATER_NOT_COPIED if named else ""
    if named is None:
        return "" if reply.text.strip() else officer_texts.EMPTY
    send_at, words = named
    return officer_texts.LATER_NO_HOUR if send_at is None else "" if words else officer_texts.LATER_EMPTY


def _kept_as_note(turn: OfficerTurn[Event], words: str, message: str | None) -> Outcome:
    """Keep a note that got here beside its ticket: as a draft, or behind the hour of an answer."""
    number = turn.ticket.id
    text = officer_texts.NOTE_KEPT.format(number=number)
    was_draft = message is not None and turn.chat.draft == message
    return Outcome(
        actions=(Send(turn.place, text, ticket=number, reply_to=message),),
        lines=(note_line(turn, number, words, message),),
        officer_chat=replace(turn.chat, draft=None, draft_text=None) if was_draft else None,
        ticket=number,
    )


def _zone(turn: OfficerTurn[Event]) -> tzinfo:
    return turn.policy.directory.offices[turn.officer.office].hours.zone


def _at_named_hour(turn: OfficerTurn[Event], message: str, named: tuple[datetime, str]) -> Outcome:
    """Let the answer wait for the hour that its officer has named; until then it can be changed and taken back."""
    (send_at, text), ticket = named, turn.ticket
    held = Held(turn.officer.id, ticket.id, message, text, send_at, turn.topic)
    buttons: Rows = ((Button(officer_texts.B_CANCEL, Verb.TAKE_BACK, (str(ticket.id), message)),),)
    told = _when(held, turn)
    notice = Send(turn.place, told, buttons, ticket=ticket.id, reply_to=message, silent=True)
    drafted = replace(turn.chat, draft=None, draft_text=None) if turn.chat.draft else None
    return Outcome(actions=(notice,), held=held, officer_chat=drafted, ticket=ticket.id)


def _when(held: Held, turn: OfficerTurn[Event]) -> str:
    """Say when the answer goes out and what the resident will read: an hour may have been part of it."""
    moment = turn.policy.directory.offices[turn.officer.office].hours.moment(held.send_at, turn.now)
    text = held.text if len(held.text) <= SHOWN else f"{held.text[: SHOWN - 1].rstrip()}…"
    return officer_texts.LATER.format(number=held.ticket, moment=moment, text=quoted(text))


def take_back(turn: OfficerTurn[Pressed | Commanded]) -> Outcome:
    """Drop an answer that still waits (Batal, or /tarik in reply to its message)."""
    held = turn.held
    pressed = isinstance(turn.event, Pressed)
    if held is None:
        return Outcome(actions=(Send(turn.event.address, officer_texts.SENT_BY_NOW),))
    if pressed and turn.event.message:
        return Outcome(
            actions=(Edit(turn.event.address, turn.event.message, officer_texts.NOTHING),),
            held=replace(held, send_at=turn.now),
        )
    return replace(turn.say(officer_texts.NOTHING), held=replace(held, send_at=turn.now))


def change(turn: OfficerTurn[Edited]) -> Outcome | None:
    """Take the new words, or the new hour, of a message that still waits; None where none waits.

    Words that are for colleagues alone stop the answer, and are kept as a note.
    """
    held = turn.held
    if held is None:
        # of an answer that stands already nothing would be left
        empty = not turn.event.text.strip() and turn.target is not None
        return turn.say(officer_texts.EMPTY) if empty else _draft_changed(turn)
    send_at, text = named_hour(turn.event.text, turn.now, _zone(turn)) or (held.send_at, turn.event.text)
    if is_note(text):
        return _note_instead(turn, held, text)
    if send_at is None or not text.strip():
        wrong = officer_texts.CHANGED_NO_HOUR if send_at is None else officer_texts.CHANGED_EMPTY
        return turn.say(wrong.format(number=held.ticket), ticket=held.ticket)
    later = replace(held, text=text, send_at=max(send_at, turn.now + SECOND_THOUGHT))
    return replace(turn.say(_when(later, turn), ticket=held.ticket), held=later)


def _note_instead(turn: OfficerTurn[Edited], held: Held, words: str) -> Outcome:
    """Drop an answer that its officer has edited into a note, and keep the note, if he may still see the ticket."""
    dropped = replace(held, send_at=turn.now)
    if turn.target is None or not may_see(turn.officer, turn.target):
        return replace(turn.say(officer_texts.HELD_LOST.format(number=held.ticket)), held=dropped)
    said = turn.say(officer_texts.NOTE_INSTEAD.format(number=held.ticket), ticket=held.ticket)
    line = note_line(turn, held.ticket, words, turn.event.message)
    return replace(said, held=dropped, lines=(line,), ticket=held.ticket)


def _draft_changed(turn: OfficerTurn[Edited]) -> Outcome | None:
    """Take the new words of a message about which he was asked and has not decided yet; None for any other message."""
    chat = turn.chat
    if chat.draft is None or chat.draft != turn.event.message or turn.target is not None:
        return None
    # what is copied as it stands takes its new caption along; a note must not
    typed = chat.draft_text is not None or is_note(turn.event.text)
    changed = replace(chat, draft_text=turn.event.text if typed else None)
    return replace(turn.say(officer_texts.DRAFT_CHANGED), officer_chat=changed)


def release(turn: OfficerTurn[Event], held: Held) -> Outcome:
    """Send an answer whose hour has come; ask, as for any answer, about what has changed meanwhile."""
    ticket = turn.target
    if ticket is None or turn.resident is None or ticket.office != turn.officer.office:
        return Outcome(actions=(Send(turn.place, officer_texts.HELD_LOST.format(number=held.ticket)),))
    sure: tuple[str, ...] = ()
    if ticket.state is not TicketState.OPEN:
        question = officer_texts.CLOSED_ASK.format(number=ticket.id)
    elif holder := turn.policy.directory.other_holder(ticket, turn.officer):
        question = officer_texts.HELD_ASK.format(number=ticket.id, officer=holder.name)
    elif turn.resident.memory.hush:
        question, sure = officer_texts.UNSAFE_ASK, (SURE,)
    else:
        done = answer(turn, Reply(held.text, held.message))
        # what he has begun to write meanwhile is another message
        return replace(done, officer_chat=None)
    buttons = send_or_drop(ticket, held.message, *sure)
    ask = Send(turn.place, question, buttons, ticket=ticket.id, reply_to=held.message)
    draft = replace(turn.chat, draft=held.message, draft_text=held.text)
    return Outcome(actions=(ask,), officer_chat=draft)
