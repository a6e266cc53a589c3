"""Digits that may be one number: runs of groups with only small gaps between them, and which of them are plain."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from itertools import accumulate
from typing import NamedTuple

from bot.helpdesk.detection.digit_structures import is_date_in_one, is_day, is_year
from bot.helpdesk.detection.digit_text import Reading, Token

WIDEST_GAP = 8
"""Characters between two groups of one number."""
FEWEST_DIGITS = 6
"""Digits of the shortest number that names somebody, an old passport's; what is shorter need not be looked at."""
MOST_FILLERS = 2
FILLERS = frozenset(
    (
        *("lalu", "terus", "trus", "trs", "kemudian", "lanjut", "sambung", "dan", "angka", "spasi"),
        *("depan", "depannya", "tengah", "tengahnya", "belakang", "belakangnya", "akhir", "akhirnya", "sisanya", "br"),
        *("awal", "awalnya", "sisa", "terakhir", "terakhirnya", "berikutnya", "lanjutan", "lanjutannya", "lanjutnya"),
        *("selanjutnya", "sambungan", "sambungannya", "sambungnya"),
        *("strip", "setrip", "garis", "miring", "titik", "min", "minus", "dash", "slash", "dot", "tambah", "plus"),
    )
)
"""Words that are said between the groups of one number."""
CURRENCIES = frozenset({"rp", "idr", "usd", "us", "sar", "rm", "myr", "sgd", "hkd"})
UNITS = frozenset(
    ("rupiah", "perak", "ribu", "rb", "k", "juta", "jt", "miliar", "milyar", "riyal", "real", "ringgit", "dolar", "rm")
)
SHORTEST_SUM = 4
"""Digits of a sum that could be taken for a part of a number."""
_IN_DATES, _IN_HOURS, _IN_SUMS = frozenset("-/."), frozenset(".:"), frozenset(".,")
_OF_YEARS = frozenset({2, 4})
_IN_PLAIN = _IN_DATES | _IN_HOURS | _IN_SUMS


class Plain(IntEnum):
    """How surely a group is part of a date, an hour or a sum of money."""

    NO = 0
    LIKELY = 1
    SURE = 2


class Group(NamedTuple):
    """A group of digits. `gap`: what stands before it; `token`: its place among the tokens."""

    digits: str
    gap: str
    token: int
    spoken: bool


class Run:
    """Groups of digits that may be one number, and how plain each is.

    `starts`: so many digits stand before each group; `ends`: the group that is the last of so many digits.
    """

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = groups
        self.plain: Sequence[Plain] = ()
        lengths = [len(group.digits) for group in groups]
        self.digits = "".join([group.digits for group in groups])
        self.starts = list(accumulate(lengths, initial=0))
        self.ends = {length: place for place, length in enumerate(self.starts[1:])}

    def written(self, first: int, last: int) -> list[str]:
        """Return the groups as they are written."""
        return [group.digits for group in self.groups[first : last + 1]]


def runs(reading: Reading) -> list[list[Group]]:
    """Return the groups of digits in a text that may belong together, in order."""
    found: list[list[Group]] = []
    run: list[Group] = []
    fillers, tokens = 0, reading.tokens
    for place, token in enumerate(tokens):
        rounded = bool(run) and _is_round(tokens, place)
        if run:
            near = token.start - tokens[place - 1].end <= WIDEST_GAP
            if not near or not (token.digits or rounded or _goes_on(tokens, place, fillers)):
                found.append(run)
                run, fillers, rounded = [], 0, False
        if token.digits or rounded:
            gap = reading.canonical[tokens[run[-1].token].end : token.start] if run else ""
            digits = token.text if token.digits else token.text.replace("o", "0").replace("l", "1")
            run.append(Group(digits, gap, place, token.spoken))
            fillers = 0
        elif run:
            fillers += 1
    return [*found, run]


def _goes_on(tokens: Sequence[Token], place: int, fillers: int) -> bool:
    """Return whether a word may stand inside a number."""
    token = tokens[place]
    if token.text in FILLERS and fillers < MOST_FILLERS:
        return True
    return token.text == "x" and token.start == tokens[place - 1].end and _next_are_digits(tokens, place)


def _next_are_digits(tokens: Sequence[Token], place: int) -> bool:
    return place + 1 < len(tokens) and tokens[place + 1].digits


def _is_round(tokens: Sequence[Token], place: int) -> bool:
    """Return whether a short word of o and l after digits is a number ("6305 ol 12"); at the end it needs four."""
    token = tokens[place]
    if token.digits or not place or not tokens[place - 1].digits or len(token.text) > 4 or token.text.strip("ol"):
        return False
    return _next_are_digits(tokens, place) or len(token.text) == 4


