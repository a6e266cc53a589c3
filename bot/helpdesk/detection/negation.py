"""The words by which residents say no, in every language of the lexicon."""

from __future__ import annotations

from bot.matching.text import lexicon

_STANDARD = ("tidak", "bukan", "belum", "jangan")
_TOO_SHORT_FOR_THE_LEXICON = ("bkn", "lum", "nga", "ngak", "ngg", "nggk")
"""Slips that mean something else in a longer message, and a "no" where one is expected."""

NOT_WORDS = frozenset(
    {
        *(word for word, reading in lexicon.load().words.items() if len(reading) == 1 and reading[0] in _STANDARD),
        *_STANDARD,
        *_TOO_SHORT_FOR_THE_LEXICON,
    }
)
"""What a word of a text is when it says no; false friends of a regional language ("lok") are not among them."""
NOT = "|".join(sorted(NOT_WORDS, key=lambda word: (-len(word), word)))
"""The same for a pattern, to be put between word boundaries."""
