"""Linear scores of texts: their features and how these are coded, and what an occurrence of each adds to each class.

A text's score is a sum over its features, divided by the text's length: the root of its squared rarities, summed over
all occurrences. So what a word adds is worked out once, and any run of words is a difference of two sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.matching.read import Word

Floats = NDArray[np.float32]
Codes = NDArray[np.uint32]
LETTER_GROUPS = (2, 3, 4, 5)
TERMS = 2
"""A root and a pair of roots count as often as so many groups of letters."""


def code(term: str) -> int:
    """Return a term's 32-bit code: the same on every machine and in every run."""
    return crc32(term.encode())


def codes_of(terms: Iterable[str]) -> Codes:
    """Return the codes of terms."""
    return np.fromiter(map(crc32, map(str.encode, terms)), np.uint32)


def letter_groups(word: str, sizes: Sequence[int] = LETTER_GROUPS) -> list[str]:
    """Return the groups of letters in a word, each once, its ends marked by a space; for a short one the whole, too."""
    padded = f" {word} "
    size = len(padded)
    groups = dict.fromkeys([padded[start : start + n] for n in sizes for start in range(size - n + 1)])
    return [*groups] if size >= LETTER_GROUPS[-1] else [*groups, padded]


class LinearModel:
    """The weights of linear scores. Safe to share between threads.

    `codes`: the features' codes, sorted; `rarity` (idf) of each; `starts`, `classes`, `weights`: for each feature where
    its row begins, the classes that it says something about, and its weight times its rarity for them; `bias`: of each
    class.
    """

    def __init__(self, names: Sequence[str], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take the names of the classes and the arrays by name. Raises KeyError."""
        self.names = tuple(names)
        self.bias: Floats = arrays["bias"]
        self._codes: Codes = arrays["codes"]
        self._rarity: Floats = arrays["rarity"]
        self._starts, self._classes, self._weights = (arrays[name] for name in ("starts", "classes", "weights"))

    @property
    def rarest(self) -> float:
        """Return how rare the rarest feature is."""
        return float(self._rarity.max(initial=1.0))

    @staticmethod
    def arrays(codes: Codes, rarity: Floats, weights: Floats, bias: Floats, weakest: float) -> dict[str, NDArray[Any]]:
        """Return a model's arrays; `weights`: features × classes, of which the `weakest` are left out."""
        features, classes = np.nonzero(np.abs(weights) > weakest)
        return {
            "codes": codes, "rarity": rarity.astype(np.float32), "bias": bias.astype(np.float32),
            "starts": np.searchsorted(features, np.arange(len(codes) + 1)).astype(np.uint32),
            "classes": classes.astype(np.uint8 if len(bias) <= 1 << 8 else np.uint16),
            "weights": (weights[features, classes] * rarity[features]).astype(np.float16),
        }  # fmt: skip

    def rarity_of(self, wanted: int) -> float:
        """Return how rare a feature is; 0 where it is unknown."""
        place = int(self._codes.searchsorted(np.uint32(wanted)))
        known = place < len(self._codes) and self._codes[place] == wanted
        return float(self._rarity[place]) if known else 0.0

    def added(self, codes: Codes) -> Floats:
        """Return what each feature adds: a row each of its squared rarity, then a number a class; zeros if unknown."""
        known, rarities, lengths, cells = self._found(codes)
        rows = np.zeros((len(codes), 1 + len(self.bias)), np.float32)
        rows[known, 0] = rarities
        rows[known.repeat(lengths), 1 + self._classes[cells].astype(np.int64)] = self._weights[cells]
        return rows

    def total(self, codes: Codes) -> Floats:
        """Return the sum of what features add: of their squared rarities, then a number a class."""
        _, rarities, _, cells = self._found(codes)
        row = np.empty(1 + len(self.bias), np.float32)
        row[0] = rarities.sum()
        row[1:] = np.bincount(self._classes[cells], self._weights[cells], len(self.bias))
        return row

    def _found(self, codes: Codes) -> tuple[NDArray[Any], Floats, NDArray[Any], NDArray[Any]]:
        """Return which features are known, the squared rarity of each, how many classes each names, and the cells."""
        places = np.minimum(self._codes.searchsorted(codes), len(self._codes) - 1)
        known = (self._codes[places] == codes).nonzero()[0]
        places = places[known]
        begin = self._starts[places].astype(np.int64)
        lengths = self._starts[places + 1] - begin
        ends = lengths.cumsum()
        cells = np.arange(ends[-1] if len(ends) else 0) + (begin - ends + lengths).repeat(lengths)
        return known, self._rarity[places] ** 2, lengths, cells

    def scores(self, summed: Floats) -> Floats:
        """Return a score a class for a sum of rows."""
        scores: Floats = summed[1:] / np.float32(sqrt(max(float(summed[0]), 1e-9))) + self.bias
        return scores


def root_term(root: str) -> str:
    """Return a root as a term, which differs from the same letters as a group."""
    return f"={root}"


def word_codes(reading: str, root: str) -> Codes:
    """Return the codes of all that a word counts by itself: its letter groups and its root."""
    return codes_of((*letter_groups(reading), *(root_term(root),) * TERMS))


def pair_codes(words: Sequence[Word]) -> Codes:
    """Return the codes of the pairs of roots that stand side by side, one less than words."""
    return codes_of(f"{root_term(one.root)} {root_term(other.root)}" for one, other in pairwise(words))


_of_word = lru_cache(maxsize=20_000)(word_codes)
"""For the FAQ's texts, which say the same words over and over."""


def text_codes(words: Sequence[Word]) -> Codes:
    """Return the codes of all features of a text, with repetitions."""
    return np.concatenate((*(_of_word(word.reading, word.root) for word in words), *[pair_codes(words)] * TERMS))


def phrase_code(words: Sequence[Word]) -> int:
    """Return the code of a whole text: the same for the same roots in the same order."""
    return code(" ".join(word.root for word in words))
