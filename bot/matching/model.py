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
_LETTERS, _ROOTS = 0, 1
TELLING = 4.2
"""Rarity (idf) of a root that stands in one text of twenty-five."""
UNKNOWN_RARITY = 9.0
SUPPORT = 0.02
"""Weight from which a feature speaks for a class."""
ARRAYS = (
    "codes", "view_ends", "idf", "row_starts", "row_classes", "row_weights", "bias",
    "post_starts", "post_texts", "post_values", "text_classes", "reliability", "gate",
)  # fmt: skip


class Vector(NamedTuple):
    """A message in the model's space.

    `rows`: rows of its known features; `values`: their values; `known_letters`: share (0..1) of its letter groups that
    are known; `unknown_roots`: how many of its roots are in no text of the FAQ.
    """

    rows: NDArray[np.int64]
    values: Floats
    known_letters: float
    unknown_roots: int


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
        arrays = (np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ARRAYS)
        return Model(*(np.asarray(array) for array in arrays))

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
        part = vector._replace(rows=vector.rows[kept] - first, values=values / length)
        return _gather(part, self.post_starts, self.post_texts, self.post_values, len(self.text_classes))

    def explained(self, vector: Vector, wanted: int) -> float:
        """Share (0..1) of the message's telling roots, weighed by rarity, that speak for the wanted class."""
        rows = telling_roots(vector, self.view_ends, self.idf)
        rarity = self.idf[rows]
        speaks = [wanted in self._supported(row) for row in rows.tolist()]
        return share_explained(rarity, np.array(speaks, bool), vector.unknown_roots)

    def _supported(self, row: int) -> NDArray[np.uint16]:
        part = slice(self.row_starts[row], self.row_starts[row + 1])
        classes: NDArray[np.uint16] = self.row_classes[part][self.row_weights[part] > SUPPORT]
        return classes


def telling_roots(vector: Vector, view_ends: NDArray[np.int64], idf: Floats) -> NDArray[np.int64]:
    """Rows of those roots of a message that are not in every other text ("saya", "bisa", "apa")."""
    rows = vector.rows[(vector.rows >= view_ends[0]) & (vector.rows < view_ends[1])]
    telling: NDArray[np.int64] = rows[idf[rows] > TELLING]
    return telling


def share_explained(rarity: Floats, speaks: NDArray[np.bool_], unknown: int) -> float:
    """See `Model.explained`; a root that the FAQ lacks counts as a rare one that speaks for nothing."""
    total = float(rarity.sum()) + unknown * UNKNOWN_RARITY
    return float(rarity[speaks].sum()) / total if total else 0.0


def weigh(features: Features, codes: Codes, view_ends: NDArray[np.int64], idf: Floats) -> Vector:
    """See `Model.vector`."""
    rows: list[NDArray[np.int64]] = []
    values: list[Floats] = []
    known_letters, unknown_roots = 0.0, 0
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
            if view == _LETTERS:
                known_letters = float(counts[known].sum() / counts.sum())
            elif view == _ROOTS:
                unknown_roots = int(len(unique) - known.sum())
            if length:
                rows.append(found)
                values.append((weights * (weight / length)).astype(np.float32))
        start = end
    if not rows:
        return Vector(np.empty(0, np.int64), np.empty(0, np.float32), known_letters, unknown_roots)
    return Vector(np.concatenate(rows), np.concatenate(values), known_letters, unknown_roots)


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
