"""The text of a call: Telegram's HTML in, plain text with entities out, refused in Telegram's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from telegram_simulator.entities import Entity, EntityError, add_found, clean, link_entity, settle, utf16_length
from telegram_simulator.errors import bad_request
from telegram_simulator.params import Call

MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_SOURCE = 1 << 15

_SPECIAL = re.compile(r"[<&]")
_NUMERIC = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));?")
_NAMED = re.compile(r"&([a-zA-Z]+);?")
_NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE_NAME = re.compile(r"""[^\s=>/"']*""")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_BLANK = re.compile(r"\s*")

_STYLE_OF_TAG = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
_TAGS = {*_STYLE_OF_TAG, "a", "code", "pre", "blockquote"}


@dataclass(slots=True)
class _OpenTag:
    name: str
    argument: str
    offset: int
    pieces: int


def _at(source: str, position: int) -> str:
    return f"at byte offset {len(source[:position].encode('utf-8', 'surrogatepass'))}"


def _character_reference(source: str, position: int) -> tuple[str, int] | None:
    """Read the character that stands at `&`, and where the reference ends; None when it is an ordinary ampersand."""
    if named := _NAMED.match(source, position):
        character = _NAMED_CHARACTERS.get(named[1])
        return None if character is None else (character, named.end())
    if numeric := _NUMERIC.match(source, position):
        code = int(numeric[1], 16) if numeric[1] else int(numeric[2])
        if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
            return chr(code), numeric.end()
    return None


def _unescape(value: str) -> str:
    pieces, position = [], 0
    while (ampersand := value.find("&", position)) >= 0:
        found = _character_reference(value, ampersand)
        character, end = found or ("&", ampersand + 1)
        pieces += [value[position:ampersand], character]
        position = end
    return "".join(pieces) + value[position:]


def _attribute_value(source: str, position: int, start: int, tag: str) -> tuple[str, int]:
    """Read the value after `=`, and where it ends: a quoted string, or a bare name token (made lower case)."""
    if position >= len(source):
        raise EntityError(f'Unclosed start tag "{tag}" {_at(source, start)}')
    if (quote := source[position]) in "\"'":
        end = source.find(quote, position + 1)
        if end < 0 or end + 1 >= len(source):
            raise EntityError(f"Unclosed start tag {_at(source, start)}")
        return _unescape(source[position + 1 : end]), end + 1
    token = _NAME_TOKEN.match(source, position)
    end = token.end() if token else position
    if end >= len(source):
        raise EntityError(f"Unclosed start tag {_at(source, start)}")
    if source[end] != ">" and not source[end].isspace():
        raise EntityError(f"Unexpected end of name token {_at(source, position)}")
    return source[position:end].lower(), end


def _skip_blank(source: str, position: int) -> int:
    blank = _BLANK.match(source, position)
    return blank.end() if blank else position


def _name_end(source: str, position: int) -> int:
    """Find where the tag's name ends that begins at `position`."""
    while position < len(source) and source[position] != ">" and not source[position].isspace():
        position += 1
    return position


def _argument(tag: str, name: str, value: str | None) -> str | None:
    """Read what an attribute means for its tag; None when it means nothing."""
    if tag == "blockquote" and name == "expandable":
        return "1"
    if value is None:
        return None
    if (tag, name) == ("a", "href"):
        return value
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return None


