"""Weighs messages by adding up what their terms add: the letter groups of a word, a root, a pair of roots, an idea.

A message's vector is a sum over its terms, and so are its scores; two messages read together are the sum of both.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from math import sqrt
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.features import concept_terms, pair_terms
from bot.matching.ranking.model import (
    IDEAS,
    LETTERS,
    PAIRS,
    ROOTS,
    VIEW_WEIGHTS,
    Floats,
    Model,
)
from bot.matching.ranking.vocabulary import TableFull, Term, Vocabulary
from bot.matching.text.normalise import Word
from bot.matching.text.tokens import MOST_WORDS

T = TypeVar("T")

TABLE_BYTES = 6_000_000
"""Room for some 7,900 words, roots and ideas of 190 classes. When it is full, a new vocabulary begins."""
FEWEST_ROWS = 8 * MOST_WORDS
"""The terms of the longest message fit in any table."""


class WeighedTerms(NamedTuple):
    """A run of words in the model's space, by view, before the views are brought to one length.

    `words`: how many there are; `sums`: what the terms of each view add to each class (views × classes); `squares`:
    each view's squared rarities, summed over all occurrences; `terms`: those of each view but the letter groups;
    `letters`, `known`: how many letter groups it has, and how many of them the FAQ has; `unknown`: its roots that are
    in no text of the FAQ.
    """

    words: int
    sums: Floats
    squares: tuple[float, ...]
    terms: tuple[list[Term], ...]
    letters: int
    known: int
    unknown: frozenset[str]

    @property
    def known_letters(self) -> float:
        """Share (0..1) of its letter groups that the FAQ has."""
        return self.known / (self.letters or 1)

    @property
    def weights(self) -> list[float]:
        """How much a term of each view counts, for each unit of rarity."""
        return [
            weight / sqrt(square) if square else 0.0 for weight, square in zip(VIEW_WEIGHTS, self.squares, strict=True)
        ]

    def after(self, earlier: WeighedTerms) -> WeighedTerms:
        """Return these words, read together with earlier ones."""
        return WeighedTerms(
            earlier.words + self.words,
            earlier.sums + self.sums,
            tuple([before + own for before, own in zip(earlier.squares, self.squares, strict=True)]),
            tuple([before + own for before, own in zip(earlier.terms, self.terms, strict=True)]),
            earlier.letters + self.letters,
            earlier.known + self.known,
            earlier.unknown | self.unknown,
        )


class Terms:
    """Weighs words with one model. Safe to share between threads."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._rows = max(FEWEST_ROWS, TABLE_BYTES // (4 * len(model.bias)))
        self._vocabulary = Vocabulary(model, self._rows)
        self._post_texts = model.post_texts.data
        self._class_ends = np.searchsorted(model.text_classes, np.arange(len(model.bias) + 1)).tolist()
        self._rarest = float(model.idf.max(initial=1.0))

    def weigh(self, words: Sequence[Word]) -> WeighedTerms:
        """Return the words in the model's space."""
        return self._with_room(lambda vocabulary: self._weigh(words, vocabulary))

    def _with_room(self, work: Callable[[Vocabulary], T]) -> T:
        """Look terms up, in a new vocabulary where the table of the old one is full."""
        while True:
            vocabulary = self._vocabulary
            try:
                return work(vocabulary)
            except TableFull:
                if self._vocabulary is vocabulary:  # else another thread has begun a new one
                    self._vocabulary = Vocabulary(self._model, self._rows)

    def _weigh(self, words: Sequence[Word], vocabulary: Vocabulary) -> WeighedTerms:
        letters = [vocabulary.words[word.reading] for word in words]
        roots = [vocabulary.roots[word.root] for word in words]
        pairs = [vocabulary.pairs[name] for name in pair_terms(words)]
        ideas = [vocabulary.ideas[name] for name in concept_terms(words)]
        sums = np.zeros((len(VIEW_WEIGHTS), len(self._model.bias)), np.float32)
        rows = vocabulary.scores.take([term.place for terms in (letters, roots, ideas) for term in terms], 0)
        first, second = len(letters), len(letters) + len(roots)
        for view, part in ((LETTERS, rows[:first]), (ROOTS, rows[first:second]), (IDEAS, rows[second:])):
            if len(part):
                np.add.reduce(part, 0, out=sums[view])
        if known_pairs := [term for term in pairs if term.known]:
            sums[PAIRS] = self._pair_scores(known_pairs)
        return WeighedTerms(
            len(words),
            sums,
            tuple([sum([term.square for term in terms]) for terms in (letters, roots, pairs, ideas)]),
            (roots, pairs, ideas),
            sum([term.features for term in letters]),
            sum([term.known for term in letters]),
            frozenset([word.root for word, term in zip(words, roots, strict=True) if not term.known]),
        )

    def scores(self, weighed: WeighedTerms) -> Floats:
        """Return one score a class; higher is likelier."""
        found: Floats = np.array(weighed.weights, np.float32) @ weighed.sums
        found += self._model.bias
        return found

    def similarities(self, weighed: WeighedTerms) -> NDArray[np.float64]:
        """Return the cosine similarity (0..1) of each training text to the message, by roots, pairs and ideas."""
        values: dict[int, float] = {}
        ends: dict[int, int] = {}
        for weight, terms in zip(weighed.weights[ROOTS:], weighed.terms, strict=True):
            for term in terms:
                first = term.first
                if term.last == first:
                    continue
                values[first] = values.get(first, 0.0) + weight * term.rarity
                ends[first] = term.last
        if not values:
            return np.zeros(len(self._model.text_classes))
        model = self._model
        texts = np.concatenate([model.post_texts[first:last] for first, last in ends.items()])
        products = np.concatenate([model.post_values[first:last] for first, last in ends.items()]).astype(np.float32)
        shares = np.array(list(values.values()), np.float32)
        shares /= sqrt(shares @ shares)
        products *= shares.repeat([last - first for first, last in ends.items()])
        return np.bincount(texts, products, len(self._model.text_classes)).astype(np.float64, copy=False)

    def explained(self, weighed: WeighedTerms, wanted: int, otherwise: float = 0.0) -> float:
        """Return the share (0..1) of the message's distinctive roots, by rarity, that stand in texts of a class.

        A root that the FAQ lacks counts as one of the rarest; `otherwise`: the share where no root is distinctive.
        """
        begin, end = self._class_ends[wanted], self._class_ends[wanted + 1]
        total, found = len(weighed.unknown) * self._rarest, 0.0
        distinctive = {root.feature: root for root in weighed.terms[0] if root.last > root.first}
        for root in distinctive.values():
            total += root.rarity
            if self._stands(root, begin, end):
                found += root.rarity
        return found / total if total else otherwise

    def paired(self, weighed: WeighedTerms, wanted: int) -> float:
        """Return the share (0..1) of the message's pairs of roots that stand in texts of a class."""
        begin, end = self._class_ends[wanted], self._class_ends[wanted + 1]
        pairs = weighed.terms[PAIRS - ROOTS]
        return sum(self._stands(pair, begin, end) for pair in pairs) / max(1, len(pairs))

    def _stands(self, term: Term, begin: int, end: int) -> bool:
        """Return whether a term stands in one of the training texts from `begin` to `end`."""
        place = bisect_left(self._post_texts, begin, term.first, term.last)
        return place < term.last and self._post_texts[place] < end

    def rarities(self, roots: Sequence[str]) -> list[float]:
        """Return how rare each root is in the FAQ's texts; one that stands in none counts as one of the rarest."""
        return self._with_room(lambda vocabulary: [vocabulary.roots[root].rarity or self._rarest for root in roots])

    def _pair_scores(self, pairs: Sequence[Term]) -> NDArray[np.float64]:
        """Return what pairs add to every class. Pairs seldom recur, so they have no row in the table."""
        model = self._model
        classes = np.concatenate([model.row_classes[term.begin : term.end] for term in pairs])
        added = np.concatenate([model.row_weights[term.begin : term.end] for term in pairs])
        return np.bincount(classes, added, len(model.bias)).astype(np.float64, copy=False)
