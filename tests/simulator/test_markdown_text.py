"""MarkdownV2: every reserved character is markup or an error."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.entities import EntityError
from bot.simulator.markdown_text import parse_markdown_v2


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("biasa", "biasa", []),
        ("*tebal* _miring_", "tebal miring", [entity("bold", 0, 5), entity("italic", 6, 6)]),
        ("__garis__ ~coret~ ||rahasia||", "garis coret rahasia",
         [entity("underline", 0, 5), entity("strikethrough", 6, 5), entity("spoiler", 12, 7)]),
        ("*a _b_*", "a b", [entity("bold", 0, 3), entity("italic", 2, 1)]),
        ("`a.b`", "a.b", [entity("code", 0, 3)]),
        ("```python\nx = 1\n```", "x = 1\n", [entity("pre", 0, 6, language="python")]),
        ("```\nx\n```", "x\n", [entity("pre", 0, 2)]),
        ("[ini](https://imigrasi.go.id/a\\)b)", "ini", [entity("text_link", 0, 3, url="https://imigrasi.go.id/a)b")]),
        ("\\*a\\*\\.", "*a*.", []),
        (">satu\n>dua\nbiasa", "satu\ndua\nbiasa", [entity("blockquote", 0, 8)]),
        (">satu||", "satu", [entity("expandable_blockquote", 0, 4)]),
        ("😀*x*", "😀x", [entity("bold", 2, 1)]),
    ],
)  # fmt: skip
def test_markdown_becomes_text_and_entities(source: str, text: str, entities: list[dict[str, Any]]):
    assert parse_markdown_v2(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("Rp650.000", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a-b", "Character '-' is reserved and must be escaped with the preceding '\\'"),
        ("halo!", "Character '!' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("*tebal", "Can't find end of Bold entity at byte offset 0"),
        ("é _x", "Can't find end of Italic entity at byte offset 3"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
        ("[a](b", "Can't find end of a URL at byte offset 4"),
        (">*a", "Can't find end of Bold entity at byte offset 1"),
    ],
)
def test_markdown_is_refused_in_telegrams_words(source: str, refusal: str):
    with pytest.raises(EntityError) as refused:
        parse_markdown_v2(source)
    assert str(refused.value) == refusal
