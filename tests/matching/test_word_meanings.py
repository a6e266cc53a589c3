"""Questions in different words that mean the same are alike; a guessed word is no part of a heading."""

from __future__ import annotations

import pytest

from bot.matching.search import likeness
from bot.reports.gaps import ALIKE, proposed_heading
from tests.shipped import small_index


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("paspor saya hilang di jalan", "paspornya hilang, min", True),
        ("brp biaya bikin paspor", "biaya paspor berapa", True),
        ("paspor saya hilang", "biaya paspor berapa", False),
        ("harga beras naik", "biaya paspor berapa", False),
    ],
)
def test_questions_are_alike_by_what_they_mean(one: str, other: str, alike: bool) -> None:
    meaning = small_index().meaning
    assert (likeness(meaning(one), meaning(other)) >= ALIKE) is alike


def test_a_heading_is_spelt_properly_and_holds_no_guessed_word() -> None:
    heading = proposed_heading([small_index().meaning("pasport ulun hilang zzqx")])
    assert "paspor" in heading
    assert "hilang" in heading
    assert "zzqx" not in heading
