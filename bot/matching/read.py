"""Reads a message word by word: what was typed, which Indonesian words it stands for, and their roots.

Slips are not repaired: the scores look at groups of letters, and repairs moved no figure (docs/experiments.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from bot.matching.cleaning import tokens_of
from bot.matching.lexicon import REGIONAL, Meaning, load
from bot.matching.stem import roots, stem

SHORTEST_GLUED, LONGEST_PART = 13, 16
"""Letters from which an unknown word is looked at as several, and those of the longest part."""
MOST_PIECES = 4
"""Letters and digits may take turns so often in a word ("5tahun2bulan")."""
KEPT_WORDS, KEPT_MESSAGES = 8_192, 512
"""Tokens and messages whose readings stay known."""
_TWICE = re.compile(r"([a-z]{2,})2(?:nya|an|ku|mu|lah|kah|in)?")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"([a-z])\1+")
_LOOK_ALIKE_DIGITS = str.maketrans("0134567892", "oieasgtbgz")
_LETTERS_DIGITS = re.compile(r"\d+|[a-z']+")
_TAILS = ("nya", "kah", "lah", "nyah", "ny", "ku", "mu", "an", "kan", "in", "nyo", "nye", "na", "ne")
"""Endings behind a word of the lexicon; the last four are what "-nya" is in regional languages."""
_BEHIND_SHORT = ("nya", "kah")
"""Those that may stand behind a word of two letters."""
_Reading = tuple[tuple[str, ...], str]
"""The words that a token stands for, and how it was read (see `Word.how`)."""


class Word(NamedTuple):
    """One Indonesian word read from a message.

    `typed`: the resident's own spelling; `reading`: the Indonesian word; `root`: its stem; `how`: which step read it
    ("" as typed, "lexicon", "regional", "unknown"); `clause`: number of the clause it stands in.
    """

    typed: str
    reading: str
    root: str
    how: str
    clause: int


@dataclass(frozen=True)
class Message:
    """A message as read: its words, the clauses that end in a question mark, and those that end a sentence.

    `filler`: its words say nothing beside others ("iya pak").
    """

    words: tuple[Word, ...]
    asked: frozenset[int]
    stops: frozenset[int]
    filler: bool = False

    @cached_property
    def readings(self) -> list[str]:
        return [word.reading for word in self.words]


class MessageReader:
    """Reads messages with a lexicon. Safe to share between threads."""

    def __init__(self, lexicon: Mapping[str, Meaning]) -> None:
        self._lexicon = lexicon
        self._word = lru_cache(maxsize=KEPT_WORDS)(self._read_word)

    def read(self, text: str) -> Message:
        """Return the message's words in order; any string is accepted."""
        tokens, clauses, asked, stops = tokens_of(text)
        words: list[Word] = []
        for typed, clause in zip(tokens, clauses, strict=True):
            readings, how = self._word(typed)
            for reading in readings:
                words.append(Word(typed, reading, stem(reading), how, clause))  # noqa: PERF401 - a list costs a call
        filler = not words
        if filler:
            words = [Word(one, one, one, "lexicon", clause) for one, clause in zip(tokens, clauses, strict=True)]
        return Message(tuple(words), asked, stops, filler)

    def _read_word(self, token: str) -> _Reading:
        if found := self._known(token):
            return found
        if any(map(str.isdigit, token)):
            return self._read_number(token)
        plain = token.replace("'", "").replace("/", "")
        shorter = (_STRETCHED.sub(r"\1\1", plain), _STRETCHED.sub(r"\1", plain), _DOUBLED.sub(r"\1", plain))
        known = (self._known(form) for form in (plain, *shorter) if len(form) > 1)
        return next(filter(None, known), None) or self._glued(plain) or ((shorter[1],) if plain else (), "unknown")

    def _glued(self, token: str) -> _Reading | None:
        """Return the fewest words that a long token is made of ("syaratbikinpaspor"), if it is made of words."""
        if len(token) < SHORTEST_GLUED:
            return None
        best: list[tuple[str, ...] | None] = [(), *[None] * len(token)]
        for end in range(2, len(token) + 1):
            for start in range(max(0, end - LONGEST_PART), end - 1):
                before, part = best[start], token[start:end]
                if before is not None and (best[end] is None or len(before) + 1 < len(best[end] or ())):
                    best[end] = (*before, part) if part in self._lexicon or part in roots() else best[end]
        return (tuple(one for part in best[-1] for one in self._word(part)[0]), "lexicon") if best[-1] else None

    def _known(self, token: str) -> _Reading | None:
        """Return what a word of the lexicon or the dictionary stands for, with an ending or without."""
        if token in self._lexicon:
            return self._meant(token)
        if token in roots():
            return (token,), ""
        for tail in _TAILS if token.endswith(_TAILS) else ():
            base = token.removesuffix(tail)
            if base != token and base in self._lexicon and len(base) > 1 + (tail not in _BEHIND_SHORT):
                return self._meant(base)
        return ((token,), "") if stem(token) in roots() else None

    def _meant(self, word: str) -> _Reading:
        readings, language = self._lexicon[word]
        how = "" if readings == (word,) else "regional" if language in REGIONAL else "lexicon"
        return readings, how

    def _read_number(self, token: str) -> _Reading:
        """Read what has digits in it: "anak2", "p4sp0r", "350rb", "5tahun2bulan"."""
        if doubled := _TWICE.fullmatch(token):
            readings, how = self._word(doubled[1])
            return readings, how or "lexicon"
        letters = token.translate(_LOOK_ALIKE_DIGITS)
        if not token.isdigit() and (letters in self._lexicon or letters in roots()):
            return self._word(letters)
        parts = _LETTERS_DIGITS.findall(token)
        if not 1 < len(parts) <= MOST_PIECES:
            return (token,), "" if token.isdigit() else "unknown"
        return tuple(reading for part in parts for reading in self._word(part)[0]), "lexicon"


@lru_cache(maxsize=1)
def reader() -> MessageReader:
    """Return what reads messages with the lexicon that comes with the program."""
    return MessageReader(load())


@lru_cache(maxsize=KEPT_MESSAGES)
def read(text: str) -> Message:
    """Read a text; danger and the FAQ look at the same message, one after the other."""
    return reader().read(text)
