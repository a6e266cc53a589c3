"""Reads the lexicon: what residents type, and what it means in plain Indonesian."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

COLUMNS = ("word", "reading", "language", "gloss", "source")
LANGUAGES = frozenset({"cakap", "ejaan", "bjn", "bjn?", "jv", "ms", "ar"})
DROPPED = "-"
LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and phrases with their readings: tuples of Indonesian words, empty for words that say nothing.

    `in_banjar` holds the false friends: they mean something else in Banjar, and count only in a message that has at
    least one word of `banjar`.
    """

    words: dict[str, tuple[str, ...]]
    phrases: dict[tuple[str, ...], tuple[str, ...]]
    in_banjar: dict[str, tuple[str, ...]]
    banjar: frozenset[str]
    languages: dict[str, str]


def rows() -> list[tuple[str, ...]]:
    """All rows of the lexicon file without its heading; raises ValueError naming a line that is not as it should be."""
    lines = files("bot.matching.text").joinpath("lexicon.tsv").read_text("utf-8").splitlines()
    found = []
    for number, line in enumerate(lines[1:], start=2):
        cells = tuple(line.split("\t"))
        if len(cells) != len(COLUMNS) or cells[2] not in LANGUAGES or not all(cells):
            raise ValueError(f"lexicon.tsv baris {number}: harus berisi lima kolom {', '.join(COLUMNS)}")
        found.append(cells)
    return found


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """Return the lexicon that comes with the program."""
    words: dict[str, tuple[str, ...]] = {}
    in_banjar: dict[str, tuple[str, ...]] = {}
    languages: dict[str, str] = {}
    raw_phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    banjar = set()
    for word, reading, language, _gloss, _source in rows():
        meaning = () if reading == DROPPED else tuple(reading.split())
        key = tuple(word.split())
        if len(key) > 1:
            raw_phrases[key] = meaning
        elif language == "bjn?":
            in_banjar[word] = meaning
        else:
            words[word] = meaning
            languages[word] = language
        if language == "bjn" and len(key) == 1 and word != reading:
            banjar.add(word)
    phrases = dict(raw_phrases)
    for key, meaning in raw_phrases.items():
        # A phrase is also found where its words were written differently: "org luar" as well as "orang luar".
        plain = tuple(part for word in key for part in words.get(word, (word,)))
        if 1 < len(plain) <= LONGEST_PHRASE and plain != meaning:
            phrases.setdefault(plain, meaning)
    return Lexicon(words, phrases, in_banjar, frozenset(banjar), languages)
