"""A linear model over views of a message: its ideas or the order in which it tells, its words, its groups of letters.

Every view is weighed by tf-idf and brought to one length, so that neither a long message nor a rich view outweighs the
others: so fitted, messages by writers from whom no example came are read better (docs/experiments.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from bot.matching.danger.features import IDEAS, LETTERS, WORDS, letter_features, word_features

KEPT_WORDS = 8_000
"""Words whose letter groups stay weighed."""
Part = tuple[float, ...]
"""What a feature adds: its squared rarity, then rarity × weight for each score."""


class LinearModel:
    """The weights of a file: a line with the bias of each score, then view and feature, rarity, a weight a score."""

    def __init__(self, path: Path) -> None:
        first, *lines = path.read_text("utf-8").splitlines()
        self._bias = [float(bias) for bias in first.split("\t")[2:]]
        self._known: dict[str, dict[str, Part]] = {IDEAS: {}, WORDS: {}, LETTERS: {}}
        squares: dict[float, float] = {}  # thousands of features are as rare as each other
        for line in lines:
            feature, rare, *weights = line.split("\t")
            rarity = float(rare)
            square = squares.setdefault(rarity, rarity * rarity)
            self._known[feature[0]][feature[1:]] = (square, *[rarity * float(one) for one in weights])
        self._letters = lru_cache(maxsize=KEPT_WORDS)(self._letters_of)

    def scores(self, ideas: Iterable[str], words: Sequence[str]) -> list[float]:
        """Return the log-odds of each score, given a message's first view and its words."""
        totals = list(self._bias)
        _add(totals, self._parts(IDEAS, ideas))
        _add(totals, self._parts(WORDS, word_features(words)))
        _add(totals, [self._letters(word) for word in words])
        return totals

    def weights(self, view: str, features: Iterable[str]) -> Mapping[str, float]:
        """Return how much each known feature of a view speaks for the first score."""
        known = self._known[view]
        return {feature: known[feature][1] for feature in features if feature in known}

    def _parts(self, view: str, features: Iterable[str]) -> list[Part]:
        known = self._known[view]
        return [known[feature] for feature in features if feature in known]

    def _letters_of(self, word: str) -> Part:
        """Return what a word's letter groups add together."""
        parts = self._parts(LETTERS, letter_features((word,)))
        return tuple(map(sum, zip(*parts, strict=True))) if parts else (0.0,) * (len(self._bias) + 1)


def _add(totals: list[float], parts: Sequence[Part]) -> None:
    """Add what a view's parts say, divided by the view's length."""
    square = sum([part[0] for part in parts])
    if square:
        length = math.sqrt(square)
        for at in range(len(totals)):
            totals[at] += sum([part[at + 1] for part in parts]) / length
