"""The trained model as arrays, which need no learning library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Codes

Floats = NDArray[np.float32]
VIEW_WEIGHTS = (0.9, 0.9, 0.6, 0.5)
"""Letters, roots, pairs of roots, concepts."""
TELLING = 4.2
"""Rarity (idf) of a root that stands in one text of twenty-five."""
UNKNOWN_RARITY = 9.0
SUPPORT = 0.02
"""Weight from which a feature speaks for a class."""
ARRAYS = (
    "codes", "view_ends", "idf", "row_starts", "row_classes", "row_weights", "bias",
    "post_starts", "post_texts", "post_values", "text_classes", "phrase_codes", "phrase_classes", "reliability", "gate",
)  # fmt: skip


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


def share_explained(rarity: Floats, speaks: NDArray[np.bool_], unknown: int) -> float:
    """See `Model.explained`; a root that the FAQ lacks counts as a rare one that speaks for nothing."""
    total = float(rarity.sum()) + unknown * UNKNOWN_RARITY
    return float(rarity[speaks].sum()) / total if total else 0.0


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
