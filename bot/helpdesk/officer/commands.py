"""What an officer writes in his chat: an answer or a note, and his commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.helpdesk.buttons import officer_button
from bot.helpdesk.model import buttons
from bot.helpdesk.model.actions import Button, Edit, Outcome, Report, Rows, Send
from bot.helpdesk.model.entities import Address, OfficerChat, Ticket, TicketState
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed, Wrote
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.month import Month, month_named
from bot.helpdesk.model.replies import NOTE, SURE, is_note, may_see
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.model.visits import VisitAttended
from bot.helpdesk.officer.leave import take_leave
from bot.helpdesk.officer.queue import lost_answers, queue, whole_ticket
from bot.helpdesk.officer.reply import Reply, note_line, send, send_or_drop, take_back, withdraw
from bot.helpdesk.officer.search import of_how_many, search
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import outreach as outreach_texts
from bot.helpdesk.texts import report as texts
from bot.helpdesk.tickets.cards import CHOICE, viewed
from bot.helpdesk.turn import OfficerTurn


def on_message(turn: OfficerTurn[Wrote | Attached]) -> Outcome:
    text = turn.event.text if isinstance(turn.event, Wrote) else turn.event.caption
    ticket = turn.target
    if isinstance(turn.event, Wrote) and not text.strip():
        return turn.say(officer_texts.EMPTY)
    if ticket is None:
        return _ask_which(turn, text)
    if not may_see(turn.officer, ticket):
        note = f"officer {turn.officer.id} was refused ticket {ticket.id} of office {ticket.office}"
        return replace(turn.say(officer_texts.NOT_YOURS), notes=(note,))
    if isinstance(turn.event, Wrote) and replies_to(turn, Purpose.SEARCH_RESULTS):
        return search(turn, text)
    if isinstance(turn.event, Wrote) and replies_to(turn, Purpose.HANDED):
        return _note_for_colleague(turn, ticket, text)
    if is_note(text):
        said = turn.say(officer_texts.NOTE_KEPT.format(number=ticket.id), ticket=ticket.id)
        return replace(said, lines=(note_line(turn, ticket.id, text, turn.event.message),), ticket=ticket.id)
    if ticket.state is not TicketState.OPEN:
        return _hold(turn, text, officer_texts.CLOSED_ASK.format(number=ticket.id), ticket)
    if holder := turn.policy.directory.other_holder(ticket, turn.officer):
        return _hold(turn, text, officer_texts.HELD_ASK.format(number=ticket.id, officer=holder.name), ticket)
    if turn.resident and turn.resident.memory.hush:
        return _hold(turn, text, officer_texts.UNSAFE_ASK, ticket, SURE)
    return send(turn, Reply(text, turn.event.message, copied=isinstance(turn.event, Attached)))


def replies_to(turn: OfficerTurn[Wrote | Attached], purpose: Purpose) -> bool:
    """Return whether he replies to a message that is for this: a list of search results, or a ticket handed over."""
    return any(
        item.purpose == purpose and item.message == turn.event.reply_to and item.address == turn.event.address
        for item in turn.sent
    )


def _note_for_colleague(turn: OfficerTurn[Event], ticket: Ticket, text: str) -> Outcome:
    """Keep what is said about a ticket that was handed over as a note, which its new owner reads at once."""
    words = text.strip().removeprefix(NOTE).strip()
    line = note_line(turn, ticket.id, f"{NOTE} {words}", turn.event.message)
    owner = turn.policy.directory.officers.get(ticket.officer)
    notice = officer_texts.NOTE_FROM.format(officer=turn.officer.name, number=ticket.id, text=words)
    places = turn.policy.reading_places((owner,) if owner else (), ticket)
    notices = tuple(Send(place, notice, ticket=ticket.id) for place in places if place != turn.event.address)
    given = turn.say(officer_texts.NOTE_GIVEN.format(officer=owner.name if owner else "rekan"), ticket=ticket.id)
    return replace(given, actions=(*given.actions, *notices), lines=(line,), ticket=ticket.id)


def _ask_which(turn: OfficerTurn[Wrote | Attached], text: str) -> Outcome:
    """Keep a message without a target as a draft until the officer names its ticket."""
    if not turn.queue:
        return turn.say(officer_texts.NO_OPEN)
    tickets = tuple(
        (Button(officer_texts.ticket_label(ticket), Verb.SEND_DRAFT, (str(ticket.id), turn.event.message or "")),)
        for ticket in turn.queue
    )
    rows: Rows = (*tickets, (Button(officer_texts.B_DROP, Verb.DROP_DRAFT),))
    asked = turn.say(of_how_many(officer_texts.WHICH_TICKET, turn), rows)
    asked = viewed(asked, turn, (ticket.id for ticket in turn.queue), CHOICE)
    return replace(asked, officer_chat=_draft(turn, text))


def _hold(turn: OfficerTurn[Wrote | Attached], text: str, question: str, ticket: Ticket, *sure: str) -> Outcome:
    """Ask before an answer goes out that may be meant otherwise. `sure`: as in `send_or_drop`."""
    rows = send_or_drop(ticket, turn.event.message, *sure)
    return replace(turn.say(question, rows, ticket.id), officer_chat=_draft(turn, text))


def _draft(turn: OfficerTurn[Wrote | Attached], text: str) -> OfficerChat:
    # a draft that is copied as it stands (photo, voice note…) has no text of its own; of a note only its words are kept
    typed = isinstance(turn.event, Wrote) or is_note(text)
    return replace(turn.chat, draft=turn.event.message, draft_text=text if typed else None)


HELD_FOR = timedelta(days=92)
"""How long after a day its officer can still write how many came: until the report of its quarter is done."""
MOST_PEOPLE = 100_000
"""More people come to no village's day; what is larger is a slip."""


