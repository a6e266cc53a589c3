"""Reads ages from years of birth: "lahir 2010", "kelahiran 09", "lahir desember 2008", "dua ribu sepuluh"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.matching.danger.persons import is_person
from bot.matching.text.normalise import Message

NEAR = 6
"""Words before a year of birth in which "lahir" stands: "tanggal lahir anak saya 12 8 2009"."""
OLDEST_BORN, YOUNGEST = 1930, 5
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan"), ("februari", "feb"), ("maret", "mar"), ("april", "apr"), ("mei",), ("juni", "jun"),
            ("juli", "jul"), ("agustus", "ags", "agu"), ("september", "sep"), ("oktober", "okt"),
            ("november", "nov", "nop"), ("desember", "des"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_PARTS = {**_MONTHS, "akhir": 12, "awal": 1}
_BORN = ("lahir", "kelahiran", "kalahiran", "lahiran")
_BEHIND_A_PERSON = frozenset(
    {"", "akhir", "awal", "mau", "ingin", "pengen", "disuruh", "bisa", "boleh", "pak", "bu", "min", "kakak", "abang"}
)
"""What may follow a year behind somebody that is his year of birth: "gue 2010 bang"; "saya 2012 ke saudi" is none."""


_PAPERS = frozenset({"ijazah", "akta", "rapor", "ktp"})
"""Behind "umur di" and before a year of birth."""
_REALLY = frozenset({"aslinya", "asli", "sebenarnya"})
"""Before the true one of two years: "akta diganti 2004, aslinya 2010"."""


def born(message: Message, place: int, today: date) -> int | None:
    """Return the age that a year of birth at a place tells."""
    words = message.readings
    day, _, written = words[place].rpartition("/")
    year = _year(written, today)
    if year is None:
        return None
    before, behind_it = words[max(0, place - NEAR) : place], message.words[place + 1 : place + 4]
    after = [word.reading for word in behind_it if word.clause == message.words[place].clause]
    named = tells_birth(before)
    behind = any(one.startswith(_BORN) for one in after) and len(written) == 4
    short = len(written) == 2
    if short and named and (_is_day(after) or not _is_told_short(before)):
        return None
    told_short = written.startswith("0") or after[:1] in (["akhir"], ["awal"])
    somebodys = bool(before) and is_person(before[-1]) and (not short or told_short)
    by_paper = "umur" in before[-3:] and not _PAPERS.isdisjoint(before[-1:])
    if not short and (by_paper or _REALLY.intersection(before[-1:])):
        return today.year - year
    if not (named or behind or (somebodys and (told_short or (after[:1] or [""])[0] in _BEHIND_A_PERSON))):
        return None
    month = _month(day, before[-2:], after)
    return today.year - year - (month is not None and month > today.month)


def tells_birth(before: Sequence[str]) -> bool:
    """Return whether the words before a year say that it is one of birth."""
    return any(one.startswith(_BORN) for one in before[-NEAR:])


def _year(written: str, today: date) -> int | None:
    if not written.isdigit() or len(written) not in (2, 4):
        return None
    year = int(written)
    if len(written) == 2:
        year += 2000 if year <= today.year % 100 - YOUNGEST else 1900
    return year if OLDEST_BORN <= year <= today.year - YOUNGEST else None


def _is_told_short(before: list[str]) -> bool:
    """Return whether "lahir" stands right before two figures: "lahir 09", "lahir tahun 09"."""
    return any(one.startswith(_BORN) for one in before[-1:]) or (
        before[-1:] == ["tahun"] and any(one.startswith(_BORN) for one in before[-3:])
    )


def _is_day(after: list[str]) -> bool:
    """Return whether two figures are the day of a date ("lahir 12 maret 2011"), or count something."""
    following = (after or [""])[0]
    return following.isdigit() or following in _MONTHS or following in ("bulan", "tahun", "hari")


def _month(day: str, before: list[str], after: list[str]) -> int | None:
    """Return the month beside a year: "desember 2008", "12/08/2009", "2008 akhir"."""
    figures = day.rpartition("/")[2]
    if figures.isdigit():
        return int(figures)
    if len(before) == 2 and all(one.isdigit() and len(one) <= 2 for one in before):
        return int(before[1])
    named = [_MONTHS[one] for one in before if one in _MONTHS]
    if named:
        return named[-1]
    return next((_PARTS[one] for one in after if one in _PARTS), None)
