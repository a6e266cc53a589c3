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
