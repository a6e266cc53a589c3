"""Trains the matcher. Runs as its own process (`python -m bot.matching.training`), because scikit-learn is heavy."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.matching import cache
from bot.matching.calibrate import Kinds, kinds_of, signals
from bot.matching.entry import Corpus
from bot.matching.features import Codes, Extractor, Features
from bot.matching.lessons import Lessons, lessons
from bot.matching.lexicon import load
from bot.matching.model import Floats, Model, weigh
from bot.matching.normalise import Normaliser
from bot.matching.stemming import roots

FEWEST_TEXTS = (2, 1, 1, 1)
"""In how many texts a feature of each view must occur."""
SOFTNESS = 0.5
FOLDS = 5
LEFT_OUT = 10
"""Every fold also leaves out one entry in ten whole: its texts show how a question without an entry looks."""
MOST_CLASSES = 700
"""Beyond this number of classes one classifier a class takes too long; class centroids take their place."""
KEPT_WEIGHTS = 64
Matrix = Any
"""A scipy.sparse matrix in rows (scipy ships no types)."""


def word_counts(texts: Sequence[str]) -> dict[str, int]:
    """Words of the FAQ that slips may be repaired to: those that occur twice, or that are roots."""
    normaliser = Normaliser(load(), {})
    counts = Counter(word.reading for text in texts for word in normaliser.read(text).words)
    known = roots()
    return {word: count for word, count in counts.items() if word.isalpha() and (count > 1 or word in known)}


def train(corpus: Corpus, cache_dir: Path) -> Path:
    """Trains a model of the corpus and returns its folder below `cache_dir`; older models beyond the newest go."""
    folder = cache.model_folder(corpus, cache_dir)
    cache_dir.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix="building-", dir=cache_dir))
    try:
        _build(corpus, building)
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    finished = sorted(cache_dir.glob("matcher-*"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in finished[cache.KEPT :]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _build(corpus: Corpus, folder: Path) -> None:
    learned = lessons(corpus)
    counts = word_counts(learned.texts)
    normaliser, extractor = Normaliser(load(), counts), Extractor()
    messages = [normaliser.read(text) for text in learned.texts]
    features = [extractor.extract(message.words) for message in messages]
    codes, view_ends, idf = _table(features)
    vectors = [weigh(one, codes, view_ends, idf) for one in features]
    matrix = _matrix([(v.rows, v.values) for v in vectors], len(codes))
    owners = np.array(learned.owners)
    coverage = [vector.coverage for vector in vectors]
    lengths = [len(message.words) for message in messages]

    weights, bias = _fit(matrix, owners, len(learned.labels))
    near = _unit(matrix[:, int(view_ends[0]) :])
    gate, reliability, temperature = _calibrate(corpus, learned, matrix, near, coverage, lengths)
    row_starts, row_classes, row_weights = _sparse_rows(weights)
    postings = near.tocsc()
    Model(
        codes, view_ends, idf, row_starts, row_classes, row_weights, bias,
        postings.indptr.astype(np.int64), postings.indices.astype(np.uint32), postings.data.astype(np.float16),
        owners.astype(np.uint16), reliability, gate,
    ).save(folder)  # fmt: skip
    about = {"labels": learned.labels, "counts": counts, "temperature": temperature, "texts": len(learned.texts)}
    (folder / cache.COMPLETE).write_text(json.dumps(about), "utf-8")


def _table(features: Sequence[Features]) -> tuple[Codes, NDArray[np.int64], Floats]:
    codes, idf, sizes = [], [], []
    for view, fewest in enumerate(FEWEST_TEXTS):
        each = [np.unique(one[view]) for one in features]
        found, texts = np.unique(np.concatenate(each), return_counts=True)
        kept = texts >= fewest
        codes.append(found[kept])
        idf.append((1.0 + np.log((1 + len(features)) / (1 + texts[kept]))).astype(np.float32))
        sizes.append(int(kept.sum()))
    return np.concatenate(codes), np.cumsum(sizes), np.concatenate(idf)


def _matrix(rows: Sequence[tuple[NDArray[np.int64], Floats]], width: int) -> Matrix:
    starts = np.cumsum([0, *(len(places) for places, _ in rows)])
    places = np.concatenate([places for places, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return sparse.csr_matrix((values.astype(np.float64), places, starts), shape=(len(rows), width))


def _unit(matrix: Matrix) -> Matrix:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    return sparse.csr_matrix(sparse.diags(1.0 / np.maximum(lengths, 1e-9)) @ matrix)


def _fit(matrix: Matrix, owners: NDArray[np.int64], classes: int) -> tuple[NDArray[np.float64], Floats]:
    """Weights (features × classes) and bias of a linear classifier, for all classes that the owners name."""
    present = np.unique(owners)
    weights = np.zeros((classes, matrix.shape[1]))
    bias = np.full(classes, -1.0, np.float32)
    machine = LinearSVC(C=SOFTNESS).fit(matrix, owners)
    weights[present] = machine.coef_
    bias[present] = machine.intercept_
    return weights.T, bias


def _sparse_rows(weights: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.uint16], NDArray[np.float16]]:
    kept = min(KEPT_WEIGHTS, weights.shape[1])
    columns = np.argpartition(-np.abs(weights), kept - 1, axis=1)[:, :kept]
    values = np.take_along_axis(weights, columns, axis=1)
    used = np.abs(values) > 1e-4
    starts = np.concatenate([[0], np.cumsum(used.sum(1))]).astype(np.int64)
    return starts, columns[used].astype(np.uint16), values[used].astype(np.float16)


def _calibrate(
    corpus: Corpus, learned: Lessons, matrix: Matrix, near: Matrix, coverage: Sequence[float], lengths: Sequence[int]
) -> tuple[Floats, Floats, float]:
    """The gate, each class's reliability and the temperature, from predictions of texts that were not learned from."""
    owners = np.array(learned.owners)
    kinds = kinds_of(learned.labels)
    rng = np.random.default_rng(7)
    folds = rng.permutation(len(owners)) % FOLDS
    groups = rng.permutation(len(learned.labels)) % LEFT_OUT
    scores = np.full((2, *(len(owners), len(learned.labels))), np.nan, np.float32)
    nearest = np.zeros_like(scores)

    def predict(fold: int) -> None:
        left_out = (groups[owners] == fold) & kinds.answerable[owners]
        held = folds == fold
        learning = ~held & ~left_out
        weights, bias = _fit(matrix[learning], owners[learning], len(learned.labels))
        for part, rows in enumerate((held & ~left_out, left_out)):
            scores[part, rows] = matrix[rows] @ weights + bias
            nearest[part, rows] = _nearest(near[rows], near[learning], owners[learning], len(learned.labels))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(predict, range(FOLDS)))
    temperature = _temperature(scores[0], owners, kinds)
    best = np.where(kinds.answerable, np.nan_to_num(scores[0], nan=-9.0), -np.inf).argmax(1)
    seen = ~np.isnan(scores[0, :, 0])
    reliability = _reliability(best[seen], owners[seen], len(learned.labels))
    rows, right, importance = [], [], []
    for part in (0, 1):
        for text in np.flatnonzero(~np.isnan(scores[part, :, 0])):
            found = signals(
                scores[part, text], nearest[part, text], kinds, reliability, temperature, coverage[text], lengths[text]
            )
            rows.append(found.values)
            right.append(part == 0 and found.order[0] == owners[text])
            importance.append(_IMPORTANCE[1 if part else 0] if kinds.answerable[owners[text]] else _IMPORTANCE[2])
    return _gate(np.array(rows), np.array(right), np.array(importance)), reliability, temperature


