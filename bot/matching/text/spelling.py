"""Repairs typing slips with the FAQ's own words, and never touches a real word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import log

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.matching.text.stemming import roots, stem

_VOWELS = frozenset("aeiou")
_NEIGHBOURS = {
    a + b
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qaz", "wsx", "edc", "rfv", "tgb", "yhn", "ujm", "ik", "ol")
    for x, y in pairwise(row)
    for a, b in ((x, y), (y, x))
}
_SOUNDS = str.maketrans({"e": "a", "o": "u", "v": "p", "f": "p", "z": "j", "x": "k", "q": "k", "y": "i"})
_LEET = str.maketrans("0134567892", "oieasgtbgz")
_LONGEST_PART = 16


class Speller:
    """Knows the words of the FAQ with how often they occur, and the words that must be left alone."""

    def __init__(self, counts: Mapping[str, int], known: Iterable[str]) -> None:
        """Take the words that a slip may be repaired to; `known`: further words that are never "repaired"."""
        self._counts = dict(counts)
        self._known = frozenset(known)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_consonants: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[str, str] = {}
        for word in sorted(self._counts, key=lambda w: (-self._counts[w], w)):
            if len(word) > 2 and word.isalpha():
                self._by_length[len(word)].append(word)
                self._by_consonants[_consonants(word)].append(word)
                self._by_sound.setdefault(_sound(word), word)
        self._total = float(sum(self._counts.values()) or 1)

    def knows(self, word: str) -> bool:
        """Is it a real word: of the FAQ, of the dictionary, or built on a dictionary root?"""
        return word in self._counts or word in self._known or word in roots() or stem(word) in roots()

    def knows_exactly(self, word: str) -> bool:
        """Is it a word of the FAQ or a root, without looking at endings?"""
        return word in self._counts or word in roots()

    def repair(self, word: str) -> str | None:
        """Return the FAQ word that was most likely meant by a word that is not known, or None."""
        if len(word) < 3 or not word.isalpha():
            return None
        vowels = sum(letter in _VOWELS for letter in word)
        if vowels * 2 < len(word):
            for candidate in self._by_consonants.get(_consonants(word), ()):
                if _drops_only_vowels(word, candidate):
                    return candidate
        if len(word) < 4:
            return None
        sounded = self._by_sound.get(_sound(word))
        if sounded is not None:
            return sounded
        if not vowels:
            return None
        return self._nearest(word)

    def _nearest(self, word: str) -> str | None:
        allowed = 1 if len(word) < 8 else 2
        best: tuple[float, int, str] | None = None
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            words = self._by_length.get(length)
            if not words:
                continue
            for candidate, distance, _ in extract(word, words, scorer=OSA.distance, score_cutoff=allowed, limit=5):
                cost = distance + _slip_cost(word, candidate)
                key = (cost, -self._counts[candidate], candidate)
                if best is None or key < best:
                    best = key
        return best[2] if best is not None and best[0] <= allowed + 0.2 else None

    def from_digits(self, word: str) -> str:
        """ "p4sp0r" as letters; a word of digits or an amount is left as it is."""
        letters = sum(c.isalpha() for c in word)
        if letters * 2 < len(word) or letters == len(word):
            return word
        return word.translate(_LEET)

    def split(self, word: str) -> list[str] | None:
        """Return the words that were typed without spaces between them, or None if no split is convincing."""
        size = len(word)
        best: list[tuple[float, int]] = [(0.0, 0)] + [(1e9, 0)] * size
        for end in range(1, size + 1):
            for start in range(max(0, end - _LONGEST_PART), end):
                if best[start][0] >= 1e9:
                    continue
                part = word[start:end]
                cost = best[start][0] + self._cost(part)
                if cost < best[end][0]:
                    best[end] = (cost, start)
        if best[size][0] > 2.0 * size + 4:
            return None
        parts: list[str] = []
        end = size
        while end:
            start = best[end][1]
            parts.append(word[start:end])
            end = start
        return parts[::-1] if len(parts) > 1 else None

    def _cost(self, part: str) -> float:
        count = self._counts.get(part, 0)
        if count and len(part) > 1:
            return log(self._total / count) + (3.0 if len(part) == 2 else 0.0)
        if part in self._known and len(part) > 2:
            return 8.0
        if len(part) > 3 and (part in roots() or stem(part) in roots()):
            return 11.0
        return 1e9


def _consonants(word: str) -> str:
    return "".join(letter for letter in word if letter not in _VOWELS)


def _sound(word: str) -> str:
    folded = word.translate(_SOUNDS)
    kept = [folded[0]]
    kept.extend(b for a, b in pairwise(folded) if a != b)
    return "".join(kept).replace("kh", "k").replace("si", "s") if len(kept) > 4 else "".join(kept)


def _drops_only_vowels(short: str, full: str) -> bool:
    if short[0] != full[0] and full[0] not in _VOWELS:
        return False
    position = 0
    for letter in full:
        if position < len(short) and short[position] == letter:
            position += 1
        elif letter not in _VOWELS:
            return False
    return position == len(short)


def _slip_cost(typed: str, meant: str) -> float:
    """How unlikely the slip is beyond its number of edits: a wrong first letter is rare, a neighbour key is common."""
    cost = 0.0 if typed[0] == meant[0] else 0.4
    if len(typed) == len(meant):
        for a, b in zip(typed, meant, strict=True):
            if a != b and a + b in _NEIGHBOURS:
                cost -= 0.2
                break
    elif _consonants(typed) == _consonants(meant):
        cost -= 0.3
    return cost
