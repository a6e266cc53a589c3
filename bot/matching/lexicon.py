"""Reads the lexicon: what residents type, and what it means in plain Indonesian."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

COLUMNS = ("word", "reading", "language", "gloss", "source")
REGIONAL = ("bjn", "jv", "su", "min", "mad", "sas", "mkn", "sbs", "mui", "bug", "ace", "ban", "bbc")
"""Banjar, Javanese, Sundanese, Minangkabau, Madurese, Sasak, Malay of Kupang and the east, of Sambas,
of Palembang, Bugis and Makassarese, Acehnese, Balinese, Batak."""
LANGUAGES = frozenset({"cakap", "ejaan", "ms", "ar", *REGIONAL})
DROPPED = "-"


class Meaning(NamedTuple):
    """What a typed word stands for: Indonesian words, none where it says nothing; `language`: one of LANGUAGES."""

    readings: tuple[str, ...]
    language: str


def rows() -> list[tuple[str, ...]]:
    """Return all rows of the lexicon file without its heading; raises ValueError naming a line that is malformed."""
    lines = files("bot.matching").joinpath("lexicon.tsv").read_text("utf-8").splitlines()
    found = []
    for number, line in enumerate(lines[1:], start=2):
        cells = tuple(line.split("\t"))
        if len(cells) != len(COLUMNS) or cells[2] not in LANGUAGES or not all(cells) or " " in cells[0]:
            columns = ", ".join(COLUMNS)
            raise ValueError(f"lexicon.tsv baris {number}: harus berisi lima kolom {columns}; word satu kata saja")
        found.append(cells)
    return found


@lru_cache(maxsize=1)
def load() -> Mapping[str, Meaning]:
    """Return the lexicon that comes with the program, by typed word."""
    return {
        word: Meaning(() if reading == DROPPED else tuple(reading.split()), language)
        for word, reading, language, _gloss, _source in rows()
    }


def _read_as(*standard: str) -> frozenset[str]:
    """Return these words, and those of the lexicon that are read as one of them."""
    words = load().items()
    return frozenset(standard) | {word for word, (reading, _) in words if len(reading) == 1 and reading[0] in standard}


def _alternatives(words: frozenset[str]) -> str:
    """Return the words for a pattern, to be put between word boundaries."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


# slips that mean something else in a longer message, and a "no" where one is expected, stand apart from the lexicon
NOT_WORDS = _read_as("tidak", "bukan", "belum", "jangan").union(("bkn", "lum", "nga", "ngak", "ngg", "nggk"))
"""What a word of a text is when it says no; false friends of a regional language ("lok") are not among them."""
NOT = _alternatives(NOT_WORDS)
NOT_YET = _alternatives(_read_as("belum") | {"lum"})
