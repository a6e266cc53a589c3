"""Cases that change hands without anybody asking: for a leave, after it, and when the settings have changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Action, Outcome, Send
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import Resident, Ticket
from bot.helpdesk.model.policy import Desk
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.discreet_delivery import unasked
from bot.helpdesk.tickets.lifecycle import card, with_topic

Case = tuple[Ticket, Resident]


def moved(desk: Desk, case: Case, to: Officer, now: datetime) -> tuple[Ticket, tuple[Action, ...]]:
    """The case with its new owner, his card, and a quiet word to a resident who waits."""
    ticket, resident = case
    passed_on = replace(ticket, officer=to.id, office=to.office, claimed_by=None, carded_at=None, tried=())
    topic: tuple[Action, ...] = ()
    if to.office != ticket.office:
        passed_on, topic = with_topic(desk, passed_on)
    actions: tuple[Action, ...] = (*card(desk, passed_on, resident, to, now), *topic)
    if ticket.waiting_since:
        news = texts.MOVED.format(number=ticket.id, officer=to.name)
        actions = (*actions, Send(resident.address, news, ticket=ticket.id, silent=True))
    return passed_on, unasked(Outcome(actions=actions), resident).actions


def home(desk: Desk, ticket: Ticket, resident: Resident) -> Officer | None:
    """Who answers for the case by the settings: its village's officer, else the resident's."""
    village = desk.directory.village_of(ticket)
    return desk.directory.officers[village.officer] if village else desk.directory.officer_of(resident)


def stranded(desk: Desk, cases: Iterable[Case]) -> Iterable[tuple[Case, Officer]]:
    """Open cases whose owner the settings no longer give them to, each with its new owner.

    That is: an owner or holder who left or changed his office, an owner who cannot be reached though another can, and
    an owner outside the chain of whoever has the village now, unless somebody has taken the case up or answered.
    """
    officers = desk.directory.officers
    for ticket, resident in cases:
        wanted = home(desk, ticket, resident)
        if wanted is None:
            continue
        people = [officers.get(name) for name in (ticket.officer, ticket.claimed_by) if name]
        known = all(person and person.office == ticket.office for person in people)
        engaged = bool(ticket.claimed_by or ticket.first_reply_at)
        rightful = officers.get(ticket.officer) in desk.directory.chain(wanted)
        to = next(iter(desk.reachable(wanted)), wanted)
        reached = ticket.officer in desk.chats or to.id not in desk.chats
        if known and reached and (engaged or rightful):
            continue
        if to.id != ticket.officer or not known:
            yield (ticket, resident), to
