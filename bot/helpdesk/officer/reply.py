"""An officer's answer: now or at an hour that he names, with one tap in an emergency, changed or taken back later."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta, tzinfo
from typing import NamedTuple

from msgspec.structs import replace

from bot.helpdesk.buttons import officer_button
from bot.helpdesk.model.actions import Action, Button, Copy, Delete, Edit, Outcome, Purpose, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Commanded, Edited, Event, Pressed, Wrote
from bot.helpdesk.model.hours import PART_OF_DAY, on_the_clock
from bot.helpdesk.model.markup import CAPTION_LENGTH, clipped, fits, quoted
from bot.helpdesk.model.people import OfficerChat
from bot.helpdesk.model.policy import may_see
from bot.helpdesk.model.ticket import SURE, Author, Held, Line, Sent, TicketState, is_note
from bot.helpdesk.texts import danger as danger_texts, officer as officer_texts, resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.lifecycle import last_word, standing_answers
from bot.helpdesk.turn import OfficerTurn

SECOND_THOUGHT = timedelta(seconds=10)
"""How long an answer that is edited as its hour comes still waits."""
SHOWN = 300
"""Characters of an answer that are shown to its officer while it waits."""
_WHEN = rf"kirim\s+(?:jam|pukul|pkl\.?)\s*(\d{{1,2}})(?:[.:](\d{{2}}))?{PART_OF_DAY}(?:\s*(?:wita|wib|wit))?"
_FIRST = re.compile(rf"\s*{_WHEN}\b\s*[:,.–-]?\s*", re.IGNORECASE)
_LAST = re.compile(rf"\s*\(?\b{_WHEN}\)?\s*\.?\s*", re.IGNORECASE)


class Reply(NamedTuple):
    """What an officer wants to say.

    `message`: his own message, which the delivery note will quote, or, where not `typed`, the card under which he
    pressed. `copied`: the message is a photo, voice note… to copy; `captioned`: it can carry these words itself.
    """

    text: str
    message: str | None
    typed: bool = True
    copied: bool = False
    captioned: bool = False


Doubt = tuple[str, tuple[str, ...]]
"""What an officer is asked before his answer leaves, and what the button carries that sends it all the same."""
UNSAFE: Doubt = (officer_texts.UNSAFE_ASK, (SURE,))


def may_send(turn: OfficerTurn[Event]) -> Doubt | None:
    """Return why an answer may not leave unasked: its ticket is closed or a colleague's, or its resident not safe."""
    ticket = turn.ticket
    if not ticket.is_open:
        cancelled = ticket.state is TicketState.CANCELLED
        return (officer_texts.CANCELLED_ASK if cancelled else officer_texts.CLOSED_ASK).format(number=ticket.id), ()
    if (holder := turn.policy.directory.holder(ticket)) and holder.id != turn.officer.id:
        return officer_texts.HELD_ASK.format(number=ticket.id, officer=holder.name), ()
    return UNSAFE if turn.resident and turn.resident.memory.hush else None


def ask_first(turn: OfficerTurn[Event], doubt: Doubt, text: str | None) -> Outcome:
    """Keep the answer as a draft until its sender says that it shall go all the same."""
    question, sure = doubt
    draft, drop = turn.event.message, Button(officer_texts.B_DROP, Verb.DROP_DRAFT)
    send = Button(officer_texts.B_SEND, Verb.SEND_DRAFT, (str(turn.ticket.id), draft or "", *sure))
    asked = turn.say(question, ((send, drop),), turn.ticket.id)
    return replace(asked, officer_chat=replace(turn.chat, draft=draft, draft_text=text))


def send_ready(turn: OfficerTurn[Pressed], text: str, standing: Iterable[Line]) -> Outcome:
    """Send a text that stands ready like a typed answer, and ask about it where that would be; never what stands."""
    if any(line.author is Author.OFFICER and line.text == text for line in standing):
        return turn.refuse(officer_texts.SENT_BY_NOW)
    if doubt := may_send(turn):
        return ask_first(turn, doubt, text)
    return send(turn, Reply(text, turn.event.message, typed=False))


def line_of(turn: OfficerTurn[Event], text: str, message: str | None) -> Line:
    """Return what he says in the ticket as a line of it, tied to his message if there is one."""
    place = turn.place if message else None
    return Line(turn.ticket.id, Author.OFFICER, turn.now, text, turn.officer.id, address=place, message=message)


def write(turn: OfficerTurn[Event], text: str, rows: Rows = ()) -> Outcome:
    """Write to the officer about the ticket."""
    return Outcome(actions=(Send(turn.event.address, text, rows, ticket=turn.ticket.id),), ticket=turn.ticket.id)


