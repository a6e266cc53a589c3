"""Trains the matcher. Runs as its own process (`python -m bot.matching.learn.train`): scikit-learn is heavy."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from bot.matching import model_cache
from bot.matching.courtesy import frame
from bot.matching.engine import Codes, Floats
from bot.matching.entry import Corpus
from bot.matching.features import VIEW_WEIGHTS, extract, phrase_code
from bot.matching.gate import NONE
from bot.matching.model import DISTINCTIVE
from bot.matching.text.lexicon import Lexicon, load
from bot.matching.text.normalise import Message, Normaliser
from bot.matching.text.stemming import roots

FEWEST_TEXTS = (2, 1, 1)
"""In how many texts a feature of each view must occur."""
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
Matrix = Any
"""A scipy.sparse matrix in rows (scipy ships no types)."""
Machines = tuple[Any, Floats]
"""Weights (features × classes, dense or sparse) and bias."""


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Texts sorted by class.

    `owners`: each text's class; `labels`: the classes' names (ids, "~act" for small talk, NONE).
    """

    texts: tuple[str, ...]
    owners: tuple[int, ...]
    labels: tuple[str, ...]


@lru_cache(maxsize=1)
def smalltalk() -> tuple[tuple[str, str], ...]:
    """Return (act, text) pairs of the small talk file."""
    lines = files("bot.matching.text").joinpath("smalltalk.tsv").read_text("utf-8").splitlines()[1:]
    return tuple((act, text) for act, text in (line.split("\t") for line in lines))


def build_training_set(corpus: Corpus) -> TrainingSet:
    """Return all texts of a corpus and of small talk; a hard negative belongs to its real owner."""
    known = {entry.id for entry in (*corpus.entries, *corpus.referrals)}
    pairs: list[tuple[str, str]] = [(NONE, text) for text in corpus.out_of_scope]
    pairs.extend((f"~{act}", text) for act, text in smalltalk())
    for entry in (*corpus.entries, *corpus.referrals):
        pairs.extend((entry.id, text) for text in (entry.question, *entry.phrasings))
        pairs.extend((miss.belongs_to or NONE, miss.text) for miss in entry.hard_negatives)
    pairs = sorted(dict.fromkeys(pair for pair in pairs if pair[0] in known or pair[0].startswith("~")))
    labels = tuple(dict.fromkeys(label for label, _ in pairs))
    number = {label: place for place, label in enumerate(labels)}
    return TrainingSet(tuple(text for _, text in pairs), tuple(number[label] for label, _ in pairs), labels)


def word_counts(texts: Sequence[str], lexicon: Lexicon) -> dict[str, int]:
    """Words of the FAQ that slips may be repaired to: those that occur twice, or that are roots."""
    normaliser = Normaliser(lexicon, {})
    counts = Counter(word.reading for text in texts for word in normaliser.read(text).words)
    known = roots()
    return {word: count for word, count in counts.items() if word.isalpha() and (count > 1 or word in known)}


