"""Answers that an officer finds instead of writing them, sends to several, or proposes for the FAQ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice

from msgspec.structs import replace
from rapidfuzz import fuzz

from bot.helpdesk.buttons import not_yours, officer_button
from bot.helpdesk.model.actions import Button, Delete, Outcome, Purpose, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.markup import clipped, paragraphs, quoted, unmarked
from bot.helpdesk.model.outreach import BY_ENTRY
from bot.helpdesk.model.people import Resident
from bot.helpdesk.model.policy import Policy, may_see
from bot.helpdesk.model.ticket import Author, FaqDraft, Line, QueueView, Ticket
from bot.helpdesk.officer.reply import Reply, send, write
from bot.helpdesk.outreach import visits
from bot.helpdesk.privacy.names import nameless
from bot.helpdesk.privacy.numbers import masked
from bot.helpdesk.texts import officer as officer_texts, resident as texts
from bot.helpdesk.tickets.cards import CHOICE, PROPOSED, viewed, with_updated_cards
from bot.helpdesk.tickets.delivery import hide_in_notification
from bot.helpdesk.tickets.lifecycle import standing_answers
from bot.helpdesk.turn import OfficerTurn
from bot.matching.entry import DecisionKind

NO_TICKET = "0"
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
        return not_yours(turn, "/cari")
    wanted = " ".join((words or (ticket.question if ticket else "")).split())
    if not wanted:
        return turn.say(officer_texts.SEARCH_HOW)
    found = turn.policy.knowledge.search(wanted, SHOWN)
    named, entries = str(ticket.id) if ticket else NO_TICKET, turn.policy.knowledge.entries
    rows: Rows = tuple((Button(entries[entry].label, Verb.PICK_ENTRY, (named, entry)),) for entry in found)
    text, words = officer_texts.FOUND if found else officer_texts.FOUND_NOTHING, clipped(wanted, WORDS_SHOWN)
    if ticket is None:
        return turn.say(text.format(words=words, of="", again=officer_texts.AGAIN), rows)
    of = officer_texts.OF_TICKET.format(number=ticket.id)
    text = text.format(words=words, of=of, again=officer_texts.AGAIN_FOR)
    listed = turn.say(text, rows, ticket.id).altered(lambda _: True, purpose=Purpose.SEARCH_RESULTS)
    return replace(listed, ticket=ticket.id)


def answer_for(resident: Resident, entry: str, now: datetime, policy: Policy) -> str:
    """Return the entry's answer as this resident reads it when an officer sends it: a colleague's words.

    With the days planned in the village where it is about them; it sends nobody to the officer, who is speaking.
    """
    village = policy.directory.village_of(resident)
    text = policy.knowledge.entries[entry].shown(village).spoken
    sentences = (_SENTENCE.split(line) for line in text.split("\n"))
    lines = (" ".join(one for one in line if not _SENDS_ON.search(one)) for line in sentences)
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() or text
    return visits.with_dates(words, visits.planned(policy, entry, village, now), village, now, policy)


def which_ticket(turn: OfficerTurn[Event], question: str, verb: Verb, about: str, last: Button) -> Outcome:
    """Ask for which ticket something is that names none, and say where the others are if not all are offered."""
    shown, there_are = len(turn.queue), turn.queue_counts[QueueView.ALL]
    more = officer_texts.WHICH_OTHERS.format(shown=shown, open=there_are) if there_are > shown else ""
    tickets = ((Button(officer_texts.ticket_label(one), verb, (str(one.id), about)),) for one in turn.queue)
    pressed = isinstance(turn.event, Pressed)
    asked = Send(turn.event.address, paragraphs(question, more), (*tickets, (last,)))
    asked = asked if pressed else replace(asked, reply_to=turn.event.message)
    return viewed(Outcome(actions=(asked,)), turn, (one.id for one in turn.queue), CHOICE)


@officer_button(Verb.PICK_ENTRY, while_open=True)
def preview(turn: OfficerTurn[Pressed]) -> Outcome:
    """Show the answer as the resident would read it, with the choice to send it, to change it first, or to go back."""
    number, entry = turn.event.args
    back, knowledge = Button(officer_texts.B_BACK, Verb.BACK, (number,)), turn.policy.knowledge
    if number == NO_TICKET and turn.queue:
        question = officer_texts.ANSWER_FOR_WHICH.format(question=knowledge.entries[entry].question)
        return which_ticket(turn, question, Verb.PICK_ENTRY, entry, back)
    if number == NO_TICKET:
        text = f"{officer_texts.ONLY_READ}\n\n{knowledge.entries[entry].shown(None, alerted=True).text}"
        return Outcome(actions=(Send(turn.event.address, text),))
    buttons = {officer_texts.B_SEND: Verb.SEND_ENTRY, officer_texts.B_CHANGE: Verb.CHANGE_ENTRY}
    row = tuple(Button(label, verb, (number, entry)) for label, verb in buttons.items())
    shown = texts.reply(turn.officer, turn.ticket, answer_for(turn.person, entry, turn.now, turn.policy))
    return write(turn, f"{officer_texts.PREVIEW.format(number=number)}\n\n{shown}", (row, (back,)))


@officer_button(Verb.CHANGE_ENTRY)
def to_change(turn: OfficerTurn[Pressed]) -> Outcome:
    """Send the officer the plain answer, to be copied; what replies to it goes to the resident."""
    number, entry = turn.event.args
    plain = write(turn, unmarked(answer_for(turn.person, entry, turn.now, turn.policy)))
    return plain.behind(*write(turn, officer_texts.CHANGE_HOW.format(number=number)).actions)


@officer_button(Verb.BACK)
def back(turn: OfficerTurn[Pressed]) -> Outcome:
    """Take the question or the preview away; the list of answers still stands above it."""
    return Outcome(actions=(Delete(turn.event.address, turn.event.message),) if turn.event.message else ())


MOST_ALIKE = 8
SAME_WORDS, SAME_GUESS = 75, 45
"""How like each other two questions must read; the second where the bot's first guess is the same."""
_POINTS = frozenset({"ini", "itu", "nih", "ni", "begini", "gini", "foto", "gambar"})
"""Words of a short caption that only point at a photo: "ini apa pak"."""


