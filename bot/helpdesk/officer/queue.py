"""What an officer looks up: the queue, a whole ticket, answers that did not arrive, a month's report and who came.

A report is made when it is sent, for an officer or an observer (kanwil, pusat).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import TypeGuard

from msgspec.structs import replace

from bot.helpdesk.buttons import not_yours, officer_button
from bot.helpdesk.model import buttons
from bot.helpdesk.model.actions import Button, Outcome, Report, Rows
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Commanded, Event, Pressed
from bot.helpdesk.model.hours import Month, month_named
from bot.helpdesk.model.markup import bold, fits, paragraphs, quoted, split
from bot.helpdesk.model.outreach import VisitAttended
from bot.helpdesk.model.people import Observer
from bot.helpdesk.model.policy import Policy, may_see
from bot.helpdesk.model.ticket import Author, Line, QueueView, Ticket, is_note
from bot.helpdesk.officer.reply import write
from bot.helpdesk.texts import officer as officer_texts, outreach as outreach_texts, report as texts
from bot.helpdesk.tickets.cards import LOST, QUEUE, TICKET, card_text, viewed
from bot.helpdesk.tickets.escalation import NOT_ARRIVED
from bot.helpdesk.turn import OfficerTurn, acknowledged, say

PAGE = 3000
"""The length of a ticket's page; what is longer goes on on the next."""
QUEUE_PAGE = 20
"""Tickets on a page of /antrean."""
LOST_SHOWN = 20
"""Answers that /gagal lists."""


@officer_button(Verb.QUEUE)
def queue(turn: OfficerTurn[Event]) -> Outcome:
    """List the office's open tickets (/antrean), page by page, with buttons for their cards and for each view."""
    chosen, counts, names, directory = turn.queue, turn.queue_counts, turn.names, turn.policy.directory
    if not chosen and not isinstance(turn.event, Pressed):
        return turn.say(officer_texts.QUEUE_EMPTY)
    view, page, pages = queue_page(turn.event, counts)
    head = bold(officer_texts.QUEUE_HEAD.format(open=counts[QueueView.ALL], urgent=counts[QueueView.URGENT]))
    lines = [officer_texts.queue_line(one, names.get(one.resident_id, ""), directory, turn.now) for one in chosen]
    foot, turning = _turning(Verb.QUEUE, view, page, pages)
    narrowing = tuple(Button(label, Verb.QUEUE, (one,)) for one, label in officer_texts.B_VIEWS.items() if one != view)
    listed = "\n".join(lines) or officer_texts.QUEUE_NONE_SUCH
    rows = (*_cards(ticket.id for ticket in chosen), *turning, narrowing)
    return viewed(turn.show(f"{head}\n\n{listed}{foot}", rows), turn, (ticket.id for ticket in chosen), QUEUE)


def queue_page(event: Event, counts: Mapping[QueueView, int]) -> tuple[QueueView, int, int]:
    """Return the view of the queue that is asked for, the page of it, from 1 on, and how many pages it has."""
    args = event.args if isinstance(event, Pressed) else ()
    view = QueueView(args[0]) if args else QueueView.ALL
    pages = max(1, ceil(counts[view] / QUEUE_PAGE))
    asked_for = int(args[1]) if len(args) > 1 else 1
    return view, min(max(asked_for, 1), pages), pages


def _turning(verb: Verb, named: str, page: int, pages: int) -> tuple[str, Rows]:
    """Return on which page one is, and the buttons to those before and after; neither where there is one page."""
    before = (Button(officer_texts.B_PREVIOUS, verb, (named, str(page - 1))),) if page > 1 else ()
    after = (Button(officer_texts.B_NEXT, verb, (named, str(page + 1))),) if page < pages else ()
    foot = f"\n\n{officer_texts.PAGE_OF.format(page=page, pages=pages)}"
    return (foot, ((*before, *after),)) if pages > 1 else ("", ())


def _cards(tickets: Iterable[int]) -> Rows:
    """Return the buttons to the tickets' cards, four in a row."""
    buttons = tuple(Button(f"#{number}", Verb.CARD, (str(number),)) for number in dict.fromkeys(tickets))
    return tuple(buttons[at : at + 4] for at in range(0, len(buttons), 4))


@officer_button(Verb.TICKET)
def whole_ticket(turn: OfficerTurn[Commanded | Pressed]) -> Outcome:
    """Show the card as it is now, with the bot's guesses, then everything that was said, page by page (/kasus 12)."""
    ticket, resident = turn.target, turn.resident
    if ticket is None or resident is None:
        asked = isinstance(turn.event, Commanded) and turn.event.argument.lstrip("#").strip().isdecimal()
        return turn.say(officer_texts.NO_SUCH_TICKET if asked else officer_texts.TICKET_HOW)
    if not may_see(turn.officer, ticket):
        return not_yours(turn, "/kasus")
    card = card_text(turn.policy, ticket, resident, turn.now)
    pages: list[str] = []
    for part in (card, *(_line(line, resident.name, ticket, turn.now, turn.policy) for line in turn.lines)):
        for text in split(part, PAGE):
            if pages and fits(f"{pages[-1]}\n\n{text}", PAGE):
                pages[-1] = paragraphs(pages[-1], text)
            else:
                pages.append(text)
    asked_for = int(turn.event.args[1]) if isinstance(turn.event, Pressed) and len(turn.event.args) > 1 else 1
    page = min(max(asked_for, 1), len(pages))
    foot, turning = _turning(Verb.TICKET, str(ticket.id), page, len(pages))
    text = pages[page - 1] + foot
    shown = turn.show(text, turning) if isinstance(turn.event, Pressed) else write(turn, text, turning)
    return viewed(shown, turn, (ticket.id,), TICKET)


