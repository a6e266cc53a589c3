"""Trains the reranker: embeds the FAQ's texts and fits a kernel machine. Training process only."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from bot.matching.ranking.embedding_reranker import Embed, directions, kernel_of
from bot.matching.ranking.model import Floats

SOFTNESS = 0.4
"""What is added to the kernel's diagonal."""
MOST_TEXTS = 20_000
"""The kernel of so many texts takes 1.6 gigabytes while it is learnt; a larger FAQ does without the reranker."""
STORE = "embedded-texts.npz"
SAVED_EVERY = 500


class Learned(NamedTuple):
    """`texts`: directions; `weights`: texts × classes; `unseen`: each text's scores by a machine that lacks it."""

    texts: Floats
    mean: Floats
    weights: Floats
    unseen: Floats


def embedded(texts: Sequence[str], embed: Embed, cache_dir: Path) -> Floats:
    """Return the texts' vectors; known ones come from the cache folder, for an embedding takes 20 ms."""
    names = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") for text in texts]
    known = _stored(cache_dir / STORE)
    missing = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
    for number, (name, text) in enumerate(missing.items(), start=1):
        known[name] = embed(text)
        if number % SAVED_EVERY == 0 or number == len(missing):
            _keep(known, cache_dir / STORE)
    return np.array([known[name] for name in names], np.float32)


def _keep(known: dict[int, Floats], path: Path) -> None:
    # under a passing name first, so that a process killed meanwhile leaves no half file
    passing = path.with_name(f"passing-{path.name}")
    np.savez(passing, names=np.array(list(known), np.uint64), vectors=np.array(list(known.values()), np.float16))
    passing.replace(path)


def _stored(path: Path) -> dict[int, Floats]:
    try:
        with np.load(path, allow_pickle=False) as kept:
            return dict(zip(kept["names"].tolist(), kept["vectors"].astype(np.float32), strict=True))
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error):
        return {}  # missing or damaged: embedded again


def learn(vectors: Floats, owners: NDArray[np.int64], classes: int) -> Learned:
    """Fit a kernel ridge machine, one output a class (1 for the owner, -1 for the others).

    What it would say of each text without that text follows from the inverse of its kernel: the residual is the
    text's weight divided by its place on the diagonal (Rasmussen and Williams, Gaussian Processes, 5.4.2).
    """
    mean = vectors.mean(0)
    texts = directions(vectors, mean)
    kernel = kernel_of(texts @ texts.T)
    kernel[np.diag_indices(len(texts))] += SOFTNESS
    wanted = np.full((len(texts), classes), -1.0, np.float32)
    wanted[np.arange(len(texts)), owners] = 1.0
    # the kernel is symmetric, so its transpose is itself in the order that LAPACK works in place on
    triangle, failed = lapack.spotrf(kernel.T, lower=1, overwrite_a=1)
    if failed:
        raise ValueError("teks FAQ tidak bisa dibandingkan maknanya")
    weights, _ = lapack.spotrs(triangle, wanted, lower=1)
    inverse, _ = lapack.spotri(triangle, lower=1, overwrite_c=1)
    unseen = wanted - weights / np.diagonal(inverse)[:, None]
    return Learned(texts, mean, np.ascontiguousarray(weights, np.float32), np.asarray(unseen, np.float32))
