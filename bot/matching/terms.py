"""What each term of a message adds to the scores, worked out when it is first met: a message is judged by adding up.

A message's vector is a sum over its terms (the letter groups of a word, a root, a pair of roots, an idea), and so are
its scores. People use few different words, so nearly all terms of a message stand in a table already; and two messages
read together are the sum of both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import code, concept_terms, letter_groups, pair_terms
from bot.matching.model import SUPPORT, TELLING, UNKNOWN_RARITY, VIEW_WEIGHTS, Floats, Model
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


class Posting(NamedTuple):
    """A root, pair or idea: its rarity times how often it occurs, and where the training texts that have it stand."""

    value: float
    first: int
    last: int


class Term(NamedTuple):
    """A term as the model knows it, in plain numbers: thousands of terms are kept.

    `place`: its row in the table of scores; `feature`: its row in the model (-1: a word's letter groups have many rows,
    an unknown term none); `square`: the squared rarities of its known features, summed; `rarity`: the root of it;
    `known`: how many of its `features` are known; `begin`, `end`: where its weights stand in the model (a pair has no
    row in the table); `posting`: the training texts that have it.
    """

    place: int = _NOWHERE
    feature: int = -1
    square: float = 0.0
    rarity: float = 0.0
    known: int = 0
    features: int = 1
    begin: int = 0
    end: int = 0
    posting: Posting | None = None


_UNKNOWN = Term()


class Telling(NamedTuple):
    """A root that is not in every other text: its rarity, and what it adds to every class."""

    rarity: float
    scores: Floats


@dataclass(frozen=True, slots=True)
class _Table:
    scores: Floats
    terms: tuple[dict[str, Term], ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A run of words in the model's space, by view, before the views are brought to one length.

    `sums`: what the terms of each view add to each class (views × classes); `squares`: each view's squared rarities,
    summed over all occurrences; `postings`: of each view but the letter groups, by row of the model; `telling`: by row
    of the model; `letters`, `known`: how many letter groups it has, and how many of them the FAQ has; `unknown`: its
    roots that are in no text of the FAQ.
    """

    sums: Floats
    squares: tuple[float, ...]
    postings: tuple[dict[int, Posting], ...]
    telling: dict[int, Telling]
    letters: float
    known: float
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

    def after(self, earlier: Weighed) -> Weighed:
        """These words, read together with earlier ones."""
        return Weighed(
            earlier.sums + self.sums,
            tuple([before + own for before, own in zip(earlier.squares, self.squares, strict=True)]),
            tuple([_added(before, own) for before, own in zip(earlier.postings, self.postings, strict=True)]),
            earlier.telling | self.telling,
            earlier.letters + self.letters,
            earlier.known + self.known,
            earlier.unknown | self.unknown,
        )