def marked(run: Run, reading: Reading) -> Run:
    """Mark the dates, hours, years and sums of money among the groups; nothing stands before the first."""
    if run.groups[0].gap:
        run.groups = [run.groups[0]._replace(gap=""), *run.groups[1:]]
    groups = run.groups
    plain = [Plain.NO] * len(groups)
    at = 0
    while at < len(groups):
        gap = groups[at + 1].gap if at + 1 < len(groups) else ""
        length, sureness = 1, Plain.NO
        if gap in _IN_PLAIN or len(groups[at].digits) >= SHORTEST_SUM:
            length, sureness = (
                _sum_of_money(groups, at, reading) or _date(groups, at) or _hour(groups, at) or (1, Plain.NO)
            )
        plain[at : at + length] = [sureness] * length
        at += length
    if len(groups) > 1 and all(is_year(group.digits) for group in groups):
        plain = [Plain.SURE] * len(groups)
    run.plain = plain
    return run


def _alone(run: Sequence[Group], first: int, last: int, signs: frozenset[str]) -> bool:
    """Return whether run[first..last] is not joined to its neighbours by the signs that join it."""
    after = run[last + 1].gap if last + 1 < len(run) else ""
    return (not first or run[first].gap not in signs) and after not in signs


def _date(run: Sequence[Group], at: int) -> tuple[int, Plain] | None:
    if is_date_in_one(run[at].digits):
        timed = at + 1 < len(run) and len(run[at + 1].digits) == 6
        return 2 if timed else 1, Plain.LIKELY
    if at + 2 >= len(run):
        return None
    one, two, three = run[at : at + 3]
    if two.gap != three.gap or two.gap not in _IN_DATES:
        return None
    if len(two.digits) > 2 or (len(one.digits) not in _OF_YEARS and len(three.digits) not in _OF_YEARS):
        return None
    dated = len(one.digits) == 4 and one.gap != two.gap  # an hour may follow: 2026-11-24-08-15
    if not dated and not _alone(run, at, at + 2, frozenset({two.gap})) and not _ranges(run, at):
        return None
    if is_day(one.digits, two.digits, three.digits) or is_day(three.digits, two.digits, one.digits):
        return 3, Plain.SURE if 4 in {len(one.digits), len(three.digits)} else Plain.LIKELY
    return None


def _ranges(run: Sequence[Group], at: int) -> bool:
    """Return whether two dates are joined by the sign that joins their parts: 01-02-2026-05-02-2026."""
    start = at - 3 if at >= 3 else at
    if len(run[start + 2].digits) != 4:
        return False
    shape = [len(group.digits) for group in run[start : start + 6]]
    return len(shape) == 6 and shape[2] == shape[5] == 4 and max(shape[:2] + shape[3:5]) <= 2


def _hour(run: Sequence[Group], at: int) -> tuple[int, Plain] | None:
    if at + 1 >= len(run):
        return None
    hour, minute = run[at], run[at + 1]
    if minute.gap not in _IN_HOURS or len(hour.digits) > 2 or len(minute.digits) != 2:
        return None
    decimal = len(hour.digits) == 1  # 0.81, 1.53
    if int(hour.digits) > 24 or (int(minute.digits) > 59 and not decimal) or not _alone(run, at, at + 1, _IN_HOURS):
        return None
    return 2, Plain.LIKELY


def _sum_of_money(run: Sequence[Group], at: int, reading: Reading) -> tuple[int, Plain] | None:
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
    length = sum(len(group.digits) for group in run[at : last + 1]) if last > at else len(first.digits)
    if length < SHORTEST_SUM or length >= 16:
        return None
    if _has_currency(run, at, last, reading):
        return last - at + 1, Plain.SURE
    return (last - at + 1, Plain.LIKELY) if last > at and len(first.digits) <= 3 else None


def _has_currency(run: Sequence[Group], first: int, last: int, reading: Reading) -> bool:
    """Return whether "Rp" or "$" stands before a sum, or "rupiah", "juta"… after it."""
    tokens, place, end = reading.tokens, run[first].token, run[last].token
    before = reading.canonical[max(tokens[place].start - 3, 0) : tokens[place].start]
    if "$" in before:
        return True
    if place and tokens[place - 1].text in CURRENCIES and tokens[place].start - tokens[place - 1].end <= 3:
        return True
    return end + 1 < len(tokens) and tokens[end + 1].text in UNITS and tokens[end + 1].start - tokens[end].end <= 2
