"""One answer for several: with one tap, what an officer has just answered goes to others who ask the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz

from bot.helpdesk.model.actions import Action, Button, Copy, Edit, Outcome, Send
from bot.helpdesk.model.entities import Ticket, TicketState
from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.officer.context import Reply, answer
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts.resident import SENT_KIND
from bot.helpdesk.tickets.bot_or_officer import standing_answers
from bot.helpdesk.tickets.cards import CHOICE, StandingCards, viewed, with_updated_cards
from bot.helpdesk.tickets.discreet_delivery import hide_in_notification
from bot.helpdesk.turn import OfficerTurn, officer_turn

MOST = 8
SAME_WORDS, SAME_GUESS = 75, 45
"""How like each other two questions must read; the second where the bot's first guess is the same."""
WORDLESS = SENT_KIND.partition("{")[0]
"""What stands in a question that is a photo, a place… without a word."""
SHORT_CAPTION = 5
_POINTS = frozenset({"ini", "itu", "nih", "ni", "begini", "gini", "foto", "gambar"})
"""Words of a short caption that only point at a photo: "ini apa pak"."""


def waiting_alike(ticket: Ticket, officer: str, tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    """Return the other open tickets that ask the same, wait, and are in nobody else's hands; never an emergency."""
    if ticket.at_risk:
        return ()
    free = (
        one
        for one in tickets
        if one.id != ticket.id
        and one.office == ticket.office
        and one.state is TicketState.OPEN
        and one.waiting_since
        and not one.at_risk
        and one.claimed_by in {None, officer}
    )
    return tuple(one for one in free if _asks_the_same(ticket, one))[:MOST]


def _asks_the_same(one: Ticket, other: Ticket) -> bool:
    if any(_says_nothing(ticket.question) for ticket in (one, other)):
        # two photos may show anything
        return False
    alike = fuzz.token_sort_ratio(one.question.lower(), other.question.lower())
    guessed = bool(one.attempted) and one.attempted[:1] == other.attempted[:1]
    return alike >= (SAME_GUESS if guessed else SAME_WORDS)


def _says_nothing(question: str) -> bool:
    """Return whether a question is only a photo… without a word, or with words that only point at it."""
    words = question.lower().replace("?", " ").replace(",", " ").split()
    return WORDLESS in question or (len(words) <= SHORT_CAPTION and not _POINTS.isdisjoint(words))


def offered(outcome: Outcome, turn: OfficerTurn[Event]) -> Outcome:
    """Offer, under an answer, to send it also to those who asked the same."""
    sent = any(isinstance(action, Send) and action.purpose == Purpose.REPLY for action in outcome.actions)
    if not sent or turn.target is None:
        return outcome
    answered = {ticket.id for ticket in outcome.tickets}
    waiting = (ticket for ticket in turn.queue if ticket.id not in answered)
    others = waiting_alike(turn.target, turn.officer.id, waiting)
    if not others:
        return outcome
    lines = "\n".join(officer_texts.ticket_label(one) for one in others)
    also = Button(officer_texts.B_ALSO.format(count=len(others)), Verb.SEND_ALSO, (str(turn.target.id),))
    ask = Send(turn.place, officer_texts.ALIKE.format(lines=lines), ((also,),), ticket=turn.target.id, silent=True)
    shown = viewed(outcome, turn, (one.id for one in others), CHOICE)
    return replace(shown, actions=(*outcome.actions, ask))


def send_also(turn: OfficerTurn[Pressed]) -> Outcome:
    """Send the ticket's last answer that still stands to each of the others, as his own with its own receipt."""
    words = standing_answers(turn.lines)
    text = words[-1].text.strip() if words else ""
    others = [one for one in turn.others if not one.person.memory.hush]
    if not text:
        return turn.refuse(officer_texts.ALSO_WITHDRAWN)
    if not others:
        return turn.refuse(officer_texts.ALSO_NONE)
    done = [_answered(officer_turn(one, turn.event, turn.now, turn.policy), text) for one in others]
    numbers = ", ".join(f"#{one.ticket.id}" for one in others)
    shown: tuple[Action, ...] = ()
    if turn.event.message:
        shown = (*shown, Edit(turn.event.address, turn.event.message, officer_texts.ALSO_SENT.format(numbers=numbers)))
    return Outcome(
        actions=(*shown, *(action for one in done for action in one.actions)),
        tickets=tuple(ticket for one in done for ticket in one.tickets),
        lines=tuple(line for one in done for line in one.lines),
        ticket=turn.ticket.id,
    )


def _answered(turn: OfficerTurn[Pressed], text: str) -> Outcome:
    sent = answer(turn, Reply(text, turn.event.message, typed=False))
    about = tuple(
        replace(action, about=turn.event.message) if isinstance(action, Send | Copy) and action.purpose else action
        for action in sent.actions
    )
    standing = StandingCards(turn.known, turn.person, {turn.ticket.id: turn.sent})
    shown = with_updated_cards(replace(sent, actions=about), standing, turn.now, turn.policy)
    return hide_in_notification(shown, turn.person)
