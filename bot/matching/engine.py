"""A linear model as two arrays: the codes of its features, and for each what one occurrence adds to every class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Codes = NDArray[np.uint32]


class LinearModel:
    """The weights of linear scores. A feature counts as often as it occurs, times its rarity (idf).

    `codes`: the features' 32-bit codes, sorted; `table`: of each its squared rarity, then weight × rarity for every
    class; `bias`: of each class.
    """

    def __init__(self, names: Sequence[str], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take the names of the classes and the arrays by name. Raises KeyError."""
        self.names = tuple(names)
        self.bias: Floats = arrays["bias"]
        self._codes: Codes = arrays["codes"]
        self._table: NDArray[np.float16] = arrays["table"]

    @staticmethod
    def arrays(codes: Codes, rarity: Floats, weights: Floats, bias: Floats) -> dict[str, NDArray[Any]]:
        """Return a model's arrays; `weights` has a row a class and a column a feature."""
        table = np.column_stack((rarity**2, (weights * rarity).T)).astype(np.float16)
        return {"codes": codes, "table": table, "bias": bias.astype(np.float32)}

    def rows(self, codes: Codes) -> Floats:
        """Return the rows of features; one that is not known adds nothing."""
        places = np.minimum(self._codes.searchsorted(codes), len(self._codes) - 1)
        found = self._table[places].astype(np.float32)
        found[self._codes[places] != codes] = 0.0
        return found
