"""A one-time link by which a member of the staff joins from his own Telegram."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from bot.channels.telegram.connect import bot_name
from bot.helpdesk.model.staff import Member
from bot.helpdesk.officer.invitations import token_hash
from bot.helpdesk.staff.invitations import INVITATION
from bot.settings import Settings
from bot.storage.store import open_existing

VALID = timedelta(days=3)


async def invited(settings: Settings, member: Member, now: datetime) -> str:
    """Keep the member with his roles, note an invitation, and return its link. Raises Trouble."""
    token = secrets.token_urlsafe(24)
    store = await open_existing(settings.database.get_secret_value(), write=True)
    try:
        name = await bot_name(settings.telegram)
        async with store.unit() as unit:
            await unit.staff.keep(member)
            await unit.staff.invite(member.id, token_hash(token), now + VALID)
    finally:
        await store.close()
    return f"https://t.me/{name}?start={INVITATION}{token}"
