"""Sending what the FAQ already says: an officer searches, reads it as the resident will, and sends it or changes it."""

from __future__ import annotations

import re
from datetime import datetime

from bot.helpdesk.model.actions import Button, Delete, Outcome, Rows, Send
from bot.helpdesk.model.entities import Resident, TicketState
from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.markup import paragraphs, unmarked
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import may_see
from bot.helpdesk.model.store import QueueView
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.outreach import visit_reminders
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.cards import CHOICE, viewed
from bot.helpdesk.turn import OfficerTurn

NO_TICKET = ("0",)
"""What stands in a button for the ticket that has not been named yet."""
SHOWN = 6
TICKETS_SHOWN = 8
WORDS_SHOWN = 60
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SENDS_ON = re.compile(
    r"\b(?:tekan|tanya(?:kan)?|hubungi|tulis(?:kan)?|kirim(?:kan)?|bilang|ceritakan)\b[^.?!]*\bpetugas\b"
    r"|^(?:masih\s+)?(?:ragu|bingung)\?$",
    re.IGNORECASE,
)


def search(turn: OfficerTurn[Event], words: str) -> Outcome:
    """Offer the entries that fit the words as buttons; without words, those that fit the ticket's own question."""
    ticket = turn.target
    if ticket is not None and not may_see(turn.officer, ticket):
        note = f"officer {turn.officer.id} was refused ticket {ticket.id} of office {ticket.office} (/cari)"
        return Outcome(actions=(Send(turn.event.address, officer_texts.NOT_YOURS),), notes=(note,))
    wanted = " ".join((words or (ticket.question if ticket else "")).split())
    if not wanted:
        return turn.say(officer_texts.SEARCH_HOW)
    found = turn.policy.knowledge.search(wanted, SHOWN)
    named = (str(ticket.id),) if ticket else NO_TICKET
    rows: Rows = tuple(
        (Button(turn.policy.knowledge.label(entry), Verb.PICK_ENTRY, (*named, entry)),) for entry in found
    )
    shown = wanted if len(wanted) <= WORDS_SHOWN else f"{wanted[: WORDS_SHOWN - 1].rstrip()}…"
    if ticket is None:
        text = (officer_texts.FOUND if found else officer_texts.FOUND_NOTHING).format(words=shown)
        return turn.say(text, rows)
    text = officer_texts.FOUND_FOR if found else officer_texts.FOUND_NOTHING_FOR
    listed = Send(
        turn.event.address,
        text.format(words=shown, number=ticket.id),
        rows,
        ticket=ticket.id,
        purpose=Purpose.SEARCH_RESULTS,
        reply_to=turn.event.message,
    )
    return Outcome(actions=(listed,), ticket=ticket.id)


def answer_for(resident: Resident, entry: str, now: datetime, policy: Policy) -> str:
    """Return the entry's answer as this resident reads it when an officer sends it: a colleague's words.

    With the days planned in the village where it is about them; it sends nobody to the officer, who is speaking.
    """
    village = policy.directory.village_of(resident)
    days = visit_reminders.planned(policy, entry, village, now)
    return visit_reminders.with_dates(own_words(policy.knowledge.spoken(entry, village)), days, village, now, policy)


def own_words(text: str) -> str:
    """Remove the sentences that send to an officer; keep the text as it is where nothing else would be left."""
    lines = (
        " ".join(part for part in _SENTENCE.split(line) if not _SENDS_ON.search(part)) for line in text.split("\n")
    )
    kept = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return kept or text


def ask_which(turn: OfficerTurn[Pressed]) -> Outcome:
    """Ask for which ticket an answer was picked; where no ticket is open, show the answer to be read."""
    entry = turn.event.args[1] if len(turn.event.args) > 1 else ""
    if not turn.policy.knowledge.has(entry):
        return turn.refuse(texts.ENTRY_GONE)
    if not turn.queue:
        text = f"{officer_texts.ONLY_READ}\n\n{turn.policy.knowledge.answer(entry, None, alerted=True)}"
        return Outcome(actions=(Send(turn.event.address, text),))
    tickets = tuple(
        (Button(officer_texts.ticket_label(ticket), Verb.PICK_ENTRY, (str(ticket.id), entry)),) for ticket in turn.queue
    )
    rows: Rows = (*tickets, (Button(officer_texts.B_BACK, Verb.BACK, NO_TICKET),))
    question = officer_texts.ANSWER_FOR_WHICH.format(question=turn.policy.knowledge.question(entry))
    asked = Outcome(actions=(Send(turn.event.address, of_how_many(question, turn), rows),))
    return viewed(asked, turn, (ticket.id for ticket in turn.queue), CHOICE)


def of_how_many(question: str, turn: OfficerTurn[Event]) -> str:
    """Say under the question for which ticket that there are more, and where, if not all are offered."""
    shown, there_are = len(turn.queue), turn.queue_counts[QueueView.ALL]
    more = officer_texts.WHICH_OTHERS.format(shown=shown, open=there_are) if there_are > shown else ""
    return paragraphs(question, more)


def preview(turn: OfficerTurn[Pressed]) -> Outcome:
    """Show the answer as the resident would read it, with the choice to send it, to change it first, or to go back."""
    ticket, resident = turn.ticket, turn.person
    entry = turn.event.args[1] if len(turn.event.args) > 1 else ""
    if not turn.policy.knowledge.has(entry):
        return turn.refuse(texts.ENTRY_GONE)
    if ticket.state is not TicketState.OPEN:
        return turn.refuse(officer_texts.ALREADY_CLOSED.format(number=ticket.id))
    named = (str(ticket.id), entry)
    rows: Rows = (
        (
            Button(officer_texts.B_SEND, Verb.SEND_ENTRY, named),
            Button(officer_texts.B_CHANGE, Verb.CHANGE_ENTRY, named),
        ),
        (Button(officer_texts.B_BACK, Verb.BACK, named[:1]),),
    )
    shown = texts.reply(turn.officer, ticket, answer_for(resident, entry, turn.now, turn.policy))
    text = f"{officer_texts.PREVIEW.format(number=ticket.id)}\n\n{shown}"
    read = Send(turn.event.address, text, rows, ticket=ticket.id)
    return Outcome(actions=(read,), ticket=ticket.id)


def to_change(turn: OfficerTurn[Pressed]) -> Outcome:
    """Send the officer the plain answer, to be copied; what replies to it goes to the resident."""
    ticket, resident = turn.ticket, turn.person
    entry = turn.event.args[1] if len(turn.event.args) > 1 else ""
    if not turn.policy.knowledge.has(entry):
        return turn.refuse(texts.ENTRY_GONE)
    plain = unmarked(answer_for(resident, entry, turn.now, turn.policy))
    how = Send(turn.event.address, officer_texts.CHANGE_HOW.format(number=ticket.id), ticket=ticket.id)
    return Outcome(actions=(how, Send(turn.event.address, plain, ticket=ticket.id)), ticket=ticket.id)


def back(turn: OfficerTurn[Pressed]) -> Outcome:
    """Take the question or the preview away; the list of answers still stands above it."""
    deleted = (Delete(turn.event.address, turn.event.message),) if turn.event.message else ()
    return Outcome(actions=deleted)
