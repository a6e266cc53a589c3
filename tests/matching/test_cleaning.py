"""A message as it arrives becomes plain text."""

from __future__ import annotations

import pytest

from bot.matching.cleaning import HEAD_CHARACTERS, TAIL_CHARACTERS, clean

CASES = {
    "bold and full-width letters": ("𝐛𝐢𝐚𝐲𝐚 ｐａｓｐｏｒ", "biaya paspor"),
    "cyrillic look-alikes": ("раѕроr rusak", "paspor rusak"),
    "zero-width characters": ("pas\u200bpor\u2060 hilang", "paspor hilang"),
    "combining marks": ("z̷͍a̸l̴go paspor", "zalgo paspor"),
    "html": ("<b>syarat</b> paspor &amp; <i>biaya</i>", "syarat paspor & biaya"),
    "markdown": ("*biaya* _paspor_ ~berapa~", "biaya paspor berapa"),
    "links and addresses": ("cek https://contoh.id/x?y=1 atau a@b.id ya", "cek atau ya"),
    "a forwarded message": ("Diteruskan dari Grup RT 2:\nloker taiwan", "loker taiwan"),
    "a chat export": ("[24/11/26 08.30] Siti: paspor hilang", "paspor hilang"),
    "a command": ("/start paspor anak", "paspor anak"),
    "emoji": ("💰 paspor brp 🙏🙏", "paspor brp"),
    "spaced-out letters": ("b i a y a paspor", "biaya paspor"),
    "an identity number": ("nik 6305010101900001 paspor hilang", "nik paspor hilang"),
    "an arabic greeting": ("السلام عليكم mau tanya", "assalamualaikum mau tanya"),
    "curly quotes": ("jum\u2019at buka?", "jum'at buka?"),
}


@pytest.mark.parametrize(("typed", "read"), CASES.values(), ids=CASES.keys())
def test_plain_text_remains(typed: str, read: str) -> None:
    assert clean(typed) == read


@pytest.mark.parametrize("typed", ["", "\u0301" * 5000, "\ud800\udfff", "\x00\n\r\t", "🙏"])
def test_nothing_readable_leaves_nothing(typed: str) -> None:
    assert clean(typed) == ""


def test_a_very_long_message_keeps_its_beginning_and_its_end() -> None:
    read = clean("awal " + "isi " * 50_000 + "akhir")
    assert read.startswith("awal")
    assert read.endswith("akhir")
    assert len(read) <= HEAD_CHARACTERS + TAIL_CHARACTERS + 1
