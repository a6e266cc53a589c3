"""The word lists are complete and keep the traps out."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.matching.ranking.features import concepts
from bot.matching.ranking.labels import ACTS
from bot.matching.text.lexicon import COLUMNS, FALSE_FRIEND, load, rows
from bot.matching.text.stemming import roots
from bot.matching.training.training_set import smalltalk


def test_every_row_is_complete() -> None:
    for row in rows():
        assert len(row) == len(COLUMNS), row
        assert all(cell == cell.strip() and cell for cell in row), row
        assert row[0] == row[0].lower(), row


def test_no_word_is_read_in_two_ways() -> None:
    twice = [
        key
        for key, count in Counter((row[0], row[2] if row[2].endswith(FALSE_FRIEND) else "") for row in rows()).items()
        if count > 1
    ]
    assert not twice


@pytest.mark.parametrize(
    ("word", "wrong"),
    [
        ("kk", "kakak"), ("handak", "peledak"), ("pmi", "palang"), ("nang", "di"), ("calo", "makelar"),
        ("pp", "bapak"), ("tk", "tidak"), ("bkn", "bukan"), ("pk", "bapak"), ("np", "nomor"), ("dah", "dadah"),
    ],
)  # fmt: skip
def test_collisions_are_blocked(word: str, wrong: str) -> None:
    assert wrong not in load().words.get(word, ())


@pytest.mark.parametrize("word", ["kena", "pulang", "bisa", "lain"])
def test_false_friends_of_banjar_are_left_as_indonesian(word: str) -> None:
    lexicon = load()
    assert lexicon.words.get(word, (word,)) == (word,)
    assert word not in lexicon.false_friends["bjn"]


@pytest.mark.parametrize("word", ["lawan", "larang", "laki", "napa", "bila"])
def test_ambiguous_words_need_banjar_company(word: str) -> None:
    assert word in load().false_friends["bjn"]


def test_a_reading_needs_no_second_reading() -> None:
    lexicon = load()
    chains = [
        (word, part)
        for word, reading in lexicon.words.items()
        for part in reading
        if part not in lexicon.words.get(part, (part,)) and reading not in lexicon.phrases.values()
    ]
    assert not chains


def test_concepts_are_roots_or_names() -> None:
    assert len(concepts()) > 300
    assert sum(word in roots() for word in concepts()) > 250


def test_small_talk_has_examples_of_every_act() -> None:
    counts = Counter(act for act, _ in smalltalk())
    assert set(counts) == set(ACTS)
    assert min(counts.values()) >= 15
