"""Where the page may be reached: on this machine, or behind an https address; nowhere else."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.helpdesk.model.errors import Misconfigured
from bot.helpdesk.texts import staff_page as texts

DEFAULT_LISTEN = "127.0.0.1:8090"


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
