"""The FAQ's trained model: what each term of a message adds to each class, and in which classes' texts it stands.

A message's scores are a sum over its terms (the letter groups of a word, a root, a pair of roots), so each term is
worked out once and kept; two messages read together are the sum of both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.engine import Codes, Floats
from bot.matching.features import LETTERS, PAIRS, ROOTS, VIEW_WEIGHTS, code, letter_groups, phrase_code, terms
from bot.matching.text.normalise import Word

DISTINCTIVE = 3.5
"""Rarity (idf) of a root that stands in one text of twelve; what is more common does not tell entries apart."""
KEPT_BYTES, FEWEST_KEPT = 6_000_000, 1_000
"""Room for the terms that stay known: some 7,900 of 190 classes."""


class Term(NamedTuple):
    """What the model knows of a word's letters, of a root or a pair.

    `added`: its squared rarities, then what it adds to each class; `known`: how many of its `features` the FAQ has;
    `owners`: the classes in whose texts it stands, where it is distinctive.
    """

    added: NDArray[np.float64]
    known: int
    features: int
    owners: frozenset[int]

    @property
    def rarity(self) -> float:
        """How rare a root or a pair is; 0 where the FAQ lacks it."""
        return sqrt(self.added[0])


class Weighed(NamedTuple):
    """A run of words in the model's space, before the views are brought to one length.

    `words`: how many there are; `sums`: of each view the squared rarities, then what its terms add to each class;
    `roots`, `pairs`: its terms; `letters`, `known`: how many letter groups it has, and how many the FAQ has.
    """

    words: int
    sums: NDArray[np.float64]
    roots: tuple[tuple[str, Term], ...]
    pairs: tuple[Term, ...]
    letters: int
    known: int

    @property
    def unknown(self) -> set[str]:
        """Its roots that are in no text of the FAQ."""
        return {root for root, term in self.roots if not term.known}

    def after(self, earlier: Weighed) -> Weighed:
        """Return these words, read together with earlier ones."""
        return Weighed(
            earlier.words + self.words, earlier.sums + self.sums, earlier.roots + self.roots,
            earlier.pairs + self.pairs, earlier.letters + self.letters, earlier.known + self.known,
        )  # fmt: skip


class Model:
    """A trained model applied to words: sparse linear scores, a class an entry. Safe to share between threads.

    `codes`: the features' codes, sorted; `rarity` (idf) of each; `starts`, `classes`, `weights`: for each feature the
    classes that it says something about, and what one occurrence adds to them (weight × rarity); `bias`: of each class;
    `owner_*`: the classes in whose texts each distinctive root and pair stands, in rows of features; `phrase_*`: the
    codes of whole texts, sorted, and whose these are.
    """

    def __init__(self, labels: Sequence[str], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take the names of the classes and the arrays by name. Raises KeyError."""
        self.names = tuple(labels)
        self.bias: Floats = arrays["bias"]
        self._codes: Codes = arrays["codes"]
        self._rarity = arrays["rarity"].astype(np.float64)
        self._starts, self._classes, self._weights = (arrays[name] for name in ("starts", "classes", "weights"))
        self._owner_starts, self._owners = arrays["owner_starts"], arrays["owners"]
        self._phrase_codes, self._phrase_classes = arrays["phrase_codes"], arrays["phrase_classes"]
        self._unknown = Term(np.zeros(1 + len(self.bias)), 0, 1, frozenset())
        self._rarest = float(self._rarity.max(initial=1.0))
        kept = max(FEWEST_KEPT, KEPT_BYTES // (4 * len(self.bias)))
        self._letters = lru_cache(maxsize=kept // 2)(self._letters_of)
        self._single = lru_cache(maxsize=kept // 2)(self._single_of)

    def rows(self, codes: Codes) -> NDArray[np.int64]:
        """Return where those of the features stand that are known."""
        places = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        found: NDArray[np.int64] = places[self._codes[places] == codes]
        return found

    def added_by(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return what occurrences of features add together: their squared rarities, then a number for each class."""
        begin = self._starts[rows].astype(np.int64)
        lengths = self._starts[rows + 1] - begin
        cells = np.arange(int(lengths.sum())) + np.repeat(begin - (np.cumsum(lengths) - lengths), lengths)
        rarity = self._rarity[rows]
        added = np.bincount(self._classes[cells], self._weights[cells].astype(np.float64), len(self.bias))
        return np.concatenate(([rarity @ rarity], added))

    def _letters_of(self, word: str) -> Term:
        codes = letter_groups(word)
        rows = self.rows(codes)
        return Term(self.added_by(rows), len(rows), len(codes), frozenset())

    def _single_of(self, name: str) -> Term:
        wanted = code(name)
        row = int(self._codes.searchsorted(np.uint32(wanted)))
        if row >= len(self._codes) or self._codes[row] != wanted:
            return self._unknown
        owners = self._owners[self._owner_starts[row] : self._owner_starts[row + 1]].tolist()
        begin, end = self._starts[row : row + 2].tolist()
        added = np.zeros(1 + len(self.bias))
        added[0] = self._rarity[row] ** 2
        added[1:][self._classes[begin:end]] = self._weights[begin:end]
        return Term(added, 1, 1, frozenset(owners))

    def weigh(self, words: Sequence[Word]) -> Weighed:
        """Return the words in the model's space."""
        read, roots, pairs = terms(words)
        letters = [self._letters(word) for word in read]
        found = [(root, self._single(root)) for root in roots]
        paired = [self._single(pair) for pair in pairs]
        sums = np.zeros((len(VIEW_WEIGHTS), 1 + len(self.bias)))
        for view, those in ((LETTERS, letters), (ROOTS, [term for _, term in found]), (PAIRS, paired)):
            for term in those:
                if term.known:
                    sums[view] += term.added
        features, known = sum(term.features for term in letters), sum(term.known for term in letters)
        return Weighed(len(words), sums, tuple(found), tuple(paired), features, known)

    def scores(self, weighed: Weighed) -> Floats:
        """Return one score a class; higher is likelier."""
        lengths = np.sqrt(weighed.sums[:, 0])
        return np.asarray((VIEW_WEIGHTS / np.maximum(lengths, 1e-9)) @ weighed.sums[:, 1:] + self.bias, np.float32)

    def explained(self, weighed: Weighed, wanted: int) -> float:
        """Return the share (0..1) of the message's distinctive roots, by rarity, that stand in texts of a class.

        A root that the FAQ lacks counts as one of the rarest.
        """
        telling = [term for term in dict(weighed.roots).values() if term.owners]
        total = len(weighed.unknown) * self._rarest + sum(term.rarity for term in telling)
        return sum(term.rarity for term in telling if wanted in term.owners) / total if total else 0.0

    def paired(self, weighed: Weighed, wanted: int) -> float:
        """Return the share (0..1) of the message's pairs of roots that stand in texts of a class."""
        return sum(wanted in pair.owners for pair in weighed.pairs) / max(1, len(weighed.pairs))

    def rarities(self, roots: Sequence[str]) -> list[float]:
        """Return how rare each root is in the FAQ's texts; one that stands in none counts as one of the rarest."""
        return [self._single(f"={root}").rarity or self._rarest for root in roots]

    def owner_of(self, words: Sequence[Word]) -> int:
        """Return the class that has these words as a text, or -1."""
        wanted = phrase_code(words)
        place = int(np.searchsorted(self._phrase_codes, wanted))
        found = place < len(self._phrase_codes) and self._phrase_codes[place] == wanted
        return int(self._phrase_classes[place]) if found else -1