def report(turn: OfficerTurn[Commanded]) -> Outcome:
    """Have the report of this month, or of the one that was named, made (/laporan)."""
    if turn.event.address != turn.chat.address:
        return turn.say(outreach_texts.PRIVATE)
    this = _this_month(turn)
    month = named_month(turn.event.argument, this)
    if month is None:
        return turn.say(texts.HOW)
    if month > this:
        return turn.say(texts.LATER.format(month=month.name))
    before: Rows = ((Button(texts.B_PREVIOUS.format(month=month.previous.name), Verb.REPORT, (str(month.previous),)),),)
    told = turn.say(texts.MAKING.format(month=month.name), before)
    return replace(told, actions=(*told.actions, *_parts(turn, month, turn.event.address)))


@officer_button(Verb.REPORT)
def report_of_button(turn: OfficerTurn[Pressed]) -> Outcome:
    """Have the report of the button's month made."""
    month = Month.read(turn.event.args[0])
    if month is None or month > _this_month(turn) or turn.event.address != turn.chat.address:
        return Outcome()
    return Outcome(actions=_parts(turn, month, turn.event.address))


def attended(turn: OfficerTurn[Commanded]) -> Outcome:
    """Note how many people came to a day (/hadir 7 35)."""
    held = turn.own.held if turn.own else ()
    words = turn.event.argument.replace("#", " ").replace(".", "").split()
    if len(words) != 2 or not all(buttons.number(word) or word == "0" for word in words):
        return turn.say(texts.ATTENDED_HOW.format(number=held[-1].id if held else 7))
    number, count = map(int, words)
    found = next((one for one in held if one.id == number), None)
    if found is None:
        return turn.say(texts.NOT_HELD.format(number=number))
    if count > MOST_PEOPLE:
        return turn.say(texts.ATTENDED_HOW.format(number=number))
    hours = turn.policy.directory.offices[turn.officer.office].hours
    line = outreach_texts.visit(found, hours, turn.now, turn.policy.directory)
    told = turn.say(texts.ATTENDED.format(attended=texts.number(count), visit=line))
    return replace(told, outreach=(VisitAttended(number, count),))


def _this_month(turn: OfficerTurn[Event]) -> Month:
    zone = turn.policy.directory.offices[turn.officer.office].hours.zone
    return Month.of(turn.now.astimezone(zone).date())


def named_month(text: str, this: Month) -> Month | None:
    """Read "", "2026-10", "lalu", "oktober" or "oktober 2026"; a name alone is the last month of that name."""
    words = text.lower().removeprefix("bulan ").split()
    if not words or words == ["ini"]:
        return this
    if words == ["lalu"]:
        return this.previous
    number = month_named(words[0])
    if number and len(words) <= 2:
        year = words[1] if len(words) == 2 else str(this.year - (number > this.number))
        return Month.read(f"{year}-{number:02}")
    return Month.read(words[0]) if len(words) == 1 else None


def _parts(turn: OfficerTurn[Event], month: Month, to: Address) -> tuple[Report, ...]:
    return tuple(Report(to, turn.officer.id, str(month), part) for part in ("picture", "activities"))


def on_command(turn: OfficerTurn[Commanded]) -> Outcome:
    """Do what the command asks for; show the help for an unknown one."""
    return COMMANDS.get(turn.event.command, _help)(turn)


def _help(turn: OfficerTurn[Commanded]) -> Outcome:
    return turn.say(officer_texts.HELP, _chapters())


@officer_button(Verb.HELP)
def help_chapter(turn: OfficerTurn[Pressed]) -> Outcome:
    """Show a chapter of the help in the place of the one before."""
    chapter = turn.event.args[0]
    text = f"{bold(officer_texts.HELP_CHAPTERS[chapter])}\n\n{officer_texts.HELP_TEXTS[chapter]}"
    shown = (Edit(turn.event.address, turn.event.message, text, _chapters(chapter)),) if turn.event.message else ()
    return Outcome(actions=shown)


def _chapters(shown: str = "") -> Rows:
    """Return the chapters' buttons but for the one that is shown."""
    names = officer_texts.HELP_CHAPTERS.items()
    return tuple((Button(title, Verb.HELP, (name,)),) for name, title in names if name != shown)


def _search(turn: OfficerTurn[Commanded]) -> Outcome:
    return search(turn, turn.event.argument)


def _withdraw(turn: OfficerTurn[Commanded]) -> Outcome:
    """Stop an answer that still waits, or withdraw one that went out (/tarik)."""
    return (take_back if turn.held else withdraw)(turn)


COMMANDS: Mapping[str, Callable[[OfficerTurn[Commanded]], Outcome]] = {
    "antrean": queue,
    "cari": _search,
    "kasus": whole_ticket,
    "gagal": lost_answers,
    "cuti": take_leave,
    "tarik": _withdraw,
    "laporan": report,
    "hadir": attended,
}
