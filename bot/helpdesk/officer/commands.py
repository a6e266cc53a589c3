"""What an officer does in his chat: he writes an answer or a note, a command, or presses a button of a card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from bot.helpdesk.buttons import not_yours, officer_button
from bot.helpdesk.model.actions import Action, Button, Outcome, Purpose, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed, Started, Wrote
from bot.helpdesk.model.markup import bold, quoted
from bot.helpdesk.model.people import Address, Confirming, OfficerChat
from bot.helpdesk.model.policy import Officer, Policy, may_see
from bot.helpdesk.model.ticket import NOTE, Author, Line, Ticket, TicketAndResident, TicketState, is_note
from bot.helpdesk.officer import reply
from bot.helpdesk.officer.leave import take_leave
from bot.helpdesk.officer.queue import attended, lost_answers, queue, report, whole_ticket
from bot.helpdesk.officer.search import answer_for, back, search, which_ticket
from bot.helpdesk.outreach import broadcast, visits
from bot.helpdesk.texts import officer as officer_texts, outreach as outreach_texts, resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.cards import CAPTIONED, TICKET, card, everything, viewed
from bot.helpdesk.tickets.danger import closing
from bot.helpdesk.tickets.escalation import home, moved_notices
from bot.helpdesk.turn import OfficerTurn


def on_started(turn: OfficerTurn[Started]) -> Outcome:
    """Say what to do here (/start); coming by a village's link does not make an officer a resident."""
    if turn.event.payload:
        return turn.say(officer_texts.STARTED_ANYWAY.format(name=turn.officer.name))
    return Outcome(actions=(_welcome(turn.event.address, turn.officer, turn.policy),))


def joined(
    officer: Officer, chat: OfficerChat, known: Iterable[tuple[TicketAndResident, Sequence[Line]]], policy: Policy
) -> Outcome:
    """Welcome an officer who has just joined, and show him the open tickets that have waited for him, with all said."""
    waiting = ((pair, lines) for pair, lines in known if pair[0].carded_at is None)
    shown = (
        action
        for pair, lines in waiting
        for action in everything(policy, pair, lines, policy.reading_places((officer,), pair[0]), chat.joined_at)
    )
    return Outcome(actions=(_welcome(chat.address, officer, policy), *shown), officer_chat=chat)


def _welcome(to: Address, officer: Officer, policy: Policy) -> Send:
    office = policy.directory.offices[officer.office]
    return Send(to, officer_texts.WELCOME.format(name=officer.name, office=office.name, reply=bold("Balas")))


def on_message(turn: OfficerTurn[Wrote | Attached]) -> Outcome:
    """Take what an officer writes or sends in his chat: an answer, a note, or a question back."""
    event, ticket = turn.event, turn.target
    typed = isinstance(event, Wrote)
    text = event.text if isinstance(event, Wrote) else event.caption
    if typed and not text.strip():
        return turn.say(officer_texts.EMPTY)
    # a draft that is copied as it stands (photo, voice note…) has no text of its own; of a note only its words are kept
    draft = text if typed or is_note(text) else None
    if ticket is None:
        if not turn.queue:
            return turn.say(officer_texts.NO_OPEN)
        # kept as a draft until he has named its ticket
        question, drop = officer_texts.WHICH_TICKET, Button(officer_texts.B_DROP, Verb.DROP_DRAFT)
        asked = which_ticket(turn, question, Verb.SEND_DRAFT, event.message or "", drop)
        return replace(asked, officer_chat=replace(turn.chat, draft=event.message, draft_text=draft))
    if not may_see(turn.officer, ticket):
        return not_yours(turn)
    if turn.resident is None:
        return turn.say(officer_texts.UNREAD.format(number=ticket.id))
    # a reply to a list of search results, or to the word that a ticket was handed over, is for that
    to = (event.reply_to, event.address)
    purposes = {item.purpose for item in turn.sent if typed and (item.message, item.address) == to}
    if Purpose.SEARCH_RESULTS in purposes:
        return search(turn, text)
    if Purpose.HANDED in purposes:
        return _note_for_colleague(turn, text)
    if is_note(text):
        return reply.keep_note(turn, text, officer_texts.NOTE_KEPT.format(number=ticket.id))
    if doubt := reply.may_send(turn):
        return reply.ask_first(turn, doubt, draft)
    captioned = isinstance(event, Attached) and event.attachment.kind in CAPTIONED
    return reply.send(turn, reply.Reply(text, event.message, copied=not typed, captioned=captioned))