def _start_tag(source: str, start: int) -> tuple[str, str, int]:
    """Read name, argument and end of the tag that opens at `start`."""
    position = _name_end(source, start + 1)
    if position >= len(source):
        raise EntityError(f"Unclosed start tag {_at(source, start)}")
    tag = source[start + 1 : position].lower()
    if tag not in _TAGS:
        raise EntityError(f'Unsupported start tag "{tag}" {_at(source, start)}')
    argument = ""
    while True:
        position = _skip_blank(source, position)
        if source[position : position + 1] == ">":
            break
        found = _ATTRIBUTE_NAME.match(source, position)
        name = found[0] if found else ""
        if not name:
            raise EntityError(f'Empty attribute name in the tag "{tag}" {_at(source, start)}')
        position = _skip_blank(source, position + len(name))
        if position >= len(source):
            raise EntityError(f'Unclosed start tag "{tag}" {_at(source, start)}')
        value = None
        if source[position] == "=":
            value, position = _attribute_value(source, _skip_blank(source, position + 1), start, tag)
        argument = _argument(tag, name, value) or argument
    if tag == "span" and argument != "spoiler":
        raise EntityError(f'Tag "span" must have class "tg-spoiler" {_at(source, start)}')
    return tag, argument, position + 1


def _end_tag(source: str, start: int, opened: list[_OpenTag]) -> int:
    """Check the closing tag at `start` against the last one opened; returns where it ends."""
    if not opened:
        raise EntityError(f"Unexpected end tag {_at(source, start)}")
    position = _name_end(source, start + 2)
    name = source[start + 2 : position].lower()
    position = _skip_blank(source, position)
    if source[position : position + 1] != ">":
        raise EntityError(f"Unclosed end tag {_at(source, start)}")
    expected = opened[-1].name
    if name and name != expected:
        raise EntityError(f'Unmatched end tag {_at(source, start)}, expected "</{expected}>", found "</{name}>"')
    return position + 1


def _close(tag: _OpenTag, end: int, inner: str) -> Entity | None:
    """Make the entity of a finished tag; None for a link whose address is none."""
    place: Entity = {"offset": tag.offset, "length": end - tag.offset}
    if tag.name == "a":
        return link_entity(tag.argument or inner, place["offset"], place["length"])
    if tag.name == "blockquote":
        return {"type": "expandable_blockquote" if tag.argument else "blockquote", **place}
    return {"type": _STYLE_OF_TAG.get(tag.name, tag.name), **place}


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of Telegram's HTML. Raises EntityError with Telegram's sentence."""
    pieces: list[str] = []
    entities: list[Entity] = []
    opened: list[_OpenTag] = []
    position = length = 0
    while special := _SPECIAL.search(source, position):
        start = special.start()
        plain = source[position:start]
        pieces.append(plain)
        length += utf16_length(plain)
        if special[0] == "&":
            character, position = _character_reference(source, start) or ("&", start + 1)
            pieces.append(character)
            length += utf16_length(character)
        elif source.startswith("</", start):
            position = _end_tag(source, start, opened)
            tag = opened.pop()
            if length > tag.offset and (made := _close(tag, length, "".join(pieces[tag.pieces :]))):
                entities.append(made)
        else:
            name, argument, position = _start_tag(source, start)
            opened.append(_OpenTag(name, argument, length, len(pieces)))
    if opened:
        raise EntityError(f'Can\'t find end tag corresponding to start tag "{opened[-1].name}"')
    pieces.append(source[position:])
    return "".join(pieces), settle(entities)


def _parse(source: str, mode: str) -> tuple[str, list[Entity]]:
    if len(source.encode("utf-8", "surrogatepass")) > _MAX_SOURCE:
        raise bad_request("text is too long")
    source = clean(source)
    match mode.lower():
        case "":
            return source, []
        case "html":
            try:
                return parse_html(source)
            except EntityError as error:
                raise bad_request(f"can't parse entities: {error}") from None
        case "markdown" | "markdownv2":
            raise bad_request(f"parse_mode {mode} is not played by this server; use HTML")
        case _:
            raise bad_request("unsupported parse_mode")


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


def _format(call: Call, name: str) -> tuple[str, list[Entity]]:
    """Format a parameter as Telegram stores it, trimmed, with all entities. Raises ApiError in Telegram's words."""
    text, entities = _trim(*_parse(call.text(name), call.text("parse_mode")))
    if not text.strip():
        return "", []
    return text, add_found(text, entities)


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
