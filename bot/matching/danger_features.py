"""What danger is read from: words, pairs of words, and groups of letters (which survive typing slips)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

WORDS, LETTERS = "w", "c"
GROUPS = (3, 4, 5)


def word_features(words: Sequence[str]) -> Iterator[str]:
    """Single words and neighbouring pairs."""
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(words))


def letter_features(words: Iterable[str]) -> Iterator[str]:
    """Groups of three to five letters inside each word, its ends marked by a space."""
    for word in words:
        padded = f" {word} "
        for size in GROUPS:
            for start in range(max(1, len(padded) - size + 1)):
                yield padded[start : start + size]


def weighed(features: Iterable[str], rarity: dict[str, float]) -> dict[str, float]:
    """tf-idf with damped counts, of length one; features without a rarity are left out."""
    counts = Counter(feature for feature in features if feature in rarity)
    values = {feature: (1 + math.log(count)) * rarity[feature] for feature, count in counts.items()}
    length = math.sqrt(sum(value * value for value in values.values()))
    return {feature: value / length for feature, value in values.items()} if length else {}
