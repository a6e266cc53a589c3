"""Formatted text as HTML for the page: always escaped, always nested."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telegram_simulator.html_text import parse_html
from telegram_simulator.page_view import render_html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("1 &lt; 2 &amp; <b>3</b>", "1 &lt; 2 &amp; <b>3</b>"),
        ("<b>a<i>b</i></b>c", "<b>a<i>b</i></b>c"),
        ("<pre>x</pre>", "<pre>x</pre>"),
        ("😀<u>x</u>", "😀<u>x</u>"),
        ("<blockquote expandable>a\nb</blockquote>", '<blockquote class="expandable">a\nb</blockquote>'),
    ],
)  # fmt: skip
def test_entities_become_tags(source: str, html: str) -> None:
    assert render_html(*parse_html(source)) == html


def test_overlapping_entities_are_closed_and_opened_again() -> None:
    entities = [{"type": "bold", "offset": 0, "length": 3}, {"type": "italic", "offset": 2, "length": 3}]
    assert render_html("abcde", entities) == "<b>ab<i>c</i></b><i>de</i>"


def test_a_link_opens_elsewhere_and_another_scheme_is_only_text() -> None:
    link = [{"type": "url", "offset": 0, "length": 11}]
    assert render_html("https://a.i", link) == (
        '<a href="https://a.i" target="_blank" rel="noopener noreferrer">https://a.i</a>'
    )
    assert render_html("javascript://a", [{"type": "url", "offset": 0, "length": 14}]) == "javascript://a"


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


ENTITIES = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["bold", "italic", "code", "pre", "blockquote", "url", "email", "aneh"]),
            "offset": st.integers(0, 25),
            "length": st.integers(0, 25),
        }
    ),
    max_size=6,
)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), ENTITIES)
def test_whatever_the_entities_are_the_tags_nest_and_the_text_stays(text: str, entities: list[dict[str, Any]]) -> None:
    html = render_html(text, entities)
    parser = _Balance()
    parser.feed(html)
    parser.close()
    assert parser.opened == []
    assert not re.search(r"<script", html)
    if all(ord(character) < 0x10000 for character in text):
        assert parser.text == text
