"""Sparse linear scores over coded features: what each feature adds to each class, as arrays without any dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Codes = NDArray[np.uint32]


class LinearModel:
    """The weights of linear scores. A feature counts as often as it occurs, times its rarity (idf).

    `codes`: the features' 32-bit codes, sorted; `rarity`: of each; `starts`, `classes`, `weights`: for each feature the
    classes that it says something about, and what one occurrence adds to them (weight × rarity); `bias`: of each class.
    """

    def __init__(self, names: Sequence[str], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take the names of the classes and the arrays by name. Raises KeyError."""
        self.names = tuple(names)
        self.bias: Floats = arrays["bias"]
        self._codes: Codes = arrays["codes"]
        self._rarity = arrays["rarity"].astype(np.float64)
        self._starts, self._classes, self._weights = (arrays[name] for name in ("starts", "classes", "weights"))

    @staticmethod
    def arrays(codes: Codes, rarity: Floats, weights: Floats, bias: Floats, least: float) -> dict[str, NDArray[Any]]:
        """Return a model's arrays: `weights` has a row a class and a column a feature; weights below `least` go."""
        added = (weights * rarity).T
        features, classes = np.nonzero(np.abs(added) >= least)
        return {
            "codes": codes,
            "rarity": rarity.astype(np.float16),
            "starts": np.searchsorted(features, np.arange(len(codes) + 1)).astype(np.uint32),
            "classes": classes.astype(np.min_scalar_type(max(1, len(bias) - 1))),
            "weights": added[features, classes].astype(np.float16),
            "bias": bias.astype(np.float32),
        }

    def added_by(self, codes: Codes) -> NDArray[np.float64]:
        """Return what occurrences of features add together: their squared rarities, then a number for each class."""
        places = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        rows = places[self._codes[places] == codes]
        begin = self._starts[rows].astype(np.int64)
        lengths = self._starts[rows + 1] - begin
        cells = np.arange(int(lengths.sum())) + np.repeat(begin - (np.cumsum(lengths) - lengths), lengths)
        rarity = self._rarity[rows]
        added = np.bincount(self._classes[cells], self._weights[cells].astype(np.float64), len(self.bias))
        return np.concatenate(([rarity @ rarity], added))
