"""Reads an age that is told beside the writer's own: "adik saya beda 7 tahun, saya 23"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.danger import patterns
from bot.matching.danger.numerals import number_at
from bot.matching.danger.patterns import listed

WRITERS_AGES = range(15, 40)
_APART = frozenset({"beda", "bedanya", "berbeda", "selisih", "selisihnya", "terpaut", "jarak", "jaraknya", "berjarak"})
_UNDER = frozenset({"bawah", "dibawah", "bawahku", "dibawahku", "muda"})
_OF_YEARS = 3
"""Words from the number of years to "muda" or "di bawah", and from "beda" to the number."""
_OWN_AGE = 3
"""Words from "saya" to the writer's age: "saya sekarang umur 19"."""


def younger(words: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Return, by the place of the years between two ages, the younger one's age and how many words the years take."""
    found: dict[int, tuple[int, int]] = {}
    if _APART.isdisjoint(words) and _UNDER.isdisjoint(words):
        return found
    for place in range(len(words)):
        years, length = number_at(words, place)
        if years is None or not _is_difference(words, place, place + length):
            continue
        own = _writers_age(words, range(place, place + length))
        if own is not None:
            found[place] = (own - years, length)
    return found


def _is_difference(words: Sequence[str], start: int, end: int) -> bool:
    before, after = words[max(0, start - _OF_YEARS) : start], words[end : end + 1 + _OF_YEARS]
    if not after or after[0] not in listed("@years"):
        return False
    return not (_APART.isdisjoint(before) and _UNDER.isdisjoint(after))


def _writers_age(words: Sequence[str], other: range) -> int | None:
    """Return the age told behind "saya", at a place that is not the difference's own."""
    me = patterns.load().lists["@me"]
    for place, word in enumerate(words):
        if word not in me and word not in ("umurku", "usiaku"):
            continue
        for at in range(place + 1, min(len(words), place + 1 + _OWN_AGE)):
            age = number_at(words, at)[0]
            if age in WRITERS_AGES and at not in other:
                return age
    return None
