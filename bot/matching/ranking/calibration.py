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

HELD_OUT_SLOPE = 1.57
HELD_OUT_SHIFT = 0.23
"""The gate learns from models that know a fifth fewer texts and so are wrong more often than the final one. Slope and
shift of the log-odds make up for it; they were set on the FAQ's test lines and the out-of-scope texts together, three
questions of the FAQ to one of elsewhere."""
RANKED = 5
CERTAIN = 0.99
"""The highest confidence that any rule asks for: how much higher it is makes no difference."""
NO_SCORE = -2.0
"""Stands for the second and third best where there are none."""
NO_NONE = -1.0
"""Stands for the score of NONE where that is no class."""
_OWN, _LEAD = 5, 6
"""Places of the signals about the nearest texts."""


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


class Evidence(NamedTuple):
    """What speaks for a message's best class, besides the scores.

    `explained`: share (0..1) of its distinctive words that point to the best class; `known_letters`: share of its
    letter groups that the FAQ has; `words`: how many there are.
    """

    explained: float
    known_letters: float
    words: int


class Near(NamedTuple):
    """How similar (0..1) the nearest text of the best class is to a message, and that of any other answerable class."""

    own: float
    other: float


class Gate(NamedTuple):
    """What each signal adds to the log-odds that the best class is right.

    `constant`: what they are without any; `own`, `lead`: what is added by how near the best class's nearest text is,
    and by how much nearer than any other; `certain`: log-odds without these two from which no text near by could make
    the best class doubtful.
    """

    weights: list[float]
    constant: float
    own: float
    lead: float
    certain: float

    @staticmethod
    def of(rows: Floats) -> Gate:
        """Return the fitted gate. `rows`: weights with the constant last, means and spreads of the signals."""
        weights, means, spreads = rows.astype(np.float64)
        each = HELD_OUT_SLOPE * weights[:-1] / spreads[:-1]
        constant = HELD_OUT_SLOPE * float(weights[-1]) + HELD_OUT_SHIFT - float(each @ means[:-1])
        own, lead = each[_OWN].item(), each[_LEAD].item()
        return Gate(each.tolist(), constant, own, lead, log(CERTAIN / (1.0 - CERTAIN)) + abs(own) + abs(lead))

    def odds(self, signals: Sequence[float]) -> float:
        """Log-odds that the best class is right."""
        odds = self.constant
        for weight, signal in zip(self.weights, signals, strict=True):
            odds += weight * signal
        return odds

    def nearer(self, near: Near) -> float:
        """Return what the nearest texts add to log-odds that were computed without them."""
        return self.own * near.own + self.lead * (near.own - near.other)


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


def signals(ranking: Ranking, near: Near, evidence: Evidence, reliability: Floats) -> list[float]:
    """Return the gate's input for one message."""
    top, second, third = [*ranking.scores, NO_SCORE, NO_SCORE][:3]
    share = 1.0 / (1.0 + ranking.rest)
    return [
        top,
        top - second,
        top - third,
        top - ranking.none,
        log(share / (1.0 - share + 1e-6)),
        near.own,
        near.own - near.other,
        evidence.known_letters,
        log1p(evidence.words),
        float(reliability[ranking.best]),
        evidence.explained,
    ]


def shares(ranking: Ranking, first: float) -> list[float]:
    """Probabilities of the ranked classes: the first has `first`, the others divide the rest by their scores."""
    left = (1.0 - first) / ranking.rest if ranking.rest > 0 else 0.0
    return [first, *[min(first, weight * left) for weight in ranking.weights[1:]]]
