"""Trains who is in danger, the writer or another: `make bahaya` writes affected-person-model.tsv anew.

Reads the calls for help of danger-examples.tsv and writer-examples.tsv, which say it. Prints the rates. Needs
scikit-learn.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.danger import affected_person, patterns
from bot.matching.danger.features import read
from bot.matching.training.danger_examples import OTHER, Example, by_writers, examples
from bot.matching.training.linear_fit import Counts, FittedModel, Settings, Target, count, fit

SETTINGS = Settings(lengths=(3.0, 5.0, 5.0), softness=0.5, kept=6_000)
"""Chosen by leaving out one writer after the other (docs/experiments.md)."""
OF_WRITERS = 3.0
"""Weight of another writer's message beside an example of our own."""
FOLDS = 5


def calls() -> list[Example]:
    """Return the calls for help that are learnt."""
    return [one for one in (*examples(), *by_writers()) if one.label == "danger"]


def counted(texts: Sequence[str]) -> Counts:
    """Count the features of calls for help."""
    messages = [read(text) for text in texts]
    return count(
        [(sorted(affected_person.features(one, patterns.find(one))), one.readings) for one in messages],
    )


def learn(counts: Counts, known: Sequence[Example], rows: NDArray[np.int64]) -> FittedModel:
    """Train a model of the chosen calls."""
    of_another = np.array([known[at].affected == OTHER for at in rows])
    weights = np.array([OF_WRITERS if known[at].writer else 1.0 for at in rows])
    return fit(counts, rows, [Target(of_another, weights)], SETTINGS)


def cross_validated(counts: Counts, known: Sequence[Example]) -> float:
    """Return the share of calls that models which have not learnt them read rightly."""
    order = np.array(random.Random(1).sample(range(len(known)), len(known)))
    right = 0
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        scores = learn(counts, known, np.setdiff1d(order, held)).scores(counts, held)[:, 0]
        right += sum(bool(score > 0) is (known[at].affected == OTHER) for at, score in zip(held, scores, strict=True))
    return right / len(known)


def main() -> None:
    """Train, measure, write the model."""
    known = calls()
    counts = counted([one.text for one in known])
    sys.stdout.write(f"who is in danger: {cross_validated(counts, known):.1%} of {len(known)} read rightly\n")
    learn(counts, known, np.arange(len(known))).write(counts, affected_person.MODEL)


if __name__ == "__main__":
    main()
