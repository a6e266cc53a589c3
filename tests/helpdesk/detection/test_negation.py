"""The words that say no come from the lexicon, and false friends are none."""

from __future__ import annotations

import re

import pytest

from bot.helpdesk.detection.negation import NOT, NOT_WORDS


@pytest.mark.parametrize("word", ["tidak", "gak", "kada", "balum", "ora", "sonde", "indak", "bkn", "jgn"])
def test_a_no_of_any_language_is_one(word: str) -> None:
    assert re.fullmatch(NOT, word)


@pytest.mark.parametrize("word", ["", "lok", "dang", "ada", "mau", "tidak ada"])
def test_a_false_friend_or_another_word_is_none(word: str) -> None:
    assert word not in NOT_WORDS
