"""Texts and captions as the bot sends them: parse_mode, given entities, limits, and what Telegram finds by
itself."""

from __future__ import annotations

from typing import Any

from telegram_simulator.entities import Entity, EntityError, clean, link_entity, settle, utf16_length
from telegram_simulator.errors import bad_request
from telegram_simulator.found import add_found
from telegram_simulator.html_text import parse_html
from telegram_simulator.params import Call
from telegram_simulator.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_SOURCE = 1 << 15
_ENTITY_TYPES = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
    "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention",
    "custom_emoji", "date_time",
}  # fmt: skip
_FOUND_BY_SERVER = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}


def _given_entity(value: object) -> Entity | None:
    """Read one entity of the `entities` parameter; None for those that Telegram finds itself."""
    if not isinstance(value, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind, offset, length = value.get("type"), value.get("offset"), value.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        field = "length" if isinstance(offset, int) else "offset"
        raise bad_request(f"can't parse MessageEntity: Can't find field \"{field}\"")
    if kind not in _ENTITY_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if kind in _FOUND_BY_SERVER or length <= 0 or offset < 0:
        return None
    if kind == "text_link":
        return link_entity(str(value.get("url", "")), offset, length)
    return {name: value[name] for name in value if value[name] is not None}


def _parse(source: str, mode: str, given: object) -> tuple[str, list[Entity]]:
    if len(source.encode("utf-8", "surrogatepass")) > _MAX_SOURCE:
        raise bad_request("text is too long")
    source = clean(source)
    match mode.lower():
        case "" | "none":
            entities = [_given_entity(value) for value in given] if isinstance(given, list) else []
            return source, settle([entity for entity in entities if entity is not None])
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


def format_text(world: World, source: str, mode: str, given: object) -> tuple[str, list[Entity]]:
    """Format `source` as Telegram stores it, trimmed, with all entities. Raises ApiError in Telegram's words."""
    text, entities = _trim(*_parse(source, mode, given))
    if not text.strip():
        return "", []
    entities = add_found(text, entities)
    for entity in list(entities):
        if entity["type"] == "text_mention":
            person = world.people.get(entity["user"]["id"])
            if person is None:
                entities.remove(entity)
            else:
                entity["user"] = person.user()
    return text, entities


def read_text(world: World, call: Call) -> dict[str, Any]:
    """Turn the `text` of a call into message fields. Raises ApiError when it is empty, too long or cannot be parsed."""
    source = call.text("text")
    if not source:
        raise bad_request("message text is empty")
    text, entities = format_text(world, source, call.text("parse_mode"), call.json("entities", "entities"))
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > MAX_TEXT or utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    content: dict[str, Any] = {"text": text}
    if entities:
        content["entities"] = entities
    options = call.json("link_preview_options", "link preview options")
    if options is None and call.flag("disable_web_page_preview"):
        options = {"is_disabled": True}
    if isinstance(options, dict) and options:
        content["link_preview_options"] = options
    return content


def caption_fields(world: World, source: str, mode: str, given: object) -> dict[str, Any]:
    """Turn a caption into message fields, {} for none. Raises ApiError when it is too long or cannot be parsed."""
    if not source:
        return {}
    text, entities = format_text(world, source, mode, given)
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    content: dict[str, Any] = {"caption": text} if text else {}
    if text and entities:
        content["caption_entities"] = entities
    return content


def read_caption(world: World, call: Call) -> dict[str, Any]:
    """Turn the `caption` of a call into message fields."""
    given = call.json("caption_entities", "caption entities")
    fields = caption_fields(world, call.text("caption"), call.text("parse_mode"), given)
    if fields and call.flag("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    return fields
