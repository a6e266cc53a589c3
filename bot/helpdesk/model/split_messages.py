"""Long messages in pieces that a channel takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.helpdesk.model.actions import Action, Edit, Outcome, Purpose, Send
from bot.helpdesk.model.markup import EDITED_LENGTH, MESSAGE_LENGTH, fits, split


def pieces(send: Send, most: int = MESSAGE_LENGTH) -> tuple[Send, ...]:
    """Cut the message into as many as a channel needs; the last keeps the buttons, and its arrival counts."""
    if fits(send.text, most):
        return (send,)
    *parts, last = split(send.text, most)
    return (*(replace(send, text=part, buttons=(), purpose=Purpose.NONE) for part in parts), replace(send, text=last))


def changed(edit: Edit, most: int = EDITED_LENGTH) -> tuple[Edit | Send, ...]:
    """Cut the change of a message into the edit and further messages for the rest, with the buttons under the last."""
    if fits(edit.text, most):
        return (edit,)
    first, *parts = split(edit.text, most)
    more = [Send(edit.to, part, ticket=edit.ticket) for part in parts]
    return (replace(edit, text=first, buttons=()), *more[:-1], replace(more[-1], buttons=edit.buttons))


def unsent(action: Send | Edit, parts: Sequence[Send | Edit]) -> Send:
    """Return one message with these last parts of a long one, to be sent once the first have arrived."""
    text = "\n".join(part.text for part in parts)
    if isinstance(action, Send):
        return replace(action, text=text)
    return Send(
        action.to,
        text,
        action.buttons,
        ticket=action.ticket,
        purpose=action.purpose,
        about=action.about,
        heard_at=action.heard_at,
    )


def _fitting(action: Action) -> tuple[Action, ...]:
    return pieces(action) if isinstance(action, Send) else changed(action) if isinstance(action, Edit) else (action,)


def cut(outcome: Outcome) -> Outcome:
    """Cut the outcome's long messages into what a channel takes."""
    if all(fits(action.text) for action in outcome.actions if isinstance(action, Send | Edit)):
        return outcome
    return replace(outcome, actions=tuple(part for action in outcome.actions for part in _fitting(action)))
