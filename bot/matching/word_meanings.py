"""What texts mean to the matcher, so that questions in different words can be put together."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from bot.matching.ranking.term_weights import Terms
from bot.matching.text.normalise import Word


class WordMeaning(NamedTuple):
    """One word: its root, how it is written properly, and how rare it is. `known`: it was read, not guessed."""

    root: str
    reading: str
    rarity: float
    known: bool


def meant(terms: Terms, words: Sequence[Word]) -> tuple[WordMeaning, ...]:
    """Return the words, each root once, in their order."""
    first = {word.root: word for word in reversed(words)}
    roots = list(dict.fromkeys(word.root for word in words))
    rarities = terms.rarities(roots)
    return tuple(
        WordMeaning(root, first[root].reading, rarity, first[root].how != "unknown")
        for root, rarity in zip(roots, rarities, strict=True)
    )


def likeness(one: Sequence[WordMeaning], other: Sequence[WordMeaning]) -> float:
    """Return how alike two texts are in what they mean (0..1): rare roots that both have count most."""
    first, second = ({word.root: word.rarity for word in text} for text in (one, other))
    shared = sum(first[root] * second[root] for root in first.keys() & second.keys())
    lengths = sqrt(sum(rarity**2 for rarity in first.values()) * sum(rarity**2 for rarity in second.values()))
    return shared / lengths if lengths else 0.0
