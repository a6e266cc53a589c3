"""One-time links by which officers, staff and observers join: used up by the first who opens them."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from dataclasses import replace
from datetime import datetime
from typing import TypeGuard

import structlog

from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.entities import Address, OfficerChat
from bot.helpdesk.model.events import Event, Started
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.staff import StaffEvent
from bot.helpdesk.model.store import QueuePart, QueueView
from bot.helpdesk.observer.chat import scope_name
from bot.helpdesk.officer.commands import joined
from bot.helpdesk.staff.menu import menu
from bot.helpdesk.texts import kelola, officer
from bot.helpdesk.texts import report as report_texts
from bot.storage import queries
from bot.storage.unit import Unit

FOR_OFFICERS, FOR_STAFF, FOR_OBSERVERS = "inv_", "kel_", "pantau_"
"""What a link carries in front of its token."""
TICKETS = 200
"""Waiting tickets that a new officer is shown at once; more would be too much at once."""

log = structlog.get_logger()


def token_hash(token: str) -> str:
    """Return how an invitation's token is stored: the token itself is never kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def opens(event: Event, invitation: str) -> TypeGuard[Started]:
    """Return whether the bot was opened with such a link; a group must not become anybody's chat."""
    return isinstance(event, Started) and event.payload.startswith(invitation) and not event.group


def _hash(event: Started) -> str:
    return token_hash(event.payload.partition("_")[2])


def _refused(event: Started, role: str, text: str) -> Outcome:
    """Refuse a link that is used, too old or made up."""
    log.warning("an invitation was refused", role=role)
    return Outcome(actions=(Send(event.address, text),))


async def join_officer(unit: Unit, event: Started, now: datetime, policy: Policy) -> Outcome:
    """Let an officer join, with his waiting tickets."""
    name = await unit.run(queries.officers.redeem, _hash(event), now)
    one = policy.directory.officers.get(name or "")
    if one is None:
        return _refused(event, "officer", officer.BAD_INVITATION)
    chat = OfficerChat(one.id, event.address, now)
    known = replace(policy, chats={**policy.chats, one.id: chat})
    mine = await unit.run(queries.tickets.open_in, one.office, TICKETS, QueuePart(QueueView.MINE, one.id))
    waiting = [ticket for ticket in mine if ticket.officer == one.id]
    pairs = [(ticket, await unit.run(queries.residents.numbered, ticket.resident_id)) for ticket in waiting]
    return joined(one, chat, tuple((ticket, resident) for ticket, resident in pairs if resident), now, known)


async def join_staff(unit: Unit, event: Started, now: datetime) -> Outcome:
    """Let a member of the staff join from this chat."""
    member = await unit.run(queries.staff.redeem, _hash(event), event.address, now)
    if member is None:
        return _refused(event, "staff", kelola.BAD_INVITATION)
    await unit.run(queries.staff.note, [StaffEvent(now, member.id, "bergabung")])
    greeting = kelola.WELCOME.format(name=member.name, roles=kelola.roles(member.roles, member.signs))
    text, rows = menu(member)
    return Outcome(actions=(Send(event.address, greeting), Send(event.address, text, rows)))


async def join_observer(unit: Unit, event: Started, now: datetime, taken: Container[Address]) -> Outcome:
    """Let an observer join from this chat, unless it is another's.

    `taken`: the chats of officers and staff, whom conversations reach; one link stays usable from another chat.
    """
    if event.address in taken:
        return Outcome(actions=(Send(event.address, report_texts.OBSERVER_OTHER_ROLE),))
    one = await unit.run(queries.observers.redeem, _hash(event), event.address, now)
    if one is None:
        return _refused(event, "observer", report_texts.OBSERVER_BAD_INVITATION)
    return Outcome(
        actions=(Send(event.address, report_texts.OBSERVER_WELCOME.format(name=one.name, scope=scope_name(one))),)
    )
