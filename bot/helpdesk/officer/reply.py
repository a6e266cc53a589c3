"""An officer's answer: now or at an hour that he names, with one tap in an emergency, changed or taken back later."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time, timedelta, tzinfo
from typing import NamedTuple

from bot.helpdesk.buttons import officer_button
from bot.helpdesk.model.actions import Action, Button, Copy, Delete, Edit, Outcome, Rows, Send
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import Author, Held, Line, OfficerChat, Resident, Ticket, TicketState
from bot.helpdesk.model.events import Commanded, Edited, Event, Pressed, Started
from bot.helpdesk.model.markup import bold, fits, quoted
from bot.helpdesk.model.office_hours import PART_OF_DAY, on_the_clock
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import SURE, is_note, may_see, say
from bot.helpdesk.model.store import Sent
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.cards import card
from bot.helpdesk.tickets.talk import last_word, standing_answers
from bot.helpdesk.turn import OfficerTurn


def on_started(turn: OfficerTurn[Started]) -> Outcome:
    """Say what to do here (/start); coming by a village's link does not make an officer a resident."""
    if turn.event.payload:
        return turn.say(officer_texts.STARTED_ANYWAY.format(name=turn.officer.name))
    return Outcome(actions=(Send(turn.event.address, welcome(turn.officer, turn.policy)),))


def welcome(officer: Officer, policy: Policy) -> str:
    """Return an officer's greeting."""
    office = policy.directory.offices[officer.office]
    return officer_texts.WELCOME.format(name=officer.name, office=office.name, reply=bold("Balas"))


class Reply(NamedTuple):
    """What an officer wants to say.

    `message`: his own message, which the delivery note will quote, or, where not `typed`, the card under which he
    pressed. `copied`: the message is a photo, voice note… to copy.
    """

    text: str
    message: str | None
    typed: bool = True
    copied: bool = False


def send_or_drop(ticket: Ticket, message: str | None, *sure: str) -> Rows:
    """Return the buttons under a draft that is asked about. `sure`: SURE where the question is about safety."""
    send = Button(officer_texts.B_SEND, Verb.SEND_DRAFT, (str(ticket.id), message or "", *sure))
    return ((send, Button(officer_texts.B_DROP, Verb.DROP_DRAFT)),)


def note_line(turn: OfficerTurn[Event], ticket: int, text: str, message: str | None) -> Line:
    """Return the line of an internal note."""
    words = text.strip()
    return Line(ticket, Author.OFFICER, turn.now, words, turn.officer.id, address=turn.place, message=message)


def answer(turn: OfficerTurn[Event], reply: Reply) -> Outcome:
    """Send the officer's word to the resident; the ticket is his, and he hears what became of the message."""
    ticket, resident = turn.ticket, turn.person
    text, source = reply.text, reply.message if reply.typed else None
    answered, question = lifecycle.answer(ticket, turn.officer, turn.now), _question(turn)
    head = texts.reply(turn.officer, ticket, text if not reply.copied else "")
    sends: list[Action] = []
    if reply.copied and source:
        sends.append(Send(resident.address, head.rstrip(), ticket=ticket.id, about=source, reply_to=question))
        sends.append(
            Copy(
                resident.address,
                turn.place,
                source,
                ticket=ticket.id,
                purpose=Purpose.REPLY,
                about=source,
                heard_at=turn.topic,
            )
        )
    else:
        sends.append(
            Send(
                resident.address,
                head,
                ticket=ticket.id,
                purpose=Purpose.REPLY,
                about=source,
                reply_to=question,
                heard_at=turn.topic,
            )
        )
    line = Line(
        ticket.id,
        Author.OFFICER,
        turn.now,
        text,
        turn.officer.id,
        address=turn.place if source else None,
        message=source,
    )
    others = tuple(
        Send(
            chat,
            officer_texts.ANSWERED_BY.format(number=ticket.id, officer=turn.officer.name),
            ticket=ticket.id,
            silent=True,
        )
        for chat in dict.fromkeys(item.address for item in turn.sent if item.purpose == Purpose.CARD)
        if chat != turn.place and turn.policy.works_at(chat, ticket.office)
    )
    return Outcome(
        actions=(*sends, *others),
        tickets=(answered,),
        lines=(line,),
        ticket=ticket.id,
        officer_chat=replace(turn.chat, draft=None, draft_text=None) if turn.chat.draft else None,
    )


