"""The trained model as arrays: scores every class of a message without any learning library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Codes, Features

Floats = NDArray[np.float32]
VIEW_WEIGHTS = (1.0, 0.8, 0.6, 0.5)
"""Letters, roots, pairs of roots, concepts."""
ARRAYS = (
    "codes", "view_ends", "idf", "row_starts", "row_classes", "row_weights", "bias",
    "post_starts", "post_texts", "post_values", "text_classes", "reliability", "gate",
)  # fmt: skip


class Vector(NamedTuple):
    """A message in the model's space: rows of known features, their values, and how much of the message is known (0..1)."""

    rows: NDArray[np.int64]
    values: Floats
    coverage: float


@dataclass(frozen=True, slots=True)
class Model:
    """Sparse weights of a linear classifier, and the training texts' postings for finding the nearest ones.

    `codes`: the features' codes, sorted within each view; `view_ends`: where each view ends; `row_*`: weights in rows
    of features; `post_*`: training texts in rows of root and concept features; `gate`: see `bot.matching.calibrate`.
    """

    codes: Codes
    view_ends: NDArray[np.int64]
    idf: Floats
    row_starts: NDArray[np.int64]
    row_classes: NDArray[np.uint16]
    row_weights: NDArray[np.float16]
    bias: Floats
    post_starts: NDArray[np.int64]
    post_texts: NDArray[np.uint32]
    post_values: NDArray[np.float16]
    text_classes: NDArray[np.uint16]
    reliability: Floats
    gate: Floats

    @staticmethod
    def load(folder: Path) -> Model:
        """The model saved in a folder; the large arrays stay on disk and are read where needed."""
        return Model(*(np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)) for name in ARRAYS))

    def save(self, folder: Path) -> None:
        """Writes every array into its own file of the folder."""
        for name in ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)

    def vector(self, features: Features) -> Vector:
        """Weighs a message's features as the training texts' were weighed (sublinear tf-idf, unit length a view)."""
        return weigh(features, self.codes, self.view_ends, self.idf)

    def scores(self, vector: Vector) -> Floats:
        """One score a class; higher is likelier."""
        found = _gather(vector, self.row_starts, self.row_classes, self.row_weights, len(self.bias))
        return found + self.bias

    def similarities(self, vector: Vector) -> Floats:
        """Cosine similarity (0..1) of each training text to the message, by roots and concepts."""
        first = int(self.view_ends[0])
        kept = vector.rows >= first
        values = vector.values[kept]
        length = float(np.sqrt(values @ values))
        if length == 0.0:
            return np.zeros(len(self.text_classes), np.float32)
        part = Vector(vector.rows[kept] - first, values / length, 0.0)
        return _gather(part, self.post_starts, self.post_texts, self.post_values, len(self.text_classes))


def weigh(features: Features, codes: Codes, view_ends: NDArray[np.int64], idf: Floats) -> Vector:
    """See `Model.vector`."""
    rows: list[NDArray[np.int64]] = []
    values: list[Floats] = []
    coverage = 0.0
    start = 0
    for view, (own, weight) in enumerate(zip(features, VIEW_WEIGHTS, strict=True)):
        end = int(view_ends[view])
        if len(own):
            unique, counts = np.unique(own, return_counts=True)
            table = codes[start:end]
            places = np.searchsorted(table, unique)
            np.minimum(places, len(table) - 1, out=places)
            known = table[places] == unique
            found = places[known] + start
            weights = (1.0 + np.log(counts[known])) * idf[found]
            length = float(np.sqrt(weights @ weights))
            if view == 0:
                coverage = float(counts[known].sum() / counts.sum())
            if length:
                rows.append(found)
                values.append((weights * (weight / length)).astype(np.float32))
        start = end
    if not rows:
        return Vector(np.empty(0, np.int64), np.empty(0, np.float32), coverage)
    return Vector(np.concatenate(rows), np.concatenate(values), coverage)


def _gather(
    vector: Vector,
    starts: NDArray[np.int64],
    columns: NDArray[np.uint16] | NDArray[np.uint32],
    weights: NDArray[np.float16],
    size: int,
) -> Floats:
    """Sums the sparse rows of a vector's features, each times its value."""
    begin = starts[vector.rows]
    lengths = starts[vector.rows + 1] - begin
    total = int(lengths.sum())
    if total == 0:
        return np.zeros(size, np.float32)
    ends = np.cumsum(lengths)
    places = np.arange(total) + np.repeat(begin - (ends - lengths), lengths)
    products = weights[places].astype(np.float32) * np.repeat(vector.values, lengths)
    return np.bincount(columns[places], weights=products, minlength=size).astype(np.float32)
