"""Trains the FAQ's model. Runs as its own process (`python -m bot.matching.learn.faq`): scikit-learn is heavy."""

from __future__ import annotations

import gc
import shutil
import sys
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from mmap import mmap
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.svm import LinearSVC

from bot.matching import stored
from bot.matching.engine import Floats, LinearModel, phrase_code, text_codes
from bot.matching.entry import Corpus
from bot.matching.gate import NONE
from bot.matching.learn.space import Matrix, space_of
from bot.matching.read import Message, MessageReader, reader

SOFTNESS, TOLERANCE = 1.0, 0.02
"""The inverse of the regularisation, and how exactly a machine is fitted."""
FIRST_OTHERS, OTHERS_A_TEXT, SAMPLED = 600, 4, 10
"""A class is first separated from so many texts of others, those most like it (more for a class of many texts), and
from each tenth text, without which most others score so high that the second machine takes four times as long."""
MARGIN, FEWEST_OTHERS = 0.02, 100
"""Texts of others that score beyond -1 shape a machine; so much further down are those that might come to."""
OPENINGS = (
    "assalamualaikum", "assalamualaikum pak,", "halo min,", "selamat pagi bu, mau tanya",
    "permisi pak petugas, maaf mengganggu,",
)  # fmt: skip
"""Each entry's first texts are learnt with a greeting before them, too, which else sounds like one and nothing more."""
WORKERS = 2
WEAKEST = 0.005
"""Smaller weights are dropped: no ranking changes, and the model is a third smaller."""


class TrainingSet(NamedTuple):
    """Texts sorted by class: each text's class, and the classes' names (ids, "~act" for small talk, NONE)."""

    texts: tuple[str, ...]
    owners: NDArray[np.int64]
    labels: tuple[str, ...]


@lru_cache(maxsize=1)
def smalltalk() -> tuple[tuple[str, str], ...]:
    """Return (act, text) pairs of the small talk file."""
    lines = files("bot.matching").joinpath("smalltalk.tsv").read_text("utf-8").splitlines()[1:]
    return tuple((act, text) for act, text in (line.split("\t") for line in lines))


def build_training_set(corpus: Corpus) -> TrainingSet:
    """Return all texts of a corpus and of small talk, some behind a greeting; a hard negative is its real owner's."""
    known = {entry.id for entry in (*corpus.entries, *corpus.referrals)}
    pairs: list[tuple[str, str]] = [(NONE, text) for text in corpus.out_of_scope]
    pairs.extend((f"~{act}", text) for act, text in smalltalk())
    for entry in (*corpus.entries, *corpus.referrals):
        texts = (entry.question, *entry.phrasings)
        pairs.extend((entry.id, text) for text in (*texts, *map("{} {}".format, OPENINGS, texts)))
        pairs.extend((miss.belongs_to or NONE, miss.text) for miss in entry.hard_negatives)
    pairs = sorted(dict.fromkeys(pair for pair in pairs if pair[0] in known or pair[0].startswith("~")))
    labels = tuple(dict.fromkeys(label for label, _ in pairs))
    number = {label: place for place, label in enumerate(labels)}
    return TrainingSet(tuple(text for _, text in pairs), np.array([number[label] for label, _ in pairs]), labels)


def learn(training_set: TrainingSet, reads: MessageReader) -> stored.StoredModel:
    """Return the model of a training set; `reads`: what reads its language."""
    texts, owners, labels = training_set
    messages = [reads.read(text) for text in texts]
    space = space_of([text_codes(message.words) for message in messages], fewest=1)
    weights, bias = fit(space.matrix, owners, len(labels))
    arrays = LinearModel.arrays(space.codes, space.rarity, weights, bias, WEAKEST)
    words = sorted({word.reading for message in messages for word in message.words if word.reading.isalpha()})
    return stored.StoredModel(arrays | _phrases(messages, owners), {"labels": labels, "words": words})


