"""What groups of digits can be by their structure: a date, a sum of money, an identity or telephone number, a card."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from bot.helpdesk.privacy.digits import DigitGroup, Reading

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
WOMAN = 40
"""What is added to the day of birth in a woman's NIK."""
_P = rf"(?:{'|'.join(map(str, sorted(PROVINCES)))})"
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


@lru_cache(4096)
def phone_lengths(beginning: str) -> PhoneLengths:
    """Return how long a telephone number without a plus is that begins with these six digits."""
    return PhoneLengths(
        *(
            frozenset(
                length
                for form, fewest, most in forms
                if (match := form.match(beginning))
                for length in range(match.end() + fewest, min(match.end() + most, LONGEST_PHONE) + 1)
            )
            for forms in (_MOBILE, _ABROAD, _LOCAL, _MALAYSIA)
        )
    )


def is_phone(digits: str) -> bool:
    """Return whether it is a telephone number, whole and without a plus."""
    return any(len(digits) in lengths for lengths in phone_lengths(digits[:6]))


def is_nik(digits: str) -> bool:
    """Return whether it is a NIK: province, regency, district, ddmmyy (a woman's day plus 40), serial."""
    if not _NIK.fullmatch(digits):
        return False
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    # 29 February of an unknown century: 1900 was no leap year, 2000 was
    return day - (WOMAN if day > WOMAN else 0) <= monthrange(2000 + year, month)[1]


def is_slipped_nik(digits: str, *, whole_date: bool) -> bool:
    """Return whether it is a NIK with one digit too few or too many. `whole_date`: not in its place and date."""
    form = _SLIPPED_SERIAL if whole_date else _SLIPPED_NIK
    return bool(form.fullmatch(digits)) and not _BILLING.fullmatch(digits) and not is_phone(digits)


def is_written_account(groups: Sequence[str], gap: str) -> bool:
    """Return whether it is an account as a bank writes it: groups parted by the same sign, the longest its serial."""
    lengths = tuple(map(len, groups))
    written = lengths in _BY_CARD or (gap == "-" and len(groups) >= 4 and 5 <= max(lengths) <= 8)
    return written and 11 <= sum(lengths) <= 18 and not is_phone("".join(groups))


def counts(groups: Sequence[str]) -> bool:
    """Return whether short groups go up or down by equal steps, as in a list: 17 18 19 20."""
    if len(groups) < 4 or any(len(group) > 2 for group in groups):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(groups)}
    return len(steps) == 1 and steps != {0}


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


CURRENCIES = frozenset({"rp", "idr", "usd", "us", "sar", "rm", "myr", "sgd", "hkd"})
UNITS = frozenset(
    ("rupiah", "perak", "ribu", "rb", "k", "juta", "jt", "miliar", "milyar", "riyal", "real", "ringgit", "dolar", "rm")
)
SHORTEST_SUM = 4
"""Digits of a sum that could be taken for a part of a number."""
_IN_DATES, _IN_HOURS, _IN_SUMS = frozenset("-/."), frozenset(".:"), frozenset(".,")
_IN_PLAIN = _IN_DATES | _IN_HOURS | _IN_SUMS


class Plain(IntEnum):
    """How surely a group is part of a date, an hour or a sum of money."""

    NO = 0
    LIKELY = 1
    SURE = 2


class Run:
    """Groups of digits that may be one number, and how plain each is; nothing stands before the first.

    `starts`: so many digits stand before each group; `ends`: the group that is the last of so many digits.
    """

    def __init__(self, groups: Sequence[DigitGroup], reading: Reading) -> None:
        self.groups = groups = [groups[0]._replace(gap=""), *groups[1:]]
        self.digits = "".join([group.digits for group in groups])
        self.starts = list(accumulate([len(group.digits) for group in groups], initial=0))
        self.ends = {length: place for place, length in enumerate(self.starts[1:])}
        self.plain = _plainness(groups, reading)

    def written(self, first: int, last: int) -> list[str]:
        """Return the groups as they are written."""
        return [group.digits for group in self.groups[first : last + 1]]


