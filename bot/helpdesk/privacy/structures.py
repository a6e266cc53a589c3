"""What digits can be by their structure: a NIK, a telephone number, a date, an hour, a sum of money."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise

from bot.helpdesk.privacy.digits import DigitGroup, NumberKind, Reading

PROVINCES = frozenset((*range(11, 20), 21, *range(31, 37), 51, 52, 53, *range(61, 66), *range(71, 77), 81, 82))
PROVINCES |= frozenset(range(91, 97))
"""The first two digits of a NIK or family card: the codes of the 38 provinces (Kemendagri)."""
_P = rf"(?:{'|'.join(map(str, sorted(PROVINCES)))})"
_PLACE = rf"{_P}(?!00)\d\d(?!00)\d\d"
_DAY, _MONTH = r"(?:0[1-9]|[12456]\d|3[01]|7[01])", "(?:0[1-9]|1[0-2])"
_NIK = re.compile(rf"{_PLACE}{_DAY}{_MONTH}\d\d(?!0000)\d{{4}}")
_SLIPPED_SERIAL = re.compile(rf"{_PLACE}{_DAY}{_MONTH}\d{{5}}(?:\d\d)?")
_SLIPPED_NIK = re.compile(
    # a digit missing in the serial or the year, the month, the day, the place; one too many in the same
    rf"{_PLACE}(?:{_DAY}{_MONTH}\d{{5}}|{_DAY}\d{{7}}|\d{_MONTH}\d{{6}})|(?:{_P}\d{{3}}|[1-79]\d{{4}}){_DAY}{_MONTH}\d{{6}}"
    rf"|{_PLACE}(?:{_DAY}{_MONTH}\d{{7}}|{_DAY}\d{{9}}|\d{{3}}{_MONTH}\d{{6}})|(?:{_P}\d|\d{_P})\d{{4}}{_DAY}{_MONTH}\d{{6}}"
)
_BILLING = re.compile(rf"820\d\d{_MONTH}(?:0[1-9]|[12]\d|3[01])\d{{6}}")
"""A billing code of the government's treasury: 820, a date, six digits."""

LONGEST_PHONE = 15
_PHONES = (
    (re.compile(r"(?:08|628|00628|6208)[1-9]"), 7, 11, "mobile"),
    # where Indonesians work, dialled with 00, and a Saudi mobile number without it
    (re.compile(r"00(?:966|60|65|673|852|853|886|971|974|968|965|973|962|90|20|81|82|61|31|44|49|1)"), 7, 11, "abroad"),
    (re.compile(r"9665"), 8, 8, "abroad"),
    # an area code and a number, and a mobile number whose leading 0 was left out, with a prefix that is in use
    (re.compile(r"0[2-9]"), 7, 9, "local"),
    (re.compile(r"062[2-9]"), 7, 8, "local"),
    (re.compile(r"62[2-7]"), 7, 9, "local"),
    (re.compile(r"8(?:1[1-9]|2[1-3]|28|3[1-38]|5[1-35-9]|7[7-9]|8[1-9]|9[5-9])"), 7, 9, "local"),
    # in Malaysia; in one piece it is too like others to be a telephone number without a word
    (re.compile(r"(?:60|0)1"), 8, 9, "apart"),
)
"""How a telephone number begins, how few and how many digits follow, and what it takes to be read as one."""
_CALLED = range(9, 14)
"""Digits of a telephone number that is called so."""


@lru_cache(4096)
def phone_lengths(beginning: str, label: NumberKind | None, first: int) -> tuple[int, ...]:
    """Return how many digits a telephone number can have without a plus, least first.

    `beginning`: its first six digits; `first`: the digits of its first group. Negative where only several groups
    make one.
    """
    lengths = dict.fromkeys(_CALLED, 1) if label is NumberKind.PHONE and first >= 3 else {}
    for form, fewest, most, needs in _PHONES:
        match = form.match(beginning)
        fits = needs == "mobile" or (first >= 3 and (needs == "abroad" or label in {None, NumberKind.PHONE}))
        if match and fits:
            for length in range(match.end() + fewest, min(match.end() + most, LONGEST_PHONE) + 1):
                lengths.setdefault(length, -1 if needs == "apart" else 1)
    return tuple(length * sign for length, sign in sorted(lengths.items()))


def is_phone(digits: str) -> bool:
    """Return whether it is a telephone number, whole and without a plus."""
    return len(digits) in map(abs, phone_lengths(digits[:6], None, 3))


def is_nik(digits: str) -> bool:
    """Return whether it is a NIK: province, regency, district, ddmmyy (a woman's day plus 40), serial."""
    if not _NIK.fullmatch(digits):
        return False
    day = (int(digits[6:8]) - 1) % 40 + 1
    # 29 February of an unknown century: 1900 was no leap year, 2000 was
    return day <= monthrange(2000 + int(digits[10:12]), int(digits[8:10]))[1]


