"""Trains the danger model: `make bahaya` writes danger-model.tsv anew and prints the rates.

Reads the labelled messages of danger-examples.tsv (danger, lookalike, ordinary) and, on standard input, one ordinary
message a line. A logistic regression on ideas, words and letter groups. The rates are those of a cross-validation in
which messages that resemble each other stay together. Needs scikit-learn.
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
from sklearn.linear_model import LogisticRegression

from bot.matching.danger import patterns
from bot.matching.danger.detector import MODEL, Level, has_sign, level_of
from bot.matching.danger.features import (
    IDEAS,
    LETTERS,
    WORDS,
    idea_features,
    letter_features,
    normaliser,
    word_features,
)
from bot.matching.training.augment_danger import framed, openings, slipped
from bot.matching.training.danger_examples import examples
from bot.matching.training.danger_matrix import Matrix, Views, counted, frequent, heaviest, rarities, stacked

FEWEST = {IDEAS: 2, WORDS: 2, LETTERS: 3}
"""In how many messages a feature of each view must occur."""
KEPT = 14_000
"""Words and letter groups that are kept: beyond these the weights are too small to matter, and the file grows."""
SOFTNESS = 2.0
"""Between 3, which hears fewer calls and wobbles more with a few lessons, and 1, which asks where people only plead."""
AUGMENTED_WEIGHT = 0.5
"""Weight of an augmented message beside one as it was written."""
FOLDS = 5
ALIKE = 0.5
"""Messages that share more than this of their words are kept in one fold."""


@dataclass(frozen=True, slots=True)
class DangerTrainingSet:
    """What the model is trained on: labelled messages, then ordinary ones; and their augmented versions.

    `words`: of each text. `signed`: whether a text shows a sign of danger (see `has_sign`). `source`: which text each
    row is made of: each as it stands, then the same between other words, and the labelled ones with slips too.
    `counts`: how often each of a view's `features` occurs in each row.
    """

    labels: Sequence[str]
    kinds: Sequence[str]
    words: Sequence[frozenset[str]]
    signed: Sequence[bool]
    source: NDArray[np.int64]
    counts: dict[str, Matrix]
    features: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Trained:
    """The features that a model knows (places in the training set's lists), their rarities and weights."""

    columns: dict[str, NDArray[np.int64]]
    rarity: dict[str, NDArray[np.float64]]
    weights: NDArray[np.float64]
    bias: float

    def scores(self, training_set: DangerTrainingSet, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Log-odds that each row's message means danger."""
        found: NDArray[np.float64] = stacked(training_set.counts, rows, self.columns, self.rarity) @ self.weights
        return found + self.bias


def views(text: str) -> tuple[Views, bool]:
    """Return the features of a message, and whether it shows a sign of danger."""
    message = normaliser().read(text)
    found = patterns.find(message)
    modes = patterns.modes_of(message, found)
    readings = message.readings
    ideas = idea_features(text, message, modes, found)
    features = {IDEAS: list(ideas), WORDS: list(word_features(readings)), LETTERS: list(letter_features(readings))}
    return features, has_sign(modes)


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
    labelled = examples()
    texts = [(one.label, one.kind, one.text) for one in labelled]
    texts += [("ordinary", "message", text) for text in (*ordinary, *openings())]
    rows: list[tuple[int, Views]] = []
    signed = []
    for number, (_, _, text) in enumerate(texts):
        features, sign = views(text)
        rows.append((number, features))
        signed.append(sign)
    for number, (label, _, text) in enumerate(texts):
        versions = _augmented(text, label == "danger", number, thoroughly=number < len(labelled))
        rows.extend((number, views(version)[0]) for version in versions)
    counts = {view: counted([features[view] for _, features in rows]) for view in (IDEAS, WORDS, LETTERS)}
    return DangerTrainingSet(
        [label for label, _, _ in texts], [kind for _, kind, _ in texts],
        [frozenset(word for word in features[WORDS] if " " not in word) for _, features in rows[: len(texts)]], signed,
        np.array([number for number, _ in rows]), {view: found for view, (found, _) in counts.items()},
        {view: names for view, (_, names) in counts.items()},
    )  # fmt: skip


def _augmented(text: str, danger: bool, seed: int, *, thoroughly: bool) -> list[str]:
    """Return the message between other words; `thoroughly`: with slips too, and once more between others."""
    once = framed(text, danger, seed)
    return [once, slipped(text, seed), framed(text, danger, -1 - seed)] if thoroughly else [once]


def learn(training_set: DangerTrainingSet, chosen: Sequence[int]) -> Trained:
    """Train a model of the chosen texts, as written and augmented."""
    rows = np.flatnonzero(np.isin(training_set.source, chosen))
    columns = {view: frequent(counts[rows], FEWEST[view]) for view, counts in training_set.counts.items()}
    rarity = {view: rarities(training_set.counts[view][rows][:, columns[view]]) for view in (WORDS, LETTERS)}
    rarity[IDEAS] = np.ones(len(columns[IDEAS]))
    first = _fitted(training_set, rows, columns, rarity)
    kept = heaviest(first.weights, [len(columns[view]) for view in training_set.counts], KEPT)
    columns = {view: columns[view][keep] for view, keep in zip(training_set.counts, kept, strict=True)}
    rarity = {view: rarity[view][keep] for view, keep in zip(training_set.counts, kept, strict=True)}
    return _fitted(training_set, rows, columns, rarity)


def _fitted(
    training_set: DangerTrainingSet,
    rows: NDArray[np.int64],
    columns: dict[str, NDArray[np.int64]],
    rarity: dict[str, NDArray[np.float64]],
) -> Trained:
    danger = [training_set.labels[text] == "danger" for text in training_set.source[rows]]
    importance = np.where(rows < len(training_set.labels), 1.0, AUGMENTED_WEIGHT)
    fitted = LogisticRegression(C=SOFTNESS, max_iter=1000).fit(
        stacked(training_set.counts, rows, columns, rarity), danger, importance
    )
    return Trained(columns, rarity, fitted.coef_[0], float(fitted.intercept_[0]))


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
        for at, score in zip(held.tolist(), trained.scores(training_set, held), strict=True):
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


def write(training_set: DangerTrainingSet, trained: Trained) -> None:
    """Write the model's file."""
    lines = [f"\t\t{trained.bias:.4f}"]
    weights = iter(trained.weights)
    for view, names in training_set.features.items():
        known = zip(trained.columns[view], trained.rarity[view], strict=True)
        lines.extend(f"{view}{names[at]}\t{rare:.3f}\t{next(weights):.3f}" for at, rare in known)
    MODEL.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Train, measure, write the model."""
    training_set = build_training_set([line.strip() for line in sys.stdin if line.strip()])
    for line in rates(training_set.labels, cross_validated(training_set)):
        sys.stdout.write(f"{line}\n")
    write(training_set, learn(training_set, range(len(training_set.labels))))


if __name__ == "__main__":
    main()
