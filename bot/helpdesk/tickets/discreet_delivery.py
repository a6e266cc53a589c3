"""Sparing a resident whose phone others may see: covered messages after /hapusjejak, silence after "Tidak"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.helpdesk.model.actions import Action, Copy, Edit, Outcome, Priority, React, Send
from bot.helpdesk.model.entities import Resident
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.markup import COVER_OFF, COVER_ON, MESSAGE_LENGTH
from bot.helpdesk.model.split_messages import pieces
from bot.helpdesk.model.store import OutboxRow
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import ResidentTurn

ROOM = MESSAGE_LENGTH - len(texts.COVERED) - 8
"""What a covered message has left for what it covers."""


def cover_on_shared_phone(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Cover what is of a ticket or a danger in the answer to the resident's own message, which he has asked for."""
    return _covered(_asked_for(outcome, turn.resident), turn.resident, _sensitive)


def hide_in_notification(outcome: Outcome, resident: Resident | None) -> Outcome:
    """Cover, or hold back, what comes to a resident without his having written just now.

    While he cannot answer safely only an officer's own word goes out; notices stay away, as was promised to him.
    """
    if resident is None:
        return outcome
    if resident.memory.hush:
        kept = tuple(action for action in outcome.actions if not _notice(action, resident))
        outcome = _asked_for(replace(outcome, actions=kept), resident)
    return _covered(outcome, resident, lambda _: True)


def may_leave(row: OutboxRow) -> bool:
    """Return whether it may be sent to a resident who cannot answer safely: in answer to what he has just done.

    What changes or deletes a message makes no sound; a sign on the resident's own message does.
    """
    if isinstance(row.action, Send | Copy):
        return row.action.asked_for and not row.repeat and not row.late
    return not isinstance(row.action, React)


def covered_if_late(row: OutboxRow) -> OutboxRow:
    """Cover and silence a resident's first aid that comes again, or late: somebody else may hold the phone by then."""
    action = row.action
    if not isinstance(action, Send) or not action.asked_for or action.priority is not Priority.EMERGENCY:
        return row
    if not row.repeat and not row.late:
        return row
    text = action.text if action.text.startswith(texts.COVERED) else cover(action.text)
    return replace(row, action=replace(action, text=text, silent=True))


def _asked_for(outcome: Outcome, resident: Resident) -> Outcome:
    """Mark what the resident gets as asked for."""
    marked = tuple(
        replace(action, asked_for=True)
        if isinstance(action, Send | Copy) and action.to == resident.address and action.purpose != Purpose.SUBSCRIPTION
        else action
        for action in outcome.actions
    )
    return replace(outcome, actions=marked)


def _notice(action: Action, resident: Resident) -> bool:
    return isinstance(action, Send) and action.to == resident.address and not action.purpose and action.about is None


def _sensitive(action: Send | Edit) -> bool:
    return action.ticket is not None or (isinstance(action, Send) and action.priority is Priority.EMERGENCY)


def _covered(outcome: Outcome, resident: Resident, chosen: Callable[[Send | Edit], bool]) -> Outcome:
    if not resident.memory.discreet:
        return outcome
    actions: list[Action] = []
    for action in outcome.actions:
        if isinstance(action, Copy) and action.to == resident.address:
            # a photo cannot be covered, but it need not ring
            actions.append(replace(action, silent=True))
        elif not isinstance(action, Send | Edit) or action.to != resident.address or not chosen(action):
            actions.append(action)
        elif isinstance(action, Send):
            actions += [replace(part, text=cover(part.text), silent=True) for part in pieces(action, ROOM)]
        else:
            actions.append(replace(action, text=cover(action.text)))
    return replace(outcome, actions=tuple(actions))


def cover(text: str) -> str:
    """Put the text behind a cover, under a first line that gives nothing away."""
    return f"{texts.COVERED}\n{COVER_ON}{text}{COVER_OFF}"
