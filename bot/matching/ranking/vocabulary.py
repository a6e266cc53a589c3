"""The words, roots, pairs and ideas met so far: what the model knows of each, worked out when it is first met.

People use few different words, so nearly all terms of a message are met already.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from math import sqrt
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from typing import NamedTuple

import numpy as np

from bot.matching.ranking.features import code
from bot.matching.ranking.model import IDEAS, PAIRS, ROOTS, Model, find_one

MOST_PAIRS = 4_000
"""Pairs of roots that are remembered; they hardly ever come twice, and are quickly worked out."""
NOWHERE = 0
"""The row of zeros, for terms that no text of the FAQ has."""


class TableFull(Exception):
    """There is no room for another term."""


class Term(NamedTuple):
    """A term as the model knows it, in plain numbers: thousands of terms are kept.

    `place`: its row in the table of scores (a pair has none); `feature`: its row in the model (-1: a word's letter
    groups have many rows, an unknown term none); `rarity`, `square`: its feature's rarity (idf) and the square of it,
    of a word that of all its letter groups together; `known`: how many of its `features` are known; `first`, `last`:
    where the training texts that have it stand; `begin`, `end`: where the weights of a pair stand.
    """

    place: int = NOWHERE
    feature: int = -1
    rarity: float = 0.0
    square: float = 0.0
    known: int = 0
    features: int = 1
    first: int = 0
    last: int = 0
    begin: int = 0
    end: int = 0


_UNKNOWN = Term()


class _TermCache(dict[str, Term]):
    """Terms by name. A missing one is computed."""

    def __init__(self, work_out: Callable[[str], Term], most: int, *, forgets: bool = False) -> None:
        """`most`: how many there is room for; `forgets`: it begins anew then, instead of raising Full."""
        self._read_word = work_out
        self._most = most
        self._forgets = forgets

    def __missing__(self, name: str) -> Term:
        if len(self) >= self._most:
            if not self._forgets:
                raise TableFull
            self.clear()
        term = self[name] = self._read_word(name)
        return term


class Vocabulary:
    """Terms, and a table of what the words, roots and ideas among them add to every class. Raises TableFull.

    Safe to share between threads: each new term gets a row of its own.
    """

    def __init__(self, model: Model, rows: int) -> None:
        """`rows`: how many words, roots and ideas that the model knows there is room for."""
        table = _Table(model, rows)
        self.scores = table.scores
        self.words = _TermCache(table.word, rows)
        self.roots = _TermCache(partial(table.single, ROOTS), rows)
        self.pairs = _TermCache(partial(table.single, PAIRS), MOST_PAIRS, forgets=True)
        self.ideas = _TermCache(partial(table.single, IDEAS), rows)


class _Table:
    """Works terms out. It holds no reference to the dictionaries that ask it: without a reference cycle an unused
    vocabulary, with a table of megabytes, is freed at once."""

    def __init__(self, model: Model, rows: int) -> None:
        self._model = model
        self._codes, self._word_codes = model.codes.data, model.word_codes.data
        self._idf = model.idf.data
        self._row_starts, self._post_starts = model.row_starts.data, model.post_starts.data
        self._view_ends = [0, *model.view_ends.tolist()]
        shape = (1 + rows, len(model.bias))
        # pages of its own, which are given back; all are zero, and only those in use take memory
        pages = mmap(-1, 4 * shape[0] * shape[1], MAP_PRIVATE | MAP_ANONYMOUS)
        self.scores = np.frombuffer(pages, np.float32).reshape(shape)
        self._places = count(1)

    def word(self, word: str) -> Term:
        """Return a word's term: all its letter groups together."""
        row = find_one(self._word_codes, code(word), 0, len(self._word_codes))
        letter_scores = self._model.letter_scores(word) if row < 0 else self._model.known_word(row)
        if not letter_scores.known:
            return Term(features=letter_scores.groups)
        place = self._next_place()
        self.scores[place] = letter_scores.scores
        return Term(
            place, -1, sqrt(letter_scores.square), letter_scores.square, letter_scores.known, letter_scores.groups
        )

    def single(self, view: int, name: str) -> Term:
        """Return the term of a root, pair or idea: one feature."""
        row = find_one(self._codes, code(name), self._view_ends[view], self._view_ends[view + 1])
        if row < 0:
            return _UNKNOWN
        rarity, begin, end = self._idf[row], self._row_starts[row], self._row_starts[row + 1]
        posted = row - self._view_ends[ROOTS]
        first, last = self._post_starts[posted], self._post_starts[posted + 1]
        place = NOWHERE
        if view != PAIRS:
            place = self._next_place()
            own = self.scores[place]
            own[:] = 0.0
            own[self._model.row_classes[begin:end]] = self._model.row_weights[begin:end]
        return Term(place, row, rarity, rarity * rarity, 1, 1, first, last, begin, end)

    def _next_place(self) -> int:
        place = next(self._places)
        if place >= len(self.scores):
            raise TableFull
        return place
