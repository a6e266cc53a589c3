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

HELD_OUT_SLOPE = 1.53
HELD_OUT_SHIFT = 1.38
"""The gate learns from models that know a fifth fewer texts and so are wrong more often than the final one. Slope and
shift of the log-odds make up for it; tests/bench/fit_confidence.py fits them, strangers' questions weighing as much as
ours."""
RANKED = 5
CERTAIN = 0.99
"""The highest confidence that any rule asks for: how much higher it is makes no difference."""
NO_NONE = -1.0
"""Stands for the score of NONE where that is no class."""
_LEAD = 3
"""Place of the signal about the nearest texts."""


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

    `order`: their numbers, best first; `scores`: theirs; `weights`: their odds against the best, exp(temperature ×
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


class Near(NamedTuple):
    """How similar (0..1) the nearest text of the best class is to a message, and that of any other answerable class."""

    own: float
    other: float


class Gate(NamedTuple):
    """What each signal adds to the log-odds that the best class is right.

    `constant`: what they are without any; `lead`: what is added by how much nearer the nearest text of the best class
    is than any other; `certain`: log-odds without it from which no text near by could make the best class doubtful.
    """

    weights: list[float]
    constant: float
    lead: float
    certain: float

    @staticmethod
    def of(rows: Floats) -> Gate:
        """Return the fitted gate. `rows`: weights with the constant last, means and spreads of the signals."""
        weights, means, spreads = rows.astype(np.float64)
        each = HELD_OUT_SLOPE * weights[:-1] / spreads[:-1]
        constant = HELD_OUT_SLOPE * float(weights[-1]) + HELD_OUT_SHIFT - float(each @ means[:-1])
        lead = each[_LEAD].item()
        return Gate(each.tolist(), constant, lead, log(CERTAIN / (1.0 - CERTAIN)) + abs(lead))

    def odds(self, signals: Sequence[float]) -> float:
        """Log-odds that the best class is right."""
        odds = self.constant
        for weight, signal in zip(self.weights, signals, strict=True):
            odds += weight * signal
        return odds

    def nearer(self, near: Near) -> float:
        """Return what the nearest texts add to log-odds that were computed without them."""
        return self.lead * (near.own - near.other)


def probability(odds: float) -> float:
    """Return the probability (0..1) that log-odds stand for."""
    return 1.0 / (1.0 + exp(-odds))


def best_of(scores: Floats, kinds: Kinds) -> int:
    """Return the best answerable class."""
    return int(scores[: kinds.answerable].argmax())


def ranked(scores: Floats, kinds: Kinds, temperature: float) -> Ranking:
    """Return the RANKED best answerable classes."""
    own = scores[: kinds.answerable]
    order = own.argsort()[: -RANKED - 1 : -1]
    top = float(own[order[0]])
    odds = np.exp(temperature * (own - top))
    none = float(scores[kinds.none]) if kinds.none >= 0 else NO_NONE
    weights = odds[order].tolist()
    odds[order[0]] = 0.0  # a sum with it, less it, would be nothing but rounding where the best is sure
    rest = float(np.add.reduce(odds)) + exp(temperature * (none - top))
    return Ranking(order.tolist(), own[order].tolist(), weights, rest, none)


UNSEEN = Near(0.0, 0.0)
"""Stands for the nearest texts where they are not looked for."""


def signals(ranking: Ranking, near: Near, explained: float, words: int) -> list[float]:
    """Return the gate's input for one message of so many words.

    The odds of the best class against all others; the share of the telling words that stand in the best class's texts;
    the length; and by how much the nearest text of the best class is nearer than any other.
    """
    share = 1.0 / (1.0 + ranking.rest)
    return [log(share / (1.0 - share + 1e-6)), explained, log1p(words), near.own - near.other]


def shares(ranking: Ranking, first: float) -> list[float]:
    """Probabilities of the ranked classes: the first has `first`, the others divide the rest by their scores.

    None is as likely as the first unless its score is as high: a doubtful first makes the others less likely, too.
    """
    left = min(first, (1.0 - first) / ranking.rest) if ranking.rest > 0 else 0.0
    return [first, *[weight * left for weight in ranking.weights[1:]]]
