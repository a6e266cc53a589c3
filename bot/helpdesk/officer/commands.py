"""What an officer writes in his chat: an answer or a note, and his commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.buttons import not_yours, officer_button
from bot.helpdesk.model.actions import Button, Outcome, Purpose, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed, Started, Wrote
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.people import Address, OfficerChat
from bot.helpdesk.model.policy import Officer, Policy, may_see
from bot.helpdesk.model.ticket import NOTE, TicketAndResident, is_note
from bot.helpdesk.officer import reports
from bot.helpdesk.officer.leave import take_leave
from bot.helpdesk.officer.queue import lost_answers, queue, whole_ticket
from bot.helpdesk.officer.reply import Reply, ask_first, keep_note, may_send, send, take_back, withdraw
from bot.helpdesk.officer.search import search, which_ticket
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.cards import card
from bot.helpdesk.turn import OfficerTurn


def on_started(turn: OfficerTurn[Started]) -> Outcome:
    """Say what to do here (/start); coming by a village's link does not make an officer a resident."""
    if turn.event.payload:
        return turn.say(officer_texts.STARTED_ANYWAY.format(name=turn.officer.name))
    return Outcome(actions=(_welcome(turn.event.address, turn.officer, turn.policy),))


def joined(
    officer: Officer, chat: OfficerChat, pairs: Iterable[TicketAndResident], now: datetime, policy: Policy
) -> Outcome:
    """Welcome an officer who has just joined, and give him the cards of open tickets that have waited for him."""
    waiting = ((one, who) for one, who in pairs if officer.id in (one.officer, *one.tried) and one.carded_at is None)
    cards = (send for ticket, resident in waiting for send in card(policy, ticket, resident, officer, now))
    return Outcome(actions=(_welcome(chat.address, officer, policy), *cards), officer_chat=chat)


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
    # a reply to a list of search results, or to the word that a ticket was handed over, is for that
    to = (event.reply_to, event.address)
    purposes = {item.purpose for item in turn.sent if typed and (item.message, item.address) == to}
    if Purpose.SEARCH_RESULTS in purposes:
        return search(turn, text)
    if Purpose.HANDED in purposes:
        return _note_for_colleague(turn, text)
    if is_note(text):
        return keep_note(turn, text, officer_texts.NOTE_KEPT.format(number=ticket.id))
    if doubt := may_send(turn):
        return ask_first(turn, doubt, draft)
    return send(turn, Reply(text, event.message, copied=not typed))


def _note_for_colleague(turn: OfficerTurn[Event], text: str) -> Outcome:
    """Keep what is said about a ticket that was handed over as a note, which its new owner reads at once."""
    ticket, words = turn.ticket, text.strip().removeprefix(NOTE).strip()
    owner = turn.policy.directory.officers.get(ticket.officer)
    notice = officer_texts.NOTE_FROM.format(officer=turn.officer.name, number=ticket.id, text=words)
    places = turn.policy.reading_places((owner,) if owner else (), ticket)
    given = officer_texts.NOTE_GIVEN.format(officer=owner.name if owner else "rekan")
    notices = (Send(place, notice, ticket=ticket.id) for place in places if place != turn.event.address)
    return keep_note(turn, f"{NOTE} {words}", given).then(*notices)


def on_command(turn: OfficerTurn[Commanded]) -> Outcome:
    """Do what the command asks for; show the help for an unknown one."""
    handle = COMMANDS.get(turn.event.command)
    return handle(turn) if handle else turn.say(officer_texts.HELP, _chapters())


@officer_button(Verb.HELP)
def help_chapter(turn: OfficerTurn[Pressed]) -> Outcome:
    """Show a chapter of the help in the place of the one before."""
    chapter = turn.event.args[0]
    text = f"{bold(officer_texts.HELP_CHAPTERS[chapter])}\n\n{officer_texts.HELP_TEXTS[chapter]}"
    return turn.show(text, _chapters(chapter))


def _chapters(shown: str = "") -> Rows:
    """Return the chapters' buttons but for the one that is shown."""
    names = officer_texts.HELP_CHAPTERS.items()
    return tuple((Button(title, Verb.HELP, (name,)),) for name, title in names if name != shown)


COMMANDS: Mapping[str, Callable[[OfficerTurn[Commanded]], Outcome]] = {
    "antrean": queue,
    "cari": lambda turn: search(turn, turn.event.argument),
    "kasus": whole_ticket,
    "gagal": lost_answers,
    "cuti": take_leave,
    "tarik": lambda turn: (take_back if turn.held else withdraw)(turn),
    "laporan": reports.report,
    "hadir": reports.attended,
}
