"""A one-time link by which an observer (kanwil, pusat) joins from his own Telegram."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from bot.channels.telegram.connect import bot_name
from bot.helpdesk.model.observers import Observer
from bot.helpdesk.observer.chat import INVITATION
from bot.helpdesk.officer.invitations import token_hash
from bot.settings import Settings
from bot.storage.store import open_existing

VALID = timedelta(days=3)


async def invited(settings: Settings, observer: Observer, now: datetime) -> str:
    """Keep the observer with what he reads of, note an invitation, and return its link. Raises Trouble."""
    token = secrets.token_urlsafe(24)
    store = await open_existing(settings.database.get_secret_value(), write=True)
    try:
        name = await bot_name(settings.telegram)
        async with store.unit() as unit:
            await unit.observers.keep(observer)
            await unit.observers.invite(observer.id, token_hash(token), now + VALID)
    finally:
        await store.close()
    return f"https://t.me/{name}?start={INVITATION}{token}"
