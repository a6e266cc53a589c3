"""Matrices of the danger model's training: how often each feature occurs in each message, and its tf-idf weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.matching.danger.features import IDEAS, TEXT_WEIGHT

Matrix = Any
"""A scipy.sparse matrix in rows (scipy ships no types)."""
Views = Mapping[str, Sequence[str]]
"""One message's features: its ideas once each, its words and letter groups with repetitions."""


def counted(messages: Sequence[Sequence[str]]) -> tuple[Matrix, list[str]]:
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


def frequent(counts: Matrix, fewest: int) -> NDArray[np.int64]:
    """Return the columns of the features that occur in at least `fewest` messages."""
    return np.flatnonzero(counts.getnnz(axis=0) >= fewest)


def rarities(counts: Matrix) -> NDArray[np.float64]:
    """Return the smoothed inverse document frequency of each feature."""
    found: NDArray[np.float64] = np.log((1 + counts.shape[0]) / (1 + counts.getnnz(axis=0))) + 1
    return found


def heaviest(weights: NDArray[np.float64], sizes: Sequence[int], kept: int) -> list[NDArray[np.int64]]:
    """Return the places to keep in each view: all of the first, the ideas, and the heaviest of the others."""
    text = np.argsort(-np.abs(weights[sizes[0] :]), kind="stable")[:kept] + sizes[0]
    places = np.sort(np.concatenate([np.arange(sizes[0]), text]))
    ends = np.cumsum([0, *sizes])
    return [places[(places >= start) & (places < end)] - start for start, end in pairwise(ends)]


def stacked(
    counts: Mapping[str, Matrix],
    rows: NDArray[np.int64],
    columns: Mapping[str, NDArray[np.int64]],
    rarity: Mapping[str, NDArray[np.float64]],
) -> Matrix:
    """Return the chosen rows and columns of all views side by side: ideas as they are, the others as tf-idf.

    A message's weights in a view are of length TEXT_WEIGHT; the square is summed over all occurrences, so that what a
    word adds by its letters is worked out once a word.
    """
    parts = []
    for view, every in counts.items():
        part = every[rows][:, columns[view]]
        if view != IDEAS:
            square = part @ (rarity[view] ** 2)
            part = (
                sparse.diags(TEXT_WEIGHT / np.sqrt(np.where(square > 0, square, 1))) @ part @ sparse.diags(rarity[view])
            )
        parts.append(part)
    return sparse.hstack(parts).tocsr()
