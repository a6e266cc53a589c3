"""Reads a message word by word: what was typed, which Indonesian words it stands for, and their roots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import NamedTuple

from bot.matching.text.lexicon import LONGEST_PHRASE, NO_FRIENDS, Lexicon
from bot.matching.text.siblings import ABBREVIATION, sibling_at
from bot.matching.text.spelling import Speller
from bot.matching.text.stemming import stem
from bot.matching.text.tokens import tokens_of, without_called

MOST_GUESSES = 24
"""So many odd words of a message are guessed at, a tenth of a millisecond each: of 7,000 messages that people wrote
none has more than 11. The others are only looked up as they stand; a message with more of them is noise."""
MOST_PIECES = 4
"""Letters and digits may take turns so often in a word ("5tahun2bulan")."""
_TWICE = re.compile(r"^([a-z]{2,})2(nya|an|ku|mu|lah|kah|in)?$")
_NUMBER_UNIT = re.compile(r"^(\d+(?:[.,]\d+)?)([a-z]{1,6})$")
_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"([a-z])\1")
_VOWEL = re.compile(r"[aeiou]")
_STRETCHED_INSIDE = re.compile(r"(.)\1{2,}(?!\1|$)")
_LETTERS_DIGITS = re.compile(r"\d+|[a-z']+")
_UNITS = frozenset({
    "th", "thn", "tahun", "taun", "bln", "bulan", "hr", "hari", "mgg", "minggu", "jam", "jm", "menit", "rb", "ribu",
    "k", "jt", "juta", "x", "kali", "org", "orang", "kg", "cm", "km", "rt", "rw", "gram", "gb", "m",
})  # fmt: skip
_CLITICS = ("nya", "kah", "lah", "nyah", "ny", "ku", "mu", "an", "kan", "in")
_REGIONAL_TAILS, _BARE_TAILS = ("nyo", "nye", "na", "ne"), ("e", "a")
"""What "-nya" is in regional languages; the second only behind a word of the FAQ."""
_PASSIVE = frozenset({"di", "d"})
_NO_VERBS = frozenset({"dalam", "langgar", "penjara", "lapas", "angkot", "pijat"})
"""The passive's "di" typed apart ("d pukul"); and the places behind "di" that look like verbs."""
_SHORTEST_GLUED, _SHORTEST_SPLIT = 13, 7
"""Letters from which a word is first split into several, and from which it is split where nothing else helps."""
_WordReading = tuple[tuple[str, ...], str]
"""The words that a token stands for, and how it was read (see `Word.how`)."""
_GUESSED = frozenset(("repair", "glued", "unknown"))
_CACHE_LIMIT = 8_000


class Word(NamedTuple):
    """One Indonesian word read from a message.

    `typed`: the resident's own spelling; `reading`: the Indonesian word; `root`: its stem; `how`: which step read it
    ("" as typed, "lexicon", "regional", "repair", "glued", "unknown"); `clause`: number of the clause it stands in.
    """

    typed: str
    reading: str
    root: str
    how: str
    clause: int


@dataclass(frozen=True)
class Message:
    """A message as read: its words, the clauses that end in a question mark, and those that end a sentence."""

    words: tuple[Word, ...]
    asked: frozenset[int]
    stops: frozenset[int]

    @cached_property
    def readings(self) -> list[str]:
        return [word.reading for word in self.words]


