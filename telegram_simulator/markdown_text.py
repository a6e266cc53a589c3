"""MarkdownV2 in, plain text with entities out; every reserved character must be escaped, as Telegram
demands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram_simulator.entities import Entity, EntityError, link_entity, settle, utf16_length
from telegram_simulator.tg_links import special_entity

_RESERVED = set("_*[]()~`>#+-=|{}.!")
_STYLES = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
_NAMES = {
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
    "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "text_link": "TextUrl", "blockquote": "BlockQuote",
    "custom_emoji": "CustomEmoji",
}  # fmt: skip
_LANGUAGE = re.compile(r"([^\s`]+)(?=[\s])")


@dataclass(slots=True)
class _Opened:
    kind: str
    marker: str
    offset: int
    byte_offset: int
    pieces: int
    language: str = ""


class _Reader:
    """One pass over a MarkdownV2 text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.pieces: list[str] = []
        self.length = 0
        self.opened: list[_Opened] = []
        self.entities: list[Entity] = []
        self.line_start = True

    def put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += utf16_length(text)

    def bytes_before(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def open(self, kind: str, marker: str, language: str = "") -> None:
        here = self.bytes_before(self.position)
        self.opened.append(_Opened(kind, marker, self.length, here, len(self.pieces), language))

    def close(self, kind: str | None = None) -> None:
        """End the entity opened last; an empty one leaves nothing."""
        entity = self.opened.pop()
        length = self.length - entity.offset
        if length <= 0:
            return
        made: Entity = {"type": kind or entity.kind, "offset": entity.offset, "length": length}
        if entity.language:
            made["language"] = entity.language
        self.entities.append(made)

    def unfinished(self, entity: _Opened) -> EntityError:
        return EntityError(f"Can't find end of {_NAMES[entity.kind]} entity at byte offset {entity.byte_offset}")

    def reserved(self, character: str) -> EntityError:
        return EntityError(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")

    def read(self) -> tuple[str, list[Entity]]:
        while self.position < len(self.source):
            self.step()
        self.end_quote(at_end=True)
        if self.opened:
            raise self.unfinished(self.opened[-1])
        return "".join(self.pieces), settle(self.entities)

    def step(self) -> None:
        source, at = self.source, self.position
        character = source[at]
        inside = self.opened[-1] if self.opened else None
        if character == "\\" and at + 1 < len(source) and 0 < ord(source[at + 1]) <= 126:
            self.put(source[at + 1])
            self.position += 2
            self.line_start = False
        elif inside and inside.kind in {"code", "pre"}:
            self.step_in_code(inside)
        elif character == "\n":
            self.position += 1
            if any(entity.kind == "blockquote" for entity in self.opened):
                if not source.startswith(">", self.position):
                    self.end_quote(at_end=False)
                else:
                    self.position += 1
            self.put("\n")
            self.line_start = True
        elif character == ">" and self.line_start:
            self.open("blockquote", ">")
            self.position += 1
            self.line_start = False
        elif character in _RESERVED:
            self.mark(character)
            self.line_start = False
        else:
            self.put(character)
            self.position += 1
            self.line_start = False

    def step_in_code(self, inside: _Opened) -> None:
        if self.source.startswith(inside.marker, self.position):
            self.position += len(inside.marker)
            self.close()
            return
        if self.source[self.position] == "`":
            raise self.reserved("`")
        self.put(self.source[self.position])
        self.position += 1

    def mark(self, character: str) -> None:
        """Open or close an entity at a reserved character outside code, or raise an error."""
        source, at = self.source, self.position
        inside = self.opened[-1].marker if self.opened else ""
        double = source[at : at + 2]
        marker = double if double in _STYLES and double != inside[:1] else character
        if marker == "__" and inside == "_" and source[at : at + 3] != "___":
            marker = "__" if any(entity.marker == "__" for entity in self.opened) else "_"
        if character == "]" and inside == "[":
            self.end_link()
        elif marker in _STYLES:
            if inside == marker:
                self.close()
            else:
                self.open(_STYLES[marker], marker)
            self.position += len(marker)
        elif source.startswith("```", at):
            self.position += 3
            language = _LANGUAGE.match(source, self.position)
            self.position = language.end() if language else self.position
            if source[self.position : self.position + 1] == "\n":
                self.position += 1
            self.open("pre", "```", language[1] if language else "")
        elif character == "`":
            self.open("code", "`")
            self.position += 1
        elif character == "[":
            self.open("text_link", "[")
            self.position += 1
        elif double == "![":
            self.open("custom_emoji", "[")
            self.position += 2
        else:
            raise self.reserved(character)

    def end_link(self) -> None:
        entity = self.opened.pop()
        special = entity.kind == "custom_emoji"
        self.position += 1
        url = "".join(self.pieces[entity.pieces :])
        if self.source.startswith("(", self.position):
            start = self.position + 1
            found = re.compile(r"((?:\\.|[^)\\])*)\)", re.DOTALL).match(self.source, start)
            if not found:
                raise EntityError(f"Can't find end of a URL at byte offset {self.bytes_before(start)}")
            url = re.sub(r"\\(.)", r"\1", found[1])
            self.position = found.end()
        elif special:
            raise EntityError("The entity must contain a tg://emoji or tg://time URL")
        if special:
            self.put_special(url, entity.offset)
        elif self.length > entity.offset and (link := link_entity(url, entity.offset, self.length - entity.offset)):
            self.entities.append(link)

    def put_special(self, url: str, offset: int) -> None:
        if (made := special_entity(url)) is None:
            raise EntityError("Invalid tg://emoji or tg://time URL specified")
        if self.length > offset:
            self.entities.append({**made, "offset": offset, "length": self.length - offset})

    def end_quote(self, *, at_end: bool) -> None:
        """End a block quote, if one is open; `||` at its very end made it expandable."""
        if not any(entity.kind == "blockquote" for entity in self.opened):
            return
        before = self.position if at_end else self.position - 1
        last = self.opened[-1]
        kind = "blockquote"
        if last.kind == "spoiler" and last.byte_offset == self.bytes_before(before) - 2:
            self.opened.pop()
            kind = "expandable_blockquote"
        if self.opened[-1].kind != "blockquote":
            raise self.unfinished(self.opened[-1])
        self.close(kind)


def parse_markdown_v2(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of MarkdownV2. Raises EntityError with Telegram's sentence."""
    return _Reader(source).read()
