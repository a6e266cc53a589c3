"""An officer's search: by first letters, by words, by whole sentences."""

from __future__ import annotations

import pytest

from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from bot.matching.search import PrefixIndex


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("hil", "paspor-hilang"),
        ("paspor hil", "paspor-hilang"),
        ("PASPOR HILANG", "paspor-hilang"),
        ("bia", "paspor-biaya"),
        ("biaya um", "umrah-biaya"),
        ("cal", "dasar-calo-pungli"),
        ("suami di malaysia tidak digaji 3 bulan", "pmi-gaji-tidak-dibayar"),
    ],
)
def test_what_an_officer_types_finds_the_entry_among_the_first(index: FaqIndex, typed: str, entry: str) -> None:
    assert entry in [id for id, _ in index.search(typed, 3)]


@pytest.mark.parametrize("typed", ["", "   ", "zzzxq", "???", "💬"])
def test_what_stands_for_nothing_finds_nothing(index: FaqIndex, typed: str) -> None:
    assert index.search(typed, 6) == []


def test_no_more_are_found_than_were_asked_for(index: FaqIndex) -> None:
    assert len(index.search("paspor", 6)) == 6
    assert index.search("paspor", 0) == []


def test_the_entrys_own_question_counts_more_than_one_of_its_phrasings(corpus: Corpus) -> None:
    fits = PrefixIndex(corpus).fits("hilang")
    assert fits["paspor-hilang"] > fits["rujuk-ktp"]


def test_a_long_text_is_not_found_by_the_first_letters_of_its_small_words(corpus: Corpus) -> None:
    beginnings = PrefixIndex(corpus)
    assert beginnings.fits("paspor ayah saya jatuh ke sungai waktu banjir") == {}
    fits = beginnings.fits("saya calo")
    assert max(fits, key=fits.__getitem__) == "dasar-calo-pungli"
