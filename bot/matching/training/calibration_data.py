"""Fits the gate for scores with the reranker's added, on texts that neither has learnt. Training process only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.matching.ranking.calibration import Kinds, kinds_of, ranked, signals
from bot.matching.ranking.embedding_reranker import SHARE, agreement
from bot.matching.ranking.features import code
from bot.matching.ranking.model import DISTINCTIVE, Floats
from bot.matching.training.fit_classifier import Machines, fit, scores_of
from bot.matching.training.tfidf import Matrix, Space
from bot.matching.training.training_set import TrainingSet

FOLDS = 5
ASKED_FOLDS = 3
"""Of the five folds so many are predicted: each takes a training, and their texts are thousands."""
LEFT_OUT = 10
"""Every fold also leaves out one entry in ten whole: its texts show how a question without an entry looks."""
MOST_TEXTS = 9000
"""More texts than this add nothing to nine numbers."""
HELD_OUT_SLOPE, HELD_OUT_SHIFT = 1.53, 1.38
"""The folds' models know a fifth fewer texts and so are wrong more often than the final one. Slope and shift of the
log-odds make up for it; fitted when the gate without the reranker still came from the same folds."""


@dataclass(frozen=True, slots=True)
class TrainingTexts:
    """The training set in the model's space. `lengths`: in words; `machines`: those of all texts."""

    training_set: TrainingSet
    space: Space
    matrix: Matrix
    lengths: Sequence[int]
    machines: Machines


class _Fold(NamedTuple):
    """Texts that a model has not seen, with its scores, and in how many texts of each class it has seen each root and
    each pair (`found`: classes × roots and pairs)."""

    texts: NDArray[np.int64]
    orphans: bool
    scores: Floats
    found: Matrix


def reranker_gate(texts: TrainingTexts, reranker_scores: Floats) -> Floats:
    """Predict every text with a model that has not seen it, and fit the gate to these predictions.

    `reranker_scores`: for every text, the reranker's scores by a machine that lacks it.
    """
    kinds = kinds_of(texts.training_set.labels)
    owners = np.array(texts.training_set.owners)
    rows, right = [], []
    seen = [
        (fold, place, text)
        for fold in _predictions(texts, owners, kinds)
        for place, text in enumerate(fold.texts.tolist())
    ]
    for fold, place, text in seen:
        if text in texts.training_set.hard_negatives:
            continue
        own = reranker_scores[text].copy()
        if fold.orphans:
            # the machine that lacks one text still knows its class; what knows nothing of it says no
            own[owners[text]] = -1.0
        ranking = ranked(fold.scores[place] + SHARE * own, kinds)
        explained, paired = _explained(texts, text, fold.found, ranking.best)
        inputs = signals(ranking, explained, paired, texts.lengths[text])
        rows.append([*inputs, *agreement(own, ranking.best, kinds.answerable)])
        right.append(not fold.orphans and ranking.best == owners[text])
    return _gate_rows(np.array(rows, np.float32), np.array(right))


def _predictions(texts: TrainingTexts, owners: NDArray[np.int64], kinds: Kinds) -> list[_Fold]:
    # by their own letters, not by their place: a line more in the FAQ leaves all others in their folds
    codes = np.array([code(text) for text in texts.training_set.texts])
    folds = codes % FOLDS
    groups = np.array([code(label) for label in texts.training_set.labels]) % LEFT_OUT
    sampled = codes.argsort().argsort() < MOST_TEXTS

    classes = len(texts.training_set.labels)
    words = slice(int(texts.space.view_ends[0]), int(texts.space.view_ends[2]))
    folds_found = []
    for fold in range(ASKED_FOLDS):
        orphan = (groups[owners] == fold) & (owners < kinds.answerable)
        held = folds == fold
        learning = ~held & ~orphan
        weights, bias = fit(texts.matrix[learning], owners[learning], classes, texts.machines)
        found = _counts_of_classes(texts.matrix[learning][:, words], owners[learning], classes)
        for orphans, chosen in ((False, held & ~orphan & sampled), (True, orphan & sampled)):
            rows = np.flatnonzero(chosen)
            if len(rows):
                folds_found.append(_Fold(rows, orphans, scores_of(texts.matrix[rows], weights, bias), found))
    return folds_found


def _counts_of_classes(matrix: Matrix, owners: NDArray[np.int64], classes: int) -> Matrix:
    """Return in how many texts of each class each feature stands."""
    places = (owners, np.arange(len(owners)))
    counts = sparse.csr_matrix((np.ones(len(owners)), places), shape=(classes, len(owners))) @ (matrix > 0)
    return sparse.csc_matrix(counts)


def _explained(texts: TrainingTexts, text: int, found: Matrix, best: int) -> tuple[float, float]:
    """See `Terms.explained` and `Terms.paired`; a root that the fold's model lacks counts as one that the FAQ lacks."""
    space, row = texts.space, texts.matrix[text]
    first, middle, last = space.view_ends[:3]
    features = row.indices[(row.indices >= first) & (row.indices < last)]
    telling = features[space.idf[features] > DISTINCTIVE]
    roots, pairs = telling[telling < middle], telling[telling >= middle]
    known = found[:, roots - first].getnnz(0) > 0
    rarity = np.where(known, space.idf[roots], space.idf.max())
    own = np.asarray(found[[best]][:, roots - first].todense()).ravel() > 0
    paired = found[[best]][:, pairs - first].nnz / max(1, int((features >= middle).sum()))
    return (float(rarity[own].sum() / rarity.sum()) if len(roots) else 0.0), paired


def _gate_rows(rows: Floats, right: NDArray[np.bool_]) -> Floats:
    """Return weights with the constant last, means and spreads of the signals."""
    means, spreads = rows.mean(0), rows.std(0) + 1e-6
    machine = LogisticRegression(C=1.0, max_iter=500).fit((rows - means) / spreads, right)
    weights = HELD_OUT_SLOPE * np.append(machine.coef_[0], machine.intercept_[0])
    weights[-1] += HELD_OUT_SHIFT
    return np.stack([weights, np.append(means, 0.0), np.append(spreads, 1.0)]).astype(np.float32)
