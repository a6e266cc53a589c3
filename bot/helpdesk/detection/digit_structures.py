"""What a string of digits can be by its structure: an identity number, a telephone number, a card's."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

PROVINCES = frozenset(
    (
        *range(11, 20),  # Aceh … Kepulauan Bangka Belitung
        21,  # Kepulauan Riau
        *range(31, 37),  # Jakarta … Banten
        *range(51, 54),  # Bali, Nusa Tenggara
        *range(61, 66),  # Kalimantan
        *range(71, 77),  # Sulawesi
        *range(81, 83),  # Maluku, Maluku Utara
        *range(91, 97),  # Papua and its five neighbours
    )
)
"""The first two digits of a NIK or family card: the codes of the 38 provinces (Kemendagri)."""
_PROVINCES = frozenset(map(str, PROVINCES))
WOMAN = 40
"""What is added to the day of birth in a woman's NIK."""

_P = rf"(?:{'|'.join(sorted(_PROVINCES))})"
_PLACE = rf"{_P}(?!00)\d\d(?!00)\d\d"
_DAY, _MONTH = r"(?:0[1-9]|[12456]\d|3[01]|7[01])", "(?:0[1-9]|1[0-2])"
_NIK = re.compile(rf"{_PLACE}{_DAY}{_MONTH}\d\d(?!0000)\d{{4}}")
SLIPPED = frozenset({15, 17})
"""Digits of a NIK with one too few or too many."""
_SLIPPED_SERIAL = re.compile(rf"{_PLACE}{_DAY}{_MONTH}\d{{5}}(?:\d\d)?")
_SLIPPED_NIK = re.compile(
    # a digit missing in the serial or the year, the month, the day, the place; one too many in the same
    rf"{_PLACE}(?:{_DAY}{_MONTH}\d{{5}}|{_DAY}\d{{7}}|\d{_MONTH}\d{{6}})|(?:{_P}\d{{3}}|[1-79]\d{{4}}){_DAY}{_MONTH}\d{{6}}"
    rf"|{_PLACE}(?:{_DAY}{_MONTH}\d{{7}}|{_DAY}\d{{9}}|\d{{3}}{_MONTH}\d{{6}})|(?:{_P}\d|\d{_P})\d{{4}}{_DAY}{_MONTH}\d{{6}}"
)
_BILLING = re.compile(rf"820\d\d{_MONTH}(?:0[1-9]|[12]\d|3[01])\d{{6}}")
"""A billing code of the government's treasury: 820, a date, six digits."""
_BY_CARD = {(4, 2, 6, 2, 1), (3, 2, 7, 1), (5, 2, 2, 6, 1)}
"""Digits of an account's groups as BRI, Mandiri and BTN print it."""

_BEGINS_PHONE = re.compile(r"(?:0|62|620|0062)?8[1-9]|0[2-9]|62[2-7]|00[1-9]|9665|6?01")
"""How a telephone number without a plus can begin."""
_MOBILE = ((re.compile(r"(?:08|628|00628|6208)[1-9]"), 7, 11),)
_LOCAL = (
    (re.compile(r"0[2-9]"), 7, 9),
    (re.compile(r"062[2-9]"), 7, 8),
    (re.compile(r"62[2-7]"), 7, 9),
    (re.compile(r"8(?:1[1-9]|2[1-3]|28|3[1-38]|5[1-35-9]|7[7-9]|8[1-9]|9[5-9])"), 7, 9),
)
"""An area code and a number, and a mobile number whose leading 0 was left out, with a prefix that is in use."""
_ABROAD = (
    (re.compile(r"00(?:966|60|65|673|852|853|886|971|974|968|965|973|962|90|20|81|82|61|31|44|49|1)"), 7, 11),
    (re.compile(r"9665"), 8, 8),
)
"""Where Indonesians work, dialled with 00, and a Saudi mobile number without it."""
_MALAYSIA = ((re.compile(r"(?:60|0)1"), 8, 9),)
"""In one piece it is too like others to be a telephone number without a word."""
LONGEST_PHONE = 15


