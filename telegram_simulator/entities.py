"""Entities: what makes a piece of a text bold, a link or a quote, and what Telegram finds in plain text by itself.

An entity has the Bot API's own form, `{"type", "offset", "length", …}`; offsets and lengths count UTF-16 units.
"""

from __future__ import annotations

import re
from typing import Any

Entity = dict[str, Any]

_CONTROL = {code: " " for code in range(32) if code != 10} | {13: None}
_STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler"}
_QUOTES = {"blockquote", "expandable_blockquote"}
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


class EntityError(ValueError):
    """Text that cannot be parsed; the sentence is Telegram's, without its prefix "can't parse entities"."""


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


def link_entity(url: str, offset: int, length: int) -> Entity | None:
    """Make a link's entity; None for an address that Telegram does not accept."""
    checked = checked_link(url)
    return {"type": "text_link", "offset": offset, "length": length, "url": checked} if checked else None


def checked_link(url: str) -> str | None:
    """Return the address as Telegram keeps it, or None: http, https, tg and ton only, and a host with a dot."""
    found = re.fullmatch(r"(?:(https?|tg|ton)://)?([^\s/?#]+)([/?#]\S*)?", url.strip(), re.IGNORECASE)
    if not found:
        return None
    scheme, host, rest = (found[1] or "http").lower(), found[2].lower(), found[3] or ""
    if scheme in {"tg", "ton"}:
        return f"{scheme}://{host}{rest}" if re.fullmatch(r"[a-z0-9_-]+", host) else None
    name = host.rpartition("@")[2].partition(":")[0]
    if "." not in name or not re.fullmatch(r"[^:]+(:\d{1,5})?", host.rpartition("@")[2]):
        return None
    return f"{scheme}://{host}{rest if rest.startswith('/') else '/' + rest}"


def settle(entities: list[Entity]) -> list[Entity]:
    """Sort entities and drop what Telegram does not keep: a second link, code or quote that overlaps the first.

    Touching pieces of one style become one.
    """
    if len(entities) < 2:
        return entities
    solid = [entity for entity in entities if entity["type"] not in _STYLES and entity["type"] not in _QUOTES]
    kept = _without_overlap(solid) + _without_overlap([e for e in entities if e["type"] in _QUOTES])
    for style in _STYLES:
        kept += _joined([e for e in entities if e["type"] == style])
    return sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))


def _without_overlap(entities: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        if not kept or entity["offset"] >= kept[-1]["offset"] + kept[-1]["length"]:
            kept.append(entity)
    return kept


def _joined(pieces: list[Entity]) -> list[Entity]:
    joined: list[Entity] = []
    for piece in sorted(pieces, key=lambda e: int(e["offset"])):
        end = piece["offset"] + piece["length"]
        if joined and piece["offset"] <= joined[-1]["offset"] + joined[-1]["length"]:
            joined[-1]["length"] = max(end - joined[-1]["offset"], joined[-1]["length"])
        else:
            joined.append(dict(piece))
    return joined


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
    """Add to `entities` those found in `text` that do not touch a link or code."""
    found = find_entities(text)
    if not found or not entities:
        return found or entities
    solid = [e for e in entities if e["type"] in {"text_link", "code", "pre"}]
    free = [
        one
        for one in found
        if all(
            one["offset"] + one["length"] <= e["offset"] or one["offset"] >= e["offset"] + e["length"] for e in solid
        )
    ]
    return sorted(entities + free, key=lambda entity: (entity["offset"], -entity["length"]))
