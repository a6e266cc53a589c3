"""Telegram's HTML: what becomes of it, and in which words it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from telegram_simulator.entities import EntityError
from telegram_simulator.html_text import parse_html


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("biasa", "biasa", []),
        ("<b>tebal</b>", "tebal", [entity("bold", 0, 5)]),
        ("<strong>a</strong> <em>b</em>", "a b", [entity("bold", 0, 1), entity("italic", 2, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [entity("underline", 0, 2)]),
        ("<s>a</s> <strike>b</strike> <del>c</del>", "a b c", [entity("strikethrough", i, 1) for i in (0, 2, 4)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [entity("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [entity("spoiler", 0, 1)]),
        ("<code>a = 1</code>", "a = 1", [entity("code", 0, 5)]),
        ("<pre>a\nb</pre>", "a\nb", [entity("pre", 0, 3)]),
        ('<a href="https://imigrasi.go.id/a?b=1&amp;c=2">ini</a>', "ini",
         [entity("text_link", 0, 3, url="https://imigrasi.go.id/a?b=1&c=2")]),
        ("<a href='imigrasi.go.id'>ini</a>", "ini", [entity("text_link", 0, 3, url="http://imigrasi.go.id/")]),
        ('<a href="javascript:alert(1)">ini</a>', "ini", []),
        ("<blockquote>k</blockquote>", "k", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>k</blockquote>", "k", [entity("expandable_blockquote", 0, 1)]),
        ("&lt;b&gt; &amp; &quot;x&quot; &#39; &#x41;", "<b> & \"x\" ' A", []),
        ("&copy; &nbsp; a&b &", "&copy; &nbsp; a&b &", []),
        ("&lt", "<", []),
        ("😀<b>😀</b>", "😀😀", [entity("bold", 2, 2)]),
        ("👨‍👩‍👧 <b>keluarga</b>", "👨‍👩‍👧 keluarga", [entity("bold", 9, 8)]),
        ("<B>x</B>", "x", [entity("bold", 0, 1)]),
        ("<b>a<i>b</i></b>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
        ("<b></b>kosong", "kosong", []),
        ("<b>a</b><b>b</b>", "ab", [entity("bold", 0, 2)]),
        ("<b>x</>", "x", [entity("bold", 0, 1)]),
        ('<b class="x" data-y=z>x</b >', "x", [entity("bold", 0, 1)]),
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
        ("biaya<650", "Unclosed start tag at byte offset 5"),
        ("é<x>", 'Unsupported start tag "x" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_html_is_refused_in_telegrams_words(source: str, refusal: str) -> None:
    with pytest.raises(EntityError) as refused:
        parse_html(source)
    assert str(refused.value) == refusal