_IMPORTANCE = (1.0, 0.25, 0.5)
"""How much a text of a known entry, of a left-out entry, and of no entry counts, so that the mix resembles the inbox."""


def _nearest(asked: Matrix, texts: Matrix, owners: NDArray[np.int64], classes: int) -> Floats:
    similar = (asked @ texts.T).toarray().astype(np.float32)
    present, starts = np.unique(owners, return_index=True)
    result = np.zeros((similar.shape[0], classes), np.float32)
    result[:, present] = np.maximum.reduceat(similar, starts, axis=1)
    return result


def _temperature(scores: Floats, owners: NDArray[np.int64], kinds: Kinds) -> float:
    seen = ~np.isnan(scores[:, 0]) & kinds.answerable[owners]
    part, own = scores[seen], owners[seen]
    rows = np.arange(len(own))

    def loss(temperature: float) -> float:
        logits = temperature * part
        logits -= logits.max(1, keepdims=True)
        return float((np.log(np.exp(logits).sum(1)) - logits[rows, own]).mean())

    return min((3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0), key=loss)


def _reliability(best: NDArray[np.int64], owners: NDArray[np.int64], classes: int) -> Floats:
    """How often a class was right when it was best, as a log-odds pulled towards the average."""
    hits = np.bincount(best[best == owners], minlength=classes)
    named = np.bincount(best, minlength=classes)
    average = hits.sum() / max(1, named.sum())
    share = (hits + 12 * average) / (named + 12)
    return np.log(share / (1 - share + 1e-6)).astype(np.float32)


def _gate(rows: Floats, right: NDArray[np.bool_], importance: Floats) -> Floats:
    means, spreads = rows.mean(0), rows.std(0) + 1e-6
    machine = LogisticRegression(C=1.0, max_iter=500).fit((rows - means) / spreads, right, importance)
    weights = np.append(machine.coef_[0], machine.intercept_[0])
    return np.stack([weights, np.append(means, 0.0), np.append(spreads, 1.0)]).astype(np.float32)


def main() -> int:
    """Reads a corpus as JSON from standard input, trains, and prints the model's folder."""
    corpus = cache.from_json(sys.stdin.read())
    sys.stdout.write(f"{train(corpus, Path(sys.argv[1]))}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
