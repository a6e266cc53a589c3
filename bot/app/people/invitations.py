"""One-time links by which officers, staff and observers join from their own Telegram."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.app.shell.joining import FOR_OBSERVERS, FOR_OFFICERS, FOR_STAFF, token_hash
from bot.channels.telegram.connect import bot_name
from bot.helpdesk.model.staff import Member, Observer
from bot.settings import Settings
from bot.storage import queries
from bot.storage.store import beside
from bot.storage.unit import Unit

VALID, VALID_SHEET = timedelta(days=3), timedelta(days=14)
"""How long a link that is sent at once can be used, and one of a sheet that has to be handed out."""


async def officer_invited(settings: Settings, officer: str, now: datetime) -> str:
    """Note an invitation for an officer and return its link. Raises Trouble; then no link is worth anything."""
    return (await officers_invited(settings, (officer,), now + VALID))[officer]


async def officers_invited(settings: Settings, officers: Sequence[str], expires: datetime) -> Mapping[str, str]:
    """Note an invitation for each of these officers, all or none, and return their links. Raises Trouble."""
    tokens = {officer: _new_token() for officer in officers}

    async def note(unit: Unit) -> None:
        for officer, token in tokens.items():
            await unit.run(queries.officers.invite, officer, token_hash(token), expires)

    address = await _noted(settings, note)
    return {officer: f"{address}{FOR_OFFICERS}{token}" for officer, token in tokens.items()}


async def staff_invited(settings: Settings, member: Member, now: datetime) -> str:
    """Keep the member with his roles, note an invitation, and return its link. Raises Trouble."""
    token = _new_token()

    async def note(unit: Unit) -> None:
        await unit.run(queries.staff.keep, member)
        await unit.run(queries.staff.invite, member.id, token_hash(token), now + VALID)

    return f"{await _noted(settings, note)}{FOR_STAFF}{token}"


async def observer_invited(settings: Settings, observer: Observer, now: datetime) -> str:
    """Keep the observer with what he reads of, note an invitation, and return its link. Raises Trouble."""
    token = _new_token()

    async def note(unit: Unit) -> None:
        await unit.run(queries.observers.keep, observer)
        await unit.run(queries.observers.invite, observer.id, token_hash(token), now + VALID)

    return f"{await _noted(settings, note)}{FOR_OBSERVERS}{token}"


async def not_joined(settings: Settings) -> list[str]:
    """Return the officers who have not joined and whose chat no setting names. Raises StorageUnavailable."""
    async with beside(settings.database.get_secret_value()) as store, store.look() as unit:
        joined = {chat.officer for chat in await unit.run(queries.officers.all_chats)}
    return [row.id for row in settings.officers if row.id not in joined and row.telegram_id is None]


def _new_token() -> str:
    return secrets.token_urlsafe(24)


async def _noted(settings: Settings, note: Callable[[Unit], Awaitable[None]]) -> str:
    """Write what `note` does, once the bot's name is known; return the start of a link to it."""
    async with beside(settings.database.get_secret_value(), write=True) as store:
        name = await bot_name(settings.telegram)
        async with store.unit() as unit:
            await note(unit)
    return f"https://t.me/{name}?start="
