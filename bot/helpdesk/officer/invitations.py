"""One-time links with which an officer joins: made by staff, used up by the first who opens them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.entities import OfficerChat
from bot.helpdesk.model.events import Started
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.repositories import Officers, Residents, Tickets
from bot.helpdesk.model.store import QueuePart, QueueView
from bot.helpdesk.officer.context import joined
from bot.helpdesk.texts import officer as officer_texts

INVITATION = "inv_"
"""What an officer's one-time link carries in front of its token."""
TICKETS = 200
"""Waiting tickets that a new officer is shown at once; more would be too much at once."""

log = structlog.get_logger()


def token_hash(token: str) -> str:
    """Return how an invitation's token is stored: the token itself is never kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_invitation(event: Started) -> bool:
    """Return whether the bot was opened with an officer's one-time link; a group must not become his chat."""
    return event.payload.startswith(INVITATION) and not event.group


class InvitationUnit(Protocol):
    """What joining needs of a `Unit`."""

    @property
    def officers(self) -> Officers: ...

    @property
    def tickets(self) -> Tickets: ...

    @property
    def residents(self) -> Residents: ...


async def join(unit: InvitationUnit, event: Started, now: datetime, policy: Policy) -> Outcome:
    """Let an officer join, with his waiting tickets; refuse a link that is used, too old or made up."""
    name = await unit.officers.redeem(token_hash(event.payload.removeprefix(INVITATION)), now)
    officer = policy.directory.officers.get(name or "")
    if officer is None:
        log.warning("an officer's invitation was refused")
        return Outcome(actions=(Send(event.address, officer_texts.BAD_INVITATION),))
    chat = OfficerChat(officer.id, event.address, now)
    known = replace(policy, chats={**policy.chats, officer.id: chat})
    mine = await unit.tickets.open_in(officer.office, TICKETS, QueuePart(QueueView.MINE, officer.id))
    waiting = [ticket for ticket in mine if ticket.officer == officer.id]
    pairs = [(ticket, await unit.residents.get(ticket.resident_id)) for ticket in waiting]
    return joined(officer, chat, tuple((ticket, resident) for ticket, resident in pairs if resident), now, known)
