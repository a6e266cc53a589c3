"""Who may come to the staff's page, by the bot's one-time links, and where it is: here, or behind an https address."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.helpdesk.model.errors import Misconfigured
from bot.helpdesk.model.staff import Member
from bot.helpdesk.texts import staff_page as texts
from bot.settings import Settings
from bot.storage import queries
from bot.storage.store import SqlStore

DEFAULT_LISTEN = "127.0.0.1:8090"
VALID = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class PageAddress:
    """Where the page listens, and the origins under which browsers may call it. `url`: what links begin with."""

    listen: str
    url: str
    origins: frozenset[str]

    @property
    def secure(self) -> bool:
        """Whether browsers reach it by https."""
        return self.url.startswith("https://")


def address_of(settings: Settings) -> PageAddress | None:
    """Return where the staff page is, by the settings; None: nowhere. Raises Misconfigured."""
    page = settings.staff.page
    return page_address(page.listen or DEFAULT_LISTEN, page.url) if page.listen or page.url else None


def page_address(listen: str, url: str) -> PageAddress:
    """Return where the page stands. Raises Misconfigured for an address that others could listen in on."""
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isdecimal():
        raise Misconfigured(texts.BAD_LISTEN.format(address=listen))
    url = url.rstrip("/")
    if not url:
        if not _is_here(host):
            raise Misconfigured(texts.PUBLIC_WITHOUT_URL.format(address=listen))
        here = frozenset(f"http://{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        return PageAddress(listen, f"http://127.0.0.1:{port}", here)
    parts = urlsplit(url)
    if not re.fullmatch(r"https?://[^/\s?#@]+", url) or not parts.hostname:
        raise Misconfigured(texts.BAD_URL.format(url=url))
    if parts.scheme != "https" and not (_is_here(parts.hostname) and _is_here(host)):
        raise Misconfigured(texts.URL_NOT_HTTPS.format(url=url))
    return PageAddress(listen, url, frozenset({f"{parts.scheme}://{parts.netloc.lower()}"}))


def _is_here(host: str) -> bool:
    name = host.strip("[]")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def token_hash(token: str) -> str:
    """Return how a token is stored: the token itself is never kept."""
    return hashlib.sha256(token.encode()).hexdigest()


class Authenticator:
    """Hands out links to the page at that address, and knows whose they are."""

    def __init__(self, store: SqlStore, url: str, now: Callable[[], datetime]) -> None:
        self._store = store
        self._url = url
        self._now = now

    async def link(self, member: str) -> str:
        """Return a one-time link for a member; an earlier one is worth nothing any more."""
        token, now = secrets.token_urlsafe(24), self._now()
        await self._store.write(queries.invitations.invite, "page", member, token_hash(token), now + VALID)
        return f"{self._url}/masuk/{token}"

    async def redeem(self, token_hash: str) -> Member | None:
        """Use a link up; whose it was, or None."""
        return await self._store.write(queries.staff.use_link, token_hash, self._now())

    async def member(self, id: str) -> Member | None:
        """Return the member, unless he is no longer on the staff."""
        return await self._store.read(queries.staff.member, id)
