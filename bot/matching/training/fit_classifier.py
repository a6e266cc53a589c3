"""Fits the linear classifier. Only the training process may import this: it needs scikit-learn and scipy."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from bot.matching.ranking.model import Floats
from bot.matching.training.tfidf import Matrix

SOFTNESS = 0.5
TOLERANCE = 0.02
"""How exactly a machine is fitted: 0.1 moves scores by 0.003, finer than this moves none."""
FIRST_OTHERS, OTHERS_A_TEXT = 1200, 8
"""A class is first separated from so many texts of others, those most like it (more for a class of many texts)."""
MARGIN = 0.15
"""Texts of others that score beyond -1 shape a machine; so much further down are those that might come to."""
FEWEST_OTHERS = 100
THREADS = 2
MOST_CLASSES = 700
"""Stated limit: beyond this number of classes one machine a class takes too long (at 1,000 entries training had not
ended after ten minutes on two busy cores; centroids learn 5,000 in one), so class centroids take their place."""
WEAKEST = 0.005
"""Smaller weights are dropped: no ranking changes, and the model is a third smaller."""
CENTROID_SCALE = 3.0
"""Brings cosines (0..1) into the range of a machine's scores (about -1..1)."""
Machines = tuple[Any, Floats]
"""Weights (features × classes, dense or sparse) and bias."""
Rows = tuple[NDArray[np.int64], NDArray[np.unsignedinteger[Any]], NDArray[np.float16]]


def columns_of(matrix: Matrix, first: int, kept: NDArray[np.bool_]) -> Matrix:
    """Return the columns from `first` on, those that are not `kept` emptied."""
    part = sparse.csr_matrix(matrix[:, first:] @ sparse.diags(kept[first:].astype(np.float64)))
    part.eliminate_zeros()
    return part


def unit_rows(matrix: Matrix) -> Matrix:
    """Return the matrix with every row of length 1."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    return sparse.csr_matrix(sparse.diags(1.0 / np.maximum(lengths, 1e-9)) @ matrix)


def fit(matrix: Matrix, owners: NDArray[np.int64], classes: int) -> Machines:
    """Fit one machine a class; classes without a text are never best.

    A class's machine (squared hinge) is shaped only by its own texts and by those of others that score beyond -1, one
    in thirty. So it is fitted on few: first on those most like the class, then on those that this made out.
    """
    if classes > MOST_CLASSES:
        return _centroids(matrix, owners, classes)
    weights, bias = _centroids(matrix, owners, classes)
    others = np.maximum(FIRST_OTHERS, OTHERS_A_TEXT * np.bincount(owners, minlength=classes))
    rough = _machines(matrix, owners, scores_of(matrix, weights.toarray(), bias), others)
    scores = scores_of(matrix, *rough)
    return _machines(matrix, owners, scores, np.maximum(FEWEST_OTHERS, (scores > -1.0 - MARGIN).sum(0)))


def _machines(matrix: Matrix, owners: NDArray[np.int64], scores: Floats, others: NDArray[np.int64]) -> Machines:
    """Fit one machine a class on its own texts and so many of the `others`: those that score highest."""
    classes = scores.shape[1]
    weights = np.zeros((classes, matrix.shape[1]), np.float32)
    bias = np.full(classes, -1.0, np.float32)

    def one(place: int) -> None:
        own = owners == place
        size = int(own.sum() + others[place])
        rows = np.arange(len(own))
        if size < len(own):
            rows = np.sort(np.argpartition(np.where(own, -np.inf, -scores[:, place]), size)[:size])
        machine = LinearSVC(C=SOFTNESS, tol=TOLERANCE, random_state=0).fit(matrix[rows], own[rows])
        weights[place], bias[place] = machine.coef_[0], machine.intercept_[0]

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, np.unique(owners).tolist()))
    return weights.T, bias


def _centroids(matrix: Matrix, owners: NDArray[np.int64], classes: int) -> Machines:
    """Return each class's mean text; a feature counts for less, the more classes have it."""
    places = (owners, np.arange(len(owners)))
    sums = sparse.csr_matrix((np.ones(len(owners)), places), shape=(classes, len(owners))) @ matrix
    spread = np.bincount(sums.indices, minlength=matrix.shape[1])
    rarity = np.log1p(classes / np.maximum(spread, 1)) / np.log1p(classes)
    weights = unit_rows(sums @ sparse.diags(rarity)) * CENTROID_SCALE
    return weights.T.tocsr(), np.full(classes, -1.0, np.float32)


def scores_of(matrix: Matrix, weights: Any, bias: Floats) -> Floats:
    """Return scores (texts × classes)."""
    product = matrix @ weights
    dense = product.toarray() if sparse.issparse(product) else product
    return np.asarray(dense + bias, np.float32)


def sparse_rows(weights: Any, rarity: Floats) -> Rows:
    """Return what each feature adds to each class: where a feature's row starts, the classes, how much.

    That is its weight times its rarity; the weakest weights are dropped.
    """
    if sparse.issparse(weights):
        rows = weights.tocsr()
        starts, classes, kept = rows.indptr, rows.indices, rows.data
    else:
        features, classes = np.nonzero(np.abs(weights) > WEAKEST)
        starts, kept = np.searchsorted(features, np.arange(weights.shape[0] + 1)), weights[features, classes]
    added = kept * np.repeat(rarity, np.diff(starts))
    return starts.astype(np.int64), classes.astype(np.min_scalar_type(weights.shape[1] - 1)), added.astype(np.float16)
