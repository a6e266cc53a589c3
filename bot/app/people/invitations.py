"""One-time links by which officers, staff and observers join; the first who opens one uses it up."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TypeGuard

from bot.app.editing.staff import token_hash
from bot.channels.telegram.connect import bot_name
from bot.helpdesk.model.events import Event, Started
from bot.helpdesk.model.people import Member, Observer
from bot.settings import Settings
from bot.storage import queries
from bot.storage.store import beside

FOR_OFFICERS, FOR_STAFF, FOR_OBSERVERS = "inv_", "kel_", "pantau_"  # what a link carries in front of its token
VALID, VALID_SHEET = timedelta(days=3), timedelta(days=14)
"""How long a link that is sent at once can be used, and one of a sheet that has to be handed out."""


def opens(event: Event, invitation: str) -> TypeGuard[Started]:
    """Return whether the bot was opened with such a link; a group must not become anybody's chat."""
    return isinstance(event, Started) and event.payload.startswith(invitation) and not event.group


def hash_of(event: Started) -> str:
    return token_hash(event.payload.partition("_")[2])


async def invited(settings: Settings, expires: datetime, *people: str | Member | Observer) -> dict[str, str]:
    """Note an invitation for each of these (officers by their ids), all or none, and return their links by id.

    Members and observers are kept with what they may do from now on. Raises Trouble; then no link is worth anything.
    """
    links = {}
    async with beside(settings.database.get_secret_value(), write=True) as store:
        bot = await bot_name(settings.telegram)
        async with store.unit() as unit:
            for one in people:
                role, prefix, id_ = "officer", FOR_OFFICERS, one if isinstance(one, str) else one.id
                if isinstance(one, Member):
                    role, prefix = "staff", FOR_STAFF
                    await unit.run(queries.staff.keep, one)
                elif isinstance(one, Observer):
                    role, prefix = "observer", FOR_OBSERVERS
                    await unit.run(queries.staff.keep_observer, one)
                token = secrets.token_urlsafe(24)
                await unit.run(queries.officers.invite, role, id_, token_hash(token), expires)
                links[id_] = f"https://t.me/{bot}?start={prefix}{token}"
    return links


async def not_joined(settings: Settings) -> list[str]:
    """Return the officers who have not joined and whose chat no setting names. Raises StorageUnavailable."""
    async with beside(settings.database.get_secret_value()) as store:
        joined = {chat.officer for chat in await store.read(queries.officers.all_chats)}
    return [row.id for row in settings.officers if row.id not in joined and row.telegram_id is None]
