"""The text of a call: Telegram's HTML in, plain text with entities out, refused in Telegram's words."""

from __future__ import annotations

import html
import re
from typing import Any

from telegram_simulator.entities import Entity, add_found, clean, utf16_length
from telegram_simulator.errors import bad_request
from telegram_simulator.params import Call

MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_SOURCE = 1 << 15
_MARK = re.compile(r"<[^>]*>?|&(?:lt|gt|amp|quot|#\d+);")
_TAGS = {
    "b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "code": "code", "pre": "pre",
    "tg-spoiler": "spoiler", "blockquote": "blockquote", "blockquote expandable": "expandable_blockquote",
}  # fmt: skip
"""What the bot may write, and what it becomes."""


class EntityError(ValueError):
    """Text that cannot be parsed; the sentence is Telegram's, without its prefix "can't parse entities"."""


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of Telegram's HTML. Raises EntityError with Telegram's sentence."""
    pieces: list[str] = []
    entities: list[Entity] = []
    opened: list[tuple[str, int]] = []
    position = length = 0
    for found in _MARK.finditer(source):
        mark, plain = found[0], source[position : found.start()]
        if mark.startswith("&"):
            plain += html.unescape(mark)
        pieces.append(plain)
        length += utf16_length(plain)
        position = found.end()
        if mark.startswith("</"):
            tag, begin = _ended(mark, opened, _at(source, found.start()))
            if length > begin:
                entities.append({"type": _TAGS[tag], "offset": begin, "length": length - begin})
        elif mark.startswith("<"):
            opened.append((_started(mark, _at(source, found.start())), length))
    if opened:
        raise EntityError(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    pieces.append(source[position:])
    return "".join(pieces), sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _at(source: str, position: int) -> str:
    return f"at byte offset {len(source[:position].encode('utf-8', 'surrogatepass'))}"


def _started(mark: str, at: str) -> str:
    if not mark.endswith(">"):
        raise EntityError(f"Unclosed start tag {at}")
    tag = mark[1:-1].lower()
    if tag not in _TAGS:
        raise EntityError(f'Unsupported start tag "{tag.partition(" ")[0]}" {at}')
    return tag


def _ended(mark: str, opened: list[tuple[str, int]], at: str) -> tuple[str, int]:
    """Return the tag that ends with this mark, and where it began."""
    if not opened:
        raise EntityError(f"Unexpected end tag {at}")
    if not mark.endswith(">"):
        raise EntityError(f"Unclosed end tag {at}")
    expected, name = opened[-1][0].partition(" ")[0], mark[2:-1].strip().lower()
    if name not in ("", expected):
        raise EntityError(f'Unmatched end tag {at}, expected "</{expected}>", found "</{name}>"')
    return opened.pop()


def _format(call: Call, name: str) -> tuple[str, list[Entity]]:
    """Format a parameter as Telegram stores it, trimmed, with all entities. Raises ApiError in Telegram's words."""
    source, mode = clean(call.text(name)), call.text("parse_mode")
    if len(source.encode("utf-8", "surrogatepass")) > _MAX_SOURCE:
        raise bad_request("text is too long")
    if mode.lower() not in ("", "html"):
        raise bad_request(f"parse_mode {mode} is not played by this server; use HTML")
    try:
        text, entities = parse_html(source) if mode else (source, [])
    except EntityError as error:
        raise bad_request(f"can't parse entities: {error}") from None
    text, entities = _trim(text, entities)
    return (text, add_found(text, entities)) if text.strip() else ("", [])


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without blanks at both ends; a leading blank stays where an entity begins."""
    if not entities:
        return text.strip(), entities
    end = utf16_length(text.rstrip())
    start = 0
    while start < min(entity["offset"] for entity in entities) and text[start] in " \n":
        start += 1
    trimmed = []
    for entity in entities:
        length = min(entity["length"], end - entity["offset"])
        if length > 0:
            trimmed.append({**entity, "offset": entity["offset"] - start, "length": length})
    return text.rstrip()[start:], trimmed


def read_text(call: Call) -> dict[str, Any]:
    """Turn the `text` of a call into message fields. Raises ApiError when it is empty, too long or cannot be parsed."""
    if not call.text("text"):
        raise bad_request("message text is empty")
    text, entities = _format(call, "text")
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def read_caption(call: Call) -> dict[str, Any]:
    """Turn the `caption` of a call into message fields, {} for none. Raises ApiError as `read_text`."""
    text, entities = _format(call, "caption")
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    fields: dict[str, Any] = {"caption": text} if text else {}
    return fields | ({"caption_entities": entities} if entities else {})
