"""Turns scores into a probability that the best entry is right, and into probabilities of the entries after it.

Plain numbers once the arrays of all classes are done with: for a dozen of them an array costs more than the sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, log1p
from typing import NamedTuple

import numpy as np

from bot.matching.ranking.labels import NONE
from bot.matching.ranking.model import Floats

WEIGHTS = (0.36, 2.72, 1.37, 1.45, 1.08)
"""What each signal adds to the log-odds that the best class is right (see `signals`)."""
CONSTANT = -6.18
"""The log-odds without any signal. tests/bench/fit_confidence.py fits both to questions that no model has learnt, so
that one office's dozen of phrasings need not say how far to trust them."""
RANKED = 5
TEMPERATURE = 8.0
"""Turns differences of scores into odds; what described the right class best, in every FAQ and public set looked at."""
NO_NONE = -1.0
"""Stands for the score of NONE where that is no class."""


class Kinds(NamedTuple):
    """How many classes can be answered (entries and referrals; they come first), and NONE's number (-1: no class)."""

    answerable: int
    none: int


def kinds_of(labels: Sequence[str]) -> Kinds:
    """Return the kinds of a model's classes. Raises ValueError if an answerable class comes after another one."""
    kinds = [not label.startswith("~") for label in labels]
    answerable = sum(kinds)
    if not all(kinds[:answerable]):
        raise ValueError("the classes that can be answered must come first")
    return Kinds(answerable, labels.index(NONE) if NONE in labels else -1)


class Ranking(NamedTuple):
    """The best answerable classes of a message.

    `order`: their numbers, best first; `scores`: theirs; `weights`: their odds against the best, exp(TEMPERATURE ×
    difference of scores); `rest`: those of all other answerable classes and NONE together; `none`: the score of NONE.
    """

    order: list[int]
    scores: list[float]
    weights: list[float]
    rest: float
    none: float

    @property
    def best(self) -> int:
        return self.order[0]


def log_odds(signals: Sequence[float]) -> float:
    """Return the log-odds that the best class is right."""
    return CONSTANT + sum(weight * signal for weight, signal in zip(WEIGHTS, signals, strict=True))


def probability(odds: float) -> float:
    """Return the probability (0..1) that log-odds stand for."""
    return 1.0 / (1.0 + exp(-odds))


def best_of(scores: Floats, kinds: Kinds) -> int:
    """Return the best answerable class."""
    return int(scores[: kinds.answerable].argmax())


def ranked(scores: Floats, kinds: Kinds) -> Ranking:
    """Return the RANKED best answerable classes."""
    own = scores[: kinds.answerable]
    order = own.argsort()[: -RANKED - 1 : -1]
    top = float(own[order[0]])
    odds = np.exp(TEMPERATURE * (own - top))
    none = float(scores[kinds.none]) if kinds.none >= 0 else NO_NONE
    weights = odds[order].tolist()
    odds[order[0]] = 0.0  # a sum with it, less it, would be nothing but rounding where the best is sure
    rest = float(np.add.reduce(odds)) + exp(TEMPERATURE * (none - top))
    return Ranking(order.tolist(), own[order].tolist(), weights, rest, none)


def signals(ranking: Ranking, explained: float, paired: float, words: int) -> list[float]:
    """Return the gate's input for one message of so many words.

    The odds of the best class against all others; the share of the telling words that stand in the best class's texts;
    the length; by how much the best class outdoes NONE; and the share of pairs of words that stand in its texts.
    """
    share = 1.0 / (1.0 + ranking.rest)
    return [log(share / (1.0 - share + 1e-6)), explained, log1p(words), ranking.scores[0] - ranking.none, paired]


def shares(ranking: Ranking, first: float) -> list[float]:
    """Probabilities of the ranked classes: the first has `first`, the others divide the rest by their scores.

    None is as likely as the first unless its score is as high: a doubtful first makes the others less likely, too.
    """
    left = min(first, (1.0 - first) / ranking.rest) if ranking.rest > 0 else 0.0
    return [first, *[weight * left for weight in ranking.weights[1:]]]