def _plainness(groups: Sequence[DigitGroup], reading: Reading) -> Sequence[Plain]:
    """Mark the dates, hours, years and sums of money among the groups."""
    if len(groups) > 1 and all(is_year(group.digits) for group in groups):
        return [Plain.SURE] * len(groups)
    plain: list[Plain] = []
    while (at := len(plain)) < len(groups):
        gap = groups[at + 1].gap if at + 1 < len(groups) else ""
        found = None
        if gap in _IN_PLAIN or len(groups[at].digits) >= SHORTEST_SUM:
            found = _sum_of_money(groups, at, reading) or _date(groups, at) or _hour(groups, at)
        length, sureness = found or (1, Plain.NO)
        plain += [sureness] * length
    return plain


def _alone(run: Sequence[DigitGroup], first: int, last: int, signs: frozenset[str]) -> bool:
    """Return whether run[first..last] is not joined to its neighbours by the signs that join it."""
    after = run[last + 1].gap if last + 1 < len(run) else ""
    return (not first or run[first].gap not in signs) and after not in signs


def _date(run: Sequence[DigitGroup], at: int) -> tuple[int, Plain] | None:
    if is_date_in_one(run[at].digits):
        timed = at + 1 < len(run) and len(run[at + 1].digits) == 6
        return 2 if timed else 1, Plain.LIKELY
    if at + 2 >= len(run):
        return None
    one, two, three = run[at : at + 3]
    if two.gap != three.gap or two.gap not in _IN_DATES or len(two.digits) > 2:
        return None
    dated = len(one.digits) == 4 and one.gap != two.gap  # an hour may follow: 2026-11-24-08-15
    if not dated and not _alone(run, at, at + 2, frozenset({two.gap})) and not _ranges(run, at):
        return None
    if is_day(one.digits, two.digits, three.digits) or is_day(three.digits, two.digits, one.digits):
        return 3, Plain.SURE if 4 in {len(one.digits), len(three.digits)} else Plain.LIKELY
    return None


def _ranges(run: Sequence[DigitGroup], at: int) -> bool:
    """Return whether two dates are joined by the sign that joins their parts: 01-02-2026-05-02-2026."""
    start = at - 3 if at >= 3 else at
    if len(run[start + 2].digits) != 4:
        return False
    shape = [len(group.digits) for group in run[start : start + 6]]
    return len(shape) == 6 and shape[2] == shape[5] == 4 and max(shape[:2] + shape[3:5]) <= 2


def _hour(run: Sequence[DigitGroup], at: int) -> tuple[int, Plain] | None:
    if at + 1 >= len(run):
        return None
    hour, minute = run[at], run[at + 1]
    if minute.gap not in _IN_HOURS or len(hour.digits) > 2 or len(minute.digits) != 2:
        return None
    decimal = len(hour.digits) == 1  # 0.81, 1.53
    if int(hour.digits) > 24 or (int(minute.digits) > 59 and not decimal) or not _alone(run, at, at + 1, _IN_HOURS):
        return None
    return 2, Plain.LIKELY


def _sum_of_money(run: Sequence[DigitGroup], at: int, reading: Reading) -> tuple[int, Plain] | None:
    """Count the groups of a sum: Rp650.000, 1.500.000,00, 1500 riyal. None has sixteen digits or begins with 0."""
    first = run[at]
    if first.digits[0] == "0" or first.gap in _IN_SUMS:
        return None
    last = at
    while last + 1 < len(run) and run[last + 1].gap in _IN_SUMS and len(run[last + 1].digits) == 3:
        last += 1
    if last + 1 < len(run) and run[last + 1].gap == "," and len(run[last + 1].digits) == 2:
        last += 1
    if last + 1 < len(run) and run[last + 1].gap in {".", ",", "-"} and last > at and len(run[last + 1].digits) < 3:
        return None
    length = sum(len(group.digits) for group in run[at : last + 1])
    if length < SHORTEST_SUM or length >= 16:
        return None
    if _has_currency(run, at, last, reading):
        return last - at + 1, Plain.SURE
    return (last - at + 1, Plain.LIKELY) if last > at and len(first.digits) <= 3 else None


def _has_currency(run: Sequence[DigitGroup], first: int, last: int, reading: Reading) -> bool:
    """Return whether "Rp" or "$" stands before a sum, or "rupiah", "juta"… after it."""
    tokens, place, end = reading.tokens, run[first].token, run[last].token
    if "$" in reading.canonical[max(tokens[place].start - 3, 0) : tokens[place].start]:
        return True
    if place and tokens[place - 1].text in CURRENCIES and tokens[place].start - tokens[place - 1].end <= 3:
        return True
    return end + 1 < len(tokens) and tokens[end + 1].text in UNITS and tokens[end + 1].start - tokens[end].end <= 2
