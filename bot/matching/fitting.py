"""Fits the linear classifier. Only the training process may import this: it needs scikit-learn and scipy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from bot.matching.model import Floats

SOFTNESS = 0.5
MOST_CLASSES = 700
"""Beyond this number of classes one machine a class takes too long; class centroids take their place."""
WEAKEST = 0.005
"""Smaller weights are dropped: no ranking changes, and the model is a third smaller."""
CENTROID_SCALE = 3.0
"""Brings cosines (0..1) into the range of a machine's scores (about -1..1)."""
Matrix = Any
"""A scipy.sparse matrix in rows (scipy ships no types)."""
Rows = tuple[NDArray[np.int64], NDArray[np.uint16], NDArray[np.float16]]


def matrix_of(rows: Sequence[tuple[NDArray[np.int64], Floats]], width: int) -> Matrix:
    """Texts × features from each text's places and values."""
    starts = np.cumsum([0, *(len(places) for places, _ in rows)])
    places = np.concatenate([places for places, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return sparse.csr_matrix((values.astype(np.float64), places, starts), shape=(len(rows), width))


def columns_of(matrix: Matrix, first: int, kept: NDArray[np.bool_]) -> Matrix:
    """The columns from `first` on, those that are not `kept` emptied."""
    part = sparse.csr_matrix(matrix[:, first:] @ sparse.diags(kept[first:].astype(np.float64)))
    part.eliminate_zeros()
    return part


def unit_rows(matrix: Matrix) -> Matrix:
    """The matrix with every row of length 1."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    return sparse.csr_matrix(sparse.diags(1.0 / np.maximum(lengths, 1e-9)) @ matrix)


def fit(matrix: Matrix, owners: NDArray[np.int64], classes: int) -> tuple[Any, Floats]:
    """Weights (features × classes, dense or sparse) and bias; classes without a text are never best."""
    if classes > MOST_CLASSES:
        return _centroids(matrix, owners, classes)
    present = np.unique(owners)
    weights = np.zeros((classes, matrix.shape[1]))
    bias = np.full(classes, -1.0, np.float32)
    machine = LinearSVC(C=SOFTNESS).fit(matrix, owners)
    weights[present] = machine.coef_
    bias[present] = machine.intercept_
    return weights.T, bias


def _centroids(matrix: Matrix, owners: NDArray[np.int64], classes: int) -> tuple[Matrix, Floats]:
    """Each class's mean text; a feature counts for less, the more classes have it."""
    places = (owners, np.arange(len(owners)))
    sums = sparse.csr_matrix((np.ones(len(owners)), places), shape=(classes, len(owners))) @ matrix
    spread = np.bincount(sums.indices, minlength=matrix.shape[1])
    rarity = np.log1p(classes / np.maximum(spread, 1)) / np.log1p(classes)
    weights = unit_rows(sums @ sparse.diags(rarity)) * CENTROID_SCALE
    return weights.T.tocsr(), np.full(classes, -1.0, np.float32)


def scores_of(matrix: Matrix, weights: Any, bias: Floats) -> Floats:
    """Scores (texts × classes)."""
    product = matrix @ weights
    dense = product.toarray() if sparse.issparse(product) else product
    return np.asarray(dense + bias, np.float32)


def column_part(weights: Any, rows: NDArray[np.int64], column: int) -> Floats:
    """The weights of some features for one class."""
    part = weights[rows][:, [column]]
    return np.asarray(part.toarray() if sparse.issparse(part) else part, np.float32).ravel()


def nearest_of(asked: Matrix, texts: Matrix, owners: NDArray[np.int64], classes: int) -> Floats:
    """Similarity (asked × classes) of each class's nearest text; `owners` must be sorted."""
    present, starts = np.unique(owners, return_index=True)
    result = np.zeros((asked.shape[0], classes), np.float32)
    for first in range(0, asked.shape[0], 500):
        similar = (asked[first : first + 500] @ texts.T).toarray().astype(np.float32)
        result[first : first + 500, present] = np.maximum.reduceat(similar, starts, axis=1)
    return result


def sparse_rows(weights: Any) -> Rows:
    """The weights in rows of features: where each row starts, its classes and their weights, weakest ones dropped."""
    if sparse.issparse(weights):
        rows = weights.tocsr()
        return rows.indptr.astype(np.int64), rows.indices.astype(np.uint16), rows.data.astype(np.float16)
    features, classes = np.nonzero(np.abs(weights) > WEAKEST)
    starts = np.searchsorted(features, np.arange(weights.shape[0] + 1)).astype(np.int64)
    return starts, classes.astype(np.uint16), weights[features, classes].astype(np.float16)
