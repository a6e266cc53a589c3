"""A one-time link by which an officer joins from his own Telegram."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from bot.channels.telegram.connect import bot_name
from bot.helpdesk.officer.invitations import INVITATION, token_hash
from bot.settings import Settings
from bot.storage.store import open_existing

VALID = timedelta(days=3)


async def invited(settings: Settings, officer: str, now: datetime) -> str:
    """Note an invitation for an officer and return its link. Raises Trouble; then no link is worth anything."""
    token = secrets.token_urlsafe(24)
    store = await open_existing(settings.database.get_secret_value(), write=True)
    try:
        name = await bot_name(settings.telegram)
        async with store.unit() as unit:
            await unit.officers.invite(officer, token_hash(token), now + VALID)
    finally:
        await store.close()
    return f"https://t.me/{name}?start={INVITATION}{token}"