def waiting_alike(ticket: Ticket, officer: str, tickets: Iterable[Ticket], policy: Policy) -> tuple[Ticket, ...]:
    """Return the other open tickets that ask the same, wait, and are in nobody else's hands; never an emergency.

    Those of other villages only where one answer serves both.
    """
    if ticket.at_risk or _says_nothing(ticket):
        return ()
    others = (one for one in tickets if one.id != ticket.id and one.office == ticket.office)
    waiting = (one for one in others if one.is_open and one.waiting_since and not one.at_risk)
    free = (one for one in waiting if one.claimed_by in {None, officer} and not _says_nothing(one))
    same = (one for one in free if one.village == ticket.village or _anywhere(ticket, one, policy))

    def alike(one: Ticket) -> bool:
        guessed = bool(one.attempted) and one.attempted[:1] == ticket.attempted[:1]
        likeness = fuzz.token_sort_ratio(one.question.lower(), ticket.question.lower())
        return likeness >= (SAME_GUESS if guessed else SAME_WORDS)

    return tuple(filter(alike, same))[:MOST_ALIKE]


def _anywhere(ticket: Ticket, other: Ticket, policy: Policy) -> bool:
    """Return whether one answer serves both villages: the FAQ's is the same, and neither question names a village."""
    entry, asked = "".join(ticket.attempted[:1]), f"{ticket.question} {other.question}".lower()
    named = any(name in asked for name in policy.directory.village_names.values())
    known = policy.knowledge.entries.get(entry)
    if known is None or named or entry in BY_ENTRY or (entry,) != other.attempted[:1]:
        return False
    return len({known.shown(policy.directory.village_of(one)).text for one in (ticket, other)}) == 1


def _says_nothing(ticket: Ticket) -> bool:
    """Return whether a question is only a photo… without a word, or with words that only point at it."""
    words = ticket.question.lower().replace("?", " ").replace(",", " ").split()
    return bool(ticket.about.kind) or (len(words) <= 5 and not _POINTS.isdisjoint(words))


def offer_to_others(outcome: Outcome, turn: OfficerTurn[Event]) -> Outcome:
    """Offer, under an answer, to send it also to those who asked the same."""
    sent = any(isinstance(action, Send) and action.purpose == Purpose.REPLY for action in outcome.actions)
    if not sent or turn.target is None:
        return outcome
    answered = {ticket.id for ticket in outcome.tickets}
    waiting = (one for one in turn.queue if one.id not in answered)
    others = waiting_alike(turn.target, turn.officer.id, waiting, turn.policy)
    if not others:
        return outcome
    places = ((one, turn.policy.directory.village_of(one)) for one in others)
    lines = (f"{officer_texts.ticket_label(one)} ({at.name if at else officer_texts.NO_VILLAGE})" for one, at in places)
    text = officer_texts.ALIKE.format(lines="\n".join(lines))
    also = Button(officer_texts.B_ALSO.format(count=len(others)), Verb.SEND_ALSO, (str(turn.target.id),))
    ask = Send(turn.place, text, ((also,),), ticket=turn.target.id, silent=True)
    return viewed(outcome.then(ask), turn, (one.id for one in others), CHOICE)