def _note_for_colleague(turn: OfficerTurn[Event], text: str) -> Outcome:
    """Keep what is said about a ticket that was handed over as a note, which its new owner reads at once."""
    ticket, words = turn.ticket, text.strip().removeprefix(NOTE).strip()
    owner = turn.policy.directory.officers.get(ticket.officer)
    notice = officer_texts.NOTE_FROM.format(officer=turn.officer.name, number=ticket.id, text=words)
    places = turn.policy.reading_places((owner,) if owner else (), ticket)
    given = officer_texts.NOTE_GIVEN.format(officer=owner.name if owner else "rekan")
    notices = (Send(place, notice, ticket=ticket.id) for place in places if place != turn.event.address)
    return reply.keep_note(turn, f"{NOTE} {words}", given).then(*notices)


def slashed(event: Event) -> Event:
    """Take the bare name of a command for that, where it answers nothing: "antrean"."""
    bare = event.text.strip().casefold() if isinstance(event, Wrote) and not event.reply_to and not event.group else ""
    return Commanded(*event.head, bare, "") if bare in COMMANDS else event


def on_command(turn: OfficerTurn[Commanded]) -> Outcome:
    """Do what the command asks for; show the help for an unknown one."""
    command = turn.event.command
    if command in PRIVATE and turn.event.address != turn.chat.address:
        return turn.say(outreach_texts.PRIVATE)
    return COMMANDS.get(command, COMMANDS["bantuan"])(turn)


@officer_button(Verb.HELP)
def help_chapter(turn: OfficerTurn[Pressed]) -> Outcome:
    """Show a chapter of the help in the place of the one before."""
    title, text = officer_texts.HELP_CHAPTERS[turn.event.args[0]]
    return turn.show(f"{bold(title)}\n\n{text}", _chapters(turn.event.args[0]))


def _chapters(shown: str = "") -> Rows:
    """Return the chapters' buttons but for the one that is shown."""
    chapters = officer_texts.HELP_CHAPTERS.items()
    return tuple((Button(title, Verb.HELP, (name,)),) for name, (title, _) in chapters if name != shown)


COMMANDS: Mapping[str, Callable[[OfficerTurn[Commanded]], Outcome]] = {
    "antrean": queue,
    "cari": lambda turn: search(turn, turn.event.argument),
    "kasus": whole_ticket,
    "gagal": lost_answers,
    "cuti": take_leave,
    "tarik": lambda turn: (reply.take_back if turn.held else reply.withdraw)(turn),
    "laporan": report,
    "hadir": attended,
    "siaran": lambda turn: broadcast.begin(turn, turn.event.argument),
    "jadwal": visits.jadwal,
    "bantuan": lambda turn: turn.say(officer_texts.HELP, _chapters()),
}
PRIVATE = frozenset({"siaran", "jadwal", "laporan"})
"""What an officer does in his own chat only."""
SHOWN_AGAIN = 5
"""Messages that come with a card that is opened; /kasus shows them all."""


@officer_button(Verb.DROP_DRAFT)
def _drop(turn: OfficerTurn[Pressed]) -> Outcome:
    return replace(turn.show(officer_texts.NOTHING), officer_chat=reply.without_draft(turn.chat, turn.chat.draft))


@officer_button(Verb.CARD)
def _card(turn: OfficerTurn[Pressed]) -> Outcome:
    """Show the card again, with what its resident has written since the officers' last word; no photo comes twice."""
    word, pair = lifecycle.last_word(turn.lines), (turn.ticket, turn.person)
    written = [replace(line, attachment=None) for line in turn.lines if line.author is Author.RESIDENT and line.text]
    waiting = [line for line in written[1:] if word is None or line.at > word.at]
    places = turn.policy.reading_places((turn.officer,), turn.ticket)
    return Outcome(actions=everything(turn.policy, pair, (*written[:1], *waiting[-SHOWN_AGAIN:]), places, turn.now))


officer_button(Verb.SEARCH)(lambda turn: search(turn, ""))


def _saved(turn: OfficerTurn[Pressed], ticket: Ticket, text: str, *more: Action) -> Outcome:
    """Save the changed ticket, and confirm it to the officer who pressed."""
    return replace(turn.refuse(text).then(*more), tickets=(ticket,), ticket=ticket.id)


