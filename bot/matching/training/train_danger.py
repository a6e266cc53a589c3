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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
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
    tfidf_weights,
    word_features,
)
from bot.matching.training.augment_danger import framed, openings, slipped

EXAMPLES = Path(__file__).parents[1] / "danger" / "danger-examples.tsv"
FEWEST = {IDEAS: 2, WORDS: 2, LETTERS: 3}
"""In how many messages a feature of each view must occur."""
KEPT = 14_000
"""Words and letter groups that are kept: beyond these the weights are too small to matter, and the file grows."""
SOFTNESS = 10.0
AUGMENTED_WEIGHT = 0.5
"""Weight of an augmented message beside one as it was written."""
FOLDS = 5
ALIKE = 0.5
"""Messages that share more than this of their words are kept in one fold."""
Matrix = Any
"""A scipy.sparse matrix in rows (scipy ships no types)."""


@dataclass(frozen=True, slots=True)
class Views:
    """One message's features: ideas as a set, words and letter groups with repetitions. `signed`: see `has_sign`."""

    ideas: frozenset[str]
    words: tuple[str, ...]
    letters: tuple[str, ...]
    signed: bool


@dataclass(frozen=True, slots=True)
class Trained:
    """Rarities of the features of each view, in the model's order, its weights and its constant."""

    rarity: dict[str, dict[str, float]]
    weights: NDArray[np.float64]
    bias: float

    def scores(self, messages: Sequence[Views]) -> NDArray[np.float64]:
        """Log-odds that each message means danger."""
        found: NDArray[np.float64] = _matrix(messages, self.rarity) @ self.weights + self.bias
        return found


def views(text: str) -> Views:
    """Return the features of a message."""
    message = normaliser().read(text)
    found = patterns.find(message)
    modes = patterns.modes_of(message, found)
    readings = message.readings
    ideas = frozenset(idea_features(text, message, modes, found))
    return Views(ideas, tuple(word_features(readings)), tuple(letter_features(readings)), has_sign(modes))


def examples() -> list[tuple[str, str, str]]:
    """Return the labelled messages: label, kind, text. Raises ValueError naming a malformed line."""
    rows = []
    for number, line in enumerate(EXAMPLES.read_text("utf-8").splitlines()[1:], start=2):
        cells = line.split("\t")
        if len(cells) != 3 or cells[0] not in ("danger", "lookalike", "ordinary"):
            raise ValueError(f"danger-examples.tsv baris {number}: harus berisi label, jenis, dan kalimat")
        rows.append((cells[0], cells[1], cells[2]))
    return rows


def _rarity(messages: Sequence[Iterable[str]], fewest: int) -> dict[str, float]:
    seen = Counter(feature for message in messages for feature in set(message))
    return {f: math.log((1 + len(messages)) / (1 + n)) + 1 for f, n in sorted(seen.items()) if n >= fewest}


def _matrix(messages: Sequence[Views], rarity: dict[str, dict[str, float]]) -> Matrix:
    place = {(view, f): at for at, (view, f) in enumerate((v, f) for v in (IDEAS, WORDS, LETTERS) for f in rarity[v])}
    starts, columns, values = [0], list[int](), list[float]()
    for message in messages:
        parts = (
            (IDEAS, {f: 1.0 for f in sorted(message.ideas) if f in rarity[IDEAS]}),
            (WORDS, tfidf_weights(message.words, rarity[WORDS])),
            (LETTERS, tfidf_weights(message.letters, rarity[LETTERS])),
        )
        for view, weights in parts:
            columns.extend(place[view, feature] for feature in weights)
            values.extend(weights.values())
        starts.append(len(columns))
    return sparse.csr_matrix((values, columns, starts), shape=(len(messages), len(place)))


def train(messages: Sequence[Views], danger: Sequence[bool], importance: Sequence[float]) -> Trained:
    """Train a model of the messages. `importance`: what each of them counts."""
    rarity = {
        IDEAS: dict.fromkeys(_rarity([m.ideas for m in messages], FEWEST[IDEAS]), 1.0),
        WORDS: _rarity([m.words for m in messages], FEWEST[WORDS]),
        LETTERS: _rarity([m.letters for m in messages], FEWEST[LETTERS]),
    }
    first = _fit(_matrix(messages, rarity), danger, importance)
    start = len(rarity[IDEAS])
    heavy = {start + int(at) for at in np.argsort(-np.abs(first.coef_[0][start:]), kind="stable")[:KEPT]}
    places = iter(range(start, len(first.coef_[0])))
    for view in (WORDS, LETTERS):
        rarity[view] = {f: value for f, value in rarity[view].items() if next(places) in heavy}
    fitted = _fit(_matrix(messages, rarity), danger, importance)
    return Trained(rarity, fitted.coef_[0], float(fitted.intercept_[0]))


