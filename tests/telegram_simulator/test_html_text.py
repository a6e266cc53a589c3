"""Telegram's HTML: what becomes of it, and in which words it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from telegram_simulator.html_text import EntityError, parse_html


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("biasa", "biasa", []),
        ("<b>tebal</b>", "tebal", [entity("bold", 0, 5)]),
        ("<u>a</u> <s>b</s> <i>c</i>", "a b c", [
            entity("underline", 0, 1), entity("strikethrough", 2, 1), entity("italic", 4, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [entity("spoiler", 0, 1)]),
        ("<code>a = 1</code>", "a = 1", [entity("code", 0, 5)]),
        ("<pre>a\nb</pre>", "a\nb", [entity("pre", 0, 3)]),
        ("<blockquote>k</blockquote>", "k", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>k</blockquote>", "k", [entity("expandable_blockquote", 0, 1)]),
        ("&lt;b&gt; &amp; &quot;x&quot; &#39;", "<b> & \"x\" '", []),
        ("&copy; &nbsp; a&b &", "&copy; &nbsp; a&b &", []),
        ("😀<b>😀</b>", "😀😀", [entity("bold", 2, 2)]),
        ("<B>x</B>", "x", [entity("bold", 0, 1)]),
        ("<b>a<i>b</i></b>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
        ("<b></b>kosong", "kosong", []),
        ("<b>x</>", "x", [entity("bold", 0, 1)]),
    ],
)  # fmt: skip
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    parsed, found = parse_html(source)
    assert parsed == text
    assert sorted(found, key=repr) == sorted(entities, key=repr)
    assert [e["offset"] for e in found] == sorted(e["offset"] for e in found)


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("a<br/>b", 'Unsupported start tag "br/" at byte offset 1'),
        ("5 < 6 dan 7 > 3", 'Unsupported start tag "" at byte offset 2'),
        ('<a href="https://imigrasi.go.id">x</a>', 'Unsupported start tag "a" at byte offset 0'),
        ("biaya<650", "Unclosed start tag at byte offset 5"),
        ("é<x>", 'Unsupported start tag "x" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_html_is_refused_in_telegrams_words(source: str, refusal: str) -> None:
    with pytest.raises(EntityError) as refused:
        parse_html(source)
    assert str(refused.value) == refusal
