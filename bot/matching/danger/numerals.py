"""Reads numbers in figures and in words: "16", "anam balas", "limolas", "dua puluh dua"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.matching.danger.patterns import listed

DIGITS = {
    "se": 1, "sa": 1, "satu": 1, "asa": 1, "dua": 2, "tiga": 3, "talu": 3, "telu": 3, "empat": 4, "ampat": 4, "pat": 4,
    "lima": 5, "limo": 5, "enam": 6, "anam": 6, "nem": 6, "tujuh": 7, "pitu": 7, "delapan": 8, "dalapan": 8, "wolu": 8,
    "sembilan": 9, "sanga": 9, "salapan": 9, "sepuluh": 10, "sapuluh": 10,
}  # fmt: skip
_WHOLE = {
    "sebelas": 11, "sabalas": 11, "sewelas": 11, "rolas": 12, "sixteen": 16, "seventeen": 17, "salikur": 21,
    "selikur": 21,
}  # fmt: skip
_TEENS = {"tilu": 3, "opat": 4, "sekawan": 4, "gangsal": 5, "lime": 5, "genep": 6, "enem": 6, "pituq": 7}
"""Numbers only before "belas" or "welas": "genep" alone means "genap" in Javanese."""


def number_at(words: Sequence[str], place: int) -> tuple[int | None, int]:
    """Return the number that begins here (1..99) and how many words it takes."""
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else ""
    if word in _TEENS and following in listed("@teen"):
        return 10 + _TEENS[word], 2
    alone = _alone(word)
    if alone is None or word not in DIGITS:
        return alone, int(alone is not None)
    if following in listed("@teen"):
        return 10 + alone, 2
    if following == "puluh":
        tail = words[place + 2] if place + 2 < len(words) else ""
        return 10 * alone + DIGITS.get(tail, 0), 3 if tail in DIGITS else 2
    return alone, 1


@lru_cache(maxsize=4096)
def _alone(word: str) -> int | None:
    """Return the number that a word is by itself."""
    if word.isdigit():
        return int(word) if len(word) <= 2 else None
    teens = (word.removesuffix(teen) for teen in listed("@teen") if word.endswith(teen))
    units = {**DIGITS, **_TEENS}
    teen = next((10 + units[unit] for unit in teens if unit in units), None)
    return _WHOLE.get(word, DIGITS.get(word)) if teen is None else teen


def spoken_year(words: Sequence[str], place: int) -> tuple[int, int]:
    """Return the year that is told in words ("dua ribu sepuluh") and how many they are, or 0."""
    if words[place : place + 2] != ["dua", "ribu"] or place + 2 >= len(words):
        return 0, 0
    number, length = number_at(words, place + 2)
    return (2000 + number, 2 + length) if number else (0, 0)


def is_number(word: str) -> bool:
    """Return whether a word is a number or begins one."""
    return word.isdigit() or word in DIGITS
