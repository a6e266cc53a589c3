"""MarkdownV2: every reserved character is markup or an error."""

from __future__ import annotations

from typing import Any

import pytest

from telegram_simulator.entities import EntityError
from telegram_simulator.markdown_text import parse_markdown_v2


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
        ("![👍](tg://emoji?id=5368324170671202286)", "👍",
         [entity("custom_emoji", 0, 2, custom_emoji_id="5368324170671202286")]),
        ("*a ![👍](tg:emoji?x=1&id=25#y)*", "a 👍",
         [entity("bold", 0, 4), entity("custom_emoji", 2, 2, custom_emoji_id="25")]),
        ("![besok](tg://time?unix=1647531900&format=wDT)", "besok",
         [entity("date_time", 0, 5, unix_time=1647531900, date_time_format="wDT")]),
        ("![besok](tg://time?unix=1647531900)", "besok", [entity("date_time", 0, 5, unix_time=1647531900)]),
        ("![](tg://emoji?id=25)x", "x", []),
    ],
)  # fmt: skip
def test_markdown_becomes_text_and_entities(source: str, text: str, entities: list[dict[str, Any]]) -> None:
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
        ("🏟 🏟![", "Can't find end of CustomEmoji entity at byte offset 9"),
        ("🏟 🏟![👍]", "The entity must contain a tg://emoji or tg://time URL"),
        ("🏟 🏟![👍](tg://emoji?id=1234", "Can't find end of a URL at byte offset 17"),
        *[
            (f"![👍]({link})", "Invalid tg://emoji or tg://time URL specified")
            for link in (
                "",
                "https://imigrasi\\.go\\.id",
                "t://emoji?id=1",
                "tg:emojis?id=1",
                "tg://emoji",
                "tg://emoji?test=1#&id=25",
                "tg://emoji?id=025",
                "tg://emoji?id=0",
                "tg://emoji?id=9223372036854775808",
                "tg://time",
                "tg://time?unix=0",
                "tg://time?unix=\\-5",
                "tg://time?unix=2147483648",
                "tg://time?unix=1&format=rt",
                "tg://time?unix=1&format=x",
            )
        ],
    ],
)
def test_markdown_is_refused_in_telegrams_words(source: str, refusal: str) -> None:
    with pytest.raises(EntityError) as refused:
        parse_markdown_v2(source)
    assert str(refused.value) == refusal