def keep_note(turn: OfficerTurn[Event], words: str, told: str) -> Outcome:
    """Keep a note in the ticket, and say so."""
    number, line = turn.ticket.id, line_of(turn, words.strip(), turn.event.message)
    return replace(turn.say(told, ticket=number), lines=(line,), ticket=number)


def answer(turn: OfficerTurn[Event], reply: Reply) -> Outcome:
    """Send the officer's word to the resident; the ticket is his, and he hears what became of the message."""
    ticket, to, source = turn.ticket, turn.person.address, reply.message if reply.typed else None
    words = texts.reply(turn.officer, ticket, "" if reply.copied else reply.text)
    head = Send(to, words, ticket=ticket.id, purpose=Purpose.REPLY, about=source, heard_at=turn.topic)
    head = replace(head, reply_to=_question(turn))
    sends: tuple[Action, ...] = (head,)
    if reply.copied and source:
        name = replace(head, text=head.text.rstrip(), purpose=Purpose.NONE, heard_at=None)
        copied = Copy(to, turn.place, source, ticket=ticket.id, purpose=Purpose.REPLY, about=source)
        copied = replace(copied, heard_at=turn.topic)
        caption = texts.reply(turn.officer, ticket, reply.text).rstrip()
        in_one = reply.captioned and fits(caption, CAPTION_LENGTH)
        sends = (replace(copied, caption=caption, reply_to=head.reply_to),) if in_one else (name, copied)
    answered = (lifecycle.answer(ticket, turn.officer, turn.now),)
    line, chat = line_of(turn, reply.text, source), without_draft(turn.chat, source)
    return Outcome(actions=sends, ticket=ticket.id, tickets=answered, lines=(line,), officer_chat=chat)


def _question(turn: OfficerTurn[Event]) -> str | None:
    """Return the resident's message to quote: the one he replies to, else the first since an officer's word, or of all.

    None where others may see the phone: what was written in danger, or cleared from the chat, is not shown again.
    """
    ticket, resident = turn.ticket, turn.person
    if ticket.at_risk or resident.memory.discreet or resident.memory.hush:
        return None
    at = turn.event.reply_to if isinstance(turn.event, Wrote | Attached) else None
    below = next((one for one in turn.sent if (one.message, one.address) == (at, turn.place)), None)
    named = below and (below.copied.message if below.copied else below.about)
    if below and named and (below.copied or below.purpose == Purpose.FOLLOW_UP):
        return named
    said = [line for line in turn.lines if line.author is Author.RESIDENT and line.message]
    word = last_word(turn.lines)
    first = next((line for line in said if word is None or line.at > word.at), next(iter(said), None))
    return first.message if first and first.address == resident.address else None


def without_draft(chat: OfficerChat, message: str | None) -> OfficerChat | None:
    """Return the chat without the draft, where it is this message; None where it is another, which still waits."""
    return replace(chat, draft=None, draft_text=None) if chat.draft and chat.draft == message else None


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
    named = named_hour(reply.text, turn.now, turn.hours.zone) if reply.typed else None
    send_at, words = named or (None, reply.text)
    place = turn.on(Event(turn.place, "", turn.now, message))
    if reply.typed and not reply.copied and is_note(words):
        # a note got here beside its ticket: as a draft, or behind the hour of an answer
        kept = keep_note(place, words, officer_texts.NOTE_KEPT.format(number=ticket.id))
        return replace(kept, officer_chat=without_draft(turn.chat, message))
    refused = "" if words.strip() or reply.copied else officer_texts.LATER_EMPTY if named else officer_texts.EMPTY
    if named and (reply.copied or send_at is None):
        refused = officer_texts.LATER_NOT_COPIED if reply.copied else officer_texts.NO_HOUR
    if refused:
        return replace(place.say(refused, ticket=ticket.id), ticket=ticket.id)
    if send_at and message:
        held = Held(turn.officer.id, ticket.id, message, words, send_at, turn.topic)
        rows: Rows = ((Button(officer_texts.B_CANCEL, Verb.TAKE_BACK, (str(ticket.id), message)),),)
        told = Send(turn.place, _when(held, turn), rows, ticket=ticket.id, reply_to=message, silent=True)
        return Outcome(actions=(told,), held=held, officer_chat=without_draft(turn.chat, message), ticket=ticket.id)
    done = answer(turn, reply)
    if reply.typed:
        return done
    # what became of an answer that he did not type is shown under the card on which he pressed
    return done.altered(lambda one: isinstance(one, Send) and bool(one.purpose), about=message)


