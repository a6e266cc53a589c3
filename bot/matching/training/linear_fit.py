"""Fits the linear models of danger, of who is in danger and of warnings, over views of messages (see `LinearModel`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.matching.danger.features import IDEAS, LETTERS, WORDS, letter_features, word_features

Matrix = Any
"""A scipy.sparse matrix in rows (scipy ships no types)."""
VIEWS = (IDEAS, WORDS, LETTERS)
FEWEST = {IDEAS: 2, WORDS: 2, LETTERS: 3}
"""In how many messages a feature of each view must occur."""
ROUGHLY, NEARLY = 3e-3, 3e-4
"""How near the best weights a fit must come: to see which features are heaviest, and to be used."""


class Settings(NamedTuple):
    """`lengths`: what each view weighs, in the order of VIEWS. `softness`: the inverse of the regularisation.

    `kept`: features that are kept; beyond these the weights are too small to matter, and the file grows.
    """

    lengths: tuple[float, float, float]
    softness: float
    kept: int


class Target(NamedTuple):
    """What one score is fitted to: for each row whether it is so, and its weight (0: not looked at)."""

    positive: NDArray[np.bool_]
    importance: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each of a view's `names` occurs in each message."""

    matrices: Mapping[str, Matrix]
    names: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class FittedModel:
    """The features that a model knows (columns of the counts), their rarities, weights and biases of each score."""

    columns: Mapping[str, NDArray[np.int64]]
    rarity: Mapping[str, NDArray[np.float64]]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def scores(self, counts: Counts, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the log-odds of each score for the chosen messages."""
        ones = dict.fromkeys(VIEWS, 1.0)
        found: NDArray[np.float64] = (
            _stacked(counts, rows, self.columns, self.rarity, ones) @ self.weights.T + self.bias
        )
        return found

    def write(self, counts: Counts, path: Path) -> None:
        """Write the model's file."""
        lines = ["\t\t" + "\t".join(f"{bias:.4f}" for bias in self.bias)]
        weights = iter(self.weights.T)
        for view in VIEWS:
            for column, rare in zip(self.columns[view], self.rarity[view], strict=True):
                row = "\t".join(f"{weight:.3f}" for weight in next(weights))
                lines.append(f"{view}{counts.names[view][column]}\t{rare:.3f}\t{row}")
        path.write_text("\n".join(lines) + "\n", "utf-8")


def count(messages: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Counts:
    """Count the features of messages, given the first view and the words of each."""
    views = {
        IDEAS: [sorted(set(ideas)) for ideas, _ in messages],
        WORDS: [word_features(words) for _, words in messages],
        LETTERS: [letter_features(words) for _, words in messages],
    }
    counted = {view: _counted(features) for view, features in views.items()}
    return Counts({view: one for view, (one, _) in counted.items()}, {view: one for view, (_, one) in counted.items()})


def fit(counts: Counts, rows: NDArray[np.int64], targets: Sequence[Target], settings: Settings) -> FittedModel:
    """Fit the scores to the chosen messages; `targets` are of these rows."""
    columns = {view: np.flatnonzero(counts.matrices[view][rows].getnnz(axis=0) >= FEWEST[view]) for view in VIEWS}
    rarity = {view: _rarities(counts.matrices[view][rows][:, columns[view]]) for view in VIEWS}
    lengths = dict(zip(VIEWS, settings.lengths, strict=True))
    weights, _ = _learnt(_stacked(counts, rows, columns, rarity, lengths), targets, settings.softness, ROUGHLY)
    sizes = [len(columns[view]) for view in VIEWS]
    kept = _heaviest(weights, sizes, settings.kept)
    columns = {view: columns[view][keep] for view, keep in zip(VIEWS, kept, strict=True)}
    rarity = {view: rarity[view][keep] for view, keep in zip(VIEWS, kept, strict=True)}
    matrix = _stacked(counts, rows, columns, rarity, lengths)
    weights, bias = _learnt(matrix, targets, settings.softness, NEARLY)
    own = np.concatenate([np.full(len(columns[view]), lengths[view]) for view in VIEWS])
    return FittedModel(columns, rarity, weights * own, bias)


def _learnt(
    matrix: Matrix, targets: Sequence[Target], softness: float, tolerance: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weights of each score, and its bias."""
    # it takes seconds to import, and only a fit needs it
    from sklearn.linear_model import LogisticRegression

    weights, bias = [], []
    for positive, importance in targets:
        used = np.flatnonzero(importance > 0)
        fitted = LogisticRegression(C=softness, max_iter=1000, tol=tolerance)
        fitted.fit(matrix[used], positive[used], importance[used])
        weights.append(fitted.coef_[0])
        bias.append(fitted.intercept_[0])
    return np.array(weights), np.array(bias)


def _counted(messages: Sequence[Sequence[str]]) -> tuple[Matrix, list[str]]:
    """Return how often each feature occurs in each message, and the features in alphabetical order."""
    names = sorted({feature for features in messages for feature in features})
    place = {feature: at for at, feature in enumerate(names)}
    starts, columns, values = [0], list[int](), list[float]()
    for features in messages:
        counts = Counter(features)
        columns.extend(place[feature] for feature in counts)
        values.extend(counts.values())
        starts.append(len(columns))
    return sparse.csr_matrix((values, columns, starts), shape=(len(messages), len(names))), names


def _rarities(counts: Matrix) -> NDArray[np.float64]:
    """Return the smoothed inverse document frequency of each feature."""
    found: NDArray[np.float64] = np.log((1 + counts.shape[0]) / (1 + counts.getnnz(axis=0))) + 1
    return found


def _heaviest(weights: NDArray[np.float64], sizes: Sequence[int], kept: int) -> list[NDArray[np.int64]]:
    """Return the places of the heaviest features in each view."""
    places = np.sort(np.argsort(-np.abs(weights).max(axis=0), kind="stable")[:kept])
    ends = np.cumsum([0, *sizes])
    return [places[(places >= start) & (places < end)] - start for start, end in pairwise(ends)]


def _stacked(
    counts: Counts,
    rows: NDArray[np.int64],
    columns: Mapping[str, NDArray[np.int64]],
    rarity: Mapping[str, NDArray[np.float64]],
    lengths: Mapping[str, float],
) -> Matrix:
    """Return the chosen rows and columns of all views side by side, weighed by tf-idf, each view of its length.

    The square is summed over all occurrences, so that what a word adds by its letters is worked out once a word.
    """
    parts = []
    for view in VIEWS:
        part = counts.matrices[view][rows][:, columns[view]]
        square = part @ (rarity[view] ** 2)
        scale = lengths[view] / np.sqrt(np.where(square > 0, square, 1))
        parts.append(sparse.diags(scale) @ part @ sparse.diags(rarity[view]))
    return sparse.hstack(parts).tocsr()
