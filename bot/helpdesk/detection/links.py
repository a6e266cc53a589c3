"""Finds web addresses in a text, and tells the government's from others."""

from __future__ import annotations

import re

_OFFICE_NAMES = re.compile(
    r"imigrasi|imipas|paspor|pasport|passport|bp2mi|bp3mi|kp2mi|p2mi|siskop|siapkerja|kemnaker|disnaker|kemenag|kemenhaj"
)
"""What a made-up address carries in its name to look like an office's."""


_PIECES = re.compile(r"[^\s,;|<>()\"']+")


_ADDRESSED = re.compile(
    r"(?i)\bhttps?://(?P<rest>.+)|(?<=[a-z0-9-]\.)(?:id|com|net|org|info|site|online|me|xyz|top|shop|co|ly|gl|cc)\b"
)
"""What makes a link of a piece of text: its scheme, or a top-level domain after a dot."""


_AUTHORITY_END = re.compile(r"[/?#\\]")


_HOST = re.compile(r"[\w.-]*")


_NAMED = re.compile(
    r"(?i)(?<![\w.@-])(?:(?:[a-z0-9-]++\.)++[a-z]{2,}+/\S*|@[a-z]\w{4,}|(?=[a-z\d]*_)[a-z][a-z\d_]{4,})(?!\w)"
)
"""Addresses of any ending, shortened ones too, and names of other chats, with or without the "@"."""


def addresses(text: str) -> tuple[str, ...]:
    """Return the web addresses and names of other chats in a text, as they are written there."""
    linked = (piece.strip(".,:!?*") for piece in _PIECES.findall(text) if _host(piece))
    named = (match.group().rstrip(".,:!?*") for match in _NAMED.finditer(text))
    return tuple(dict.fromkeys((*linked, *named)))


def hosts(text: str) -> tuple[str, ...]:
    """Return the hosts of the links in a text, in lower case; what stands before an "@" is no host."""
    if "." not in text and "://" not in text:
        return ()
    found = (_host(piece) for piece in _PIECES.findall(text))
    return tuple(dict.fromkeys(host for host in found if host))


def _host(piece: str) -> str:
    """Return the host of the link that a piece of text is, or ""; look at each character a fixed number of times."""
    link = _ADDRESSED.search(piece)
    if link is None:
        return ""
    rest = link["rest"]
    if rest is None:
        begin = link.start()
        while begin and (piece[begin - 1] in "-." or (piece[begin - 1].isascii() and piece[begin - 1].isalnum())):
            begin -= 1
        rest = piece[begin:]
    authority = _AUTHORITY_END.split(rest, maxsplit=1)[0].rpartition("@")[2]
    host = _HOST.match(authority)
    return host.group().lower().strip(".-") if host else ""


def is_government(host: str) -> bool:
    """Return whether an address belongs to the government: only those under .go.id do."""
    return host.endswith(".go.id")


def looks_like_an_office(host: str) -> bool:
    """Return whether an address that is not the government's has an office's name in it."""
    return not is_government(host) and bool(_OFFICE_NAMES.search(host))
