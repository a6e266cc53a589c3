"""One-time links with which a member of the staff joins from his own Telegram."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import structlog

from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.events import Started
from bot.helpdesk.model.repositories import Staff
from bot.helpdesk.model.staff import StaffEvent
from bot.helpdesk.officer.invitations import token_hash
from bot.helpdesk.staff.menu import menu
from bot.helpdesk.texts import kelola as texts

INVITATION = "kel_"
"""What a link for staff carries in front of its token."""

log = structlog.get_logger()


def is_staff_invitation(event: Started) -> bool:
    """Return whether the bot was opened with a staff member's one-time link, in his own chat."""
    return event.payload.startswith(INVITATION) and not event.group


class StaffUnit(Protocol):
    """What joining needs of a `Unit`."""

    @property
    def staff(self) -> Staff: ...


async def join(unit: StaffUnit, event: Started, now: datetime) -> Outcome:
    """Let a member join from this chat; refuse a link that is used, too old or made up."""
    member = await unit.staff.redeem(token_hash(event.payload.removeprefix(INVITATION)), event.address, now)
    if member is None:
        log.warning("an invitation for staff was refused")
        return Outcome(actions=(Send(event.address, texts.BAD_INVITATION),))
    await unit.staff.note([StaffEvent(now, member.id, "bergabung")])
    greeting = texts.WELCOME.format(name=member.name, roles=texts.roles(member.roles, member.signs))
    text, rows = menu(member)
    return Outcome(actions=(Send(event.address, greeting), Send(event.address, text, rows)))