@officer_button(Verb.CLAIM, while_open=True)
def _claim(turn: OfficerTurn[Pressed]) -> Outcome:
    ticket, number = turn.ticket, turn.ticket.id
    if holder := turn.policy.directory.holder(ticket):
        held = officer_texts.CLAIMED if holder.id == turn.officer.id else officer_texts.HELD
        return turn.refuse(held.format(number=number, officer=holder.name))
    claimed = lifecycle.claim(turn.policy, ticket, turn.officer, turn.now)
    told = texts.CLAIMED.format(officer=turn.officer.name, number=number)
    notice = Send(turn.person.address, told, ticket=number, purpose=Purpose.MOVED, silent=True)
    return _saved(turn, claimed, officer_texts.CLAIMED.format(number=number), *(() if ticket.at_risk else (notice,)))


@officer_button(Verb.CLOSE, while_open=True)
def _close(turn: OfficerTurn[Pressed]) -> Outcome:
    ticket, resident = turn.ticket, turn.person
    if ticket.emergency and ticket.first_reply_at is None:
        return turn.refuse(officer_texts.EMERGENCY_OPEN)
    written = [line for line in turn.lines if line.author is Author.RESIDENT]
    if ticket.at_risk and turn.event.args[1:] != (str(len(written)),):
        return _ask_before_closing(turn, written)
    done, not_done = (Verb.DONE, str(ticket.id)), (Verb.NOT_DONE, str(ticket.id))
    told, asked = texts.CLOSED.format(number=ticket.id, officer=turn.officer.name), Confirming(done, not_done)
    if ticket.at_risk:
        # he is asked whether he still needs help
        said = (line.text for line in reversed(written))
        told, asked = closing(turn.policy, ticket, turn.officer.name, said), Confirming(not_done, done)
    yes, no = Button(texts.B_YES_DONE, done[0], done[1:]), Button(texts.B_NOT_DONE, not_done[0], not_done[1:])
    ask = Send(resident.address, told, ((yes, no),), ticket=ticket.id)
    closed = lifecycle.close(ticket, turn.now, turn.officer)
    saved = _saved(turn, closed, officer_texts.CLOSED.format(number=ticket.id), ask)
    # a typed word answers too, unless something else is still awaited
    free = resident.memory.phase is None or isinstance(resident.memory.phase, Confirming)
    return replace(saved, resident=resident.remember(phase=asked) if free else resident)


def _ask_before_closing(turn: OfficerTurn[Pressed], written: Sequence[Line]) -> Outcome:
    """Ask whether a case in which a life may be at stake is over, beside the last message of its resident.

    The button that closes it carries how much was written: where more has come since, it asks again.
    """
    ticket, number = turn.ticket, str(turn.ticket.id)
    last = next((line for line in reversed(written) if line.text not in officer_texts.PRESSED), None)
    words, at = quoted(ticket.question), ticket.opened_at
    if last:
        kind = f"[{officer_texts.kind(last.attachment)}] " if last.attachment else ""
        words, at = f"{kind}{quoted(last.text) if last.text else ''}", last.at
    state = officer_texts.CLOSE_UNANSWERED if ticket.waiting_since else officer_texts.CLOSE_ANSWERED
    moment = turn.hours.moment(at, turn.now)
    text = officer_texts.CLOSE_ASK.format(number=number, moment=moment, words=words, state=state)
    rows: Rows = (
        (Button(officer_texts.B_CLOSE_SURE, Verb.CLOSE, (number, str(len(written)))),),
        (Button(officer_texts.B_READ_ALL, Verb.TICKET, (number,)),),
    )
    return viewed(reply.write(turn, text, rows), turn, (ticket.id,), TICKET)


@officer_button(Verb.REOPEN)
def _reopen(turn: OfficerTurn[Pressed]) -> Outcome:
    ticket = turn.ticket
    if ticket.state is TicketState.CANCELLED:
        return turn.refuse(officer_texts.CANCELLED)
    opened = ticket if ticket.is_open else lifecycle.reopen(turn.policy, ticket, turn.now)
    text = texts.OPENED.format(officer=turn.officer.name, number=ticket.id)
    told = Send(turn.person.address, text, ticket=ticket.id, silent=True)
    notices = () if opened is ticket or ticket.at_risk else (told,)
    return _saved(turn, opened, officer_texts.OPENED.format(number=ticket.id), *notices)


