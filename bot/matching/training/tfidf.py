"""Puts the FAQ's texts into the model's space, all at once. Only the training process may import this: scipy is heavy.

In each view every feature counts as often as it occurs, times its rarity (idf). A view is divided by the root of its
squared rarities, summed over all occurrences: a sum over words, like the vector itself, so that `term_weights`
may weigh each word once and for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.matching.ranking.features import Codes, Features
from bot.matching.ranking.model import VIEW_WEIGHTS, Floats, find

Matrix = Any
"""A scipy.sparse matrix in rows (scipy ships no types)."""
FEWEST_TEXTS = (2, 1, 1, 1)
"""In how many texts a feature of each view must occur."""


class Space(NamedTuple):
    """The features that count.

    `codes`: sorted within each view; `view_ends`: where each view ends; `idf`: how rare each feature is.
    """

    codes: Codes
    view_ends: NDArray[np.int64]
    idf: Floats


def space_of(features: Sequence[Features]) -> Space:
    """Return the space that texts with these features span."""
    codes, counts = [], []
    for view, fewest in enumerate(FEWEST_TEXTS):
        texts, found = _occurrences(features, view)
        once = np.unique(texts << 32 | found)
        own, times = np.unique(once.astype(np.uint32), return_counts=True)
        codes.append(own[times >= fewest])
        counts.append(times[times >= fewest])
    idf = (1.0 + np.log((1 + len(features)) / (1 + np.concatenate(counts)))).astype(np.float32)
    return Space(np.concatenate(codes), np.cumsum([len(view) for view in codes]), idf)


def weigh(features: Sequence[Features], codes: Codes, view_ends: NDArray[np.int64], idf: Floats) -> Matrix:
    """Texts × features."""
    size = len(features)
    rows, columns, values = [], [], []
    for view, weight in enumerate(VIEW_WEIGHTS):
        texts, found = _occurrences(features, view)
        places, known = find(found, codes, view_ends, view)
        texts, places = texts[known], places[known]
        rarity = idf[places]
        lengths = np.sqrt(np.bincount(texts, rarity**2, size))
        rows.append(texts)
        columns.append(places)
        values.append(rarity * (weight / lengths[texts]))
    cells = (np.concatenate(values).astype(np.float32), (np.concatenate(rows), np.concatenate(columns)))
    return sparse.csr_matrix(cells, shape=(size, len(codes)))


def _occurrences(features: Sequence[Features], view: int) -> tuple[NDArray[np.int64], Codes]:
    """Every occurrence of a feature of the view: in which text, and which feature."""
    texts = np.repeat(np.arange(len(features)), [len(one[view]) for one in features])
    return texts, np.concatenate([one[view] for one in features])