def fit(matrix: Matrix, owners: NDArray[np.int64], classes: int) -> tuple[Floats, Floats]:
    """Return the weights (features × classes) and the bias of a machine a class. Raises RuntimeError.

    A class's machine (squared hinge) is shaped only by its own texts and by those of others that score beyond -1, one
    in thirty. So it is fitted on few: first on those most like the class's mean, then on those that this made out.
    """
    # forked processes write into these
    weights, bias = (
        np.frombuffer(mmap(-1, 4 * classes * size), np.float32).reshape(classes, size) for size in (matrix.shape[1], 1)
    )

    def fit_some(places: NDArray[np.int64]) -> None:
        own = owners[:, np.newaxis] == places
        sizes = own.sum(0)
        likeness = matrix @ (matrix.T @ own.astype(np.float32)) / sizes
        likeness[::SAMPLED] = np.inf
        first = np.maximum(FIRST_OTHERS, OTHERS_A_TEXT * sizes) + len(owners) // SAMPLED
        weights[places], bias[places] = _machines(matrix, own, likeness, sizes + first)
        scores = matrix @ weights[places].T + bias[places].T
        others = np.maximum(FEWEST_OTHERS, (scores > -1.0 - MARGIN).sum(0))
        weights[places], bias[places] = _machines(matrix, own, scores, sizes + others)

    # processes: liblinear's random numbers are one stream a process, and two threads would draw from it by turns
    fork = get_context("fork")
    workers = [fork.Process(target=fit_some, args=(np.arange(one, classes, WORKERS),)) for one in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode:
            raise RuntimeError(f"learning ended with {worker.exitcode}")
    return weights.T, bias[:, 0]


def _machines(matrix: Matrix, own: NDArray[np.bool], scores: Floats, sizes: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Fit one machine a class on so many texts: its own, and those of others that score highest."""
    machines = []
    for its, score, size in zip(own.T, scores.T, sizes.tolist(), strict=True):
        rows = np.arange(len(its))
        if size < len(its):
            rows = np.sort(np.argpartition(np.where(its, -np.inf, -score), size)[:size])
        machines.append(LinearSVC(C=SOFTNESS, tol=TOLERANCE, random_state=0).fit(matrix[rows], its[rows]))
    return np.vstack([one.coef_ for one in machines]), np.vstack([one.intercept_ for one in machines])


def _phrases(messages: Sequence[Message], owners: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """Return the codes of the texts, sorted, and their classes; none that two classes share."""
    classes: dict[int, set[int]] = {}
    for message, owner in zip(messages, owners.tolist(), strict=True):
        if message.words:
            classes.setdefault(phrase_code(message.words), set()).add(owner)
    phrases = {phrase: min(found) for phrase, found in sorted(classes.items()) if len(found) == 1}
    codes, owned = np.array(list(phrases), np.uint32), np.array(list(phrases.values()), np.uint16)
    return {"phrase_codes": codes, "phrase_classes": owned}


def train(corpus: Corpus, cache_dir: Path, reads: MessageReader | None = None) -> Path:
    """Train a model of the corpus and return its folder below `cache_dir`; older models beyond the newest go.

    `reads`: what reads the corpus's language, if it is not Indonesian. Raises ValueError for a corpus without entries.
    """
    if not corpus.entries:
        raise ValueError("FAQ belum berisi satu pertanyaan pun")
    folder = stored.model_folder(corpus, cache_dir)
    cache_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix="building-", dir=cache_dir))
    try:
        stored.write(building, learn(build_training_set(corpus), reads or reader()))
        _move_in(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    finished = sorted(cache_dir.glob("matcher-*"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in finished[stored.KEPT :]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _move_in(building: Path, folder: Path) -> None:
    """Put a finished model in place, unless another process was faster: its model is the same."""
    if stored.is_complete(folder):
        return
    shutil.rmtree(folder, ignore_errors=True)
    try:
        building.rename(folder)
    except OSError:
        if not stored.is_complete(folder):
            raise


def main() -> int:
    """Train on a corpus from standard input (JSON) and print the model's folder; NO_ROOM: it cannot be kept."""
    gc.disable()  # nothing of what is read goes before the end: looking through it took a third of the reading
    try:
        folder = train(stored.from_json(sys.stdin.read()), Path(sys.argv[1]))
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return stored.NO_ROOM if isinstance(error, OSError) else 1
    sys.stdout.write(f"{folder}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
