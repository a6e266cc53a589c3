"""Turns scores into a probability that the best entry is right, and into probabilities of the entries after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.lessons import NONE
from bot.matching.model import Floats

SIGNALS = (
    "score", "lead over second", "lead over third", "lead over none", "share", "nearest text",
    "nearest text's lead", "known letters", "length", "reliability",
)  # fmt: skip


class Kinds(NamedTuple):
    """Which classes can be answered (entries and referrals), which are small talk, and where NONE stands (-1: nowhere)."""

    answerable: NDArray[np.bool_]
    none: int


def kinds_of(labels: Sequence[str]) -> Kinds:
    """Which of the classes can be answered."""
    answerable = np.array([not label.startswith("~") for label in labels])
    return Kinds(answerable, labels.index(NONE) if NONE in labels else -1)


class Signals(NamedTuple):
    """What is known of a message's best class; `order`: answerable classes from best to fifth."""

    order: NDArray[np.int64]
    values: Floats


def signals(
    scores: Floats, nearest: Floats, kinds: Kinds, reliability: Floats, temperature: float, coverage: float, words: int
) -> Signals:
    """The gate's input for one message. `nearest`: each class's similarity of its nearest text to the message."""
    allowed = np.where(kinds.answerable, scores, -np.inf)
    count = min(5, int(kinds.answerable.sum()))
    order = np.argpartition(-allowed, count - 1)[:count]
    order = order[np.argsort(-allowed[order], kind="stable")]
    best = int(order[0])
    top = float(allowed[best])
    second = float(allowed[order[1]]) if count > 1 else -2.0
    third = float(allowed[order[2]]) if count > 2 else -2.0
    none = float(scores[kinds.none]) if kinds.none >= 0 else -1.0
    shares = np.exp(temperature * (allowed - top))
    share = 1.0 / (float(shares.sum()) + float(np.exp(temperature * (none - top))))
    own = float(nearest[best])
    others = np.where(kinds.answerable, nearest, 0.0)
    others[best] = 0.0
    values = (
        top,
        top - second,
        top - third,
        top - none,
        float(np.log(share / (1.0 - share + 1e-6))),
        own,
        own - float(others.max()),
        coverage,
        float(np.log1p(words)),
        float(reliability[best]),
    )
    return Signals(order, np.array(values, np.float32))


def confidence(values: Floats, gate: Floats) -> float:
    """Probability (0..1) that the best class is right. `gate` rows: weights with the constant last, means, spreads."""
    weights, means, spreads = gate
    x = (values - means[:-1]) / spreads[:-1]
    return float(1.0 / (1.0 + np.exp(-(x @ weights[:-1] + weights[-1]))))


def shares(scores: Floats, order: NDArray[np.int64], kinds: Kinds, temperature: float, first: float) -> list[float]:
    """Probabilities of the classes in `order`; the first has `first`, the rest share what is left as their scores tell."""
    allowed = np.where(kinds.answerable, scores, -np.inf)
    weights = np.exp(temperature * (allowed - allowed[order[0]]))
    rest = float(weights.sum()) - 1.0
    if kinds.none >= 0:
        rest += float(np.exp(temperature * (scores[kinds.none] - allowed[order[0]])))
    left = (1.0 - first) / rest if rest > 0 else 0.0
    return [first, *(float(min(first, weights[place] * left)) for place in order[1:])]