def is_slipped_nik(digits: str, *, whole_date: bool) -> bool:
    """Return whether it is a NIK with one digit too few or too many. `whole_date`: not in its place and date."""
    form = _SLIPPED_SERIAL if whole_date else _SLIPPED_NIK
    return bool(form.fullmatch(digits)) and not _BILLING.fullmatch(digits) and not is_phone(digits)


def counts(groups: Sequence[str]) -> bool:
    """Return whether short groups go up or down by equal steps, as in a list: 17 18 19 20."""
    if len(groups) < 4 or max(map(len, groups)) > 2:
        return False
    steps = {int(after) - int(before) for before, after in pairwise(groups)}
    return len(steps) == 1 and steps != {0}


def is_day(day: str, month: str, year: str) -> bool:
    """Return whether three groups are a date of 1900–2099, the year with two or four digits."""
    if len(day) > 2 or len(month) > 2 or len(year) not in {2, 4}:
        return False
    try:
        return 1900 <= date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)).year < 2100
    except ValueError:
        return False


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
LIKELY, SURE = 1, 2
"""How surely a group is part of a date, an hour or a sum of money; 0 where it is not."""
_NONE = DigitGroup("", "", -1, False)


def plainness(groups: Sequence[DigitGroup], reading: Reading) -> list[int]:
    """Mark the dates, hours, years and sums of money among the groups; nothing may stand before the first."""
    if len(groups) > 1 and all(is_year(group.digits) for group in groups):
        return [SURE] * len(groups)
    plain: list[int] = []
    run = (*groups, _NONE, _NONE, _NONE)
    while (at := len(plain)) < len(groups):
        length, sureness = 1, 0
        if run[at + 1].gap in _IN_PLAIN or len(run[at].digits) >= SHORTEST_SUM:
            length, sureness = _sum_of_money(run, at, reading) or _date(run, at) or _hour(run, at) or (1, 0)
        plain += [sureness] * length
    return plain


def _date(run: Sequence[DigitGroup], at: int) -> tuple[int, int] | None:
    one, two, three, after = run[at : at + 4]
    if is_date_in_one(one.digits):
        return 2 if len(two.digits) == 6 else 1, LIKELY
    if two.gap != three.gap or two.gap not in _IN_DATES or len(two.digits) > 2:
        return None
    dated = len(one.digits) == 4 and one.gap != two.gap  # an hour may follow: 2026-11-24-08-15
    if not dated and two.gap in {one.gap, after.gap}:
        # two dates may be joined by the sign that joins their parts: 01-02-2026-05-02-2026
        shape = [len(group.digits) for group in run[at - 3 if at >= 3 else at :][:6]]
        if len(shape) < 6 or not shape[2] == shape[5] == 4 or max(shape[:2] + shape[3:5]) > 2:
            return None
    if is_day(one.digits, two.digits, three.digits) or is_day(three.digits, two.digits, one.digits):
        return 3, SURE if 4 in {len(one.digits), len(three.digits)} else LIKELY
    return None


def _hour(run: Sequence[DigitGroup], at: int) -> tuple[int, int] | None:
    hour, minute, after = run[at : at + 3]
    if minute.gap not in _IN_HOURS or len(hour.digits) > 2 or len(minute.digits) != 2:
        return None
    decimal = len(hour.digits) == 1  # 0.81, 1.53
    fits = int(hour.digits) <= 24 and (decimal or int(minute.digits) <= 59)
    return (2, LIKELY) if fits and hour.gap not in _IN_HOURS and after.gap not in _IN_HOURS else None


def _sum_of_money(run: Sequence[DigitGroup], at: int, reading: Reading) -> tuple[int, int] | None:
    """Count the groups of a sum: Rp650.000, 1.500.000,00, 1500 riyal. None has sixteen digits or begins with 0."""
    first, last = run[at], at
    if first.digits[0] == "0" or first.gap in _IN_SUMS:
        return None
    while run[last + 1].gap in _IN_SUMS and len(run[last + 1].digits) == 3:
        last += 1
    if run[last + 1].gap == "," and len(run[last + 1].digits) == 2:
        last += 1
    if run[last + 1].gap in {".", ",", "-"} and last > at and len(run[last + 1].digits) < 3:
        return None
    if not SHORTEST_SUM <= sum(len(group.digits) for group in run[at : last + 1]) < 16:
        return None
    tokens, begin, end = reading.tokens, first.token, run[last].token
    before, start = tokens[begin - 1] if begin else None, tokens[begin].start
    after = tokens[end + 1] if end + 1 < len(tokens) else None
    dollars = "$" in reading.canonical[max(start - 3, 0) : start]
    currency = before is not None and before.text in CURRENCIES and start - before.end <= 3
    if dollars or currency or (after and after.text in UNITS and after.start - tokens[end].end <= 2):
        return last - at + 1, SURE
    return (last - at + 1, LIKELY) if last > at and len(first.digits) <= 3 else None
