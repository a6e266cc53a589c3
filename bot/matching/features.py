"""What a message is compared by: letter groups of its words, its roots and pairs of roots, as 32-bit codes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np

from bot.matching.engine import Codes
from bot.matching.text.normalise import Word

LETTER_GROUPS = (2, 3, 4, 5)
LETTERS, ROOTS, PAIRS = range(3)
"""The views."""
VIEW_WEIGHTS = (0.9, 0.9, 0.6)
"""How much each view counts."""


def code(term: str) -> int:
    """Return a term's 32-bit code: the same on every machine and in every run."""
    return crc32(term.encode())


def phrase_code(words: Sequence[Word]) -> int:
    """Return the code of a whole text: the same for the same roots in the same order."""
    return code(" ".join(word.root for word in words))


def terms(words: Sequence[Word]) -> tuple[list[str], list[str], list[str]]:
    """Return a message's terms by view: words as read, roots, pairs of roots that stand side by side."""
    roots = [f"={word.root}" for word in words]
    return [word.reading for word in words], roots, [f"{one} {other}" for one, other in pairwise(roots)]


def letter_groups(word: str) -> Codes:
    """Codes of the groups of letters in a word, its ends marked by a space."""
    padded = f" {word} "
    size = len(padded)
    groups = [padded[start : start + n] for n in LETTER_GROUPS for start in range(size - n + 1)]
    if size < LETTER_GROUPS[-1]:
        groups.append(padded)
    return np.array([code(group) for group in groups], np.uint32)


_remembered_groups = lru_cache(maxsize=20_000)(letter_groups)
"""For the FAQ's texts, which say the same words over and over."""


def extract(words: Sequence[Word]) -> tuple[Codes, Codes, Codes]:
    """Return the codes of a text's features by view, with repetitions."""
    read, roots, pairs = terms(words)
    return (
        np.concatenate([np.empty(0, np.uint32), *map(_remembered_groups, read)]),
        np.array(list(map(code, roots)), np.uint32),
        np.array(list(map(code, pairs)), np.uint32),
    )
