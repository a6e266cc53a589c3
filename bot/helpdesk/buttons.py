"""Who acts on a press: each handler declares its buttons beside itself; who may press them is asked here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec.structs import replace

from bot.helpdesk.model import buttons
from bot.helpdesk.model.actions import Edit, Outcome, Send
from bot.helpdesk.model.buttons import Verb, named
from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.people import Confirming
from bot.helpdesk.model.policy import may_see
from bot.helpdesk.texts import officer as officer_texts, resident as texts
from bot.helpdesk.turn import OfficerTurn, ResidentTurn

Handler = Callable[[Any], Outcome | None]
"""Decides about a turn. None: what the button is about is no longer known, or the event is for a later rule."""
H = TypeVar("H", bound=Handler)

RESIDENTS: dict[str, Handler] = {}
OFFICERS: dict[str, Handler] = {}
WHILE_OPEN: set[str] = set()
"""What officers press only in a ticket that is open."""


def resident_button(*verbs: Verb) -> Callable[[H], H]:
    """Declare what acts on these buttons of residents."""
    return lambda handle: RESIDENTS.update(dict.fromkeys(verbs, handle)) or handle


def officer_button(*verbs: Verb, while_open: bool = False) -> Callable[[H], H]:
    """Declare what acts on these buttons of officers. `while_open`: in an open ticket alone."""
    WHILE_OPEN.update(verbs if while_open else ())
    return lambda handle: OFFICERS.update(dict.fromkeys(verbs, handle)) or handle


def names_own_ticket(event: Pressed) -> bool:
    """Return whether a resident's button is about a ticket of his."""
    return event.verb in RESIDENTS and named(event, buttons.ticket) is not None


def press_of_resident(turn: ResidentTurn[Pressed]) -> Outcome:
    """Act on a resident's press; a button that fits nothing any more says so, and nothing else happens."""
    event, handle = turn.event, RESIDENTS.get(turn.event.verb)
    number, ticket = named(event, buttons.ticket) if handle else None, turn.target
    if number is not None and (ticket is None or ticket.resident_id != turn.resident.id):
        return turn.refuse(texts.NOT_YOURS, f"button {event.verb} {number} refused to a resident")
    # a "ya" that is typed after a press answers nothing that was asked before it
    pressed = turn.remember(phase=None) if isinstance(turn.memory.phase, Confirming) else turn
    done = handle(pressed) if handle and not _gone(turn) else None
    return done or turn.refuse(texts.OLD_BUTTON)


READ_ELSEWHERE = frozenset({Verb.CHECK_ANSWER, Verb.DATA_FILE, Verb.CLEAR})
"""Buttons that are no press when their label is typed: a check reads its choices; the others need what is looked up."""


def remember_labels(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Keep what the buttons say that are shown now, so that who types a label presses it."""
    shown = (one for one in outcome.actions if isinstance(one, Send | Edit) and one.to == turn.event.address)
    every = (button for one in shown for row in one.buttons for button in row)
    ours = (one for one in every if not one.copied and one.verb not in READ_ELSEWHERE)
    labels = tuple((one.label, one.verb.value, *one.args) for one in ours)
    known = outcome.resident
    return replace(outcome, resident=known.remember(buttons=labels)) if known and labels else outcome


def press_of_officer(turn: OfficerTurn[Pressed]) -> Outcome:
    """Act on a press in an officer's chat; only people of the ticket's own office get further than a refusal."""
    event, ticket, handle = turn.event, turn.target, OFFICERS.get(turn.event.verb)
    if event.verb == Verb.UNKNOWN:
        return turn.refuse(officer_texts.OLD_BUTTON)
    if handle is None or named(event, buttons.ticket) is not None:
        if ticket is None or turn.resident is None:
            return turn.refuse(officer_texts.NO_SUCH_TICKET)
        if not may_see(turn.officer, ticket):
            return not_yours(turn, f"button {event.verb}")
        if event.verb in WHILE_OPEN and not ticket.is_open:
            return turn.refuse(officer_texts.ALREADY_CLOSED.format(number=ticket.id))
    done = handle(turn) if handle and not _gone(turn) else None
    return done or turn.refuse(officer_texts.OLD_BUTTON if _gone(turn) else officer_texts.NO_SUCH_TICKET)


def not_yours(turn: OfficerTurn[Event], how: str = "") -> Outcome:
    """Refuse a ticket of another office, and note for the log who wanted it, and how."""
    ticket = turn.ticket
    note = f"officer {turn.officer.id} was refused ticket {ticket.id} of office {ticket.office}{how and f' ({how})'}"
    refused = turn.refuse if isinstance(turn.event, Pressed) else turn.say
    return replace(refused(officer_texts.NOT_YOURS), notes=(note,))


def _gone(turn: ResidentTurn[Pressed] | OfficerTurn[Pressed]) -> bool:
    """Return whether the FAQ has no longer the entry that the button names."""
    entry = named(turn.event, buttons.entry)
    return entry is not None and entry not in turn.policy.knowledge.entries
