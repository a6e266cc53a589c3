"""Alerts about a ticket."""

from __future__ import annotations

from bot.helpdesk.model.alerts import Alert, Kind
from bot.helpdesk.model.entities import Ticket
from bot.helpdesk.model.policy import Policy


def ticket_alert(kind: Kind, ticket: Ticket, policy: Policy) -> Alert:
    """Raise an alert about a ticket: grouped with those of the village's officer, but alone for an emergency."""
    village = policy.directory.village_of(ticket)
    officer = village.officer if village else ticket.officer
    return Alert(kind, str(ticket.id), "" if ticket.emergency else officer)
