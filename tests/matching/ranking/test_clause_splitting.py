"""A list of nouns about one thing is several questions; other sentences with two such nouns are not."""

from __future__ import annotations

import pytest

from bot.matching.ranking.clause_splitting import aspects
from bot.matching.text.lexicon import load
from bot.matching.text.normalise import Normaliser

WORDS = ("syarat", "biaya", "paspor", "umrah", "cara", "bayar", "lama", "dan", "anak", "dokumen", "apa", "hilang")
NORMALISER = Normaliser(load(), dict.fromkeys(WORDS, 3))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("syarat dan biaya paspor", ["syarat paspor", "biaya paspor"]),
        ("biaya paspor sama syaratnya", ["biaya paspor", "paspor syaratnya"]),
        ("cara, syarat, biaya umrah", ["cara umrah", "syarat umrah", "biaya umrah"]),
        ("biaya paspor anak dan dewasa", []),
        ("cara bayar biaya paspor", []),
        ("ongkos dan tarif paspor", []),
        ("cara dan syarat dan biaya dan alamat paspor", []),
        ("paspor hilang", []),
    ],
)
def test_a_list_of_nouns_is_taken_apart(text: str, parts: list[str]) -> None:
    found = aspects(NORMALISER.read(text).words, 3)
    assert [" ".join(word.reading for word in part) for part in found] == parts


def test_a_long_story_is_no_list() -> None:
    assert aspects(NORMALISER.read("biaya dan syarat " + "paspor anak umrah " * 6).words, 3) == []