class Normaliser:
    """Reads messages with a lexicon and the FAQ's own vocabulary."""

    def __init__(self, lexicon: Lexicon, counts: Mapping[str, int], known: Iterable[str] = ()) -> None:
        """Take how often each FAQ word occurs: slips are repaired to these. `known`: more real words."""
        self._lexicon = lexicon
        self._speller = Speller(counts, {*lexicon.words, *chain.from_iterable(lexicon.false_friends.values()), *known})
        self._phrases = lexicon.phrases
        self._openers: dict[str, set[str]] = {}
        for phrase in lexicon.phrases:
            self._openers.setdefault(phrase[0], set()).add(phrase[1])
        self._cache: dict[str, _WordReading] = {}

    def read(self, text: str) -> Message:
        """Return the message's words in order; any string is accepted, at most MOST_WORDS words are read."""
        tokens, clauses, asked, stops = tokens_of(text)
        tokens, clauses = without_called(tokens, clauses)
        friends = self._lexicon.false_friends_beside(tokens)
        openers, cache = self._openers, self._cache
        words: list[Word] = []
        position, guesses, last = 0, 0, len(tokens) - 1
        while position <= last:
            typed, clause = tokens[position], clauses[position]
            phrase, length = None, 1
            if typed in openers and position < last and tokens[position + 1] in openers[typed]:
                phrase, length = self._phrase(tokens, position)
            if typed == ABBREVIATION and phrase is None:
                phrase, length = sibling_at(tokens, position, self._plain)
            if phrase is None and typed in _PASSIVE and position < last and clauses[position + 1] == clause:
                phrase = self._passive(tokens[position + 1])
                length = 2 if phrase else 1
            if phrase is not None:
                typed = " ".join(tokens[position : position + length])
                how, readings = "lexicon", phrase
            elif guesses < MOST_GUESSES:
                readings, how = (not friends and cache.get(typed)) or self._word(typed, friends)
                guesses += max(1, len(readings)) if how in _GUESSED else 0
            else:
                readings, how = self._look_up(typed) or ((typed,), "unknown")
            for reading in readings:
                words.append(Word(typed, reading, stem(reading), how, clause))  # noqa: PERF401 - a list costs a call
            position += length
        return Message(tuple(self._phrases_of_readings(words)), asked, stops)

    def _phrase(self, tokens: Sequence[str], position: int) -> tuple[tuple[str, ...] | None, int]:
        """Return the longest phrase that begins here, and how many tokens it has."""
        for length in range(min(LONGEST_PHRASE, len(tokens) - position), 1, -1):
            found = self._phrases.get(tuple(tokens[position : position + length]))
            if found is not None:
                return found, length
        return None, 1

    def _plain(self, token: str) -> tuple[str, ...]:
        """Return what a token stands for by itself."""
        return self._word(token)[0]

    def _passive(self, token: str) -> tuple[str, ...] | None:
        """Return the passive that is typed apart, as far as it is a known one: "di pukul", "d ksh"; no "di rumah"."""
        verb = self._word(token)[0] if len(token) > 1 and token not in _NO_VERBS else ()
        joined = f"di{verb[0]}" if len(verb) == 1 and verb[0] not in _NO_VERBS else ""
        known = self._look_up(joined) if self._is_exact(joined) else None
        return known[0] if known and len(known[0]) == 1 and known[0][0].startswith("di") else None

    def _phrases_of_readings(self, words: list[Word]) -> list[Word]:
        """Phrases whose words were first read one by one ("org luar" → "orang luar" → "orang asing")."""
        openers = self._openers
        if not any(two.reading in openers.get(one.reading, ()) for one, two in pairwise(words)):
            return words
        result: list[Word] = []
        position, last = 0, len(words) - 1
        while position <= last:
            second = openers.get(words[position].reading)
            opens = second is not None and position < last and words[position + 1].reading in second
            for length in range(min(LONGEST_PHRASE, len(words) - position) if opens else 0, 1, -1):
                part = words[position : position + length]
                found = self._phrases.get(tuple(word.reading for word in part))
                if found is not None:
                    typed = " ".join(dict.fromkeys(word.typed for word in part))
                    result += [Word(typed, one, stem(one), "lexicon", part[0].clause) for one in found]
                    position += length
                    break
            else:
                result.append(words[position])
                position += 1
        return result

    def _word(self, token: str, friends: Mapping[str, tuple[str, ...]] = NO_FRIENDS) -> _WordReading:
        if friends and (bare := token.replace("'", "")) in friends:
            return friends[bare], "regional"
        cached = self._cache.get(token)
        if cached is None:
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            cached = self._cache[token] = self._read_word(token)
        return cached

    def _read_word(self, token: str) -> _WordReading:
        if _is_noise(token):
            return (token,), "unknown"
        squeezed = _squeezed(token)
        found = self._read_as_typed(token, squeezed) or self._read_number(token)
        if found is not None:
            return found
        token = token.replace("'", "").replace("/", "")
        for shorter in (token, *squeezed):
            known = self._look_up(shorter)
            if known is not None:
                return known
        return self._guess(_STRETCHED.sub(r"\1", token))

    def _read_as_typed(self, token: str, squeezed: Sequence[str]) -> _WordReading | None:
        """Read a word that is known as it stands, or with its stretched letters shortened (`squeezed`)."""
        if not squeezed or self._is_exact(token):
            known = self._look_up(token)
            if known is not None:
                return known
        for shorter in squeezed:
            if self._is_exact(shorter):
                return self._look_up(shorter) or ((shorter,), "")
        return None

    def _read_number(self, token: str) -> _WordReading | None:
        """Read what has digits in it: "anak2", "350rb", "p4sp0r", "5tahun2bulan"."""
        doubled = _TWICE.match(token)
        if doubled:
            base, how = self._word(doubled[1])
            return base, how or "lexicon"
        amount = _NUMBER_UNIT.match(token)
        if amount and amount[2] in _UNITS:
            return (amount[1], *self._word(amount[2])[0]), "lexicon"
        if not any(c.isdigit() for c in token):
            return None
        if token.isdigit():
            return (token,), ""
        letters = self._speller.from_digits(token) if len(token) < _SHORTEST_GLUED else token
        if letters.isalpha():
            readings, how = self._word(letters)
            if how != "unknown":
                return readings, "repair"
        parts = _LETTERS_DIGITS.findall(token)
        return self._glued(parts) if 1 < len(parts) <= MOST_PIECES else None

    def _glued(self, parts: Iterable[str]) -> _WordReading:
        return tuple(reading for part in parts for reading in self._word(part)[0]), "glued"

    def _is_exact(self, token: str) -> bool:
        return token in self._lexicon.words or self._speller.knows_exactly(token)

    def _look_up(self, token: str) -> _WordReading | None:
        words = self._lexicon.words
        if token in words:
            how = self._lexicon.how(token)
            return words[token], how if words[token] != (token,) else ""
        if self._speller.knows_exactly(token):
            return (token,), ""
        for tail in _CLITICS if token.endswith(_CLITICS) else ():
            base = token[: -len(tail)]
            if token.endswith(tail) and len(base) > 1 and base in words and (len(base) > 2 or tail in ("nya", "kah")):
                return words[base], self._lexicon.how(base)
        return ((token,), "") if self._speller.knows(token) else None

    def _guess(self, token: str) -> _WordReading:
        for tail in (*_REGIONAL_TAILS, *_BARE_TAILS):
            base = token[: -len(tail)]
            if token.endswith(tail) and len(base) > 3 and self._speller.knows_exactly(base):
                return (base,), "lexicon"
            if token.endswith(tail) and len(base) > 3 and tail in _REGIONAL_TAILS and base in self._lexicon.words:
                return self._lexicon.words[base], self._lexicon.how(base)
        parts = self._speller.split(token) if len(token) >= _SHORTEST_SPLIT else None
        if parts is not None and len(token) >= _SHORTEST_GLUED:
            return self._glued(parts)
        repaired = self._repair(token)
        if repaired is not None:
            return (repaired,), "repair"
        if parts is not None:
            return self._glued(parts)
        return (token,) if token else (), "unknown"

    def _repair(self, token: str) -> str | None:
        """Return the FAQ's word that was most likely meant, with or without the token's ending."""
        repaired = self._speller.repair(token)
        for tail in ("nya", "kah"):
            if repaired is None and token.endswith(tail) and len(token) > len(tail) + 2:
                repaired = self._speller.repair(token[: -len(tail)])
        return repaired


def _is_noise(token: str) -> bool:
    """Return whether a vowelless word is stretched inside ("prrrt"); stretched at its end ("brppp") it is a word."""
    return token.isalpha() and not _VOWEL.search(token) and bool(_STRETCHED_INSIDE.search(token))


def _squeezed(token: str) -> list[str]:
    """Return the word with stretched letters shortened: "haaaloooo" → "haaloo", "halo"."""
    if not _DOUBLED.search(token):
        return []
    single = _DOUBLED.sub(r"\1", _STRETCHED.sub(r"\1", token))
    double = _STRETCHED.sub(r"\1\1", token)
    return [form for form in (_STRETCHED.sub(r"\1", token), single, double) if form != token and len(form) > 2]
