"""Reads the lexicon: what residents type, and what it means in plain Indonesian."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

COLUMNS = ("word", "reading", "language", "gloss", "source")
REGIONAL = ("bjn", "jv", "su", "min", "mad", "sas", "mkn", "sbs", "mui", "bug", "ace", "ban", "bbc")
"""Banjar, Javanese, Sundanese, Minangkabau, Madurese, Sasak, Malay of Kupang and the east, of Sambas,
of Palembang, Bugis and Makassarese, Acehnese, Balinese, Batak."""
FALSE_FRIEND = "?"
"""Ends the language of a word that means something else in Indonesian: it counts only beside a sure word of its own."""
LANGUAGES = frozenset({"cakap", "ejaan", "ms", "ar", *REGIONAL, *(one + FALSE_FRIEND for one in REGIONAL)})
DROPPED = "-"
LONGEST_PHRASE = 4
NO_FRIENDS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and phrases with their readings: tuples of Indonesian words, empty for words that say nothing.

    `false_friends`, by language: words that mean something else in Indonesian, and count only in a message that has at
    least one word of that language in `regional` (word → language).
    """

    words: dict[str, tuple[str, ...]]
    phrases: dict[tuple[str, ...], tuple[str, ...]]
    false_friends: dict[str, dict[str, tuple[str, ...]]]
    regional: dict[str, str]
    languages: dict[str, str]

    def how(self, word: str) -> str:
        """Return by what a word of the lexicon is read, as `Word.how` says it."""
        return "regional" if self.languages[word] in REGIONAL else "lexicon"

    def false_friends_beside(self, tokens: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the words that mean something else in the regional languages of a message."""
        spoken = {self.regional.get(token.replace("'", "")) for token in tokens}
        lists = [friends for language, friends in self.false_friends.items() if language in spoken]
        return ChainMap(*lists) if lists else NO_FRIENDS


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
    false_friends: dict[str, dict[str, tuple[str, ...]]] = {}
    regional: dict[str, str] = {}
    languages: dict[str, str] = {}
    raw_phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    for word, reading, language, _gloss, _source in rows():
        meaning = () if reading == DROPPED else tuple(reading.split())
        key = tuple(word.split())
        if len(key) > 1:
            raw_phrases[key] = meaning
        elif language.endswith(FALSE_FRIEND):
            false_friends.setdefault(language.removesuffix(FALSE_FRIEND), {})[word] = meaning
        else:
            words[word] = meaning
            languages[word] = language
        if language in REGIONAL and len(key) == 1 and word != reading:
            regional[word] = language
    phrases = dict(raw_phrases)
    for key, meaning in raw_phrases.items():
        # A phrase is also found where its words were written differently: "org luar" as well as "orang luar".
        plain = tuple(part for word in key for part in words.get(word, (word,)))
        if 1 < len(plain) <= LONGEST_PHRASE and plain != meaning:
            phrases.setdefault(plain, meaning)
    return Lexicon(words, phrases, false_friends, regional, languages)
