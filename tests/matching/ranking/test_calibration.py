"""How sure a judgement is: the gate's sum, and the nearest texts that are left out where they change nothing."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from bot.matching import conversation, decide
from bot.matching.index import FaqIndex
from bot.matching.ranking import embedding_reranker, multi_question, ranker
from bot.matching.ranking.calibration import (
    CERTAIN,
    HELD_OUT_SHIFT,
    HELD_OUT_SLOPE,
    UNSEEN,
    Gate,
    Near,
    kinds_of,
    probability,
    ranked,
    shares,
    signals,
)

SIGNALS = 4
LABELS = ("a", "b", "c", "d", "e", "f", "~none")
SCORES = np.array([-1.0, 0.4, 0.1, -0.5, -0.2, -0.9, -0.3], np.float32)
MESSAGES = (
    "berapa biaya bikin paspor",
    "paspor hilang gimana",
    "anak saya mau kerja di malaysia lewat kenalan, aman kah",
    "kunci balai desa dipegang siapa",
    "kada tahu pang",
)


@pytest.fixture
def rows() -> np.ndarray:
    """Return a gate as it is fitted: weights with the constant last, means, spreads."""
    random = np.random.default_rng(3)
    made = random.normal(size=(3, SIGNALS + 1))
    made[2] = np.abs(made[2]) + 0.1
    return made.astype(np.float32)


def test_a_gate_adds_up_what_standardised_signals_weigh(rows: np.ndarray) -> None:
    inputs = np.linspace(-1.0, 1.0, SIGNALS)
    weights, means, spreads = rows.astype(np.float64)
    sum_of_all = ((inputs - means[:-1]) / spreads[:-1]) @ weights[:-1] + weights[-1]
    assert Gate.of(rows).odds(inputs.tolist()) == pytest.approx(HELD_OUT_SLOPE * sum_of_all + HELD_OUT_SHIFT)


def test_the_nearest_texts_can_be_added_later(rows: np.ndarray) -> None:
    gate, near = Gate.of(rows), Near(0.7, 0.4)
    ranking = ranked(SCORES, kinds_of(LABELS), 6.0)
    unseen, seen = (signals(ranking, texts, 0.5, 6) for texts in (UNSEEN, near))
    assert len(seen) == SIGNALS
    assert gate.odds(unseen) + gate.nearer(near) == pytest.approx(gate.odds(seen))


def test_no_text_near_by_makes_a_certain_message_doubtful(rows: np.ndarray) -> None:
    gate = Gate.of(rows)
    for own in (0.0, 0.5, 1.0):
        for other in (0.0, 0.5, 1.0):
            assert probability(gate.certain + gate.nearer(Near(own, other))) >= CERTAIN - 1e-9


def test_no_rule_asks_for_more_than_certainty() -> None:
    asked = {
        name: value
        for module in (conversation, decide, ranker, embedding_reranker, multi_question)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, float) and value < 1.0
    }
    assert {"ANSWER_AT", "SURE_ALONE_SHORT", "EXACT_MATCH_CONFIDENCE", "UNSURE", "SPLIT_AT"} <= set(asked)
    assert max(asked.values()) <= CERTAIN


@pytest.mark.parametrize("text", MESSAGES)
def test_skipping_the_nearest_texts_changes_no_confidence(index: FaqIndex, text: str) -> None:
    ranker, words = index._ranker, index._normaliser.read(text).words
    thorough = replace(ranker, gate=ranker.gate._replace(certain=inf))
    quick, slow = ranker.rank(words), thorough.rank(words)
    assert quick.order == slow.order
    assert quick.chances == pytest.approx(slow.chances) or min(quick.confidence, slow.confidence) >= CERTAIN


def test_answerable_classes_come_first() -> None:
    assert kinds_of(("a", "b", "~none")) == (2, 2)
    with pytest.raises(ValueError, match="must come first"):
        kinds_of(("~none", "a"))


def test_the_best_come_first_and_their_chances_add_up_to_one_at_most() -> None:
    ranking = ranked(SCORES, kinds_of(LABELS), 6.0)
    assert ranking.order == [1, 2, 4, 3, 5]
    chances = shares(ranking, 0.6)
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 0.6
    assert sum(chances) <= 1.0


@pytest.mark.parametrize("first", [0.02, 0.2478, 0.5, 0.99])
def test_a_better_score_is_never_only_as_likely(first: float) -> None:
    chances = shares(ranked(SCORES, kinds_of(LABELS), 6.0), first)
    assert len(set(chances)) == len(chances)
    assert chances == sorted(chances, reverse=True)


def test_where_the_best_is_sure_the_others_share_what_is_left() -> None:
    sure = np.array([1.4, -1.2, -1.3, -1.4, -1.25, -1.3, -1.0], np.float32)
    chances = shares(ranked(sure, kinds_of(LABELS), 6.0), 0.999999)
    assert sum(chances[1:]) == pytest.approx(1e-6, rel=0.9)
    assert sum(chances) <= 1.0 + 1e-9
