"""Fits the calibration of scores, on texts that the model at hand was not trained on. Training process only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.matching.ranking.calibration import Evidence, Kinds, Near, best_of, kinds_of, ranked, signals
from bot.matching.ranking.embedding_reranker import SHARE, agreement
from bot.matching.ranking.features import code
from bot.matching.ranking.model import DISTINCTIVE, SUPPORT, Floats, share_explained
from bot.matching.training.fit_classifier import Machines, column_part, fit, nearest_of, scores_of
from bot.matching.training.tfidf import Matrix, Space
from bot.matching.training.training_set import TrainingSet

FOLDS = 5
ASKED_FOLDS = 3
"""Of the five folds so many are predicted: each takes a training, and their texts are thousands."""
LEFT_OUT = 10
"""Every fold also leaves out one entry in ten whole: its texts show how a question without an entry looks."""
MOST_TEXTS = 9000
"""More texts than this add nothing to three dozen numbers."""
ORDINARY, ORPHAN, ELSEWHERE, CHAT = 1.0, 0.1, 1.0, 0.3
"""How much a text of a known entry, of a left-out entry, of out of scope and of small talk counts in the gate."""
PRIOR = 12
"""A class's reliability starts at the average of all, worth so many texts."""


class Calibration(NamedTuple):
    """The gate (see `calibration.Gate`), each class's reliability (log-odds) and the temperature of the scores.

    `reranker_gate`: the gate for scores to which the reranker's were added, where there is one.
    """

    gate: Floats
    reranker_gate: Floats | None
    reliability: Floats
    temperature: float


@dataclass(frozen=True, slots=True)
class TrainingTexts:
    """The training set in the model's space.

    `near`: unit rows of roots, pairs and concepts; `known_letters`: share of a text's letter groups that others have;
    `lengths`: in words; `machines`: those of all texts.
    """

    training_set: TrainingSet
    space: Space
    matrix: Matrix
    near: Matrix
    known_letters: Floats
    lengths: Sequence[int]
    machines: Machines


class _Fold(NamedTuple):
    texts: NDArray[np.int64]
    orphans: bool
    scores: Floats
    nearest: Floats
    weights: Any


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
    named = np.array([best_of(scores, kinds) for scores, _ in plain])
    reliability = _reliability(named, owners[[text for _, text in plain]], len(texts.training_set.labels))
    predicted = _Predicted(texts, folds, owners)
    gate = _fit_gate(predicted, reliability, temperature, None)
    reranker_gate = None
    if reranker_scores is not None:
        reranker_gate = _fit_gate(predicted, reliability, temperature, reranker_scores)
    return Calibration(gate, reranker_gate, reliability, temperature)


def _fit_gate(predicted: _Predicted, reliability: Floats, temperature: float, reranker_scores: Floats | None) -> Floats:
    """Fit the gate for scores of the words alone, or for these with the reranker's scores added."""
    texts, folds, owners = predicted
    kinds = kinds_of(texts.training_set.labels)
    rows, right, importance = [], [], []
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
        evidence = _evidence(texts, text, fold.weights, ranking.best)
        nearest = fold.nearest[place, : kinds.answerable]
        near = Near(float(nearest[ranking.best]), float(np.delete(nearest, ranking.best).max(initial=0.0)))
        inputs = signals(ranking, near, evidence, reliability)
        if reranker_scores is not None:
            inputs += agreement(own, ranking.best, kinds.answerable)
        rows.append(inputs)
        right.append(not fold.orphans and ranking.best == owners[text])
        importance.append(_importance(fold.orphans, int(owners[text]), kinds))
    return _gate_rows(np.array(rows, np.float32), np.array(right), np.array(importance))


def _predictions(texts: TrainingTexts, owners: NDArray[np.int64], kinds: Kinds) -> list[_Fold]:
    # by their own letters, not by their place: a line more in the FAQ leaves all others in their folds
    codes = np.array([code(text) for text in texts.training_set.texts])
    folds = codes % FOLDS
    groups = np.array([code(label) for label in texts.training_set.labels]) % LEFT_OUT
    sampled = codes.argsort().argsort() < MOST_TEXTS

    classes = len(texts.training_set.labels)
    found = []
    for fold in range(ASKED_FOLDS):
        orphan = (groups[owners] == fold) & (owners < kinds.answerable)
        held = folds == fold
        learning = ~held & ~orphan
        weights, bias = fit(texts.matrix[learning], owners[learning], classes, texts.machines)
        for orphans, chosen in ((False, held & ~orphan & sampled), (True, orphan & sampled)):
            rows = np.flatnonzero(chosen)
            if len(rows):
                scores = scores_of(texts.matrix[rows], weights, bias)
                nearest = nearest_of(texts.near[rows], texts.near[learning], owners[learning], classes)
                found.append(_Fold(rows, orphans, scores, nearest, weights))
    return found


def _evidence(texts: TrainingTexts, text: int, weights: Any, best: int) -> Evidence:
    space, row = texts.space, texts.matrix[text]
    rows = row.indices[(row.indices >= space.view_ends[0]) & (row.indices < space.view_ends[1])]
    rows = rows[space.idf[rows] > DISTINCTIVE]
    # A root that no other text has is new to the fold's model, as an unheard word is to the final one.
    shared = space.text_counts[rows] > 1
    rows, alone = rows[shared], int((~shared).sum())
    speaks = column_part(weights, rows, best) > SUPPORT
    explained = share_explained(space.idf[rows], speaks, alone)
    return Evidence(explained, float(texts.known_letters[text]), texts.lengths[text])


def _importance(orphans: bool, owner: int, kinds: Kinds) -> float:
    if orphans:
        return ORPHAN
    if owner < kinds.answerable:
        return ORDINARY
    return ELSEWHERE if owner == kinds.none else CHAT


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


def _reliability(best: NDArray[np.int64], owners: NDArray[np.int64], classes: int) -> Floats:
    """How often a class was right when it was best, as log-odds."""
    hits = np.bincount(best[best == owners], minlength=classes)
    named = np.bincount(best, minlength=classes)
    average = hits.sum() / max(1, named.sum())
    share = (hits + PRIOR * average) / (named + PRIOR)
    odds: Floats = np.log((share + 1e-6) / (1 - share + 1e-6)).astype(np.float32)
    return odds


def _gate_rows(rows: Floats, right: NDArray[np.bool_], importance: Floats) -> Floats:
    means, spreads = rows.mean(0), rows.std(0) + 1e-6
    machine = LogisticRegression(C=1.0, max_iter=500).fit((rows - means) / spreads, right, importance)
    weights = np.append(machine.coef_[0], machine.intercept_[0])
    return np.stack([weights, np.append(means, 0.0), np.append(spreads, 1.0)]).astype(np.float32)