def _question(turn: OfficerTurn[Event]) -> str | None:
    """Return the resident's message to quote: the first since an officer's word, else the ticket's first.

    None where others may see the phone: what was written in danger, or cleared from the chat, is not shown again.
    """
    ticket, resident = turn.ticket, turn.person
    if ticket.at_risk or resident.memory.discreet or resident.memory.hush:
        return None
    said = [line for line in turn.lines if line.author is Author.RESIDENT and line.message]
    word = last_word(turn.lines)
    since = [line for line in said if word is None or line.at > word.at]
    first = next(iter(since or said), None)
    return first.message if first and first.address == resident.address else None


def joined(
    officer: Officer,
    chat: OfficerChat,
    open_tickets: tuple[tuple[Ticket, Resident], ...],
    now: datetime,
    policy: Policy,
) -> Outcome:
    """Welcome an officer who has just joined, and give him the cards that have waited for him."""
    cards = tuple(
        send
        for ticket, resident in open_tickets
        if officer.id in (ticket.officer, *ticket.tried) and ticket.carded_at is None
        for send in card(policy, ticket, resident, officer, now)
    )
    return Outcome(actions=(Send(chat.address, welcome(officer, policy)), *cards), officer_chat=chat)


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


@officer_button(Verb.TAKE_BACK)
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


def change_held(turn: OfficerTurn[Edited]) -> Outcome | None:
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


def correct(turn: OfficerTurn[Edited]) -> Outcome:
    """Change what the resident got from a message that the officer has edited.

    Only an answer that stands in the resident's chat as one message of text can be changed; anything else is said.
    """
    ticket, resident = turn.target, turn.resident
    if ticket is None or resident is None or not may_see(turn.officer, ticket):
        return turn.say(officer_texts.EDIT_NOT_SENT)
    line = Line(
        ticket.id,
        Author.OFFICER,
        turn.now,
        turn.event.text.strip(),
        turn.officer.id,
        None,
        turn.event.address,
        turn.event.message,
        True,
    )
    carried = _carried(turn, turn.event.message)
    if is_note(turn.event.text):
        if carried:
            return turn.say(officer_texts.WITHDRAW_HOW, ticket=ticket.id)
        return replace(turn.say(officer_texts.NOTE_KEPT.format(number=ticket.id), ticket=ticket.id), lines=(line,))
    text = texts.reply(turn.officer, ticket, turn.event.text)
    if len(carried) != 1 or not fits(text):
        return turn.say(officer_texts.EDIT_NOT_SENT, ticket=ticket.id)
    if ticket.claimed_by != turn.officer.id:
        return _only_holder(ticket, turn.event, turn.policy)
    edit = Edit(
        resident.address,
        carried[0].message,
        text,
        ticket=ticket.id,
        purpose=Purpose.CORRECTION,
        about=turn.event.message,
        heard_at=turn.topic,
    )
    return Outcome(actions=(edit,), lines=(line,), ticket=ticket.id)


def withdraw(turn: OfficerTurn[Commanded]) -> Outcome:
    """Withdraw the answer that he replies to (/tarik): the resident goes on waiting and is notified."""
    ticket, resident = turn.target, turn.resident
    if ticket is None or resident is None or not may_see(turn.officer, ticket):
        return turn.say(officer_texts.WITHDRAW_HOW)
    carried = _carried(turn, turn.event.reply_to)
    if not carried:
        why = officer_texts.NOTHING_TO_WITHDRAW if turn.event.reply_to else officer_texts.WITHDRAW_HOW
        return turn.say(why, ticket=ticket.id)
    if ticket.claimed_by != turn.officer.id:
        return _only_holder(ticket, turn.event, turn.policy)
    deletes = tuple(
        Delete(
            resident.address,
            item.message,
            ticket.id,
            Purpose.WITHDRAWAL if item.purpose == Purpose.REPLY else Purpose.NONE,
            turn.event.reply_to,
            heard_at=turn.topic,
        )
        for item in carried
    )
    notice = Send(
        resident.address, texts.WITHDRAWN.format(officer=turn.officer.name, number=ticket.id), ticket=ticket.id
    )
    kept = [item for item in turn.sent if item.purpose == Purpose.REPLY and item not in carried]
    changed = lifecycle.withdraw_answer(turn.policy, ticket, turn.now, answered=bool(kept))
    line = Line(
        ticket.id,
        Author.OFFICER,
        turn.now,
        officer_texts.WITHDRAWN_LINE,
        turn.officer.id,
        address=turn.place,
        message=turn.event.reply_to,
    )
    return Outcome(actions=(*deletes, notice), tickets=(changed,), lines=(line,), ticket=ticket.id)