@officer_button(Verb.SEND_ALSO)
def send_also(turn: OfficerTurn[Pressed]) -> Outcome:
    """Send the ticket's last answer that still stands to each of the others, as his own with its own receipt."""
    words = standing_answers(turn.lines)
    text = words[-1].text.strip() if words else ""
    others = [one.turn(turn.event, turn.now, turn.policy) for one in turn.others if not one.person.memory.hush]
    if not text or not others:
        return turn.refuse(officer_texts.ALSO_NONE)
    done = turn.show(officer_texts.ALSO_SENT.format(numbers=", ".join(f"#{one.ticket.id}" for one in others)))
    for other in others:
        sent = send(other, Reply(text, turn.event.message, typed=False))
        sent = with_updated_cards(sent, {other.ticket: other.sent}, other.person, turn.now, turn.policy)
        actions = hide_in_notification(sent, other.person).actions
        done = replace(done.then(*actions), tickets=(*done.tickets, *sent.tickets), lines=(*done.lines, *sent.lines))
    return replace(done, ticket=turn.ticket.id)


MOST_PHRASINGS = 5
MOST_READ = 20
"""Messages of a ticket that are looked at; later ones are mostly replies to the officer."""
LONGEST_PHRASING = 300
FEWEST_LETTERS = 6


@officer_button(Verb.MAKE_FAQ)
def propose_for_faq(turn: OfficerTurn[Pressed]) -> Outcome:
    """Draft one answer of the ticket for the FAQ; pressing again makes no second draft."""
    ticket, resident = turn.ticket, turn.person
    message = turn.event.args[1] if len(turn.event.args) > 1 else ""
    if ticket.at_risk:
        return turn.refuse(officer_texts.NO_URGENT_DRAFT)
    answer = _answer(turn.lines, message)
    if answer is None:
        return turn.refuse(officer_texts.NOT_DRAFTED)
    people = (resident.name, *(officer.name for officer in turn.policy.directory.officers.values()))

    def clean(text: str) -> str:
        return nameless(masked(text)[0], people).strip()

    said = (line.text for line in turn.lines if line.author is Author.RESIDENT and line.at <= answer.at)
    phrasings, words = _phrasings([ticket.question, *said], turn.policy, clean), clean(answer.text)
    officer, question = answer.person or turn.officer.id, " ".join(clean(ticket.question).split())
    draft = FaqDraft(turn.now, ticket.office, officer, ticket.id, question, phrasings, words)
    text = officer_texts.DRAFTED.format(question=quoted(draft.question), answer=draft.answer)
    proposed = replace(turn.say(text, ticket=ticket.id), draft=draft, ticket=ticket.id)
    return viewed(proposed, turn, (ticket.id,), PROPOSED)


def _answer(lines: Iterable[Line], message: str) -> Line | None:
    """Return the answer as it stands now, after all edits: the one in that message, or the longest that was typed."""
    typed = (line for line in standing_answers(lines) if line.message and line.attachment is None)
    answers = [line for line in typed if line.text.strip()]
    if message:
        return next((line for line in answers if line.message == message), None)
    return max(answers, key=lambda line: len(line.text), default=None)


def _phrasings(texts: Iterable[str], policy: Policy, clean: Callable[[str], str]) -> tuple[str, ...]:
    """Return the resident's words as ways of asking: each once, neither a mere courtesy nor a story."""
    found: dict[str, str] = {}
    for text in islice(texts, MOST_READ):
        words = " ".join(clean(text).split())
        letters = sum(letter.isalpha() for letter in words)
        if letters < FEWEST_LETTERS or len(words) > LONGEST_PHRASING or words.casefold() in found:
            continue
        decision = policy.knowledge.decide([words])
        if not decision.alarming and decision.outcome not in {DecisionKind.SMALLTALK, DecisionKind.REPHRASE}:
            found[words.casefold()] = words
    return tuple(found.values())[:MOST_PHRASINGS]
