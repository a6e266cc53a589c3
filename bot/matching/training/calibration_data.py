"""Fits the calibration of scores, on texts that the model at hand was not trained on. Training process only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.matching.ranking.calibration import Kinds, Near, kinds_of, ranked, signals
from bot.matching.ranking.embedding_reranker import SHARE, agreement
from bot.matching.ranking.features import code
from bot.matching.ranking.model import DISTINCTIVE, Floats
from bot.matching.training.fit_classifier import Machines, fit, nearest_of, scores_of
from bot.matching.training.tfidf import Matrix, Space
from bot.matching.training.training_set import TrainingSet

FOLDS = 5
ASKED_FOLDS = 3
"""Of the five folds so many are predicted: each takes a training, and their texts are thousands."""
LEFT_OUT = 10
"""Every fold also leaves out one entry in ten whole: its texts show how a question without an entry looks."""
MOST_TEXTS = 9000
"""More texts than this add nothing to three dozen numbers."""


class Calibration(NamedTuple):
    """The gate (see `calibration.Gate`) and the temperature of the scores.

    `reranker_gate`: the gate for scores to which the reranker's were added, where there is one.
    """

    gate: Floats
    reranker_gate: Floats | None
    temperature: float


@dataclass(frozen=True, slots=True)
class TrainingTexts:
    """The training set in the model's space.

    `near`: unit rows of roots, pairs and concepts; `lengths`: in words; `machines`: those of all texts.
    """

    training_set: TrainingSet
    space: Space
    matrix: Matrix
    near: Matrix
    lengths: Sequence[int]
    machines: Machines


class _Fold(NamedTuple):
    """Texts that a model has not seen, with its scores, the nearest text of each class that it has seen, and in how
    many texts of each class it has seen each root (`found`: classes × roots)."""

    texts: NDArray[np.int64]
    orphans: bool
    scores: Floats
    nearest: Floats
    found: Matrix


class _Predicted(NamedTuple):
    """Texts with the folds' predictions and the right classes."""

    texts: TrainingTexts
    folds: Sequence[_Fold]
    owners: NDArray[np.int64]


def calibrate(texts: TrainingTexts, reranker_scores: Floats | None) -> Calibration:
    """Predict every text with a model that has not seen it, and fit the calibration to these predictions.

    `reranker_scores`: for every text, the reranker's scores by a machine that lacks it.
    """
    kinds = kinds_of(texts.training_set.labels)
    owners = np.array(texts.training_set.owners)
    folds = _predictions(texts, owners, kinds)
    plain = [
        (fold.scores[place], text)
        for fold in folds
        if not fold.orphans
        for place, text in enumerate(fold.texts.tolist())
    ]
    temperature = _temperature([(s, int(owners[text])) for s, text in plain if owners[text] < kinds.answerable], kinds)
    predicted = _Predicted(texts, folds, owners)
    gate = _fit_gate(predicted, temperature, None)
    reranker_gate = None
    if reranker_scores is not None:
        reranker_gate = _fit_gate(predicted, temperature, reranker_scores)
    return Calibration(gate, reranker_gate, temperature)


def _fit_gate(predicted: _Predicted, temperature: float, reranker_scores: Floats | None) -> Floats:
    """Fit the gate for scores of the words alone, or for these with the reranker's scores added."""
    texts, folds, owners = predicted
    kinds = kinds_of(texts.training_set.labels)
    rows, right = [], []
    seen = [(fold, place, text) for fold in folds for place, text in enumerate(fold.texts.tolist())]
    for fold, place, text in seen:
        if text in texts.training_set.hard_negatives:
            continue
        scores = fold.scores[place]
        if reranker_scores is not None:
            own = reranker_scores[text].copy()
            if fold.orphans:
                # the machine that lacks one text still knows its class; what knows nothing of it says no
                own[owners[text]] = -1.0
            scores = scores + SHARE * own
        ranking = ranked(scores, kinds, temperature)
        explained = _explained(texts, text, fold.found, ranking.best)
        nearest = fold.nearest[place, : kinds.answerable]
        near = Near(float(nearest[ranking.best]), float(np.delete(nearest, ranking.best).max(initial=0.0)))
        inputs = signals(ranking, near, explained, texts.lengths[text])
        if reranker_scores is not None:
            inputs += agreement(own, ranking.best, kinds.answerable)
        rows.append(inputs)
        right.append(not fold.orphans and ranking.best == owners[text])
    return _gate_rows(np.array(rows, np.float32), np.array(right))


