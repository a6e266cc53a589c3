"""The trained model as arrays, which need no learning library."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.features import Codes, code, letter_groups

Floats = NDArray[np.float32]
LETTERS, ROOTS, PAIRS, IDEAS = range(4)
"""The views: letter groups, roots, pairs of roots, concepts."""
VIEW_WEIGHTS = (0.9, 0.9, 0.6, 0.5)
"""How much each view counts."""
DISTINCTIVE = 3.5
"""Rarity (idf) of a root that stands in one text of twelve; what is more common neither tells entries apart nor finds
the nearest text."""
ARRAYS = (
    "codes", "view_ends", "idf", "row_starts", "row_classes", "row_weights", "bias",
    "post_starts", "post_texts", "post_values", "text_classes", "phrase_codes", "phrase_classes",
    "word_codes", "word_scores", "word_squares", "word_groups",
)  # fmt: skip


class LetterScores(NamedTuple):
    """A word by its letter groups.

    `scores`: what they add to every class; `square`: their squared rarities, summed; `known`: how many of the `groups`
    the FAQ has.
    """

    scores: Floats
    square: float
    known: int
    groups: int


@dataclass(frozen=True, slots=True)
class Model:
    """Sparse weights of a linear classifier, and the training texts' postings for finding the nearest ones.

    `codes`: the features' codes, sorted within each view; `view_ends`: where each view ends; `row_*`: what an
    occurrence of each feature adds to each class (its weight times its rarity), in rows of features; `post_*`: training
    texts in rows of root and concept features; `phrase_*`: the codes of whole texts, sorted, and whose these are;
    `word_*`: the codes of the FAQ's own words, sorted, and what is known of their
    letter groups (`LetterScores`), which takes long to work out while somebody waits.
    """

    codes: Codes
    view_ends: NDArray[np.int64]
    idf: Floats
    row_starts: NDArray[np.int64]
    row_classes: NDArray[np.unsignedinteger[Any]]
    row_weights: NDArray[np.float16]
    bias: Floats
    post_starts: NDArray[np.int64]
    post_texts: NDArray[np.uint32]
    post_values: NDArray[np.float16]
    text_classes: NDArray[np.uint16]
    phrase_codes: Codes
    phrase_classes: NDArray[np.uint16]
    word_codes: Codes = field(default_factory=lambda: np.empty(0, np.uint32))
    word_scores: NDArray[np.float16] = field(default_factory=lambda: np.empty((0, 0), np.float16))
    word_squares: Floats = field(default_factory=lambda: np.empty(0, np.float32))
    word_groups: NDArray[np.uint16] = field(default_factory=lambda: np.empty((0, 2), np.uint16))

    @staticmethod
    def of(arrays: Mapping[str, NDArray[Any]]) -> Model:
        """Return the model whose arrays these are. Raises KeyError."""
        return Model(*(arrays[name] for name in ARRAYS))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays that make up the model, by name."""
        return {name: getattr(self, name) for name in ARRAYS}

    def find(self, view: int, wanted: Codes) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the rows of features of a view, and which of them are known (the rows of others mean nothing)."""
        return find(wanted, self.codes, self.view_ends, view)

    def letter_scores(self, word: str) -> LetterScores:
        """Return what the model knows of a word by its letters."""
        codes = letter_groups(word)
        places, known = self.find(LETTERS, codes)
        rows = places[known]
        rarity = self.idf[rows]
        return LetterScores(self.added_by(rows), float(rarity @ rarity), len(rows), len(codes))

    def known_word(self, row: int) -> LetterScores:
        """Return what the model knows of one of the FAQ's own words, by its row."""
        known, groups = self.word_groups[row].tolist()
        return LetterScores(self.word_scores[row], float(self.word_squares[row]), known, groups)

    def with_words(self, words: Iterable[str]) -> Model:
        """Return the model with these words as the FAQ's own."""
        known = [
            (place, self.letter_scores(word)) for place, word in sorted({code(word): word for word in words}.items())
        ]
        return replace(
            self,
            word_codes=np.array([place for place, _ in known], np.uint32),
            word_scores=np.array([letter_scores.scores for _, letter_scores in known], np.float16).reshape(
                -1, len(self.bias)
            ),
            word_squares=np.array([letter_scores.square for _, letter_scores in known], np.float32),
            word_groups=np.array(
                [(letter_scores.known, letter_scores.groups) for _, letter_scores in known], np.uint16
            ).reshape(-1, 2),
        )

    def added_by(self, rows: NDArray[np.int64]) -> Floats:
        """Return what features add to every class when each occurs once."""
        begin = self.row_starts[rows]
        lengths = self.row_starts[rows + 1] - begin
        places = np.arange(int(lengths.sum())) + np.repeat(begin - (np.cumsum(lengths) - lengths), lengths)
        added = self.row_weights[places].astype(np.float64)
        return np.bincount(self.row_classes[places], added, len(self.bias)).astype(np.float32)

    def owner_of(self, phrase: int) -> int:
        """Return the class that has a text with this code (`features.phrase_code`), or -1."""
        place = find_one(self.phrase_codes.data, phrase, 0, len(self.phrase_codes))
        return int(self.phrase_classes[place]) if place >= 0 else -1


def find_one(codes: memoryview, wanted: int, begin: int, end: int) -> int:
    """Where a code stands among those from `begin` to `end`, which are sorted; -1: nowhere.

    Plain numbers come out of a memoryview in half the time that an array takes: for a few, that is quicker than `find`.
    """
    place = bisect_left(codes, wanted, begin, end)
    return place if place < end and codes[place] == wanted else -1


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
