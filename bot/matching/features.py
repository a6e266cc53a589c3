"""What a message is compared with the FAQ by: letter groups of its words, roots, and pairs of roots."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from bot.matching.engine import Codes, code, codes_of, letter_groups
from bot.matching.read import Word

TERMS = 2
"""A root and a pair of roots count as often as so many groups of letters."""


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
