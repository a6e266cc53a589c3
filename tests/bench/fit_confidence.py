"""Fits the slope and shift of the gate's log-odds (`calibration.HELD_OUT_SLOPE`, `HELD_OUT_SHIFT`).

Run: python -m tests.bench.fit_confidence   after a change of FAQ, ranker or gate. The strangers' development
half weighs as much as our own questions: the FAQ's test lines and the development questions beside the checkout. Each
line of the table says what an answer limit would answer: right and wrong of each side's questions, and of nobody's.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import log
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.faqfiles.load import load_faq
from bot.matching.index import FaqIndex
from bot.matching.ranking.calibration import HELD_OUT_SHIFT, HELD_OUT_SLOPE, probability
from tests.bench.ranking_bench import Asked, benchmarks

ROOT = Path(__file__).parents[2]
LIMITS = (0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
NARROWEST = 1e-9


class Judged(NamedTuple):
    """A question's log-odds by the gate as it was fitted, and whether its best entry is right."""

    odds: float
    right: bool
    stranger: bool
    nobody: bool


def judged(index: FaqIndex, asked: Sequence[Asked], *, strangers: bool) -> list[Judged]:
    """Ask every question by itself; who is referred to another office is not judged."""
    decider, found = index._decider, []
    for question in asked:
        words = decider.conversation.parse(question.text).words
        if not words:
            continue
        best = decider.ranker.weigh(decider.ranker.score(words))
        label = decider.ranker.labels[best.best]
        if label in decider._offices and not question.accept:
            continue
        sure = min(max(best.confidence, NARROWEST), 1.0 - NARROWEST)
        odds = (log(sure / (1.0 - sure)) - HELD_OUT_SHIFT) / HELD_OUT_SLOPE
        found.append(Judged(odds, label in question.accept, strangers, not question.accept))
    return found


def main() -> None:
    """Print slope and shift, and what each limit would cost."""
    index = FaqIndex.load(load_faq(ROOT / "faq").corpus(), ROOT / "data/cache")
    every = [
        one
        for benchmark in benchmarks()
        if not benchmark.name.startswith(("xSID", "sofmattress"))
        for one in judged(index, benchmark.asked, strangers=benchmark.name.startswith("strangers"))
    ]
    theirs = np.array([one.stranger for one in every])
    importance = np.where(theirs, 0.5 / max(1, theirs.sum()), 0.5 / max(1, (~theirs).sum())) * len(every)
    odds = np.array([[one.odds] for one in every])
    fitted = LogisticRegression(C=100).fit(odds, [one.right for one in every], importance)
    slope, shift = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    sys.stdout.write(f"slope {slope:.2f}, shift {shift:.2f}\n\n")
    sys.stdout.write("limit   strangers: right  wrong  nobody's   ours: right  wrong  nobody's\n")
    for limit in LIMITS:
        cells = []
        for group in (True, False):
            own = [one for one in every if one.stranger == group and not one.nobody]
            none = [one for one in every if one.stranger == group and one.nobody]
            said = [one for one in own if probability(slope * one.odds + shift) >= limit]
            astray = [one for one in none if probability(slope * one.odds + shift) >= limit]
            right = sum(one.right for one in said)
            cells += [100 * right / len(own), 100 * (len(said) - right) / len(own), 100 * len(astray) / len(none)]
        sys.stdout.write("{:5.2f}{:17.1f}{:7.1f}{:10.1f}{:14.1f}{:7.1f}{:10.1f}\n".format(limit, *cells))


if __name__ == "__main__":
    main()