@officer_button(Verb.HAND_OVER)
def _ask_whom(turn: OfficerTurn[Pressed]) -> Outcome:
    number, policy, loads = str(turn.ticket.id), turn.policy, turn.loads
    office = (person for person in policy.directory.officers.values() if person.office == turn.officer.office)
    people = [person for person in office if person.id in policy.chats and person.id != turn.officer.id]
    if not people:
        return turn.refuse(officer_texts.NOBODY)
    people.sort(key=lambda person: loads.get(person.id, 0))
    rows: list[tuple[Button, ...]] = []
    for person in people:
        label = officer_texts.COLLEAGUE_AWAY if person.id in policy.away else officer_texts.COLLEAGUE
        text = label.format(name=person.name, count=loads.get(person.id, 0))
        rows.append((Button(text, Verb.HAND_TO, (number, person.id)),))
    asked = reply.write(turn, officer_texts.TO_WHOM.format(number=number), tuple(rows))
    # a reply to it is a note for the colleague
    return asked.altered(lambda _: True, purpose=Purpose.HANDED)


RETURNS = {"jam": timedelta(hours=1), "hari": timedelta(hours=8), "tidak": None}
"""After how many hours of its office a ticket that was handed over comes back, by what the button carries."""


@officer_button(Verb.HAND_TO)
def _hand_over(turn: OfficerTurn[Pressed]) -> Outcome:
    """Hand the ticket over; or let it come back at another time than usual, unless it was taken up meanwhile."""
    policy, ticket, (_, name, *when) = turn.policy, turn.ticket, turn.event.args
    person = policy.directory.officers.get(name)
    if person is None or person.office != ticket.office or person.id not in policy.chats:
        return turn.refuse(officer_texts.NOBODY)
    wait, there = RETURNS[when[0]] if when else policy.ordinary.remind, ticket.officer == name
    if when and not (there and ticket.waiting_since and not ticket.claimed_by and not ticket.emergency):
        return turn.refuse(officer_texts.HAND_TAKEN)
    moved = lifecycle.hand_over(policy, ticket, person, turn.now, wait)
    owner, text = home(policy, ticket, turn.person), officer_texts.HAND_NOTE
    rows: Rows = ()
    if owner and owner != person and moved.next_at and not ticket.emergency:
        text = f"{text}\n\n{officer_texts.HAND_BACK if wait else officer_texts.HAND_STAYS}"
        choices = officer_texts.B_RETURN.items()
        rows = (tuple(Button(label, Verb.HAND_TO, (str(ticket.id), name, key)) for key, label in choices),)
    moment = turn.hours.moment(moved.next_at or turn.now, turn.now)
    said = {"number": ticket.id, "officer": person.name, "moment": moment, "owner": owner.name if owner else ""}
    told = (*card(policy, moved, turn.person, person, turn.now), *moved_notices([(moved, turn.person)], person))
    done = turn.show(text.format(**said), rows).then(*(() if when else told))
    return replace(done, tickets=(moved,), ticket=ticket.id)


@officer_button(Verb.SEND_ENTRY, while_open=True)
def _send_entry(turn: OfficerTurn[Pressed]) -> Outcome:
    if turn.person.memory.hush:
        return turn.refuse(officer_texts.UNSAFE_ENTRY)
    return reply.send_ready(turn, answer_for(turn.person, turn.event.args[1], turn.now, turn.policy), turn.lines[-1:])


@officer_button(Verb.SEND_DRAFT)
def _send_draft(turn: OfficerTurn[Pressed]) -> Outcome:
    draft, text, (_, named, *sure) = turn.chat.draft, turn.chat.draft_text, turn.event.args
    if draft is None or named != draft:
        # a later draft is another message, perhaps for somebody else
        return turn.refuse(officer_texts.NO_DRAFT)
    if turn.person.memory.hush and not sure:
        # the ticket of this draft has only just been named: its resident may not be safe
        return reply.ask_first(turn.on(Event(turn.event.address, "", turn.now, draft)), reply.UNSAFE, text)
    # the question is answered, and goes
    return reply.send(turn, reply.Reply(text or "", draft, copied=text is None)).then(*back(turn).actions)
