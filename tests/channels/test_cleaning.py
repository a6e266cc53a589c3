"""What people write, as it is stored and shown: nothing in it steers a screen or passes for the bot's own words."""

from __future__ import annotations

import unicodedata

import pytest

from bot.channels.telegram.translate import clean, clean_name

CLEANED = {
    "a private-use mark of ours": ("a\ue000b\ue004c", "abc"),
    "a null": ("a\x00b", "ab"),
    "delete": ("a\x7fb", "ab"),
    "a terminal's escape": ("a\x1b[2Jb", "a[2Jb"),
    "the same as a C1 code": ("a\x9b2Jb", "a2Jb"),
    "every C1 code": ("".join(map(chr, range(0x80, 0xA0))), "\n"),
    "a carriage return": ("baris satu\rbaris dua\r\ntiga", "baris satu\nbaris dua\ntiga"),
    "line separators": ("a\u2028b\u2029c", "a\nb\nc"),
    "half an emoji": ("a\ud800", "a?"),
    "text turned around": ("a\u202eb\u2066c\u200fd", "abcd"),
    "the Arabic letter mark": ("a\u061cb", "ab"),
    "zero-width characters": ("p\u200ba\u2060s\ufeffp\u200co\u200dr", "paspor"),
    "a soft hyphen": ("pas\xadpor", "paspor"),
    "invisible fillers": ("a\u3164b\u115fc\uffa0", "abc"),
    "hidden tags": ("a\U000e0041\U000e0042b", "ab"),
    "hidden selectors": ("a\ufe01\ufe02b\U000e0101", "ab"),
    "a joiner between letters and pictures": ("a\u200d\U0001f600 \U0001f600\u200da", "a\U0001f600 \U0001f600a"),
    "fifty newlines": (f"tolong{50 * chr(10)}Kasus #1", "tolong\n\nKasus #1"),
    "lines of blanks": ("a\n \n\t\n\u2800\n\u3000\nb", "a\n\nb"),
}
KEPT = {
    "two paragraphs": "satu\n\ndua\ntiga",
    "a tab": "nama\tdesa",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "a rainbow flag": "\U0001f3f3\ufe0f\u200d\U0001f308",
    "a woman at work": "\U0001f469\U0001f3fd\u200d\U0001f4bb \U0001f937\u200d\u2640\ufe0f",
    "the flag of a region": "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "a skin tone": "\U0001f44d\U0001f3fd",
    "a heart": "\u2764\ufe0f",
    "a keycap": "1\ufe0f\u20e3",
    "a warning sign": "\u26a0\ufe0f",
    "an Arabic name": "عبد الرحمن بن عوف",
    "a Persian word": "می\u200cخواهم",
    "a Hindi word": "क्\u200dष",
    "accents": "Zoë Müller, café",
    "combining marks": "e\u0301",
    "a hard space": "Rp\xa0350.000",
}


@pytest.mark.parametrize(("text", "left"), CLEANED.values(), ids=CLEANED)
def test_what_fools_a_reader_is_cleaned_away(text: str, left: str) -> None:
    assert clean(text) == left
    assert clean(left) == left


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_people_need_to_write_stays(text: str) -> None:
    assert clean(text) == text


def test_no_control_character_is_left() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert {c for c in clean(everything) if unicodedata.category(c) in {"Cc", "Cs", "Co"}} == {"\n", "\t"}


def test_a_name_stands_on_one_line() -> None:
    assert clean_name("Siti\nKasus #1\n\u2028✓ Dijawab\x1b[1m") == "Siti Kasus #1 ✓ Dijawab[1m"