class PhoneLengths(NamedTuple):
    """How many digits a telephone number can have. `apart`: where they stand in several groups."""

    mobile: frozenset[int]
    abroad: frozenset[int]
    local: frozenset[int]
    apart: frozenset[int]


NO_PHONE = PhoneLengths(frozenset(), frozenset(), frozenset(), frozenset())


@lru_cache(4096)
def phone_lengths(beginning: str) -> PhoneLengths | None:
    """Return how long a telephone number without a plus is that begins with these six digits; None: there is none."""
    if not _BEGINS_PHONE.match(beginning):
        return None
    return PhoneLengths(*(_lengths(beginning, forms) for forms in (_MOBILE, _ABROAD, _LOCAL, _MALAYSIA)))


def _lengths(beginning: str, forms: Iterable[tuple[re.Pattern[str], int, int]]) -> frozenset[int]:
    matches = [(form.match(beginning), fewest, most) for form, fewest, most in forms]
    return frozenset(
        length
        for match, fewest, most in matches
        if match
        for length in range(match.end() + fewest, min(match.end() + most, LONGEST_PHONE) + 1)
    )


def is_nik(digits: str) -> bool:
    """Return whether it is a NIK: province, regency, district, ddmmyy (a woman's day plus 40), serial."""
    if len(digits) != 16 or not _NIK.fullmatch(digits):
        return False
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    # 29 February of an unknown century: 1900 was no leap year, 2000 was
    return day - (WOMAN if day > WOMAN else 0) <= monthrange(2000 + year, month)[1]


def is_phone(digits: str) -> bool:
    """Return whether it is a telephone number, whole and without a plus."""
    return any(len(digits) in lengths for lengths in phone_lengths(digits[:6]) or ())


def is_slipped_nik(digits: str, *, whole_date: bool) -> bool:
    """Return whether it is a NIK with one digit too few or too many. `whole_date`: not in its place and date."""
    form = _SLIPPED_SERIAL if whole_date else _SLIPPED_NIK
    slipped = len(digits) in SLIPPED and form.fullmatch(digits) is not None
    return slipped and not _BILLING.fullmatch(digits) and not is_phone(digits)


def is_written_account(groups: Sequence[str], gap: str) -> bool:
    """Return whether it is an account as a bank writes it: groups parted by the same sign, the longest its serial."""
    lengths = tuple(map(len, groups))
    written = lengths in _BY_CARD or (gap == "-" and len(groups) >= 4 and 5 <= max(lengths) <= 8)
    return written and 11 <= sum(lengths) <= 18 and not is_phone("".join(groups))


def is_written_npwp(groups: Sequence[str]) -> bool:
    """Return whether it is a tax number as the tax card writes it: 12.345.678.9-731.000."""
    return [len(group) for group in groups] == [2, 3, 3, 1, 3, 3]


def is_day(day: str, month: str, year: str) -> bool:
    """Return whether three groups are a date of 1900–2099, the year with two or four digits."""
    if len(day) > 2 or len(month) > 2 or len(year) not in {2, 4}:
        return False
    try:
        then = date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return False
    return 1900 <= then.year < 2100


def is_date_in_one(digits: str) -> bool:
    """Return whether it is a date in one piece: 20261124 or 24112026."""
    return len(digits) == 8 and (
        is_day(digits[6:], digits[4:6], digits[:4]) or is_day(digits[:2], digits[2:4], digits[4:])
    )


def is_year(group: str) -> bool:
    """Return whether it is a year of 1900–2099."""
    return len(group) == 4 and group[:2] in {"19", "20"}


def counts(groups: Sequence[str]) -> bool:
    """Return whether short groups go up or down by equal steps, as in a list: 17 18 19 20."""
    if len(groups) < 4 or any(len(group) > 2 for group in groups):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(groups)}
    return len(steps) == 1 and steps != {0}