class Terms:
    """The terms met so far, for one model. Safe to share between threads."""

    def __init__(self, model: Model) -> None:
        self._model = model
        # met with nearly every word: widened once instead of each time
        self._post_texts = model.post_texts.astype(np.int64)
        self._post_values = model.post_values.astype(np.float64)
        self._adding = Lock()
        self._begin()

    def weigh(self, words: Sequence[Word]) -> Weighed:
        """The words in the model's space."""
        roots = [word.root for word in words]
        names = ([word.reading for word in words], roots, pair_terms(words), concept_terms(words))
        table = self._table
        try:
            views = [[known[name] for name in wanted] for known, wanted in zip(table.terms, names, strict=True)]
        except KeyError:
            table = self._with(names)
            views = [[known[name] for name in wanted] for known, wanted in zip(table.terms, names, strict=True)]
        sums = np.zeros((len(views), len(self._model.bias)), np.float32)
        for view in (_LETTERS, _ROOTS, _IDEAS):
            if views[view]:
                np.add.reduce(table.scores[[term[0] for term in views[view]]], 0, out=sums[view])
        letters, single, pairs, ideas = views
        self._add_pairs([term for term in pairs if term.known], sums[_PAIRS])
        return Weighed(
            sums,
            tuple([sum([term.square for term in terms]) for terms in views]),
            tuple([_postings(terms) for terms in (single, pairs, ideas)]),
            {one.feature: Telling(one.rarity, table.scores[one.place]) for one in single if one.rarity > TELLING},
            sum([term.features for term in letters]),
            sum([term.known for term in letters]),
            frozenset([root for root, term in zip(roots, single, strict=True) if not term.known]),
        )

    def scores(self, weighed: Weighed) -> Floats:
        """One score a class; higher is likelier."""
        found: Floats = np.array(weighed.weights, np.float32) @ weighed.sums
        found += self._model.bias
        return found

    def similarities(self, weighed: Weighed) -> NDArray[np.float64]:
        """Cosine similarity (0..1) of each training text to the message, by roots, pairs and ideas."""
        terms = [
            (weight * value, first, last)
            for weight, postings in zip(weighed.weights[_ROOTS:], weighed.postings, strict=True)
            for value, first, last in postings.values()
        ]
        if not terms:
            return np.zeros(len(self._model.text_classes))
        values = np.array([value for value, _, _ in terms])
        values /= np.sqrt(values @ values)
        texts = np.concatenate([self._post_texts[first:last] for _, first, last in terms])
        products = np.concatenate([self._post_values[first:last] for _, first, last in terms])
        products *= np.repeat(values, [last - first for _, first, last in terms])
        return np.bincount(texts, products, len(self._model.text_classes)).astype(np.float64, copy=False)

    def explained(self, weighed: Weighed, wanted: int) -> float:
        """Share (0..1) of the message's telling roots, weighed by rarity, that speak for the wanted class.

        A root that the FAQ lacks counts as a rare one that speaks for nothing.
        """
        total, spoken = len(weighed.unknown) * UNKNOWN_RARITY, 0.0
        for rarity, scores in weighed.telling.values():
            total += rarity
            spoken += rarity if scores[wanted] > SUPPORT * rarity else 0.0
        return spoken / total if total else 0.0

    def _add_pairs(self, pairs: Sequence[Term], scores: Floats) -> None:
        if pairs:
            model = self._model
            classes = np.concatenate([model.row_classes[term.begin : term.end] for term in pairs])
            weights = np.concatenate([model.row_weights[term.begin : term.end] for term in pairs]).astype(np.float32)
            rarity = np.array([term.rarity for term in pairs], np.float32)
            np.add.at(scores, classes, weights * np.repeat(rarity, [term.end - term.begin for term in pairs]))

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
            return Term(features=len(codes))
        rarity = self._model.idf[rows]
        place = self._next_row()
        self._table.scores[place] = self._model.weights_of(rows, rarity)
        square = float(rarity @ rarity)
        return Term(place, -1, square, sqrt(square), len(rows), len(codes))

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
            place = _NOWHERE
            if view != _PAIRS:
                place = self._next_row()
                self._table.scores[place] = 0.0
                weights = model.row_weights[begin:end] * np.float32(rarity)
                self._table.scores[place, model.row_classes[begin:end]] = weights
            posting = Posting(rarity, first, last) if last > first else None
            yield Term(place, row, rarity * rarity, rarity, 1, 1, begin, end, posting)

    def _next_row(self) -> int:
        self._used += 1
        return self._used - 1


def _postings(terms: Sequence[Term]) -> dict[int, Posting]:
    found = {one.feature: one.posting for one in terms if one.posting is not None}
    if len(found) < len(terms):
        for feature, times in Counter([one.feature for one in terms]).items():
            if times > 1 and feature in found:
                found[feature] = found[feature]._replace(value=times * found[feature].value)
    return found


def _added(earlier: dict[int, Posting], own: dict[int, Posting]) -> dict[int, Posting]:
    found = dict(earlier)
    for feature, (value, first, last) in own.items():
        before = earlier.get(feature)
        found[feature] = Posting(value + (before.value if before else 0.0), first, last)
    return found