def train(corpus: Corpus, cache_dir: Path, lexicon: Lexicon | None = None) -> Path:
    """Trains a model of the corpus and returns its folder below `cache_dir`; older models beyond the newest go.

    `lexicon`: that of the corpus's language, if it is not Indonesian. Raises ValueError for a corpus without entries.
    """
    if not corpus.entries:
        raise ValueError("FAQ belum berisi satu pertanyaan pun")
    folder = model_cache.model_folder(corpus, cache_dir)
    cache_dir.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix="building-", dir=cache_dir))
    try:
        model_cache.write(building, learn(build_training_set(corpus), lexicon or load()))
        _move_in(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    finished = sorted(cache_dir.glob("matcher-*"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in finished[model_cache.KEPT :]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _move_in(building: Path, folder: Path) -> None:
    """Put a finished model in place, unless another process was faster: its model is the same."""
    if model_cache.is_complete(folder):
        return
    shutil.rmtree(folder, ignore_errors=True)
    try:
        building.rename(folder)
    except OSError:
        if not model_cache.is_complete(folder):
            raise


def learn(training_set: TrainingSet, lexicon: Lexicon) -> model_cache.Stored:
    """Return the model of a training set."""
    owners, classes = np.array(training_set.owners), len(training_set.labels)
    counts = word_counts(training_set.texts, lexicon)
    normaliser = Normaliser(lexicon, counts)
    messages = [normaliser.read(text) for text in training_set.texts]
    codes, rarity, matrix, occurrences = space_of([extract(message.words) for message in messages])
    weights, bias = fit(matrix, owners, classes)
    phrases = _phrases(messages, owners)
    arrays: dict[str, NDArray[Any]] = {
        "codes": codes, "rarity": rarity.astype(np.float16), "bias": bias,
        **_sparse_rows(weights, rarity), **_owners_of(occurrences, rarity, owners, classes),
        "phrase_codes": np.array(list(phrases), np.uint32),
        "phrase_classes": np.array(list(phrases.values()), np.uint16),
    }  # fmt: skip
    return model_cache.Stored(arrays, {"labels": training_set.labels, "counts": counts})


def space_of(features: Sequence[Sequence[Codes]]) -> tuple[Codes, Floats, Matrix, Matrix]:
    """Return the features that count, sorted, and how rare each is; and the texts in rows of features.

    In each view every feature counts as often as it occurs, times its rarity (idf); a view is divided by the root of
    its squared rarities, summed over all occurrences. The last matrix: roots and pairs in texts, as ones.
    """
    views = [_occurrences(features, view) for view in range(len(VIEW_WEIGHTS))]
    known = []
    for (texts, found), fewest in zip(views, FEWEST_TEXTS, strict=True):
        own, times = np.unique(np.unique(texts << 32 | found).astype(np.uint32), return_counts=True)
        known.append(own[times >= fewest])
    codes = np.unique(np.concatenate(known))
    cells = []
    for view, (texts, found) in enumerate(views):
        kept = np.isin(found, known[view])
        cells.append((texts[kept], np.searchsorted(codes, found[kept])))
    shape = (len(features), len(codes))
    counted = sum(_cells(rows, columns, np.ones(len(rows)), shape) for rows, columns in cells)
    rarity = (1.0 + np.log((1 + len(features)) / (1 + counted.getnnz(0)))).astype(np.float32)
    matrix = sparse.csr_matrix(shape, dtype=np.float32)
    for weight, (rows, columns) in zip(VIEW_WEIGHTS, cells, strict=True):
        lengths = np.sqrt(np.bincount(rows, rarity[columns] ** 2, len(features)))
        matrix = matrix + _cells(rows, columns, rarity[columns] * (weight / lengths[rows]), shape)
    return codes, rarity, matrix, sum(_cells(*cells[view], np.ones(len(cells[view][0])), shape) for view in (1, 2))


def _occurrences(features: Sequence[Sequence[Codes]], view: int) -> tuple[NDArray[np.int64], Codes]:
    """Every occurrence of a feature of the view: in which text, and which feature."""
    texts = np.repeat(np.arange(len(features)), [len(one[view]) for one in features])
    return texts, np.concatenate([one[view] for one in features])


def _cells(rows: NDArray[Any], columns: NDArray[Any], values: NDArray[Any], shape: tuple[int, int]) -> Matrix:
    return sparse.csr_matrix((values.astype(np.float32), (rows, columns)), shape=shape)


def _by_class(matrix: Matrix, owners: NDArray[np.int64], classes: int) -> Matrix:
    """Return the sum of each class's texts."""
    places = (owners, np.arange(len(owners)))
    return sparse.csr_matrix((np.ones(len(owners)), places), shape=(classes, len(owners))) @ matrix


def fit(matrix: Matrix, owners: NDArray[np.int64], classes: int) -> Machines:
    """Fit one machine a class; classes without a text are never best.

    A class's machine (squared hinge) is shaped only by its own texts and by those of others that score beyond -1, one
    in thirty. So it is fitted on few: first on those most like the class, then on those that this made out.
    """
    weights, bias = _centroids(matrix, owners, classes)
    if classes > MOST_CLASSES:
        return weights, bias
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
    sums = _by_class(matrix, owners, classes)
    spread = np.bincount(sums.indices, minlength=matrix.shape[1])
    rarity = np.log1p(classes / np.maximum(spread, 1)) / np.log1p(classes)
    means = sums @ sparse.diags(rarity)
    lengths = np.sqrt(np.asarray(means.multiply(means).sum(1)).ravel())
    means = sparse.diags(CENTROID_SCALE / np.maximum(lengths, 1e-9)) @ means
    return means.T.tocsr(), np.full(classes, -1.0, np.float32)


def scores_of(matrix: Matrix, weights: Any, bias: Floats) -> Floats:
    """Return scores (texts × classes)."""
    product = matrix @ weights
    dense = product.toarray() if sparse.issparse(product) else product
    return np.asarray(dense + bias, np.float32)


def _sparse_rows(weights: Any, rarity: Floats) -> Mapping[str, NDArray[Any]]:
    """Return what each feature adds to each class, its weight times its rarity; the weakest weights are dropped."""
    if sparse.issparse(weights):
        starts, classes, kept = weights.indptr, weights.indices, weights.data
    else:
        features, classes = np.nonzero(np.abs(weights) > WEAKEST)
        starts, kept = np.searchsorted(features, np.arange(weights.shape[0] + 1)), weights[features, classes]
    added = kept * np.repeat(rarity, np.diff(starts))
    classes = classes.astype(np.min_scalar_type(weights.shape[1] - 1))
    return {"starts": starts.astype(np.uint32), "classes": classes, "weights": added.astype(np.float16)}


def _owners_of(
    occurrences: Matrix, rarity: Floats, owners: NDArray[np.int64], classes: int
) -> Mapping[str, NDArray[Any]]:
    """Return the classes in whose texts each distinctive root and pair stands."""
    distinctive = sparse.diags((rarity > DISTINCTIVE).astype(np.float32))
    standing = sparse.csc_matrix(_by_class(occurrences, owners, classes) @ distinctive)
    standing.eliminate_zeros()
    standing.sort_indices()
    return {"owner_starts": standing.indptr.astype(np.uint32), "owners": standing.indices.astype(np.uint16)}


def _phrases(messages: Sequence[Message], owners: NDArray[np.int64]) -> dict[int, int]:
    """Return the codes of the texts without polite frames, sorted, and their classes; none that two classes share."""
    classes: dict[int, set[int]] = {}
    for message, owner in zip(messages, owners.tolist(), strict=True):
        words = frame(message.words).rest
        if words:
            classes.setdefault(phrase_code(words), set()).add(owner)
    return {phrase: min(found) for phrase, found in sorted(classes.items()) if len(found) == 1}


def main() -> int:
    """Train on a corpus from standard input (JSON) and print the model's folder; NO_ROOM: it cannot be kept."""
    try:
        folder = train(model_cache.from_json(sys.stdin.read()), Path(sys.argv[1]))
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return model_cache.NO_ROOM if isinstance(error, OSError) else 1
    sys.stdout.write(f"{folder}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
