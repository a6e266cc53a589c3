"""The word lists are complete and keep the traps out."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.matching.gate import ACTS
from bot.matching.learn.faq import smalltalk
from bot.matching.lexicon import COLUMNS, load, rows


def test_every_row_is_complete() -> None:
    for row in rows():
        assert len(row) == len(COLUMNS), row
        assert all(cell == cell.strip() and cell for cell in row), row
        assert row[0] == row[0].lower(), row


def test_no_word_is_read_in_two_ways() -> None:
    assert [word for word, count in Counter(row[0] for row in rows()).items() if count > 1] == []


@pytest.mark.parametrize(
    ("word", "wrong"),
    [
        ("kk", "kakak"), ("handak", "peledak"), ("pmi", "palang"), ("nang", "di"), ("calo", "makelar"),
        ("pp", "bapak"), ("tk", "tidak"), ("bkn", "bukan"), ("pk", "bapak"), ("np", "nomor"), ("dah", "dadah"),
        ("kena", "nanti"), ("lawan", "dengan"), ("bila", "kapan"),
    ],
)  # fmt: skip
def test_collisions_are_blocked(word: str, wrong: str) -> None:
    assert word not in load() or wrong not in load()[word].readings


def test_small_talk_has_examples_of_every_act() -> None:
    counts = Counter(act for act, _ in smalltalk())
    assert set(counts) == set(ACTS)
    assert min(counts.values()) >= 15
