"""Formatted text: what HTML becomes or why it is refused, what is found in it, how the page shows it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, strategies as st

from telegram_simulator.entities import add_found, find_entities, utf16_slice
from telegram_simulator.html_text import EntityError, parse_html
from telegram_simulator.page_view import render_html
from tests.tables import each_line

PARSED = [
    ("biasa", "biasa", []),
    ("<u>a</u> <s>b</s> <i>c</i>", "a b c", [("underline", 0, 1), ("strikethrough", 2, 1), ("italic", 4, 1)]),
    ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
    ("<code>a = 1</code><pre>b</pre>", "a = 1b", [("code", 0, 5), ("pre", 5, 1)]),
    ("<blockquote>k</blockquote>", "k", [("blockquote", 0, 1)]),
    ("<blockquote expandable>k</blockquote>", "k", [("expandable_blockquote", 0, 1)]),
    ("&lt;b&gt; &amp; &quot;x&quot; &#39;", '<b> & "x" \'', []),
    ("&copy; &nbsp; a&b &", "&copy; &nbsp; a&b &", []),
    ("😀<B>😀</>", "😀😀", [("bold", 2, 2)]),
    ("<b>a<i>b</i></b><b></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
]
REFUSED = [
    ("a<br/>b", 'Unsupported start tag "br/" at byte offset 1'),
    ("5 < 6 dan 7 > 3", 'Unsupported start tag "" at byte offset 2'),
    ('<a href="https://imigrasi.go.id">x</a>', 'Unsupported start tag "a" at byte offset 0'),
    ("biaya<650", "Unclosed start tag at byte offset 5"),
    ("é<x>", 'Unsupported start tag "x" at byte offset 2'),
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
]
FOUND = [
    ("biasa saja KTP/KK Rp650.000 jam 08.00", []),
    ("/start mandurian", [("bot_command", "/start")]),
    ("😀 /bantuan@tanya_pimpasa_bot ya", [("bot_command", "/bantuan@tanya_pimpasa_bot")]),
    ("tanya @budi_tapin dan @ab", [("mention", "@budi_tapin")]),
    ("lihat https://imigrasi.go.id/paspor?x=1.", [("url", "https://imigrasi.go.id/paspor?x=1")]),
    ("lihat www.imigrasi.go.id, ya", [("url", "www.imigrasi.go.id")]),
    ("surat ke humas@imigrasi.go.id", [("email", "humas@imigrasi.go.id")]),
    ("#paspor dan #2025", [("hashtag", "#paspor")]),
    ("telepon +62811 2345 678 ya", [("phone_number", "+62811 2345 678")]),
]
SHOWN = ["1 &lt; 2 &amp; <b>3</b>", "<b>a<i>b</i></b>c", "<pre>x</pre>", "😀<u>x</u>"]


@each_line(("source", "text", "entities"), PARSED)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    parsed, found = parse_html(source)
    assert (parsed, [(one["type"], one["offset"], one["length"]) for one in found]) == (text, entities)


@each_line(("source", "refusal"), REFUSED)
def test_html_is_refused_in_telegrams_words(source: str, refusal: str) -> None:
    with pytest.raises(EntityError) as refused:
        parse_html(source)
    assert str(refused.value) == refusal


@each_line(("text", "found"), FOUND)
def test_links_commands_and_names_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert [(e["type"], utf16_slice(text, e["offset"], e["length"])) for e in find_entities(text)] == found


def test_nothing_is_found_inside_code_and_a_link_in_bold_keeps_both() -> None:
    code = [{"type": "code", "offset": 0, "length": 6}]
    assert add_found("/start /help", code) == [*code, {"type": "bot_command", "offset": 7, "length": 5}]
    bold = [{"type": "bold", "offset": 0, "length": 14}]
    assert add_found("imigrasi.go.id", bold) == [*bold, {"type": "url", "offset": 0, "length": 14}]


@each_line("html", SHOWN)
def test_the_page_shows_what_was_sent(html: str) -> None:
    assert render_html(*parse_html(html)) == html


def test_a_link_opens_elsewhere_and_another_scheme_is_only_text() -> None:
    link = '<a href="https://a.i" target="_blank" rel="noopener noreferrer">https://a.i</a>'
    assert render_html("https://a.i", [{"type": "url", "offset": 0, "length": 11}]) == link
    assert render_html("javascript://a", [{"type": "url", "offset": 0, "length": 14}]) == "javascript://a"


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag != "script"
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


PLACES = {"offset": st.integers(0, 25), "length": st.integers(0, 25)}
TYPES = st.sampled_from(["bold", "italic", "code", "pre", "blockquote", "url", "email", "aneh"])
ENTITIES = st.lists(st.fixed_dictionaries({"type": TYPES, **PLACES}), max_size=6)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), ENTITIES)
def test_whatever_the_entities_are_the_tags_nest_and_the_text_stays(text: str, entities: list[dict[str, Any]]) -> None:
    parser = _Balance()
    parser.feed(render_html(text, entities))
    parser.close()
    assert parser.opened == []
    if all(ord(character) < 0x10000 for character in text):
        assert parser.text == text