def _fit(rows: Matrix, danger: Sequence[bool], importance: Sequence[float]) -> Any:
    return LogisticRegression(C=SOFTNESS, max_iter=1000).fit(rows, danger, importance)


def groups_of(texts: Sequence[str]) -> list[int]:
    """Return a number for each text; texts that resemble each other have the same."""
    sets = [frozenset(normaliser().read(text).readings) for text in texts]
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


@dataclass(frozen=True, slots=True)
class DangerTrainingSet:
    """What the model is trained on: labelled messages, then ordinary ones; and their augmented versions.

    `augmented`: for each message, the same between other words, and the labelled ones with slips too.
    """

    labels: Sequence[str]
    kinds: Sequence[str]
    texts: Sequence[str]
    messages: Sequence[Views]
    augmented: Sequence[tuple[Views, ...]]


def build_training_set(ordinary: Sequence[str]) -> DangerTrainingSet:
    """Build the training set from the labelled messages and `ordinary` ones."""
    labelled = examples()
    rows = [*labelled, *(("ordinary", "message", text) for text in (*ordinary, *openings()))]
    texts = [text for _, _, text in rows]
    augmented = [
        _augmented(text, label == "danger", number, thoroughly=number < len(labelled))
        for number, (label, _, text) in enumerate(rows)
    ]
    return DangerTrainingSet(
        [r[0] for r in rows], [r[1] for r in rows], texts, [views(text) for text in texts], augmented
    )


def _augmented(text: str, danger: bool, seed: int, *, thoroughly: bool) -> tuple[Views, ...]:
    """Return the message between other words; `thoroughly`: with slips too, and once more between others."""
    once = (views(framed(text, danger, seed)),)
    if not thoroughly:
        return once
    return (*once, views(slipped(text, seed)), views(framed(text, danger, -1 - seed)))


def learn(training_set: DangerTrainingSet, chosen: Sequence[int]) -> Trained:
    """Train a model of the chosen messages, as written and augmented."""
    versions = [(at, version) for at in chosen for version in training_set.augmented[at]]
    messages = [training_set.messages[at] for at in chosen] + [version for _, version in versions]
    danger = [training_set.labels[at] == "danger" for at in (*chosen, *(at for at, _ in versions))]
    importance = [1.0] * len(chosen) + [AUGMENTED_WEIGHT] * len(versions)
    return train(messages, danger, importance)


def cross_validated(training_set: DangerTrainingSet) -> list[Level]:
    """Return the level of each message, by models that have learnt neither it nor one that resembles it."""
    groups = groups_of(training_set.texts)
    shuffled = random.Random(1).sample(sorted(set(groups)), len(set(groups)))
    fold_of = {group: number % FOLDS for number, group in enumerate(shuffled)}
    levels: list[Level] = ["none"] * len(groups)
    for fold in range(FOLDS):
        held = [at for at, group in enumerate(groups) if fold_of[group] == fold]
        trained = learn(training_set, [at for at, group in enumerate(groups) if fold_of[group] != fold])
        for at, score in zip(held, trained.scores([training_set.messages[at] for at in held]), strict=True):
            levels[at] = level_of(1 / (1 + math.exp(-float(score))), training_set.messages[at].signed)
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


def write(trained: Trained) -> None:
    """Write the model's file."""
    lines = [f"\t\t{trained.bias:.4f}"]
    weights = iter(trained.weights)
    for view, rarity in trained.rarity.items():
        lines.extend(f"{view}{feature}\t{value:.3f}\t{next(weights):.3f}" for feature, value in rarity.items())
    MODEL.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Train, measure, write the model."""
    training_set = build_training_set([line.strip() for line in sys.stdin if line.strip()])
    for line in rates(training_set.labels, cross_validated(training_set)):
        sys.stdout.write(f"{line}\n")
    write(learn(training_set, range(len(training_set.texts))))


if __name__ == "__main__":
    main()
