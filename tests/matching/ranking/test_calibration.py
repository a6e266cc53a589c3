"""How sure a judgement is: the gate's sum over its signals, and how the chances of the entries follow from it."""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching.index import FaqIndex
from bot.matching.ranking.calibration import CONSTANT, WEIGHTS, kinds_of, log_odds, ranked, shares, signals

SIGNALS = len(WEIGHTS)
LABELS = ("a", "b", "c", "d", "e", "f", "~none")
SCORES = np.array([-1.0, 0.4, 0.1, -0.5, -0.2, -0.9, -0.3], np.float32)


def test_the_signals_are_those_that_the_weights_are_of() -> None:
    found = signals(ranked(SCORES, kinds_of(LABELS)), 0.5, 0.25, 6)
    assert len(found) == SIGNALS
    assert found[1:] == pytest.approx([0.5, np.log(7), 0.7, 0.25], abs=1e-6)
    assert log_odds([0.0] * SIGNALS) == CONSTANT


def test_what_is_more_like_nobodys_matter_is_less_sure() -> None:
    likelier = SCORES.copy()
    likelier[-1] = 0.3
    plain, doubted = (log_odds(signals(ranked(scores, kinds_of(LABELS)), 0.5, 0.5, 6)) for scores in (SCORES, likelier))
    assert doubted < plain - 0.5


def test_words_that_no_text_of_the_entry_has_make_it_less_sure(index: FaqIndex) -> None:
    def sure(text: str) -> float:
        return index._ranker.rank(index._normaliser.read(text).words).confidence

    known, odd = sure("berapa biaya bikin paspor baru sekarang"), sure("berapa biaya mencelup paspor ungu sekarang")
    assert odd < known - 0.2


def test_answerable_classes_come_first() -> None:
    assert kinds_of(("a", "b", "~none")) == (2, 2)
    with pytest.raises(ValueError, match="must come first"):
        kinds_of(("~none", "a"))


def test_the_best_come_first_and_their_chances_add_up_to_one_at_most() -> None:
    ranking = ranked(SCORES, kinds_of(LABELS))
    assert ranking.order == [1, 2, 4, 3, 5]
    chances = shares(ranking, 0.6)
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 0.6
    assert sum(chances) <= 1.0


@pytest.mark.parametrize("first", [0.02, 0.2478, 0.5, 0.99])
def test_a_better_score_is_never_only_as_likely(first: float) -> None:
    chances = shares(ranked(SCORES, kinds_of(LABELS)), first)
    assert len(set(chances)) == len(chances)
    assert chances == sorted(chances, reverse=True)


def test_where_the_best_is_sure_the_others_share_what_is_left() -> None:
    sure = np.array([0.8, -1.2, -1.3, -1.4, -1.25, -1.3, -1.0], np.float32)
    chances = shares(ranked(sure, kinds_of(LABELS)), 0.999999)
    assert sum(chances[1:]) == pytest.approx(1e-6, rel=0.9)
    assert sum(chances) <= 1.0 + 1e-9