def _carried(turn: OfficerTurn[Event], message: str | None) -> tuple[Sent, ...]:
    """Return what stands in the resident's chat because of this message of the officer's."""
    address = turn.resident.address if turn.resident else None
    return tuple(
        item
        for item in turn.sent
        if message
        and item.about == message
        and item.address == address
        and item.purpose in {Purpose.NONE, Purpose.REPLY}
    )


def _only_holder(ticket: Ticket, event: Event, policy: Policy) -> Outcome:
    holder = policy.directory.holder(ticket)
    name = holder.name if holder else officer_texts.OTHER_OFFICER
    return say(event, officer_texts.ONLY_HOLDER.format(number=ticket.id, officer=name), ticket=ticket.id)


@officer_button(Verb.STEPS)
def show_first_steps(turn: OfficerTurn[Pressed]) -> Outcome:
    """Show whom to call and what to heed, and the ready replies as buttons ("Langkah darurat")."""
    number, (head, steps, replies) = str(turn.ticket.id), _first_words(turn)
    rows: Rows = tuple((Button(label, Verb.READY_REPLY, (number, key)),) for key, (label, _) in replies.items())
    text = steps.format(head=bold(head.format(number=number)))
    shown = Send(turn.event.address, text, rows, ticket=turn.ticket.id)
    return Outcome(actions=(shown,), ticket=turn.ticket.id)


def _first_words(turn: OfficerTurn[Event]) -> tuple[str, str, dict[str, tuple[str, str]]]:
    """Return the head, steps and ready replies that fit: who is tired of life is not told to escape."""
    if turn.ticket.despair:
        return danger_texts.DESPAIR_STEPS_HEAD, danger_texts.DESPAIR_STEPS, danger_texts.DESPAIR_READY_REPLIES
    return officer_texts.STEPS_HEAD, officer_texts.STEPS, officer_texts.READY_REPLIES


@officer_button(Verb.READY_REPLY)
def send_ready_reply(turn: OfficerTurn[Pressed]) -> Outcome:
    """Send a ready send_ready_reply like a typed answer, and ask about it where that would be."""
    ticket, text = turn.ticket, _first_words(turn)[2][turn.event.args[1]][1]
    if ticket.state is not TicketState.OPEN:
        return turn.refuse(officer_texts.ALREADY_CLOSED.format(number=ticket.id))
    if any(line.text == text for line in standing_answers(turn.lines)):
        return turn.refuse(officer_texts.SENT_ALREADY)
    if holder := turn.policy.directory.other_holder(ticket, turn.officer):
        return ask_first(turn, text, officer_texts.HELD_ASK.format(number=ticket.id, officer=holder.name))
    if turn.person.memory.hush:
        return ask_first(turn, text, officer_texts.UNSAFE_ASK, SURE)
    return send(turn, Reply(text, turn.event.message, typed=False))


def ask_first(turn: OfficerTurn[Pressed], text: str, question: str, *sure: str) -> Outcome:
    """Keep the answer of a pressed button as a draft until its sender says that it shall go all the same."""
    rows = send_or_drop(turn.ticket, turn.event.message, *sure)
    ask = Send(turn.event.address, question, rows, ticket=turn.ticket.id, reply_to=turn.event.message)
    draft = replace(turn.chat, draft=turn.event.message, draft_text=text)
    return Outcome(actions=(ask,), officer_chat=draft)
