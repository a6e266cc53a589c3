"""Trains the matcher. Runs as its own process (`python -m bot.matching.training.train`): scikit-learn is heavy."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.entry import Corpus
from bot.matching.ranking.features import Codes, extract, phrase_code
from bot.matching.ranking.model import DISTINCTIVE, Model
from bot.matching.text.courtesy import frame
from bot.matching.text.lexicon import Lexicon, load
from bot.matching.text.normalise import Message, Normaliser
from bot.matching.text.stemming import roots
from bot.matching.training import model_cache
from bot.matching.training.fit_classifier import columns_of, fit, sparse_rows, unit_rows
from bot.matching.training.tfidf import space_of, weigh
from bot.matching.training.training_set import build_training_set


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
        _build(corpus, building, lexicon or load())
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


def _build(corpus: Corpus, folder: Path, lexicon: Lexicon) -> None:
    training_set = build_training_set(corpus)
    owners = np.array(training_set.owners)
    counts = word_counts(training_set.texts, lexicon)
    normaliser = Normaliser(lexicon, counts)
    messages = [normaliser.read(text) for text in training_set.texts]
    features = [extract(message.words) for message in messages]
    space = space_of(features)
    matrix = weigh(features, space.codes, space.view_ends, space.idf)
    near = unit_rows(columns_of(matrix, int(space.view_ends[0]), space.idf > DISTINCTIVE))
    weights, bias = fit(matrix, owners, len(training_set.labels))
    postings = near.tocsc()
    model = Model(
        space.codes, space.view_ends, space.idf, *sparse_rows(weights, space.idf), bias,
        postings.indptr.astype(np.int64), postings.indices.astype(np.uint32), postings.data.astype(np.float16),
        owners.astype(np.uint16), *_phrases(messages, owners),
    ).with_words(_own_words(messages))  # fmt: skip
    about = {"labels": training_set.labels, "counts": counts}
    model_cache.write(folder, model_cache.Stored(model.arrays(), about))


def _own_words(messages: Sequence[Message]) -> list[str]:
    """Words that more than one text has."""
    counts = Counter(reading for message in messages for reading in set(message.readings))
    return [word for word, count in counts.items() if count > 1]


def _phrases(messages: Sequence[Message], owners: NDArray[np.int64]) -> tuple[Codes, NDArray[np.uint16]]:
    """Return the codes of the texts without polite frames, sorted, and their classes; none that two classes share."""
    classes: dict[int, set[int]] = {}
    for message, owner in zip(messages, owners.tolist(), strict=True):
        words = frame(message.words).rest
        if words:
            classes.setdefault(phrase_code(words), set()).add(owner)
    own = sorted((phrase, min(found)) for phrase, found in classes.items() if len(found) == 1)
    return np.array([phrase for phrase, _ in own], np.uint32), np.array([owner for _, owner in own], np.uint16)


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
