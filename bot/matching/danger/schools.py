"""Reads ages from schools: "kelas 2 smp", "masih sma", "baru lulus smp", "seragam putih biru", "lulusan smp 2026"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.matching.danger import patterns
from bot.matching.danger.numerals import DIGITS, number_at
from bot.matching.danger.patterns import listed
from bot.matching.danger.persons import is_person
from bot.matching.text.normalise import Message, Word

_SCHOOLS = {
    "sd": 12, "smp": 15, "mts": 15, "tsanawiyah": 15, "sma": 17, "smk": 17, "aliyah": 17, "smu": 17,
    "esde": 12, "esempe": 15, "esema": 17,
}  # fmt: skip
"""The age at which each school ends at the latest."""
AT_FIRST_CLASS, FIRST_OF_SECONDARY, AT_LAST_CLASS = 6, 7, 17
"""The age before the first class; the class from which the number alone tells the school; the age of most who are in
the last."""
_FIRST_CLASS = {
    "sd": 6, "smp": 12, "sampai": 12, "mts": 12, "tsanawiyah": 12, "sma": 15, "smk": 15, "smu": 15, "aliyah": 15,
}  # fmt: skip
_CLASSES = {**{str(n): n for n in range(1, 13)}, "satu": 1, "dua": 2, "tiga": 3, "i": 1, "ii": 2, "iii": 3}
_CLASSES |= {"vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12}
_CLASSES |= {**DIGITS, "sebelas": 11}
_UNIFORMS = {"merah": 12, "biru": 15, "abu": 17}
"""The colour beside white of a school's uniform: the age at which that school ends at the latest."""
FIRST_FORM = 12
"""The age before Malaysia's "tingkatan satu"."""
_WORDS_AROUND = 3
_ONLY = frozenset({"sampai", "cuma", "hanya", "sekadar"})
"""Before a school: somebody has learnt no more ("sampai kelas 3 sd")."""
_LEAVING = frozenset({"ujian", "naik", "tamat", "lulus", "beres", "selesai"})
"""Before a class: somebody's, whoever it is ("baru beres ujian kelas enam")."""
_CHILD = ("anak", "adik")
_AHEAD = frozenset({"belum", "depan", "nanti"})
"""Beside a school that is still to be finished: "belum lulus sma", "tahun depan lulus smp"."""


def age_at_school(message: Message, place: int, today: date | None) -> int | None:
    """Return the age that a school or its class tells; None: nothing, or what was learnt ("lulusan smp")."""
    word, words = message.words[place], message.readings
    if not _may_tell(word):
        return None
    before, after = words[max(0, place - _WORDS_AROUND) : place], words[place + 1 : place + 1 + _WORDS_AROUND]
    age = _at_school(message, place, before, after)
    if age is not None or today is None or not word.reading.isdigit() or len(word.reading) != len("2026"):
        return age
    school = next((_SCHOOLS[one] for one in before if one in _SCHOOLS), None)
    return school + today.year - int(word.reading) if school else None


def _may_tell(word: Word) -> bool:
    """Return whether a word can tell an age at all; most cannot."""
    named = word.reading in _SCHOOLS or word.typed.lower() in _SCHOOLS
    return named or word.reading in _UNIFORMS or word.reading in listed("@class") or word.reading.isdigit()


def _at_school(message: Message, place: int, before: list[str], after: list[str]) -> int | None:
    word = message.words[place]
    if _ONLY.intersection(before):
        return None
    school = next((one for one in (word.reading, word.typed.lower()) if one in _SCHOOLS), None)
    if school and school in word.typed.lower() and _attends(message, place):
        return _SCHOOLS[school]
    white = "putih" in (*before[-1:], *after[:1]) and "masih" in before  # "masih putih abu"
    if word.reading in _UNIFORMS and ("seragam" in before or white):
        return _UNIFORMS[word.reading]
    # slips are repaired towards known words: "VIII" is read as "vi"
    typed = [one.typed.lower() for one in message.words[place + 1 : place + 2] if one.typed.lower() in _CLASSES]
    return _class(word.reading, [*typed, *after[len(typed) :]], before)


def _class(word: str, after: list[str], before: list[str]) -> int | None:
    """Return the age of a pupil of this class; "smp" behind a class is also read as "sampai"."""
    named = after[0] if after else ""
    if word == "smp" and named in _CLASSES and _CLASSES[named] < FIRST_OF_SECONDARY:
        return _FIRST_CLASS[word] + _CLASSES[named]  # "smp kelas tiga" is read as "sekolah smp tiga"
    number = _CLASSES.get(named) or number_at([named], 0)[0] if word in listed("@class") else None
    if number is None:
        return None
    if word == "tingkatan":
        return FIRST_FORM + number
    if number >= FIRST_OF_SECONDARY:
        return min(number + AT_FIRST_CLASS, AT_LAST_CLASS)
    beside = (*after[1:2], *before[-1:], *(before if "baru" in before else ()))  # "SMA-nya baru kelas satu"
    school = next((one for one in beside if one in _FIRST_CLASS), None)
    if school is None and _LEAVING.isdisjoint(before) and not any(is_person(one) for one in before):
        return None  # "kantor imigrasi kelas I"
    return min(number + _FIRST_CLASS[school or "sd"], AT_LAST_CLASS)


def _attends(message: Message, place: int) -> bool:
    """Return whether a school is where somebody is, or has just come from: "masih sma", "baru lulus smp"."""
    words = message.words
    near = words[max(0, place - _WORDS_AROUND - 1) : place + _WORDS_AROUND]
    beside = [word for word in near if word.clause == words[place].clause]
    around = {form for word in beside for form in (word.reading, *word.typed.lower().split())}
    unfinished = not _AHEAD.isdisjoint(around) and listed("@left").intersection(around)
    if listed("@atschool").intersection(around) or _is_of_a_child(words, place) or unfinished:
        return True
    just_left = listed("@justleft").intersection(around) or _this_year(words, place)
    first = {words[place].reading, *words[place].typed.lower().split()} & listed("@firstschool")
    return bool(first and just_left)


def _is_of_a_child(words: Sequence[Word], place: int) -> bool:
    """Return whether a school stands right behind a child: "anak smp", "adik saya smp"."""
    before = place - 2 if place > 1 and words[place - 1].reading in patterns.load().lists["@me"] else place - 1
    return words[place].typed.lower().startswith(_CHILD) or (place > 0 and words[before].reading in _CHILD)


def _this_year(words: Sequence[Word], place: int) -> bool:
    """Return whether a school was left this year: "lulus SMP tahun ini"."""
    return [word.reading for word in words[place + 1 : place + 3]] == ["tahun", "ini"]
