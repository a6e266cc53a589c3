"""Trains what is warned of, a child's work abroad or an offer that is a trap: `make bahaya` writes warning-model.tsv.

Reads warning-examples.tsv, and danger-examples.tsv and writer-examples.tsv, whose kinds "minor" and "recruit" are
warned of, and, on standard input, one message a line that is of neither. Years of birth are counted from LEARNT_ON.
Prints the rates of a cross-validation. Needs scikit-learn.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.danger import warning_classifier
from bot.matching.danger.features import read
from bot.matching.danger.warnings import CHILD_AT, OFFER_AT
from bot.matching.training.danger_examples import MINOR, RECRUIT, by_writers, examples
from bot.matching.training.linear_fit import Counts, FittedModel, Settings, Target, count, fit
from bot.matching.training.train_danger import groups_of

EXAMPLES = warning_classifier.MODEL.with_name("warning-examples.tsv")
LEARNT_ON = date(2026, 11, 28)
CHILD, OFFER, NONE, DANGER = "child", "offer", "none", "danger"
"""What an example is; a danger is no offer, and says nothing of a child's work."""
_KINDS = {MINOR: CHILD, RECRUIT: OFFER}
SETTINGS = Settings(lengths=(3.0, 5.0, 5.0), softness=1.0, kept=10_000)
"""Chosen by leaving out one writer after the other (docs/experiments.md)."""
OF_DANGERS = 0.25
"""Weight of a danger as something that is no offer: most are told like offers that have come true."""
OF_WRITERS, OF_FAQ = 2.0, 0.3
"""Weight of another writer's message, and of a message on standard input, beside an example of our own."""
FOLDS = 5


class WarningExample(NamedTuple):
    """One message. `writer`: "" for examples of our own. `weight`: beside those."""

    label: str
    text: str
    writer: str = ""
    weight: float = 1.0


def warning_examples(harmless: Sequence[str] = ()) -> list[WarningExample]:
    """Return labels and messages, with `harmless` ones of the FAQ. Raises ValueError naming a malformed line."""
    rows = []
    for number, line in enumerate(EXAMPLES.read_text("utf-8").splitlines()[1:], start=2):
        label, _, text = line.partition("\t")
        if label not in (CHILD, OFFER, NONE) or not text:
            raise ValueError(f"warning-examples.tsv baris {number}: harus berisi label, tab, lalu kalimat")
        rows.append(WarningExample(label, text))
    for one in (*examples(), *by_writers()):
        label = DANGER if one.label == DANGER else _KINDS.get(one.kind, NONE)
        rows.append(WarningExample(label, one.text, one.writer, OF_WRITERS if one.writer else 1.0))
    return rows + [WarningExample(NONE, text, weight=OF_FAQ) for text in harmless]


def counted(known: Sequence[WarningExample]) -> tuple[Counts, list[list[str]]]:
    """Count the features of examples; return the words of each, too."""
    messages = [read(one.text) for one in known]
    words = [warning_classifier.words(one) for one in messages]
    features = [sorted(warning_classifier.features(one, LEARNT_ON)) for one in messages]
    return count(list(zip(features, words, strict=True))), words


def learn(counts: Counts, known: Sequence[WarningExample], rows: NDArray[np.int64]) -> FittedModel:
    """Train both scores of the chosen examples."""
    labels = np.array([known[at].label for at in rows])
    weights = np.array([known[at].weight for at in rows])
    targets = [
        Target(labels == label, np.where(labels == DANGER, of_dangers, weights))
        for label, of_dangers in ((CHILD, 0.0), (OFFER, OF_DANGERS))
    ]
    return fit(counts, rows, targets, SETTINGS)


def cross_validated(counts: Counts, known: Sequence[WarningExample], groups: Sequence[int]) -> NDArray[np.float64]:
    """Return each message's log-odds, by models that have learnt neither it nor one that resembles it."""
    shuffled = random.Random(1).sample(sorted(set(groups)), len(set(groups)))
    fold_of = {group: number % FOLDS for number, group in enumerate(shuffled)}
    folds = np.array([fold_of[group] for group in groups])
    scores = np.zeros((len(known), 2))
    for fold in range(FOLDS):
        held = np.flatnonzero(folds == fold)
        scores[held] = learn(counts, known, np.flatnonzero(folds != fold)).scores(counts, held)
    return scores


def warned(scores: Sequence[float]) -> str:
    """Return what is warned of at these log-odds."""
    return CHILD if scores[0] >= CHILD_AT else OFFER if scores[1] >= OFFER_AT else NONE


def main() -> None:
    """Train, measure, write the model."""
    known = warning_examples([line.strip() for line in sys.stdin if line.strip()])
    counts, words = counted(known)
    scores = cross_validated(counts, known, groups_of([frozenset(one) for one in words]))
    labels = [one.label for one in known]
    got = Counter(zip(labels, map(warned, scores), strict=True))
    for (label, result), number in sorted(got.items()):
        sys.stdout.write(f"{label:6} warned of {result:6} {number:5} of {labels.count(label):5}\n")
    for one, score in zip(known, scores, strict=True) if "--wrong" in sys.argv else ():
        if warned(score) != one.label:
            sys.stdout.write(f"{one.label:6} {score[0]:6.2f} {score[1]:6.2f} {one.text}\n")
    learn(counts, known, np.arange(len(known))).write(counts, warning_classifier.MODEL)


if __name__ == "__main__":
    main()
