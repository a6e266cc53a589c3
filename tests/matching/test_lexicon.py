"""The word lists are complete and keep the traps out."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bot.matching.gate import ACTS
from bot.matching.learn.faq import smalltalk
from bot.matching.lexicon import COLUMNS, NOT, NOT_WORDS, load, rows


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


def test_a_no_of_any_language_is_one_and_a_false_friend_is_none() -> None:
    noes = ["tidak", "gak", "kada", "balum", "ora", "sonde", "indak", "bkn", "jgn"]
    assert [word for word in noes if not re.fullmatch(NOT, word)] == []
    assert [word for word in ["", "lok", "dang", "ada", "mau", "tidak ada"] if word in NOT_WORDS] == []
