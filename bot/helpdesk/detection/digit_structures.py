"""What a string of digits can be by its structure: an identity number, a telephone number, a card's."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

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

_MOBILE_BARE = re.compile(r"8(?:1[1-9]|2[1-3]|28|3[1-38]|5[1-35-9]|7[7-9]|8[1-9]|9[5-9])\d{7,9}")
_MOBILE = re.compile(r"(?:08|628|00628|6208)[1-9]\d{7,11}")
_LANDLINE = re.compile(r"0[2-9]\d{7,9}|062[2-9]\d{7,9}|62[2-7]\d{7,9}")
_ABROAD = re.compile(r"00(?:966|60|65|673|852|853|886|971|974|968|965|973|962|90|20|81|82|61|31|44|49|1)\d{7,11}")
_PHONE = re.compile(r"(?:0|62|620|0062)?8[1-9]|0[2-9]|62[2-7]|00[1-9]|9665|6?01")
_SAUDI = re.compile(r"9665\d{8}")
_MALAYSIA = re.compile(r"(?:60|0)1\d{8,9}")


def begins_nik(digits: str) -> bool:
    """Return whether the first two digits are a province's."""
    return digits[:2] in _PROVINCES


def is_nik(digits: str) -> bool:
    """Return whether it is a NIK: province, regency, district, ddmmyy (a woman's day plus 40), serial."""
    if len(digits) != 16 or not begins_nik(digits) or digits[12:] == "0000":
        return False
    if digits[2:4] == "00" or digits[4:6] == "00":
        return False
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    day -= WOMAN if day > WOMAN else 0
    # 29 February of an unknown century: 1900 was no leap year, 2000 was
    return 1 <= month <= 12 and 1 <= day <= monthrange(2000 + year, month)[1]


def begins_phone(digits: str) -> bool:
    """Return whether a telephone number without a plus can begin so."""
    return _PHONE.match(digits) is not None


def is_mobile(digits: str) -> bool:
    """Return whether it is an Indonesian mobile number with its 0 or 62."""
    return 9 <= len(digits) <= 15 and _MOBILE.fullmatch(digits) is not None


def is_bare_mobile(digits: str) -> bool:
    """Return whether it is a mobile number whose leading 0 was left out, with a prefix that is in use."""
    return _MOBILE_BARE.fullmatch(digits) is not None


def is_landline(digits: str) -> bool:
    """Return whether it is an area code and a number."""
    return 9 <= len(digits) <= 12 and _LANDLINE.fullmatch(digits) is not None


def is_abroad(digits: str) -> bool:
    """Return whether it is a number where Indonesians work, dialled with 00, or a Saudi mobile number without it."""
    return _ABROAD.fullmatch(digits) is not None or _SAUDI.fullmatch(digits) is not None


def is_malaysian_mobile(digits: str) -> bool:
    """Return whether it is a Malaysian mobile number; in one piece it is too like others to be one without a word."""
    return _MALAYSIA.fullmatch(digits) is not None


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
