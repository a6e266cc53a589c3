"""The words by which residents say no, in every language of the lexicon."""

from __future__ import annotations

from bot.matching import lexicon

_STANDARD = ("tidak", "bukan", "belum", "jangan")
_TOO_SHORT_FOR_THE_LEXICON = ("bkn", "lum", "nga", "ngak", "ngg", "nggk")
"""Slips that mean something else in a longer message, and a "no" where one is expected."""


def _read_as(*standard: str) -> frozenset[str]:
    """Return these words, and those of the lexicon that are read as one of them."""
    words = lexicon.load().items()
    return frozenset(standard) | {word for word, (reading, _) in words if len(reading) == 1 and reading[0] in standard}


def _alternatives(words: frozenset[str]) -> str:
    """Return the words for a pattern, to be put between word boundaries."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


NOT_WORDS = _read_as(*_STANDARD).union(_TOO_SHORT_FOR_THE_LEXICON)
"""What a word of a text is when it says no; false friends of a regional language ("lok") are not among them."""
NOT = _alternatives(NOT_WORDS)
NOT_YET = _alternatives(_read_as("belum") | {"lum"})
