"""Reads an amount of rupiah the way people type it; what could mean two amounts, or has lost its zeros, is none.

A wrong guess is worse than none: staff follow the sentence that suggests it, and residents read the amount.
"""

from __future__ import annotations

import re
from decimal import Decimal

SMALLEST = 10_000
"""Nothing smaller is suggested: "350.0" and "1,250" are amounts that lost their zeros or their unit."""
LARGEST = 1_000_000_000
"""Above a billion a fee is a slip of the finger."""

_SCALES = {"ribu": 1_000, "juta": 1_000_000, "miliar": 1_000_000_000}
_UNITS = {**_SCALES, "rb": 1_000, "k": 1_000, "jt": 1_000_000, "milyar": 1_000_000_000}
_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")

_BEFORE = re.compile(r"^(?:rp|idr)\.?\s*")
_AFTER = re.compile(r"\s*(?:[.,]?\s*-+|rupiah|idr)$")
# O for 0, and l or I for 1, in a word that is a number otherwise.
_LOOK_ALIKES = re.compile(r"(?<![a-z])[\doil.,]*\d[\doil.,]*(?![a-z])")
_WHOLE = re.compile(
    r"(?P<plain>[1-9]\d{3,})(?:[.,]0{1,2})?|(?P<grouped>[1-9]\d{0,2}(?:(?P<mark>[., _'])\d{3})(?:(?P=mark)\d{3})*)"
    r"(?:(?!(?P=mark))[.,]0{1,2})?"
)
_UNIT = "|".join(_UNITS)
_WITH_UNITS = re.compile(rf"(\d{{1,4}}(?:[.,]\d{{1,2}})?)\s*({_UNIT})(?:\s+(\d{{1,3}})\s*({_UNIT}))?")


def meant(typed: str) -> int | None:
    """Return the amount that `typed` surely means, or None."""
    text = " ".join(typed.casefold().split())
    if not text.isascii():
        return None
    text = _AFTER.sub("", _BEFORE.sub("", text))
    text = _LOOK_ALIKES.sub(lambda match: match[0].translate(str.maketrans("oil", "011")), text)
    if whole := _WHOLE.fullmatch(text):
        amount: int | None = int(re.sub(r"\D", "", whole["plain"] or whole["grouped"]))
    elif units := _WITH_UNITS.fullmatch(text):
        amount = _with_units(*units.groups())
    else:
        amount = _spelled(text.split())
    return amount if amount is not None and SMALLEST <= amount <= LARGEST else None


def _with_units(figure: str, unit: str, rest: str | None, smaller: str | None) -> int | None:
    """Return what "1,5 juta" or "1 juta 250 ribu" is."""
    amount = Decimal(figure.replace(",", ".")) * _UNITS[unit]
    if rest and smaller:
        more = int(rest) * _UNITS[smaller]
        if amount % _UNITS[unit] or more >= _UNITS[unit]:
            return None
        amount += more
    return int(amount) if amount == int(amount) else None


def _spelled(words: list[str]) -> int | None:
    """Return what number words say: "enam ratus lima puluh ribu" is 650000."""
    total, group, digit, room = 0, 0, 0, LARGEST * 10
    for word in _apart(words):
        if word in _DIGITS[1:] and not digit and not 10 <= group % 100 < 20:
            digit = _DIGITS.index(word)
        elif word == "ratus" and digit and not group:
            group, digit = digit * 100, 0
        elif word in ("puluh", "belas") and digit and group % 100 == 0:
            group, digit = group + (digit * 10 if word == "puluh" else digit + 10), 0
        elif word in _SCALES and group + digit and _SCALES[word] < room:
            room = _SCALES[word]
            total, group, digit = total + (group + digit) * room, 0, 0
        else:
            return None
    return total + group + digit


def _apart(words: list[str]) -> list[str]:
    """Return the words with "seratus" as "satu ratus"."""
    parts = []
    for word in words:
        rest = word.removeprefix("se")
        parts += ["satu", rest] if word != rest and rest in {*_SCALES, "ratus", "puluh", "belas"} else [word]
    return parts
