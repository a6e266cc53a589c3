"""Who may come into the staff page: members of the staff, by one-time links that the bot hands out."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.helpdesk.model.staff import Member
from bot.staffpage.sessions import token_hash
from bot.storage import queries
from bot.storage.store import SqlStore

VALID = timedelta(minutes=5)


class StaffAuthenticator:
    """A `Authenticator` over the store."""

    def __init__(self, store: SqlStore, url: str, now: Callable[[], datetime]) -> None:
        self._store = store
        self._url = url
        self._now = now

    async def link(self, member: str) -> str:
        """Return a one-time link for a member; an earlier one is worth nothing any more."""
        token = secrets.token_urlsafe(24)
        now = self._now()
        await self._store.write(queries.staff.add_link, member, token_hash(token), now + VALID, now)
        return f"{self._url}/masuk/{token}"

    async def redeem(self, token_hash: str) -> Member | None:
        """Use a link up; whose it was, or None."""
        return await self._store.write(queries.staff.use_link, token_hash, self._now())

    async def member(self, id: str) -> Member | None:
        """Return the member, unless he is no longer on the staff."""
        return await self._store.read(queries.staff.member, id)
