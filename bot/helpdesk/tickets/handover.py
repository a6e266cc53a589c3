"""Whom a ticket goes to when its owner cannot be reached or does not answer: one walk for every reason, and it ends.

Officers who have been tried stand on the ticket until the resident has had an answer or a person hands it over.
So the ticket goes to each officer once at most, also where deputies form a circle, and then there is an alert.
"""

from __future__ import annotations

from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import Resident, Ticket
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.tickets.reassignment import home


def successors(policy: Policy, ticket: Ticket, resident: Resident) -> tuple[Officer, ...]:
    """Return who can still be asked about a ticket, in order: the rest of its owner's chain.

    Nobody comes after the supervisor; one whose own ticket it is has a deputy like everybody.
    """
    owner = policy.directory.officers.get(ticket.officer) or home(policy, ticket, resident)
    if owner is None or owner.office != ticket.office:
        return ()
    supervisor = policy.directory.offices[owner.office].supervisor
    if owner.id == supervisor and any(name != supervisor for name in ticket.tried):
        return ()
    return policy.reachable(owner, but=(ticket.officer, *ticket.tried))