def _when(held: Held, turn: OfficerTurn[Event]) -> str:
    """Say when the answer goes out and what the resident will read: an hour may have been part of it."""
    moment, text = turn.hours.moment(held.send_at, turn.now), quoted(clipped(held.text, SHOWN))
    return officer_texts.LATER.format(number=held.ticket, moment=moment, text=text)


def release(turn: OfficerTurn[Event], held: Held) -> Outcome:
    """Send an answer whose hour has come; ask, as for any answer, about what has changed meanwhile."""
    ticket = turn.target
    if ticket is None or turn.resident is None or not may_see(turn.officer, ticket):
        return Outcome(actions=(Send(turn.place, officer_texts.HELD_LOST.format(number=held.ticket)),))
    if doubt := may_send(turn):
        return ask_first(turn, doubt, held.text)
    return answer(turn, Reply(held.text, held.message))


def change_held(turn: OfficerTurn[Edited]) -> Outcome | None:
    """Take the new words, or the new hour, of a message that still waits; None where none waits.

    Words that are for colleagues alone stop the answer, and are kept as a note, if he may still see the ticket.
    """
    held, chat, event = turn.held, turn.chat, turn.event
    if held is None and turn.target is None and chat.draft is not None and chat.draft == event.message:
        # he was asked about it and has not decided yet; what is copied as it stands takes its new caption along
        text = event.text if chat.draft_text is not None or is_note(event.text) else None
        return replace(turn.say(officer_texts.DRAFT_CHANGED), officer_chat=replace(chat, draft_text=text))
    if held is None:
        # of an answer that stands already nothing would be left
        return turn.say(officer_texts.EMPTY) if turn.target and not event.text.strip() else None
    send_at, text = named_hour(event.text, turn.now, turn.hours.zone) or (held.send_at, event.text)
    if is_note(text):
        kept = turn.say(officer_texts.HELD_LOST.format(number=held.ticket))
        if turn.target and may_see(turn.officer, turn.target):
            kept = keep_note(turn, text, officer_texts.NOTE_INSTEAD.format(number=held.ticket))
        return replace(kept, held=replace(held, send_at=turn.now))
    if send_at is None or not text.strip():
        wrong = officer_texts.NO_HOUR if send_at is None else officer_texts.CHANGED_EMPTY
        return turn.say(wrong.format(number=held.ticket), ticket=held.ticket)
    later = replace(held, text=text, send_at=max(send_at, turn.now + SECOND_THOUGHT))
    return replace(turn.say(_when(later, turn), ticket=held.ticket), held=later)


@officer_button(Verb.TAKE_BACK)
def take_back(turn: OfficerTurn[Pressed | Commanded]) -> Outcome:
    """Drop an answer that still waits (Batal, or /tarik in reply to its message)."""
    if turn.held is None:
        return Outcome(actions=(Send(turn.event.address, officer_texts.SENT_BY_NOW),))
    return replace(turn.show(officer_texts.NOTHING), held=replace(turn.held, send_at=turn.now))


def correct(turn: OfficerTurn[Edited]) -> Outcome:
    """Change what the resident got from a message that the officer has edited.

    Only an answer that stands in the resident's chat as one message of text can be changed; anything else is said. One
    that is not the last message there comes once more below: nobody looks far up.
    """
    ticket, event = turn.target, turn.event
    if ticket is None or turn.resident is None or not may_see(turn.officer, ticket):
        return turn.say(officer_texts.EDIT_NOT_SENT)
    line = replace(line_of(turn, event.text.strip(), event.message), address=event.address, edited=True)
    carried, text = _carried(turn, event.message), texts.reply(turn.officer, ticket, event.text)
    if is_note(event.text):
        told = officer_texts.WITHDRAW_HOW if carried else officer_texts.NOTE_KEPT.format(number=ticket.id)
        return replace(turn.say(told, ticket=ticket.id), lines=() if carried else (line,))
    answers = [one for one in carried if one.purpose != Purpose.CHANGED]
    if len(answers) != 1 or answers[0].copied or not fits(text):
        return turn.say(officer_texts.EDIT_NOT_SENT, ticket=ticket.id)
    if refused := _only_holder(turn):
        return refused
    edit = Edit(turn.resident.address, answers[0].message, text, ticket=ticket.id, purpose=Purpose.CORRECTION)
    edit = replace(edit, about=event.message, heard_at=turn.topic)
    told = texts.reply(turn.officer, ticket, event.text, "mengubah jawabannya")
    again = Send(edit.to, told, ticket=ticket.id, purpose=Purpose.CHANGED, about=event.message)
    # whether nothing has come to the resident's chat, or from him, since the answer
    newer = any((len(one), one) > (len(edit.message), edit.message) for one in turn.since)
    is_last = edit.message in turn.since and "" not in turn.since and not newer
    return Outcome(actions=(edit,) if is_last else (edit, again), lines=(line,), ticket=ticket.id)


