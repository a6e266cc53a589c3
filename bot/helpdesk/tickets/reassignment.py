"""Tickets that change hands without anybody asking: for a leave, after it, and when the settings have changed.

Where an owner cannot be reached or does not answer, one walk serves every reason, and it ends: who has been tried
stands on the ticket until the resident has had an answer or a person hands it over. So the ticket goes to each officer
once at most, also where deputies form a circle, and then there is an alert.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.helpdesk.model.actions import Action, Outcome, Send
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import Resident, Ticket, TicketAndResident
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.cards import card
from bot.helpdesk.tickets.discreet_delivery import hide_in_notification
from bot.helpdesk.tickets.forum_topics import with_topic


def moved(
    policy: Policy, pair: TicketAndResident, to: Officer, now: datetime, *, lent_by: str = ""
) -> tuple[Ticket, tuple[Action, ...]]:
    """Give the ticket to a new owner, with his card, and a quiet word to a resident who waits.

    `lent_by`: whose leave it is for, after which it comes back.
    """
    ticket, resident = pair
    passed_on = lifecycle.lend(ticket, to, lent_by) if lent_by else lifecycle.reassign(ticket, to)
    topic: tuple[Action, ...] = ()
    if to.office != ticket.office:
        passed_on, topic = with_topic(policy, passed_on)
    actions: tuple[Action, ...] = (*card(policy, passed_on, resident, to, now), *topic)
    if ticket.waiting_since:
        actions = (*actions, *moved_notices(ticket, resident, to))
    return passed_on, hide_in_notification(Outcome(actions=actions), resident).actions


def moved_notices(ticket: Ticket, resident: Resident, to: Officer) -> tuple[Send, ...]:
    """Notify the resident quietly who has the ticket now; in an emergency say nothing but help."""
    if ticket.at_risk:
        return ()
    text = texts.MOVED.format(number=ticket.id, officer=to.name)
    return (Send(resident.address, text, ticket=ticket.id, silent=True),)


def home(policy: Policy, ticket: Ticket, resident: Resident) -> Officer | None:
    """Return who answers for the ticket by the settings: its village's officer, else the resident's."""
    village = policy.directory.village_of(ticket)
    return policy.directory.officers[village.officer] if village else policy.directory.officer_of(resident)


def orphaned_tickets(policy: Policy, pairs: Iterable[TicketAndResident]) -> Iterable[tuple[TicketAndResident, Officer]]:
    """Return open tickets whose owner the settings no longer give them to, each with its new owner.

    That is: an owner or holder who left or changed his office, an owner who cannot be reached though another can, and
    an owner outside the chain of the village's officer, unless somebody has taken the ticket up or answered. Whom
    the chain itself has passed the ticket on to (a supervisor's deputy) keeps it.
    """
    officers = policy.directory.officers
    for ticket, resident in pairs:
        wanted = home(policy, ticket, resident)
        if wanted is None:
            continue
        people = [officers.get(name) for name in (ticket.officer, ticket.claimed_by) if name]
        known = all(person and person.office == ticket.office for person in people)
        engaged = bool(ticket.claimed_by or ticket.first_reply_at)
        chain = {officer.id for officer in policy.directory.chain(wanted)}
        rightful = not chain.isdisjoint((ticket.officer, *ticket.tried))
        to = next(iter(policy.reachable(wanted)), wanted)
        reached = ticket.officer in policy.chats or to.id not in policy.chats
        if known and reached and (engaged or rightful):
            continue
        if to.id != ticket.officer or not known:
            yield (ticket, resident), to


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
