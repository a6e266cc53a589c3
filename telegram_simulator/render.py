"""Formatted text as HTML that a page may show as it is."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from telegram_simulator.entities import Entity

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "code": ("<code>", "</code>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
    "mention": ('<span class="mention">', "</span>"),
    "text_mention": ('<span class="mention">', "</span>"),
    "hashtag": ('<span class="hashtag">', "</span>"),
    "bot_command": ('<span class="command">', "</span>"),
}
SAFE_LINKS = ("http://", "https://", "tg://", "mailto:", "tel:")


def _link(href: str) -> tuple[str, str]:
    if not href.lower().startswith(SAFE_LINKS):
        return "", ""
    return f'<a href="{escape(href)}" target="_blank" rel="noopener noreferrer">', "</a>"


def _tags(entity: Entity, covered: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "pre":
        language = entity.get("language")
        if not language:
            return "<pre>", "</pre>"
        return f'<pre><code class="language-{escape(str(language))}">', "</code></pre>"
    if kind == "text_link":
        return _link(str(entity.get("url", "")))
    if kind == "url":
        return _link(covered if "://" in covered else f"http://{covered}")
    if kind == "email":
        return _link(f"mailto:{covered}")
    if kind == "phone_number":
        return _link("tel:" + covered.replace(" ", "").replace("-", ""))
    return _TAGS.get(kind, ("", ""))


class _Span(NamedTuple):
    start: int
    end: int
    opening: str
    closing: str


def render_html(text: str, entities: list[Entity]) -> str:
    """Write `text` as HTML for a page: everything escaped, only known tags, only harmless links.

    Entities that overlap without one being inside the other are closed and opened again, so that tags always nest.
    """
    if not entities:
        return escape(text)
    units = text.encode("utf-16-le", "surrogatepass")
    total = len(units) // 2

    def part(start: int, end: int) -> str:
        return units[2 * start : 2 * end].decode("utf-16-le", "replace")

    spans = []
    for entity in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        start, end = entity["offset"], min(entity["offset"] + entity["length"], total)
        if 0 <= start < end:
            spans.append(_Span(start, end, *_tags(entity, part(start, end))))
    cuts = sorted({0, total, *(span.start for span in spans), *(span.end for span in spans)})
    out: list[str] = []
    opened: list[_Span] = []
    for position, following in zip(cuts, [*cuts[1:], total], strict=True):
        again = _end_spans(opened, position, out)
        starting = [*again, *(span for span in spans if span.start == position)]
        out += [span.opening for span in starting]
        opened += starting
        out.append(escape(part(position, following)))
    return "".join(out)


def _end_spans(opened: list[_Span], position: int, out: list[str]) -> list[_Span]:
    """Close what ends here and all that was opened after it; returns what must be opened again."""
    first = next((place for place, span in enumerate(opened) if span.end <= position), len(opened))
    closed = opened[first:]
    del opened[first:]
    out += [span.closing for span in reversed(closed)]
    return [span for span in closed if span.end > position]
