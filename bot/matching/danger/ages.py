"""Reads who is spoken of as below eighteen: ages in figures and words, school classes, years of birth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bot.matching.danger.patterns import listed
from bot.matching.danger.persons import Person, is_person, nearest_person
from bot.matching.text.normalise import Message

OF_AGE = 18
YOUNGEST_TOLD = 7
"""A lone number below this ("6 tahun") is mostly a span of time; behind "umur" any number is an age."""
YOUNGEST_ALONE = 12
"""From this on a number behind a person or "baru" is an age without saying so ("aku baru 16")."""
_SCHOOLS = {"sd": 12, "smp": 15, "mts": 15, "tsanawiyah": 15, "sma": 17, "smk": 17, "aliyah": 17, "smu": 17}
"""The age at which each school ends at the latest."""
AT_FIRST_CLASS, FIRST_OF_SECONDARY = 6, 7
"""The age before the first class; the class from which the number alone tells the school."""
_FIRST_CLASS = {
    "sd": 6, "smp": 12, "sampai": 12, "mts": 12, "tsanawiyah": 12, "sma": 15, "smk": 15, "smu": 15, "aliyah": 15,
}  # fmt: skip
_CLASSES = {**{str(n): n for n in range(1, 13)}, "satu": 1, "dua": 2, "tiga": 3, "i": 1, "ii": 2, "iii": 3}
_CLASSES |= {"vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12}
_DIGITS = {
    "se": 1, "satu": 1, "asa": 1, "dua": 2, "tiga": 3, "talu": 3, "empat": 4, "ampat": 4, "lima": 5, "enam": 6,
    "anam": 6, "tujuh": 7, "pitu": 7, "delapan": 8, "dalapan": 8, "sembilan": 9, "sanga": 9,
}  # fmt: skip
_WORDS_AROUND = 3


class Young(NamedTuple):
    """Somebody below eighteen. `place`: of the word that says so; `who`: None where nobody is named."""

    place: int
    age: int
    who: Person | None


def below_eighteen(message: Message, today: date | None = None) -> list[Young]:
    """Return those who are said to be below eighteen. `today`: what a year of birth is counted from."""
    found = [(place, age) for place, age in _ages(message, today) if age < OF_AGE]
    return [Young(place, age, nearest_person(message, place)) for place, age in found]


def _ages(message: Message, today: date | None) -> Iterator[tuple[int, int]]:
    """Yield each age that is told, and the place of its word."""
    words = [word.reading for word in message.words]
    behind = 0
    for place in range(len(words)):
        if place < behind:
            continue
        before, after = words[max(0, place - _WORDS_AROUND) : place], words[place + 1 : place + 1 + _WORDS_AROUND]
        number, length = _number(words, place)
        age = None
        if number is not None:
            behind = place + length
            age = _below(number, before) if _is_age(number, before, words[behind : behind + 2]) else None
        elif today and _is_year_of_birth(words[place], before):
            age = today.year - int(words[place])
        else:
            age = _class(words[place], after, before[-1:]) or _stage(message, place, after)
        if age is not None:
            yield place, age


def _is_year_of_birth(word: str, before: list[str]) -> bool:
    return word.isdigit() and len(word) == 4 and any(one.startswith(("lahir", "kelahiran")) for one in before)


def _stage(message: Message, place: int, after: list[str]) -> int | None:
    """Return the age that a school or a word for the young tells."""
    word = message.words[place]
    if word.reading in _SCHOOLS and _attends(message, place):
        return _SCHOOLS[word.reading]
    below = word.reading in ("dibawah", "bawah") and after[:1] == ["umur"]
    not_enough = word.reading in ("belum", "kurang") and {"umur", "cukup"} <= set(after)
    child = word.typed.lower() in listed("@children")
    return OF_AGE - 1 if below or not_enough or child else None


def _number(words: list[str], place: int) -> tuple[int | None, int]:
    """Return the number that begins here (1..99) and how many words it takes."""
    word = words[place]
    if word.isdigit() and len(word) <= 2:
        return int(word), 1
    for teen in listed("@teen"):
        if word.endswith(teen) and word != teen:
            return (10 + _DIGITS[word[: -len(teen)]], 1) if word[: -len(teen)] in _DIGITS else (11, 1)
    following = words[place + 1] if place + 1 < len(words) else ""
    if word in _DIGITS and following in listed("@teen"):
        return 10 + _DIGITS[word], 2
    if word in _DIGITS and following == "puluh":
        tail = words[place + 2] if place + 2 < len(words) else ""
        return 10 * _DIGITS[word] + _DIGITS.get(tail, 0), 3 if tail in _DIGITS else 2
    if word in _DIGITS:
        return _DIGITS[word], 1
    return None, 0


def _is_age(number: int, before: list[str], rest: list[str]) -> bool:
    last = before[-1] if before else ""
    following = rest[0] if rest else ""
    if last in listed("@class") or last in listed("@spanbefore"):
        return False
    if listed("@once").intersection((*before, *rest)):
        return False
    if listed("@age").intersection(before) and not _holds_number(before):
        return following not in listed("@unit")
    if following in listed("@years"):
        return number >= YOUNGEST_TOLD and (rest[1] if len(rest) > 1 else "") not in listed("@spanafter")
    told = last in listed("@just") or is_person(last)
    return told and YOUNGEST_ALONE <= number < OF_AGE and following not in listed("@unit") | listed("@month")


def _holds_number(words: list[str]) -> bool:
    """Return whether the age was told already: in "umur 31, anak tiga" the second number counts the children."""
    return any(word.isdigit() or word in _DIGITS for word in words)


def _below(number: int, before: list[str]) -> int:
    """Return the age that a number tells: "belum 18" is one less."""
    return number - 1 if before[-1:] and before[-1] in listed("@below") else number


def _class(word: str, after: list[str], before: list[str]) -> int | None:
    """Return the age of a pupil of this class; "smp" behind a class is also read as "sampai"."""
    number = _CLASSES.get(after[0]) if after and word in listed("@class") else None
    school = next((one for one in (*after[1:2], *before) if one in _FIRST_CLASS), None)
    if number is None or (number < FIRST_OF_SECONDARY and school is None):
        return None
    return number + (AT_FIRST_CLASS if number >= FIRST_OF_SECONDARY else _FIRST_CLASS[school or ""])


def _attends(message: Message, place: int) -> bool:
    """Return whether a school is where somebody is, or has just come from: "masih sma", "baru lulus smp"."""
    words = message.words
    around = words[max(0, place - _WORDS_AROUND) : place + _WORDS_AROUND]
    typed = {one for word in around if word.clause == words[place].clause for one in word.typed.lower().split()}
    if listed("@atschool").intersection(typed) or (place and words[place - 1].reading in ("anak", "adik")):
        return True
    return words[place].reading in listed("@firstschool") and bool(listed("@justleft").intersection(typed))
