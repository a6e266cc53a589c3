"""Entities: what makes a piece of a text bold, a link or a quote, in the Bot API's own form.

An entity is `{"type", "offset", "length", …}`; offsets and lengths count UTF-16 units.
"""

from __future__ import annotations

import re
from typing import Any

Entity = dict[str, Any]

_CONTROL = {code: " " for code in range(32) if code != 10} | {13: None}
_STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler"}
_QUOTES = {"blockquote", "expandable_blockquote"}


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
    """Make a link's entity: a mention for tg://user?id=…, None for an address that Telegram does not accept."""
    place = {"offset": offset, "length": length}
    if mention := re.fullmatch(r"tg://user/?\?id=(\d+)", url):
        return {"type": "text_mention", **place, "user": {"id": int(mention[1])}}
    checked = checked_link(url)
    return {"type": "text_link", **place, "url": checked} if checked else None


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
    """Entities sorted, without overlap that Telegram does not keep: nothing stays inside or around code and
    pre, a second link or quote that overlaps the first is dropped, and touching pieces of one style become
    one."""
    if len(entities) < 2:
        for entity in entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return entities
    solid = [entity for entity in entities if entity["type"] not in _STYLES and entity["type"] not in _QUOTES]
    kept = _without_overlap(solid) + _without_overlap([e for e in entities if e["type"] in _QUOTES])
    code = [entity for entity in kept if entity["type"] in {"code", "pre"}]
    for style in _STYLES:
        pieces = [e for e in entities if e["type"] == style]
        for block in code:
            pieces = [rest for piece in pieces for rest in _cut(piece, block)]
        kept += _joined(pieces)
    for entity in kept:
        if entity["type"] == "code":
            entity.pop("language", None)
    return sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))


def _without_overlap(entities: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        if not kept or entity["offset"] >= kept[-1]["offset"] + kept[-1]["length"]:
            kept.append(entity)
    return kept


def _cut(piece: Entity, block: Entity) -> list[Entity]:
    """Return what is left of `piece` outside `block`."""
    start, end = piece["offset"], piece["offset"] + piece["length"]
    block_start, block_end = block["offset"], block["offset"] + block["length"]
    if end <= block_start or start >= block_end:
        return [piece]
    left = [{**piece, "length": block_start - start}] if start < block_start else []
    right = [{**piece, "offset": block_end, "length": end - block_end}] if end > block_end else []
    return left + right


def _joined(pieces: list[Entity]) -> list[Entity]:
    joined: list[Entity] = []
    for piece in sorted(pieces, key=lambda e: int(e["offset"])):
        end = piece["offset"] + piece["length"]
        if joined and piece["offset"] <= joined[-1]["offset"] + joined[-1]["length"]:
            joined[-1]["length"] = max(end - joined[-1]["offset"], joined[-1]["length"])
        else:
            joined.append(dict(piece))
    return joined
