"""Reads an age told beside another: "adik saya beda 7 tahun, saya 23", "lebih muda 2 tahun dari kakaknya, 18"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.danger import patterns
from bot.matching.danger.numerals import number_at
from bot.matching.danger.patterns import listed
from bot.matching.danger.persons import is_person

WRITERS_AGES = range(15, 40)
_APART = frozenset({"beda", "bedanya", "berbeda", "selisih", "selisihnya", "terpaut", "jarak", "jaraknya", "berjarak"})
_UNDER = frozenset({"bawah", "dibawah", "bawahku", "dibawahku", "muda"})
_OF_YEARS = 3
"""Words from the number of years to "muda" or "di bawah", and from "beda" to the number, or from "muda" to it."""
_OWN_AGE = 3
"""Words from "saya" to the writer's age: "saya sekarang umur 19"."""
_OTHERS_AGE = 4
"""Words from somebody else to his age: "dari anak saya yang 18"."""


def younger(words: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Return, by the place of the years between two ages, the younger one's age and how many words the years take."""
    found: dict[int, tuple[int, int]] = {}
    if _APART.isdisjoint(words) and _UNDER.isdisjoint(words):
        return found
    for place in range(len(words)):
        years, length = number_at(words, place)
        if years is None or not _is_difference(words, place, place + length):
            continue
        difference = range(place, place + length)
        other = _writers_age(words, difference) or _others_age(words, difference)
        if other is not None:
            found[place] = (other - years, length)
    return found


def _is_difference(words: Sequence[str], start: int, end: int) -> bool:
    before, after = words[max(0, start - _OF_YEARS) : start], words[end : end + 1 + _OF_YEARS]
    if not after or after[0] not in listed("@years"):
        return False
    return not (_APART.isdisjoint(before) and _UNDER.isdisjoint((*before[-2:], *after)))


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


def _others_age(words: Sequence[str], difference: range) -> int | None:
    """Return the age told of whom somebody is compared with: "dua tahun di bawah kakaknya yang 18"."""
    told = [at for at in range(1, difference.start) if is_person(words[at - 1])]
    before = next((age for at in reversed(told) if (age := number_at(words, at)[0]) in WRITERS_AGES), None)
    start = next((at for at in range(difference.stop, len(words)) if is_person(words[at])), None)
    if start is None or before is not None:
        return before  # "kakak 18, saya lebih muda dua tahun"
    ages = (number_at(words, at)[0] for at in range(start + 1, min(len(words), start + 1 + _OTHERS_AGE)))
    return next((age for age in ages if age in WRITERS_AGES), None)
