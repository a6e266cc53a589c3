"""Trains what is warned of, a child's work abroad or an offer that is a trap: `make bahaya` writes warning-model.tsv.

Reads warning-examples.tsv and danger-examples.tsv, whose harmless kinds "minor" and "recruit" are warned of.
Years of birth are counted from LEARNT_ON. Prints the rates of a cross-validation. Needs scikit-learn.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.matching.danger import warning_classifier
from bot.matching.danger.features import read
from bot.matching.danger.warnings import CHILD_AT, OFFER_AT
from bot.matching.training.danger_examples import examples
from bot.matching.training.danger_matrix import Matrix, counted
from bot.matching.training.train_danger import groups_of

EXAMPLES = Path(warning_classifier.__file__).with_name("warning-examples.tsv")
LEARNT_ON = date(2026, 11, 28)
CHILD, OFFER, NONE, DANGER = "child", "offer", "none", "danger"
"""What a lesson is; a danger is no offer, and says nothing of a child's work."""
_KINDS = {"minor": CHILD, "recruit": OFFER}
FEWEST = 2
"""In how many messages a feature must occur."""
SOFTNESS = 0.5
OF_DANGERS = 0.25
"""Weight of a danger as something that is no offer: most are told like offers that have come true."""
LIGHTEST = 0.02
"""Weights below this are left out: too small to matter."""
FOLDS = 5


def lessons() -> list[tuple[str, str]]:
    """Return labels and messages. Raises ValueError naming a malformed line."""
    rows = []
    for number, line in enumerate(EXAMPLES.read_text("utf-8").splitlines()[1:], start=2):
        label, _, text = line.partition("\t")
        if label not in (CHILD, OFFER, NONE) or not text:
            raise ValueError(f"warning-examples.tsv baris {number}: harus berisi label, tab, lalu kalimat")
        rows.append((label, text))
    return rows + [(DANGER if one.label == DANGER else _KINDS.get(one.kind, NONE), one.text) for one in examples()]


class Fitted:
    """The two models' weights over the columns that they know."""

    def __init__(self, counts: Matrix, labels: Sequence[str], rows: NDArray[np.int64]) -> None:
        self.columns = np.flatnonzero(counts[rows].getnnz(axis=0) >= FEWEST)
        safe = np.array([at for at in rows if labels[at] != DANGER])
        self.models = [
            LogisticRegression(C=SOFTNESS, max_iter=2000).fit(
                counts[chosen][:, self.columns],
                [labels[at] == label for at in chosen],
                [OF_DANGERS if labels[at] == DANGER else 1.0 for at in chosen],
            )
            for label, chosen in ((CHILD, safe), (OFFER, rows))
        ]

    def scores(self, counts: Matrix) -> NDArray[np.float64]:
        """Return the log-odds of both for each row."""
        found: NDArray[np.float64] = np.stack(
            [model.decision_function(counts[:, self.columns]) for model in self.models], axis=1
        )
        return found


def cross_validated(counts: Matrix, labels: Sequence[str], groups: Sequence[int]) -> NDArray[np.float64]:
    """Return each message's log-odds, by models that have learnt neither it nor one that resembles it."""
    shuffled = random.Random(1).sample(sorted(set(groups)), len(set(groups)))
    fold_of = {group: number % FOLDS for number, group in enumerate(shuffled)}
    folds = np.array([fold_of[group] for group in groups])
    scores = np.zeros((len(labels), 2))
    for fold in range(FOLDS):
        held = np.flatnonzero(folds == fold)
        scores[held] = Fitted(counts, labels, np.flatnonzero(folds != fold)).scores(counts[held])
    return scores


def warned(scores: Sequence[float]) -> str:
    """Return what is warned of at these log-odds."""
    return CHILD if scores[0] >= CHILD_AT else OFFER if scores[1] >= OFFER_AT else NONE


def main() -> None:
    """Train, measure, write the model."""
    known = lessons()
    labels = [label for label, _ in known]
    messages = [read(text) for _, text in known]
    counts, names = counted([sorted(warning_classifier.features(one, LEARNT_ON)) for one in messages])
    groups = groups_of([frozenset(one.readings) for one in messages])
    scores = cross_validated(counts, labels, groups)
    got = Counter(zip(labels, map(warned, scores), strict=True))
    for (label, result), number in sorted(got.items()):
        sys.stdout.write(f"{label:6} warned of {result:6} {number:5} of {labels.count(label):5}\n")
    for (label, text), score in zip(known, scores, strict=True) if "--wrong" in sys.argv else ():
        if warned(score) != label:
            sys.stdout.write(f"{label:6} {score[0]:6.2f} {score[1]:6.2f} {text}\n")
    fitted = Fitted(counts, labels, np.arange(len(labels)))
    child, offer = fitted.models
    lines = [f"\t{child.intercept_[0]:.3f}\t{offer.intercept_[0]:.3f}"]
    for column, one, other in zip(fitted.columns, child.coef_[0], offer.coef_[0], strict=True):
        if max(abs(one), abs(other)) >= LIGHTEST:
            lines.append(f"{names[column]}\t{one:.3f}\t{other:.3f}")
    EXAMPLES.with_name(warning_classifier.MODEL).write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
