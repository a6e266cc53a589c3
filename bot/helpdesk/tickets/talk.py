"""The talk of a resident with the officer: in which ticket it is held, and what was said last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.helpdesk.model.events import Event
from bot.helpdesk.model.ticket import Author, Line, Ticket, is_note
from bot.helpdesk.texts.officer import WITHDRAWN_LINE
from bot.helpdesk.turn import ResidentTurn

BESIDE_A_TICKET = 0.85
"""How sure the bot must be to answer by itself while an officer is at the resident's ticket."""
TALK = timedelta(hours=1)
"""So long after the officer's word the next message is taken for a reply to it."""
ASKED = timedelta(days=2)
"""So long where he asked something and the resident has not written since; people in the field answer at night."""


def last_word(lines: Iterable[Line]) -> Line | None:
    """Return the officers' latest message to the resident among the lines of his tickets; notes do not count."""
    words = (line for line in lines if line.author is Author.OFFICER and not is_note(line.text))
    return max(words, key=lambda line: line.at, default=None)


def standing_answers(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return what residents still have of the officers' words: each as it was edited last, no note, none withdrawn."""
    standing: dict[object, Line] = {}
    for number, line in enumerate(lines):
        if line.author is not Author.OFFICER:
            continue
        key = (line.address, line.message) if line.message else number
        if line.text == WITHDRAWN_LINE:
            # where it is not known which one was withdrawn, none is taken for standing
            if standing.pop(key, None) is None:
                standing.clear()
        elif is_note(line.text):
            standing.pop(key, None)
        else:
            standing[key] = line
    return tuple(standing.values())


def talk_of(turn: ResidentTurn[Event]) -> Ticket | None:
    """Return the open ticket in which the officer spoke so lately that the resident's next message belongs there."""
    spoken = turn.spoken
    ticket = next((one for one in turn.tickets if spoken and one.id == spoken.ticket and one.is_open), None)
    if spoken is None or ticket is None:
        return None
    unanswered = asks(spoken) and ticket.waiting_since is None
    return ticket if turn.now - spoken.at <= (ASKED if unanswered else TALK) else None


def spoken_of(turn: ResidentTurn[Event]) -> Ticket | None:
    """Return the ticket that the resident names, is talking about with the officer, or has open."""
    return turn.target or talk_of(turn) or turn.open


def is_being_attended(turn: ResidentTurn[Event], ticket: Ticket) -> bool:
    """Return whether an officer is awaited in the ticket, or has just spoken there."""
    return ticket.waiting_since is not None or talk_of(turn) == ticket


def asks(spoken: Line | None) -> bool:
    """Return whether the officer's word, typed by himself, wants an answer; the FAQ's have a question as heading."""
    return spoken is not None and spoken.message is not None and "?" in spoken.text
