"""Jadikan FAQ: a good answer becomes a draft for staff, with the resident's own words and without who he is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.entities import Author, FaqDraft, Line
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.markup import quoted
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.privacy.names import nameless
from bot.helpdesk.privacy.numbers import masked
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.bot_or_officer import standing_answers
from bot.helpdesk.tickets.cards import PROPOSED, viewed
from bot.helpdesk.turn import OfficerTurn
from bot.matching.entry import DecisionKind

MOST_PHRASINGS = 5
MOST_READ = 20
"""Messages of a ticket that are looked at; later ones are mostly replies to the officer."""
LONGEST_PHRASING = 300
FEWEST_LETTERS = 6


def make(turn: OfficerTurn[Pressed]) -> Outcome:
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

    draft = FaqDraft(
        at=turn.now,
        office=ticket.office,
        officer=answer.person or turn.officer.id,
        ticket=ticket.id,
        question=" ".join(clean(ticket.question).split()),
        phrasings=_phrasings([ticket.question, *_said_before(turn.lines, answer)], turn.policy, clean),
        answer=clean(answer.text),
    )
    text = officer_texts.DRAFTED.format(question=quoted(draft.question), answer=draft.answer)
    proposed = Outcome(
        actions=(Send(turn.event.address, text, ticket=ticket.id, reply_to=turn.event.message),),
        draft=draft,
        ticket=ticket.id,
    )
    return viewed(proposed, turn, (ticket.id,), PROPOSED)


def _answer(lines: Iterable[Line], message: str) -> Line | None:
    """Return the answer as it stands now, after all edits: the one in that message, or the longest that was typed."""
    typed = (line for line in standing_answers(lines) if line.message and line.attachment is None)
    answers = [line for line in typed if line.text.strip()]
    if message:
        return next((line for line in answers if line.message == message), None)
    return max(answers, key=lambda line: len(line.text), default=None)


def _said_before(lines: Iterable[Line], answer: Line) -> list[str]:
    """Return what the resident wrote up to the answer."""
    return [line.text for line in lines if line.author is Author.RESIDENT and line.at <= answer.at]


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
