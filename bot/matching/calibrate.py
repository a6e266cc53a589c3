"""Turns scores into a probability that the best entry is right, and into probabilities of the entries after it."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, log1p
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.lessons import NONE
from bot.matching.model import Floats

HELD_OUT_SLOPE = 1.57
HELD_OUT_SHIFT = 0.23
"""The gate learns from models that know a fifth fewer texts and so are wrong more often than the final one. Slope and
shift of the log-odds make up for it; they were set on the FAQ's test lines and the out-of-scope texts together, three
questions of the FAQ to one of elsewhere."""
RANKED = 5


class Kinds(NamedTuple):
    """Which classes can be answered (entries and referrals), their numbers, and that of NONE (-1: there is none)."""

    answerable: NDArray[np.bool_]
    places: NDArray[np.int64]
    none: int


def kinds_of(labels: Sequence[str]) -> Kinds:
    """The kinds of a model's classes."""
    answerable = np.array([not label.startswith("~") for label in labels])
    return Kinds(answerable, np.flatnonzero(answerable), labels.index(NONE) if NONE in labels else -1)


class Evidence(NamedTuple):
    """What speaks for a message's best class, besides the scores.

    `explained`: share (0..1) of its telling words that point to the best class; `known_letters`: share of its letter
    groups that the FAQ has; `words`: how many there are.
    """

    explained: float
    known_letters: float
    words: int


def best_first(scores: Floats, kinds: Kinds) -> NDArray[np.int64]:
    """The RANKED best answerable classes, best first."""
    own = scores[kinds.places]
    count = min(RANKED, len(own))
    top = np.argpartition(own, -count)[-count:]
    found: NDArray[np.int64] = kinds.places[top[np.argsort(-own[top], kind="stable")]]
    return found


def signals(
    scores: Floats,
    order: NDArray[np.int64],
    nearest: Floats,
    evidence: Evidence,
    kinds: Kinds,
    reliability: Floats,
    temperature: float,
) -> Floats:
    """The gate's input for one message. `nearest`: each class's similarity of its nearest text to the message."""
    best = int(order[0])
    top, second, third = [*scores[order].tolist(), -2.0, -2.0][:3]
    none = float(scores[kinds.none]) if kinds.none >= 0 else -1.0
    weights = np.exp(temperature * (scores[kinds.places] - top))
    share = 1.0 / (float(weights.sum()) + exp(temperature * (none - top)))
    own = float(nearest[best])
    others = nearest[kinds.places]
    others[np.searchsorted(kinds.places, best)] = 0.0
    return np.array(
        (
            top,
            top - second,
            top - third,
            top - none,
            log(share / (1.0 - share + 1e-6)),
            own,
            own - float(others.max()),
            evidence.known_letters,
            log1p(evidence.words),
            float(reliability[best]),
            evidence.explained,
        ),
        np.float32,
    )


def confidence(values: Floats, gate: Floats) -> float:
    """Probability (0..1) that the best class is right. `gate` rows: weights with the constant last, means, spreads."""
    weights, means, spreads = gate
    x = (values - means[:-1]) / spreads[:-1]
    odds = HELD_OUT_SLOPE * float(x @ weights[:-1] + weights[-1]) + HELD_OUT_SHIFT
    return 1.0 / (1.0 + exp(-odds))


def shares(scores: Floats, order: NDArray[np.int64], kinds: Kinds, temperature: float, first: float) -> list[float]:
    """Probabilities of the classes in `order`: the first has `first`, the others divide the rest by their scores."""
    top = scores[order[0]]
    rest = float(np.exp(temperature * (scores[kinds.places] - top)).sum()) - 1.0
    if kinds.none >= 0:
        rest += exp(temperature * float(scores[kinds.none] - top))
    left = (1.0 - first) / rest if rest > 0 else 0.0
    return [first, *(min(first, weight * left) for weight in np.exp(temperature * (scores[order[1:]] - top)).tolist())]