def _line(line: Line, resident: str, ticket: Ticket, now: datetime, policy: Policy) -> str:
    """Write who said what and when; a note says that it is one."""
    officer = policy.directory.officers.get(line.person or "")
    who = resident if line.author is Author.RESIDENT else officer.name if officer else officer_texts.SOME_OFFICER
    if line.author is not Author.RESIDENT and is_note(line.text):
        who += officer_texts.NOTE_MARK
    elif line.edited:
        who += officer_texts.EDITED_MARK
    # of what an officer sends only the words are kept
    kind = f"[{officer_texts.kind(line.attachment)}] " if line.attachment else "" if line.text else officer_texts.COPIED
    when = policy.directory.offices[ticket.office].hours.moment(line.at, now)
    text = quoted(officer_texts.PRESSED.get(line.text, line.text)) if line.author is Author.RESIDENT else line.text
    return f"{bold(who)}, {when}:\n{kind}{text}"


def lost_answers(turn: OfficerTurn[Commanded]) -> Outcome:
    """List the answers that did not arrive, why, and what to do next (/gagal)."""
    if not turn.lost:
        return turn.say(officer_texts.LOST_NONE)
    listed = turn.lost[:LOST_SHOWN]
    lines = []
    for one in listed:
        why = NOT_ARRIVED.get(one.reason, officer_texts.REFUSED).format(number=one.ticket)
        lines.append(f"{bold(one.resident)}, {turn.hours.moment(one.at, turn.now)}:\n{why}")
    if len(turn.lost) > len(listed):
        lines.append(officer_texts.LOST_MORE.format(shown=len(listed)))
    shown = turn.show("\n\n".join([officer_texts.LOST_HEAD, *lines]), _cards(one.ticket for one in listed))
    return viewed(shown, turn, (one.ticket for one in listed), LOST)


HELD_FOR = timedelta(days=92)
"""How long after a day its officer can still write how many came: until the report of its quarter is done."""


@officer_button(Verb.REPORT)
def report(turn: OfficerTurn[Commanded | Pressed]) -> Outcome:
    """Have the officer's report of a month made, in his own chat."""
    to, officer, this = turn.event.address, turn.officer.id, Month.of(turn.now.astimezone(turn.hours.zone).date())
    if to != turn.chat.address:
        return Outcome()
    return _made(turn.event, this, [Report(to, officer, "", part) for part in ("picture", "activities")])


def asks_for_figures(event: Event) -> TypeGuard[Commanded | Pressed]:
    """Return whether this is what an observer may ask for, in a chat of one person; all else there is a resident's."""
    named = isinstance(event, Commanded) and event.command == "laporan"
    return (named or (isinstance(event, Pressed) and event.verb == Verb.REPORT)) and not event.group


def figures(observer: Observer, event: Commanded | Pressed, now: datetime, policy: Policy) -> Outcome:
    """Have the figures of a month made for an observer."""
    parts = [Report(event.address, "", "", part, observer=observer.id) for part in ("region", "villages")]
    return acknowledged(_made(event, Month.of(policy.directory.first_office.hours.day(now)), parts), event)


def scope_name(observer: Observer) -> str:
    """Return of what an observer reads, in words."""
    return texts.OF_KANWIL.format(kanwil=observer.kanwil) if observer.kanwil else texts.ALL_OFFICES


def _made(event: Commanded | Pressed, this: Month, parts: Sequence[Report]) -> Outcome:
    """Have the parts of a report made of the month that was named or is the button's; none but this one and earlier."""
    month = Month.read(event.args[0]) if isinstance(event, Pressed) else named_month(event.argument, this)
    made = Outcome(actions=tuple(replace(part, month=str(month)) for part in parts))
    if isinstance(event, Pressed):
        return made if month and month <= this else Outcome()
    if month is None or month > this:
        return say(event, texts.LATER.format(month=month.name) if month else texts.HOW)
    before: Rows = ((Button(texts.B_PREVIOUS.format(month=month.previous.name), Verb.REPORT, (str(month.previous),)),),)
    return say(event, texts.MAKING.format(month=month.name), before).then(*made.actions)


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


def attended(turn: OfficerTurn[Commanded]) -> Outcome:
    """Note how many people came to a day (/hadir 7 35)."""
    held = turn.own.held if turn.own else ()
    how = texts.ATTENDED_HOW.format(number=held[-1].id if held else 7)
    words = turn.event.argument.replace("#", " ").replace(".", "").split()
    if len(words) != 2 or not all(buttons.number.fullmatch(word) or word == "0" for word in words):
        return turn.say(how)
    number, count = map(int, words)
    found = next((one for one in held if one.id == number), None)
    if found is None:
        return turn.say(texts.NOT_HELD.format(number=number))
    # more people come to no village's day; what is larger is a slip
    if count > 100_000:
        return turn.say(how)
    line = outreach_texts.visit(found, turn.hours, turn.now, turn.policy.directory)
    told = turn.say(texts.ATTENDED.format(attended=texts.number(count), visit=line))
    return replace(told, outreach=(VisitAttended(number, count),))