def withdraw(turn: OfficerTurn[Commanded]) -> Outcome:
    """Withdraw the answer that he replies to (/tarik): the resident goes on waiting and is notified."""
    ticket = turn.target
    if ticket is None or turn.resident is None or not may_see(turn.officer, ticket):
        return turn.say(officer_texts.WITHDRAW_HOW)
    source, to = _answer_below(turn), turn.resident.address
    carried = _carried(turn, source)
    if not carried:
        why = officer_texts.NOTHING_TO_WITHDRAW if source else officer_texts.WITHDRAW_HOW
        return turn.say(why, ticket=ticket.id)
    if refused := _only_holder(turn):
        return refused
    delete = Delete(to, "", ticket=ticket.id, about=source, heard_at=turn.topic)
    # he hears only of the answer itself that it is gone
    purposes = (Purpose.WITHDRAWAL if item.purpose == Purpose.REPLY else Purpose.NONE for item in carried)
    deletes = (replace(delete, message=one.message, purpose=why) for one, why in zip(carried, purposes, strict=True))
    told = Send(to, texts.WITHDRAWN.format(officer=turn.officer.name, number=ticket.id), ticket=ticket.id)
    kept = any(item.purpose == Purpose.REPLY and item not in carried for item in turn.sent)
    waits = ticket if ticket.state is TicketState.CANCELLED else lifecycle.wait(turn.policy, ticket, turn.now)
    waits = replace(waits, first_reply_at=ticket.first_reply_at if kept else None)
    line = line_of(turn, officer_texts.WITHDRAWN_LINE, source)
    return Outcome(actions=(*deletes, told), tickets=(waits,), lines=(line,), ticket=ticket.id)


def _answer_below(turn: OfficerTurn[Commanded]) -> str | None:
    """Return which of his messages he means: it, the one that "Sampai ke warga" is about, or the card's only one."""
    source, standing = turn.event.reply_to, {one.about for one in turn.sent if one.purpose == Purpose.REPLY}
    below = next((one for one in turn.sent if (one.message, one.address) == (source, turn.place)), None)
    if below and below.purpose == Purpose.ARRIVED:
        return below.about
    return standing.pop() if below and below.purpose == Purpose.CARD and len(standing) == 1 else source


def _carried(turn: OfficerTurn[Event], message: str | None) -> tuple[Sent, ...]:
    """Return what stands in the resident's chat because of this message of the officer's."""
    mine = (item for item in turn.sent if message and item.about == message)
    carrying = {Purpose.REPLY, Purpose.NONE, Purpose.CHANGED}
    return tuple(item for item in mine if item.address == turn.person.address and item.purpose in carrying)


def _only_holder(turn: OfficerTurn[Event]) -> Outcome | None:
    """Refuse to change an answer in a ticket that somebody else handles; None where it is his own."""
    if turn.ticket.claimed_by == turn.officer.id:
        return None
    holder = turn.policy.directory.holder(turn.ticket)
    name = holder.name if holder else officer_texts.OTHER_OFFICER
    return turn.say(officer_texts.ONLY_HOLDER.format(number=turn.ticket.id, officer=name), ticket=turn.ticket.id)


FIRST_WORDS = {
    True: (danger_texts.DESPAIR_STEPS, danger_texts.DESPAIR_READY_REPLIES),
    False: (officer_texts.STEPS, officer_texts.READY_REPLIES),
}
"""Steps and ready replies, by whether it is despair: who is tired of life is not told to escape."""


@officer_button(Verb.STEPS)
def show_first_steps(turn: OfficerTurn[Pressed]) -> Outcome:
    """Show whom to call and what to heed, and the ready replies as buttons ("Langkah darurat")."""
    number, (steps, replies) = str(turn.ticket.id), FIRST_WORDS[turn.ticket.despair]
    rows: Rows = tuple((Button(label, Verb.READY_REPLY, (number, key)),) for key, (label, _) in replies.items())
    return write(turn, steps.format(number=number), rows)


@officer_button(Verb.READY_REPLY, while_open=True)
def _send_ready_reply(turn: OfficerTurn[Pressed]) -> Outcome:
    _, text = FIRST_WORDS[turn.ticket.despair][1][turn.event.args[1]]
    return send_ready(turn, text, standing_answers(turn.lines))
