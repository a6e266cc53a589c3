"""Trains the danger model: `make bahaya` writes danger-model.tsv anew and prints the rates.

Reads the labelled messages of danger-examples.tsv and writer-examples.tsv (danger, lookalike, ordinary) and, on
standard input, one ordinary message a line. A logistic regression on ideas, words and letter groups. The rates are
those of a cross-validation in which messages that resemble each other stay together. Needs scikit-learn.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.danger import patterns
from bot.matching.danger.detector import MODEL, Level, has_sign, level_of
from bot.matching.danger.features import idea_features, normaliser
from bot.matching.training.augment_danger import framed, openings, slipped
from bot.matching.training.danger_examples import by_writers, examples
from bot.matching.training.linear_fit import Counts, FittedModel, Settings, Target, count, fit

SETTINGS = Settings(lengths=(3.0, 5.0, 5.0), softness=1.0, kept=14_000)
"""Chosen by leaving out one writer after the other (docs/experiments.md)."""
OF_WRITERS, OF_FAQ = 2.0, 2.0
"""Weight of another writer's message, and of a message on standard input, beside an example of our own."""
AUGMENTED_WEIGHT = 0.5
"""Weight of an augmented message beside one as it was written."""
FOLDS = 5
ALIKE = 0.5
"""Messages that share more than this of their words are kept in one fold."""


@dataclass(frozen=True, slots=True)
class DangerTrainingSet:
    """What the model is trained on: labelled messages, then ordinary ones; and their augmented versions.

    `words`: of each text. `signed`: whether a text shows a sign of danger (see `has_sign`). `weights`: of each text.
    `writers`: who wrote it. `source`: which text each row of `counts` is made of: each as it stands, then the same
    between other words, and the labelled ones with slips too.
    """

    labels: Sequence[str]
    kinds: Sequence[str]
    writers: Sequence[str]
    words: Sequence[frozenset[str]]
    signed: Sequence[bool]
    weights: NDArray[np.float64]
    source: NDArray[np.int64]
    counts: Counts


def views(text: str) -> tuple[Sequence[str], Sequence[str], bool]:
    """Return the ideas of a message, its words, and whether it shows a sign of danger."""
    message = normaliser().read(text)
    found = patterns.find(message)
    modes = patterns.modes_of(message, found)
    return sorted(idea_features(text, message, modes, found)), message.readings, has_sign(modes)


def groups_of(sets: Sequence[frozenset[str]]) -> list[int]:
    """Return a number for each text, given its words; texts that resemble each other have the same."""
    spread = Counter(word for words in sets for word in words)
    holding: dict[str, list[int]] = {}
    owner = list(range(len(sets)))

    def root(one: int) -> int:
        while owner[one] != one:
            owner[one] = owner[owner[one]]
            one = owner[one]
        return one

    for number, words in enumerate(sets):
        # who shares more than half of the words shares one of the rarest half and one more: no need to look at "saya"
        rarest = sorted(words, key=lambda word: (spread[word], word))[: int(len(words) * (1 - ALIKE)) + 1]
        for other in sorted({other for word in rarest for other in holding.get(word, ())}):
            if len(words & sets[other]) > ALIKE * len(words | sets[other]):
                owner[root(number)] = root(other)
        for word in rarest:
            holding.setdefault(word, []).append(number)
    return [root(number) for number in range(len(sets))]


def build_training_set(ordinary: Sequence[str]) -> DangerTrainingSet:
    """Build the training set from the labelled messages and `ordinary` ones."""
    labelled = [*examples(), *by_writers()]
    texts = [(one.label, one.kind, one.text) for one in labelled]
    texts += [("ordinary", "message", text) for text in (*ordinary, *openings())]
    read = [views(text) for _, _, text in texts]
    rows, source = [(ideas, words) for ideas, words, _ in read], list(range(len(texts)))
    for number, (label, _, text) in enumerate(texts):
        for version in _augmented(text, label == "danger", number, thoroughly=number < len(labelled)):
            rows.append(views(version)[:2])
            source.append(number)
    weights = [OF_WRITERS if one.writer else 1.0 for one in labelled] + [OF_FAQ] * (len(texts) - len(labelled))
    return DangerTrainingSet(
        [label for label, _, _ in texts],
        [kind for _, kind, _ in texts],
        [one.writer for one in labelled] + [""] * (len(texts) - len(labelled)),
        [frozenset(words) for _, words, _ in read],
        [sign for _, _, sign in read],
        np.array(weights),
        np.array(source),
        count(rows),
    )


def _augmented(text: str, danger: bool, seed: int, *, thoroughly: bool) -> list[str]:
    """Return the message between other words; `thoroughly`: with slips too, and once more between others."""
    once = framed(text, danger, seed)
    return [once, slipped(text, seed), framed(text, danger, -1 - seed)] if thoroughly else [once]


def learn(training_set: DangerTrainingSet, chosen: Sequence[int]) -> FittedModel:
    """Train a model of the chosen texts, as written and augmented."""
    rows = np.flatnonzero(np.isin(training_set.source, chosen))
    texts = training_set.source[rows]
    danger = np.array([label == "danger" for label in training_set.labels])[texts]
    as_written = np.where(rows < len(training_set.labels), 1.0, AUGMENTED_WEIGHT)
    return fit(training_set.counts, rows, [Target(danger, as_written * training_set.weights[texts])], SETTINGS)


def cross_validated(training_set: DangerTrainingSet) -> list[Level]:
    """Return the level of each message, by models that have learnt neither it nor one that resembles it."""
    groups = groups_of(training_set.words)
    shuffled = random.Random(1).sample(sorted(set(groups)), len(set(groups)))
    fold_of = {group: number % FOLDS for number, group in enumerate(shuffled)}
    folds = np.array([fold_of[group] for group in groups])
    levels: list[Level] = ["none"] * len(groups)
    for fold in range(FOLDS):
        held = np.flatnonzero(folds == fold)
        trained = learn(training_set, np.flatnonzero(folds != fold).tolist())
        for at, score in zip(held.tolist(), trained.scores(training_set.counts, held)[:, 0], strict=True):
            levels[at] = level_of(1 / (1 + math.exp(-float(score))), training_set.signed[at])
    return levels


def rates(names: Sequence[str], levels: Sequence[Level]) -> list[str]:
    """For each name: how many messages have it, the share with an emergency, and the share that is asked first."""
    counts = Counter(zip(names, levels, strict=True))
    lines = []
    for name in dict.fromkeys(names):
        raised, asked = counts[name, "danger"], counts[name, "doubtful"]
        total = raised + asked + counts[name, "none"]
        lines.append(f"{name:22} n {total:5}  emergency {raised / total:6.1%}  asked first {asked / total:6.1%}")
    return lines


def main() -> None:
    """Train, measure, write the model."""
    training_set = build_training_set([line.strip() for line in sys.stdin if line.strip()])
    for line in rates(training_set.labels, cross_validated(training_set)):
        sys.stdout.write(f"{line}\n")
    learn(training_set, range(len(training_set.labels))).write(training_set.counts, MODEL)


if __name__ == "__main__":
    main()
