"""What a message is compared by: letter groups of its words, its roots, pairs of roots, and the ideas behind them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.matching.text.normalise import Word

Codes = NDArray[np.uint32]
LETTER_GROUPS = (2, 3, 4, 5)


class Features(NamedTuple):
    """Codes of a message's features, one array a view, with repetitions."""

    letters: Codes
    roots: Codes
    pairs: Codes
    concepts: Codes


@lru_cache(maxsize=1)
def concepts() -> dict[str, tuple[str, ...]]:
    """Which ideas a root stands for: "ongkos" and "tarif" both stand for "biaya"."""
    found: dict[str, tuple[str, ...]] = {}
    for line in files("bot.matching.ranking").joinpath("concepts.tsv").read_text("utf-8").splitlines()[1:]:
        concept, word = line.split("\t")
        found[word] = (*found.get(word, ()), f"@{concept}")
    return found


def code(term: str) -> int:
    """Return a term's 32-bit code: the same on every machine and in every run."""
    return crc32(term.encode())


def phrase_code(words: Sequence[Word]) -> int:
    """Return the code of a whole text: the same for the same roots in the same order."""
    return code(" ".join(word.root for word in words))


def pair_terms(words: Sequence[Word]) -> list[str]:
    """Pairs of roots that stand side by side."""
    return [f"{a.root} {b.root}" for a, b in pairwise(words)]


def concept_terms(words: Sequence[Word]) -> list[str]:
    """Ideas, and pairs of ideas that follow each other (words without an idea between them do not matter)."""
    known = concepts()
    ideas = [idea for word in words for idea in known.get(word.root) or known.get(word.reading) or ()]
    return ideas + [f"{a} {b}" for a, b in pairwise(ideas)]


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


def extract(words: Sequence[Word]) -> Features:
    """Return the features of any run of words (a message, one clause, a message with the one before)."""
    letters = [_remembered_groups(word.reading) for word in words]
    return Features(
        np.concatenate(letters) if letters else np.empty(0, np.uint32),
        np.array([code(word.root) for word in words], np.uint32),
        np.array([code(term) for term in pair_terms(words)], np.uint32),
        np.array([code(term) for term in concept_terms(words)], np.uint32),
    )
