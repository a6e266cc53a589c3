"""What each term of a message adds to the scores, worked out when it is first met: a message is judged by adding up.

A message's vector is a sum over its terms (the letter groups of a word, a root, a pair of roots, an idea), and so are
its scores. People use few different words, so nearly all terms of a message stand in a table already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import code, concept_terms, letter_groups, pair_terms
from bot.matching.model import SUPPORT, TELLING, VIEW_WEIGHTS, Floats, Model, share_explained
from bot.matching.normalise import MOST_WORDS, Word

TABLE_BYTES = 9_000_000
"""Room for some 11,500 words, roots and ideas of 190 classes. When it is full, a new table begins."""
MOST_PAIRS = 4_000
"""Pairs of roots that are remembered; they hardly ever come twice, and are quickly worked out."""
_FEWEST_ROWS = 1 + 8 * MOST_WORDS
"""The terms of the longest message fit in any table."""
_LETTERS, _ROOTS, _PAIRS, _IDEAS = range(4)
_NOWHERE = 0
"""The row of zeros, for terms that no text of the FAQ has."""


class Term(NamedTuple):
    """A term as the model knows it.

    `row`: its row of scores, or a negative number of its own; `square`: the squared rarities of its known features,
    summed; `known`: how many of its `features` are known; `texts`, `values`: the training texts that have it and its
    value in each (no letter groups); `classes`, `scores`: what a pair, which has no row, adds to which classes.
    """

    row: int
    square: float
    known: int
    features: int
    texts: NDArray[np.int64]
    values: Floats
    classes: NDArray[np.uint16]
    scores: Floats


_NO_TEXTS, _NO_CLASSES, _NO_VALUES = np.empty(0, np.int64), np.empty(0, np.uint16), np.empty(0, np.float32)
_UNKNOWN = Term(_NOWHERE, 0.0, 0, 1, _NO_TEXTS, _NO_VALUES, _NO_CLASSES, _NO_VALUES)


@dataclass(frozen=True, slots=True)
class _Table:
    scores: Floats
    terms: tuple[dict[str, Term], ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A run of words in the model's space: its terms by view, and how much the terms of each view count.

    `known_letters`: share (0..1) of its letter groups that the FAQ has; `unknown_roots`: how many of its roots are in
    no text of the FAQ.
    """

    table: Floats
    views: tuple[list[Term], ...]
    weights: tuple[float, ...]
    known_letters: float
    unknown_roots: int


