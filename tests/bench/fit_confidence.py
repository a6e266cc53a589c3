"""Fits the gate (`calibration.WEIGHTS`, `CONSTANT`) to questions that no model has learnt, and prints what limits cost.

Run: python -m tests.bench.fit_confidence   after a change of FAQ, ranker or signals. The questions: the development
halves of the strangers', of the fresh ones near the field, of those from the answers, of the rare questions of known
things and of the short messages; our own and the development questions beside the checkout; and the FAQ's test lines,
which count LESS. Each line of the table says what an answer limit would answer: right and wrong of the questions of our
field, and of nobody's, judged by weights that have not seen the question (five folds).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.faqfiles.load import load_faq
from bot.matching.index import FaqIndex
from bot.matching.ranking.calibration import ranked, signals
from tests.bench.ranking_bench import Asked, benchmarks

ROOT = Path(__file__).parents[2]
LIMITS = (0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
LESS = 0.6
TESTS = "FAQ's test lines"


class Judged(NamedTuple):
    """A question's signals, whether its best entry is right, and which set it is of."""

    signals: list[float]
    right: bool
    name: str
    nobody: bool


def judged(index: FaqIndex, asked: list[Asked], name: str) -> Iterator[Judged]:
    """Ask every question by itself; who is referred to another office is not judged."""
    decider = index._decider
    ranker = decider.ranker
    for question in asked:
        words = decider.conversation.parse(question.text).words
        if not words:
            continue
        weighed, scores = ranker.score(words)
        best = ranked(scores, ranker.kinds)
        label = ranker.labels[best.best]
        if label in decider._offices and not question.accept:
            continue
        explained, paired = ranker.terms.explained(weighed, best.best), ranker.terms.paired(weighed, best.best)
        inputs = signals(best, explained, paired, weighed.words)
        yield Judged(inputs, label in question.accept, name, not question.accept)


def main() -> None:
    """Print the weights, and what each limit would cost."""
    index = FaqIndex.load(load_faq(ROOT / "faq").corpus(), ROOT / "data/cache")
    ours = [one for one in benchmarks() if not one.name.startswith(("xSID", "sofmattress"))]
    every = [question for one in ours for question in judged(index, list(one.asked), one.name)]
    inputs, right = np.array([one.signals for one in every]), np.array([one.right for one in every])
    importance = np.array([LESS if one.name == TESTS and not one.nobody else 1.0 for one in every])
    means, spreads = inputs.mean(0), inputs.std(0)
    machine, scaled = LogisticRegression(C=1), (inputs - means) / spreads
    machine.fit(scaled, right, importance)
    weights = machine.coef_[0] / spreads
    constant = float(machine.intercept_[0] - weights @ means)
    sys.stdout.write(f"WEIGHTS = ({', '.join(f'{weight:.2f}' for weight in weights)})\nCONSTANT = {constant:.2f}\n\n")
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    sure = cross_val_predict(
        machine, scaled, right, cv=folds, method="predict_proba", params={"sample_weight": importance}
    )[:, 1]
    names = list(dict.fromkeys(one.name for one in every))
    sys.stdout.write("limit: right / wrong of the field, and of nobody's\n" + " " * 6)
    sys.stdout.write("".join(f"{name[:20]:>22}" for name in names) + "\n")
    for limit in LIMITS:
        cells = []
        for name in names:
            own = [place for place, one in enumerate(every) if one.name == name and not one.nobody]
            none = [place for place, one in enumerate(every) if one.name == name and one.nobody]
            said = sure[own] >= limit
            figures = [(said & right[own]).sum(), (said & ~right[own]).sum()]
            cell = "/".join(f"{100 * figure / len(own):.1f}" for figure in figures) if own else "-"
            cells.append(f"{cell}, {100 * (sure[none] >= limit).mean():.1f}" if none else cell)
        sys.stdout.write(f"{limit:5.2f} " + "".join(f"{cell:>22}" for cell in cells) + "\n")


if __name__ == "__main__":
    main()
