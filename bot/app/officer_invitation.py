"""One-time links by which officers join from their own Telegram."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.channels.telegram.connect import bot_name
from bot.helpdesk.officer.invitations import INVITATION, token_hash
from bot.settings import Settings
from bot.storage.store import open_existing

VALID, VALID_SHEET = timedelta(days=3), timedelta(days=14)
"""How long a link that is sent at once can be used, and one of a sheet that has to be handed out."""


async def invited(settings: Settings, officer: str, now: datetime) -> str:
    """Note an invitation for an officer and return its link. Raises Trouble; then no link is worth anything."""
    return (await all_invited(settings, (officer,), now + VALID))[officer]


async def all_invited(settings: Settings, officers: Sequence[str], expires: datetime) -> Mapping[str, str]:
    """Note an invitation for each of these officers, all or none, and return their links. Raises Trouble."""
    tokens = {officer: secrets.token_urlsafe(24) for officer in officers}
    store = await open_existing(settings.database.get_secret_value(), write=True)
    try:
        name = await bot_name(settings.telegram)
        async with store.unit() as unit:
            for officer, token in tokens.items():
                await unit.officers.invite(officer, token_hash(token), expires)
    finally:
        await store.close()
    return {officer: f"https://t.me/{name}?start={INVITATION}{token}" for officer, token in tokens.items()}


async def not_joined(settings: Settings) -> list[str]:
    """Return the officers who have not joined and whose chat no setting names. Raises StorageUnavailable."""
    store = await open_existing(settings.database.get_secret_value())
    try:
        async with store.look() as unit:
            joined = {chat.officer for chat in await unit.officers.chats()}
    finally:
        await store.close()
    return [row.id for row in settings.officers if row.id not in joined and row.telegram_id is None]