class Terms:
    """The terms met so far, for one model. Safe to share between threads."""

    def __init__(self, model: Model) -> None:
        self._model = model
        # met with nearly every word: widened once instead of each time
        self._post_texts = model.post_texts.astype(np.int64)
        self._post_values = model.post_values.astype(np.float32)
        self._adding = Lock()
        self._begin()

    def weigh(self, words: Sequence[Word]) -> Weighed:
        """The words in the model's space."""
        roots = [word.root for word in words]
        names = ([word.reading for word in words], roots, pair_terms(words), concept_terms(words))
        table = self._table
        try:
            views = tuple([known[name] for name in wanted] for known, wanted in zip(table.terms, names, strict=True))
        except KeyError:
            table = self._with(names)
            views = tuple([known[name] for name in wanted] for known, wanted in zip(table.terms, names, strict=True))
        lengths = [sqrt(sum([term.square for term in terms])) for terms in views]
        return Weighed(
            table.scores,
            views,
            tuple([weight / length if length else 0.0 for weight, length in zip(VIEW_WEIGHTS, lengths, strict=True)]),
            sum([term.known for term in views[_LETTERS]]) / (sum([term.features for term in views[_LETTERS]]) or 1),
            len({name for name, term in zip(names[_ROOTS], views[_ROOTS], strict=True) if not term.known}),
        )

    def scores(self, weighed: Weighed) -> Floats:
        """One score a class; higher is likelier."""
        rows: list[int] = []
        weights: list[float] = []
        for view in (_LETTERS, _ROOTS, _IDEAS):
            rows += [term.row for term in weighed.views[view]]
            weights += [weighed.weights[view]] * len(weighed.views[view])
        found: Floats = np.array(weights, np.float32) @ weighed.table[rows] + self._model.bias
        pairs = [term for term in weighed.views[_PAIRS] if term.known]
        if pairs:
            added = np.concatenate([term.scores for term in pairs]) * np.float32(weighed.weights[_PAIRS])
            np.add.at(found, np.concatenate([term.classes for term in pairs]), added)
        return found

    def similarities(self, weighed: Weighed) -> Floats:
        """Cosine similarity (0..1) of each training text to the message, by roots, pairs and ideas."""
        values: dict[int, float] = {}
        terms: dict[int, Term] = {}
        for view in (_ROOTS, _PAIRS, _IDEAS):
            for term in weighed.views[view]:
                if len(term.texts):
                    values[term.row] = values.get(term.row, 0.0) + weighed.weights[view] * sqrt(term.square)
                    terms[term.row] = term
        size = len(self._model.text_classes)
        if not terms:
            return np.zeros(size, np.float32)
        length = sqrt(sum([value * value for value in values.values()]))
        counts = [len(term.texts) for term in terms.values()]
        weights = np.concatenate([term.values for term in terms.values()])
        weights *= np.repeat(np.array(list(values.values()), np.float32) / length, counts)
        found = np.bincount(np.concatenate([term.texts for term in terms.values()]), weights, size)
        return found.astype(np.float32)

    def explained(self, weighed: Weighed, wanted: int) -> float:
        """Share (0..1) of the message's telling roots, weighed by rarity, that speak for the wanted class."""
        telling = {term.row: sqrt(term.square) for term in weighed.views[_ROOTS] if term.square > TELLING * TELLING}
        rows = list(telling)
        rarity = np.array(list(telling.values()), np.float32)
        return share_explained(rarity, weighed.table[rows, wanted] > SUPPORT * rarity, weighed.unknown_roots)

    def _begin(self) -> None:
        classes = len(self._model.bias)
        scores = np.empty((max(_FEWEST_ROWS, TABLE_BYTES // (4 * classes)), classes), np.float32)
        scores[_NOWHERE] = 0.0
        self._used = 1
        self._table = _Table(scores, ({}, {}, {}, {}))

    def _with(self, names: Sequence[Sequence[str]]) -> _Table:
        """A table that has these terms."""
        with self._adding:
            letters, roots, pairs, ideas = self._table.terms
            # terms that no text of the FAQ has take no row, and must not grow without end either
            taken = max(self._used, len(letters) + len(roots) + len(ideas))
            if taken + sum(map(len, names)) > len(self._table.scores):
                self._begin()
            elif len(pairs) + len(names[_PAIRS]) > MOST_PAIRS:
                # a table of its own: somebody else may be reading the old one
                self._table = replace(self._table, terms=(letters, roots, {}, ideas))
            for view, wanted in enumerate(names):
                known = self._table.terms[view]
                missing = [name for name in dict.fromkeys(wanted) if name not in known]
                if view == _LETTERS:
                    known.update((name, self._word(name)) for name in missing)
                elif missing:
                    known.update(zip(missing, self._single(view, missing), strict=True))
            return self._table

    def _word(self, word: str) -> Term:
        """The letter groups of a word."""
        codes = letter_groups(word)
        places, known = self._model.find(_LETTERS, codes)
        rows = places[known]
        if not len(rows):
            return Term(_NOWHERE, 0.0, 0, len(codes), *_UNKNOWN[4:])
        rarity = self._model.idf[rows]
        place = self._next_row()
        self._table.scores[place] = self._model.weights_of(rows, rarity)
        return Term(place, float(rarity @ rarity), len(rows), len(codes), *_UNKNOWN[4:])

    def _single(self, view: int, names: Sequence[str]) -> Iterator[Term]:
        """Roots, pairs or ideas: one feature each."""
        model = self._model
        places, known = model.find(view, np.array([code(name) for name in names], np.uint32))
        rows = places[known]
        firsts = rows - int(model.view_ends[_LETTERS])
        columns = (
            *(model.idf[rows], model.row_starts[rows], model.row_starts[rows + 1]),
            *(model.post_starts[firsts], model.post_starts[firsts + 1]),
        )
        about = zip(rows.tolist(), *(column.tolist() for column in columns), strict=True)
        for is_known in known.tolist():
            if not is_known:
                yield _UNKNOWN
                continue
            row, rarity, begin, end, first, last = next(about)
            classes = model.row_classes[begin:end]
            scores = model.row_weights[begin:end] * np.float32(rarity)
            posts = (self._post_texts[first:last], self._post_values[first:last])
            if view == _PAIRS:
                yield Term(-1 - row, rarity * rarity, 1, 1, *posts, classes, scores)
                continue
            place = self._next_row()
            self._table.scores[place] = 0.0
            self._table.scores[place, classes] = scores
            yield Term(place, rarity * rarity, 1, 1, *posts, _NO_CLASSES, _NO_VALUES)

    def _next_row(self) -> int:
        self._used += 1
        return self._used - 1
