"""Who is signed in: sessions in memory, known by their tokens' hashes; a restart of the bot signs everybody out."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app.editing.staff import token_hash

LASTS = timedelta(hours=8)
IDLE = timedelta(minutes=30)
MOST = 200
"""Sessions kept at a time; the one that was idle longest makes room."""


@dataclass(slots=True)
class Session:
    """A member who is signed in. `csrf`: what each of his forms must carry."""

    member: str
    csrf: str
    begun: datetime
    seen: datetime


class Sessions:
    """The sessions of one page."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._by_hash: dict[str, Session] = {}

    def begin(self, member: str) -> str:
        """Sign a member in and return his token."""
        self._sweep()
        while len(self._by_hash) >= MOST:
            del self._by_hash[min(self._by_hash, key=lambda one: self._by_hash[one].seen)]
        token = secrets.token_urlsafe(32)
        csrf = hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()
        now = self._now()
        self._by_hash[token_hash(token)] = Session(member, csrf, now, now)
        return token

    def find(self, token: str) -> Session | None:
        """Return the session of a token, and note that it was used."""
        self._sweep()
        found = self._by_hash.get(token_hash(token)) if token else None
        if found:
            found.seen = self._now()
        return found

    def end(self, token: str) -> None:
        """Sign out there."""
        self._by_hash.pop(token_hash(token), None)

    def end_all(self, member: str) -> None:
        """Sign the member out everywhere."""
        self._by_hash = {one: session for one, session in self._by_hash.items() if session.member != member}

    def _sweep(self) -> None:
        now = self._now()
        self._by_hash = {
            one: session
            for one, session in self._by_hash.items()
            if now - session.begun < LASTS and now - session.seen < IDLE
        }
