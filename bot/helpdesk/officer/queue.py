"""What an officer looks up: the queue, a whole ticket page by page, and the answers that did not arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from math import ceil

from bot.helpdesk.buttons import not_yours, officer_button
from bot.helpdesk.model.actions import Button, Outcome, Rows
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Commanded, Event, Pressed
from bot.helpdesk.model.markup import bold, fits, paragraphs, quoted, split
from bot.helpdesk.model.policy import Policy, may_see
from bot.helpdesk.model.ticket import Author, Line, QueueView, Ticket, is_note
from bot.helpdesk.officer.reply import write
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.cards import LOST, QUEUE, TICKET, card_text, viewed
from bot.helpdesk.turn import OfficerTurn

PAGE = 3000
"""The length of a ticket's page; what is longer goes on on the next."""
QUEUE_PAGE = 20
"""Tickets on a page of /antrean."""
LOST_SHOWN = 20
"""Answers that /gagal lists."""
VIEWS = {
    QueueView.ALL: officer_texts.B_ALL,
    QueueView.URGENT: officer_texts.B_URGENT,
    QueueView.MINE: officer_texts.B_MINE,
    QueueView.WAITING: officer_texts.B_WAITING,
}


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
    narrowing = tuple(Button(label, Verb.QUEUE, (other,)) for other, label in VIEWS.items() if other != view)
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
    head = f"{bold(officer_texts.TICKET_HEAD.format(number=ticket.id))}\n\n{card}"
    pages: list[str] = []
    for part in (head, *(_line(line, resident.name, ticket, turn.now, turn.policy) for line in turn.lines)):
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
    kind = f"[{officer_texts.kind(line.attachment)}] " if line.attachment else ""
    when = policy.directory.offices[ticket.office].hours.moment(line.at, now)
    text = quoted(line.text) if line.author is Author.RESIDENT else line.text
    return f"{bold(who)}, {when}:\n{kind}{text}"


def lost_answers(turn: OfficerTurn[Commanded]) -> Outcome:
    """List the answers that did not arrive, why, and what to do next (/gagal)."""
    if not turn.lost:
        return turn.say(officer_texts.LOST_NONE)
    listed = turn.lost[:LOST_SHOWN]
    lines = [
        f"{bold(f'#{one.ticket}')} {one.resident}, {turn.hours.moment(one.at, turn.now)}:\n"
        f"   {officer_texts.LOST_REASONS.get(one.reason, officer_texts.LOST_OTHER)}"
        for one in listed
    ]
    if len(turn.lost) > len(listed):
        lines.append(officer_texts.LOST_MORE.format(shown=len(listed)))
    shown = turn.show("\n\n".join([officer_texts.LOST_HEAD, *lines]), _cards(one.ticket for one in listed))
    return viewed(shown, turn, (one.ticket for one in listed), LOST)
