"""Short replies to officers, and who may see a case."""

from __future__ import annotations

from bot.helpdesk.model.actions import Acknowledge, Outcome, Rows, Send
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import Ticket
from bot.helpdesk.model.events import Event, Pressed

NOTE = "//"
"""What an internal note begins with; everything else that replies to a case goes to the resident."""
SURE = "yakin"
"""What a button carries under the warning that the resident cannot answer safely."""


def say(event: Event, text: str, buttons: Rows = (), ticket: int | None = None) -> Outcome:
    return Outcome(actions=(Send(event.address, text, buttons, ticket=ticket, reply_to=event.message),))


def may_see(officer: Officer, ticket: Ticket) -> bool:
    """Only people of the case's own office see it, answer it or move it."""
    return officer.office == ticket.office


def refuse(event: Pressed, text: str, note: str = "") -> Outcome:
    """A button that this officer may not press, or that fits nothing any more."""
    return Outcome(actions=(Acknowledge(event.address, event.callback, text),), notes=(note,) if note else ())
