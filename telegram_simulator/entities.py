"""Entities: what makes a piece of a text bold, a link or a quote, and what Telegram finds in plain text by itself.

An entity has the Bot API's own form, `{"type", "offset", "length", …}`; offsets and lengths count UTF-16 units.
"""

from __future__ import annotations

import re
from typing import Any

Entity = dict[str, Any]

_CONTROL = {code: " " for code in range(32) if code != 10} | {13: None}
_ENDINGS = "id|com|org|net|info|me|io|gov|edu|mil|asia|xyz|app|dev|co|ly|sa|my|sg|uk|us|jp|de|nl"
_HOST = rf"(?:[A-Za-z0-9-]+\.)+(?:{_ENDINGS})(?![A-Za-z0-9-])"
_FOUND = re.compile(
    rf"""
      (?P<email>(?<![\w.+-])[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{{2,24}}(?!\w))
    | (?P<url>(?:(?:https?|tg|ton)://[^\s<>"]+)|(?<![\w.@/-]){_HOST}(?::\d+)?(?:[/?\#][^\s<>"]*)?)
    | (?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{{1,64}}(?:@[A-Za-z0-9_]{{3,32}})?(?![\w/<>]))
    | (?P<mention>(?<![\w@])@[A-Za-z][A-Za-z0-9_]{{3,31}}(?![\w@]))
    | (?P<hashtag>(?<![\w\#&])\#\w*[^\W\d]\w*)
    | (?P<phone_number>(?<![\w+])\+\d[\d -]{{6,16}}\d(?!\w))
    """,
    re.VERBOSE,
)
_HINT = re.compile(r"[/@#+.]")
_TRAILING = ".,:;!?'\")]}"


def utf16_length(text: str) -> int:
    """Count the UTF-16 units of `text`: characters outside the basic plane (most emoji) count two."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """Cut out the part of `text` that an entity covers."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def clean(text: str) -> str:
    """Return `text` without carriage returns, and with control characters as spaces, as Telegram stores it."""
    return text if text.isprintable() else text.translate(_CONTROL)


def find_entities(text: str) -> list[Entity]:
    """Find the entities that stand in `text` without any markup."""
    if not _HINT.search(text):
        return []
    plain = text.isascii()
    entities = []
    for found in _FOUND.finditer(text):
        kind = found.lastgroup
        value = found[0].rstrip(_TRAILING) if kind == "url" else found[0]
        start = found.start()
        offset = start if plain else utf16_length(text[:start])
        entities.append({"type": kind, "offset": offset, "length": utf16_length(value)})
    return entities


def add_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Add to `entities` those found in `text` that do not touch code."""
    found = find_entities(text)
    if not found or not entities:
        return found or entities
    solid = [e for e in entities if e["type"] in {"code", "pre"}]
    free = [
        one
        for one in found
        if all(
            one["offset"] + one["length"] <= e["offset"] or one["offset"] >= e["offset"] + e["length"] for e in solid
        )
    ]
    return sorted(entities + free, key=lambda entity: (entity["offset"], -entity["length"]))
