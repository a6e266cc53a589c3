"""The trained model as arrays, which need no learning library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Codes, Features

Floats = NDArray[np.float32]
VIEW_WEIGHTS = (0.9, 0.9, 0.6, 0.5)
"""Letters, roots, pairs of roots, concepts."""
_LETTERS, _ROOTS = 0, 1
TELLING = 4.2
"""Rarity (idf) of a root that stands in one text of twenty-five."""
UNKNOWN_RARITY = 9.0
SUPPORT = 0.02
"""Weight from which a feature speaks for a class."""
ARRAYS = (
    "codes", "view_ends", "idf", "row_starts", "row_classes", "row_weights", "bias",
    "post_starts", "post_texts", "post_values", "text_classes", "phrase_codes", "phrase_classes", "reliability", "gate",
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
    of features; `post_*`: training texts in rows of root and concept features; `phrase_*`: the codes of whole texts,
    sorted, and whose these are; `gate`: see `bot.matching.calibrate`.
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
    phrase_codes: Codes
    phrase_classes: NDArray[np.uint16]
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

    def find(self, view: int, wanted: Codes) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The rows of features of a view, and which of them are known (the rows of others mean nothing)."""
        return find(wanted, self.codes, self.view_ends, view)

    def weights_of(self, rows: NDArray[np.int64], values: Floats) -> Floats:
        """What features with these values add to the score of every class."""
        begin = self.row_starts[rows]
        lengths = self.row_starts[rows + 1] - begin
        places = np.arange(int(lengths.sum())) + np.repeat(begin - (np.cumsum(lengths) - lengths), lengths)
        products = self.row_weights[places].astype(np.float32) * np.repeat(values, lengths)
        return np.bincount(self.row_classes[places], products, len(self.bias)).astype(np.float32)

    def owner_of(self, phrase: int) -> int:
        """The class that has a text with this code (`features.phrase_code`), or -1."""
        place = int(np.searchsorted(self.phrase_codes, np.uint32(phrase)))
        found = place < len(self.phrase_codes) and int(self.phrase_codes[place]) == phrase
        return int(self.phrase_classes[place]) if found else -1


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
    """A text in the model's space: in each view, every feature counts as often as it occurs, times its rarity (idf).

    A view is divided by the root of its squared rarities, summed over all occurrences: a sum over words, like the
    vector itself, so that `bot.matching.terms` may weigh each word once and for all.
    """
    rows: list[NDArray[np.int64]] = []
    values: list[Floats] = []
    known_letters, unknown_roots = 0.0, 0
    for view, (own, weight) in enumerate(zip(features, VIEW_WEIGHTS, strict=True)):
        unique, counts = np.unique(own, return_counts=True)
        places, known = find(unique, codes, view_ends, view)
        found, times = places[known], counts[known]
        if view == _LETTERS:
            known_letters = float(times.sum() / max(1, counts.sum()))
        elif view == _ROOTS:
            unknown_roots = int(len(unique) - known.sum())
        if len(found):
            length = float(np.sqrt(times @ idf[found] ** 2))
            rows.append(found)
            values.append((times * idf[found] * (weight / length)).astype(np.float32))
    if not rows:
        return Vector(np.empty(0, np.int64), np.empty(0, np.float32), known_letters, unknown_roots)
    return Vector(np.concatenate(rows), np.concatenate(values), known_letters, unknown_roots)


def find(
    wanted: Codes, codes: Codes, view_ends: NDArray[np.int64], view: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """See `Model.find`."""
    start = int(view_ends[view - 1]) if view else 0
    table = codes[start : int(view_ends[view])]
    if not len(table):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    places = np.minimum(np.searchsorted(table, wanted), len(table) - 1)
    return places + start, table[places] == wanted
