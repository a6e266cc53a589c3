"""One-time links by which officers, staff and observers join; the first who opens one uses it up."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeGuard

from bot.channels.telegram.connect import bot_name
from bot.helpdesk.model.events import Event, Started
from bot.helpdesk.model.staff import Member, Observer
from bot.settings import Settings
from bot.storage import queries
from bot.storage.store import Unit, beside

FOR_OFFICERS, FOR_STAFF, FOR_OBSERVERS = "inv_", "kel_", "pantau_"
"""What a link carries in front of its token."""
VALID, VALID_SHEET = timedelta(days=3), timedelta(days=14)
"""How long a link that is sent at once can be used, and one of a sheet that has to be handed out."""


def token_hash(token: str) -> str:
    """Return how an invitation's token is stored: the token itself is never kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def opens(event: Event, invitation: str) -> TypeGuard[Started]:
    """Return whether the bot was opened with such a link; a group must not become anybody's chat."""
    return isinstance(event, Started) and event.payload.startswith(invitation) and not event.group


def hash_of(event: Started) -> str:
    """Return the hash of the token that the bot was opened with."""
    return token_hash(event.payload.partition("_")[2])


async def officer_invited(settings: Settings, officer: str, now: datetime) -> str:
    """Note an invitation for an officer and return its link. Raises Trouble; then no link is worth anything."""
    return (await officers_invited(settings, (officer,), now + VALID))[officer]


async def officers_invited(settings: Settings, officers: Iterable[str], expires: datetime) -> Mapping[str, str]:
    """Note an invitation for each of these officers, all or none, and return their links. Raises Trouble."""

    async def note(unit: Unit, officer: str, hashed: str) -> None:
        await unit.run(queries.invitations.invite, "officer", officer, hashed, expires)

    return await _links(settings, FOR_OFFICERS, officers, note)


async def staff_invited(settings: Settings, member: Member, now: datetime) -> str:
    """Keep the member with his roles, note an invitation, and return its link. Raises Trouble."""

    async def note(unit: Unit, name: str, hashed: str) -> None:
        await unit.run(queries.staff.keep, member)
        await unit.run(queries.invitations.invite, "staff", name, hashed, now + VALID)

    return (await _links(settings, FOR_STAFF, (member.id,), note))[member.id]


async def observer_invited(settings: Settings, observer: Observer, now: datetime) -> str:
    """Keep the observer with what he reads of, note an invitation, and return its link. Raises Trouble."""

    async def note(unit: Unit, name: str, hashed: str) -> None:
        await unit.run(queries.staff.keep_observer, observer)
        await unit.run(queries.invitations.invite, "observer", name, hashed, now + VALID)

    return (await _links(settings, FOR_OBSERVERS, (observer.id,), note))[observer.id]


async def _links(
    settings: Settings, prefix: str, names: Iterable[str], note: Callable[[Unit, str, str], Awaitable[None]]
) -> dict[str, str]:
    """Note an invitation for each, once the bot's name is known; return the links."""
    tokens = {name: secrets.token_urlsafe(24) for name in names}
    async with beside(settings.database.get_secret_value(), write=True) as store:
        bot = await bot_name(settings.telegram)
        async with store.unit() as unit:
            for name, token in tokens.items():
                await note(unit, name, token_hash(token))
    return {name: f"https://t.me/{bot}?start={prefix}{token}" for name, token in tokens.items()}


async def not_joined(settings: Settings) -> list[str]:
    """Return the officers who have not joined and whose chat no setting names. Raises StorageUnavailable."""
    async with beside(settings.database.get_secret_value()) as store:
        joined = {chat.officer for chat in await store.read(queries.officers.all_chats)}
    return [row.id for row in settings.officers if row.id not in joined and row.telegram_id is None]
