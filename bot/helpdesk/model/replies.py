"""Short replies to officers and residents, and who may see a ticket."""

from __future__ import annotations

from bot.helpdesk.model.actions import Acknowledge, Outcome, Rows, Send
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import Resident, Ticket
from bot.helpdesk.model.events import Event, Pressed

NOTE = "//"
"""What an internal note begins with; everything else that replies to a ticket goes to the resident."""
SURE = "yakin"
"""What a button carries under the warning that the resident cannot answer safely."""


def say(event: Event, text: str, buttons: Rows = (), ticket: int | None = None) -> Outcome:
    return Outcome(actions=(Send(event.address, text, buttons, ticket=ticket, reply_to=event.message),))


def is_note(text: str) -> bool:
    """Return whether what an officer wrote is for his colleagues alone."""
    return text.lstrip().startswith(NOTE)


def may_see(officer: Officer, ticket: Ticket) -> bool:
    """Return whether the officer may see the ticket, answer it or move it: only people of its own office may."""
    return officer.office == ticket.office


def refuse(event: Pressed, text: str, note: str = "") -> Outcome:
    """Refuse a button that this officer may not press, or that fits nothing any more."""
    return Outcome(actions=(Acknowledge(event.address, event.callback, text),), notes=(note,) if note else ())


def notice(resident: Resident, event: Pressed, text: str, note: str = "") -> Outcome:
    """Answer a resident's press with a short word on the button, and do nothing else."""
    acknowledged = Acknowledge(event.address, event.callback, text)
    return Outcome(actions=(acknowledged,), resident=resident, notes=(note,) if note else ())