def _predictions(texts: TrainingTexts, owners: NDArray[np.int64], kinds: Kinds) -> list[_Fold]:
    # by their own letters, not by their place: a line more in the FAQ leaves all others in their folds
    codes = np.array([code(text) for text in texts.training_set.texts])
    folds = codes % FOLDS
    groups = np.array([code(label) for label in texts.training_set.labels]) % LEFT_OUT
    sampled = codes.argsort().argsort() < MOST_TEXTS

    classes = len(texts.training_set.labels)
    roots = slice(*texts.space.view_ends[:2].tolist())
    folds_found = []
    for fold in range(ASKED_FOLDS):
        orphan = (groups[owners] == fold) & (owners < kinds.answerable)
        held = folds == fold
        learning = ~held & ~orphan
        weights, bias = fit(texts.matrix[learning], owners[learning], classes, texts.machines)
        found = _roots_of_classes(texts.matrix[learning][:, roots], owners[learning], classes)
        for orphans, chosen in ((False, held & ~orphan & sampled), (True, orphan & sampled)):
            rows = np.flatnonzero(chosen)
            if len(rows):
                scores = scores_of(texts.matrix[rows], weights, bias)
                nearest = nearest_of(texts.near[rows], texts.near[learning], owners[learning], classes)
                folds_found.append(_Fold(rows, orphans, scores, nearest, found))
    return folds_found


def _roots_of_classes(matrix: Matrix, owners: NDArray[np.int64], classes: int) -> Matrix:
    """Return in how many texts of each class each root stands."""
    places = (owners, np.arange(len(owners)))
    counts = sparse.csr_matrix((np.ones(len(owners)), places), shape=(classes, len(owners))) @ (matrix > 0)
    return sparse.csc_matrix(counts)


def _explained(texts: TrainingTexts, text: int, found: Matrix, best: int) -> float:
    """See `Terms.explained`; a root that the fold's model lacks counts as one that the FAQ lacks."""
    space, row = texts.space, texts.matrix[text]
    first, last = space.view_ends[:2]
    rows = row.indices[(row.indices >= first) & (row.indices < last)]
    rows = rows[space.idf[rows] > DISTINCTIVE]
    counts = found[:, rows - first]
    rarity = np.where(counts.getnnz(0) > 0, space.idf[rows], space.idf.max())
    own = np.asarray(counts[[best]].todense()).ravel() > 0
    return float(rarity[own].sum() / rarity.sum()) if len(rows) else 0.0


def _temperature(predicted: Sequence[tuple[Floats, int]], kinds: Kinds) -> float:
    """Return the sharpness with which the scores of answerable classes describe the right one best."""
    if not predicted:
        return 8.0
    scores = np.array([row for row, _ in predicted])[:, : kinds.answerable]
    own = np.array([owner for _, owner in predicted])

    def loss(temperature: float) -> float:
        logits = temperature * scores
        logits -= logits.max(1, keepdims=True)
        return float((np.log(np.exp(logits).sum(1)) - logits[np.arange(len(own)), own]).mean())

    return min((3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0), key=loss)


def _gate_rows(rows: Floats, right: NDArray[np.bool_]) -> Floats:
    means, spreads = rows.mean(0), rows.std(0) + 1e-6
    machine = LogisticRegression(C=1.0, max_iter=500).fit((rows - means) / spreads, right)
    weights = np.append(machine.coef_[0], machine.intercept_[0])
    return np.stack([weights, np.append(means, 0.0), np.append(spreads, 1.0)]).astype(np.float32)
