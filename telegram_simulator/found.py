"""What Telegram finds in plain text by itself: commands, mentions, hashtags, addresses, e-mail and phone
numbers."""

from __future__ import annotations

import re

from telegram_simulator.entities import Entity, utf16_length

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
    """Add to `entities` those found in `text` that do not touch a link, a mention or code."""
    found = find_entities(text)
    if not found or not entities:
        return found or entities
    solid = [e for e in entities if e["type"] in {"text_link", "text_mention", "code", "pre", "custom_emoji"}]
    free = [
        one
        for one in found
        if all(
            one["offset"] + one["length"] <= e["offset"] or one["offset"] >= e["offset"] + e["length"] for e in solid
        )
    ]
    return sorted(entities + free, key=lambda entity: (entity["offset"], -entity["length"]))
