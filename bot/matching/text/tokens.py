"""Divides a message into tokens: what was typed as a word, in which clause, and which clauses ask or end a sentence."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bot.matching.text.cleaning import clean

MOST_WORDS = 400
LONGEST_WORD = 60
KEPT_TEXTS = 1024
"""Messages whose tokens stay known: the danger check and the matcher read the same one, each with its own words."""
_TOKEN = re.compile(r"[a-z0-9][a-z0-9'/]*|[.?!,;:\n&+-]+")
_REDUPLICATED = re.compile(r"\b([a-z]{2,})-\1(nya|an|lah|kah)?\b")
_LETTER_BEFORE_HYPHEN = re.compile(r"\b([a-z])-(?=[a-z])")
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_STOPS = frozenset(".?!;\n")
_CALLED = frozenset({"nak", "cu", "nduk"})
"""How the old call the young: "nak, paspor nenek mati"; alone in its clause it is no "mau"."""


class Tokens(NamedTuple):
    """The tokens of a message, the clause number of each, and the clauses that are questions or end a sentence."""

    typed: tuple[str, ...]
    clauses: tuple[int, ...]
    asked: frozenset[int]
    stops: frozenset[int]


@lru_cache(maxsize=KEPT_TEXTS)
def tokens_of(text: str) -> Tokens:
    """Return the tokens of a message, at most MOST_WORDS; one that repeats the one before is left out."""
    text = clean(text)
    if "-" in text:
        text = _REDUPLICATED.sub(r"\g<1>2\g<2>", text)
        text = _LETTER_BEFORE_HYPHEN.sub(r"\1 ", text)
        text = _HYPHEN.sub(" ", text)
    typed: list[str] = []
    clauses: list[int] = []
    asked: set[int] = set()
    stops: set[int] = set()
    clause = 0
    for piece in _TOKEN.findall(text):
        if piece[0].isalnum():
            if len(typed) >= MOST_WORDS:
                break
            if typed and piece == typed[-1]:
                continue
            typed.append(piece[:LONGEST_WORD])
            clauses.append(clause)
        elif clauses and clauses[-1] == clause:
            if "?" in piece:
                asked.add(clause)
            if not _STOPS.isdisjoint(piece):
                stops.add(clause)
            clause += 1
    return Tokens(tuple(typed), tuple(clauses), frozenset(asked), frozenset(stops))


def without_called(tokens: tuple[str, ...], clauses: tuple[int, ...]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return tokens and their clauses without what the young are called by where it stands alone in its clause."""
    if _CALLED.isdisjoint(tokens):
        return tokens, clauses
    kept = [at for at, token in enumerate(tokens) if token not in _CALLED or clauses.count(clauses[at]) > 1]
    return tuple(tokens[at] for at in kept), tuple(clauses[at] for at in kept)
