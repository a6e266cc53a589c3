"""Reads who is spoken of as below eighteen: ages in figures and words, school classes, years of birth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bot.matching.danger.patterns import listed
from bot.matching.danger.persons import Person, is_person, nearest_person
from bot.matching.text.normalise import Message, Word

OF_AGE = 18
YOUNGEST_TOLD = 7
"""A lone number below this ("6 tahun") is mostly a span of time; behind "umur" any number is an age."""
YOUNGEST_ALONE = 12
"""From this on a number behind a person or "baru" is an age without saying so ("aku baru 16")."""
_SCHOOLS = {
    "sd": 12, "smp": 15, "mts": 15, "tsanawiyah": 15, "sma": 17, "smk": 17, "aliyah": 17, "smu": 17,
    "esde": 12, "esempe": 15, "esema": 17,
}  # fmt: skip
"""The age at which each school ends at the latest."""
AT_FIRST_CLASS, FIRST_OF_SECONDARY = 6, 7
"""The age before the first class; the class from which the number alone tells the school."""
_FIRST_CLASS = {
    "sd": 6, "smp": 12, "sampai": 12, "mts": 12, "tsanawiyah": 12, "sma": 15, "smk": 15, "smu": 15, "aliyah": 15,
}  # fmt: skip
_CLASSES = {**{str(n): n for n in range(1, 13)}, "satu": 1, "dua": 2, "tiga": 3, "i": 1, "ii": 2, "iii": 3}
_CLASSES |= {"vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12}
_DIGITS = {
    "se": 1, "sa": 1, "satu": 1, "asa": 1, "dua": 2, "tiga": 3, "talu": 3, "telu": 3, "empat": 4, "ampat": 4, "pat": 4,
    "lima": 5, "limo": 5, "enam": 6,
    "anam": 6, "nem": 6, "tujuh": 7, "pitu": 7, "delapan": 8, "dalapan": 8, "wolu": 8, "sembilan": 9, "sanga": 9,
    "sepuluh": 10, "sapuluh": 10,
}  # fmt: skip
_CLASSES |= {**_DIGITS, "sebelas": 11}
_UNIFORMS = {"merah": 12, "biru": 15, "abu": 17}
"""The colour beside white of a school's uniform: the age at which that school ends at the latest."""
FIRST_FORM = 12
"""The age before Malaysia's "tingkatan satu"."""
_WORDS_AROUND = 3
_LASTING, _BEING = frozenset({"sudah", "telah"}), frozenset({"jadi", "menjadi", "di", "tinggal"})
"""Around a span of time that is no age: "saya sudah 15 tahun jadi pekerja di sana"."""
_OF_SPANS = frozenset({"di", "paspor"})
"""Before a span of a few years: "di taiwan sudah 12 tahun", "paspor saya sudah 10 tahun"."""
_ONLY = frozenset({"sampai", "cuma", "hanya", "sekadar"})
"""Before a school: somebody has learnt no more ("sampai kelas 3 sd")."""
_NEXT = frozenset({"depan", "ini"})
"""Behind "bulan": "baru enam belas bulan depan" is an age."""
_CHILD = ("anak", "adik")
_CHILDREN = frozenset({"anak", "adik", "keponakan", "cucu", "sepupu", "putri", "putra", "bungsu", "sulung"})
"""Who is young where the identity card, which everybody gets at seventeen, is still to come."""
_OF_SEVERAL = frozenset({"besar", "kecil", "satu", "sulung", "bungsu", "tua", "muda", "pertama", "kedua", "ketiga"})
"""Behind "yang": one of several children, whose age follows ("yang besar enam belas, yang kecil empat belas")."""
_OLDEST_WANTED = 30
"""The second of two ages of whom a recruiter looks for is no higher: "cewek 15-20"."""
_TO = frozenset({"sampai", "hingga"})
_FULL = frozenset({"genap", "ganap", "cukup", "sampai"})
"""Behind an age and "belum": it is still to come ("tujuh belas belum genap")."""
_DATE = 6
"""Words before a year of birth in which "lahir" stands: "tanggal lahir anak saya 12 8 2009"."""


class Young(NamedTuple):
    """Somebody below eighteen. `place`: of the word that says so; `who`: None where nobody is named."""

    place: int
    age: int
    who: Person | None


def below_eighteen(message: Message, today: date | None = None) -> list[Young]:
    """Return those who are said to be below eighteen. `today`: what a year of birth is counted from."""
    told = list(_ages(message, today))
    # "tamat smp, umur 31": with an adult's age a school is what somebody has learnt
    grown = any(said and age >= OF_AGE for _, age, said in told)
    young = [(place, age) for place, age, said in told if age < OF_AGE and (said or not grown)]
    return [Young(place, age, nearest_person(message, place)) for place, age in young]


def _ages(message: Message, today: date | None) -> Iterator[tuple[int, int, bool]]:
    """Yield each age that is told, with the place of its word, and whether it is said or follows from a school."""
    words = [word.reading for word in message.words]
    behind = 0
    for place in range(len(words)):
        if place < behind:
            continue
        before, after = words[max(0, place - _WORDS_AROUND) : place], words[place + 1 : place + 1 + _WORDS_AROUND]
        number, length = _number(words, place)
        age, said = None, True
        spoken, year_length = _spoken_year(words, place)
        if today and spoken:
            behind = place + year_length
            age = today.year - spoken if _tells_birth(words[max(0, place - _DATE) : place]) else None
        elif number is not None:
            behind = place + length
            rest = words[behind : behind + 3]
            age = _below(number, before, rest) if _is_age(number, before, rest) else None
        elif today and (born := _year_of_birth(words[place], words[max(0, place - _DATE) : place] + after[:2])):
            age = today.year - born
        else:
            age, said = _at_school(message, place, before, after), "masih" in before
            if age is None and today and (left := _since_school(words[place], before, today)):
                age, said = left, left >= OF_AGE
            if age is None and _is_young(message, place, after):
                age = OF_AGE - 1
        if age is not None:
            yield place, age, said


def _year_of_birth(word: str, before: list[str]) -> int | None:
    """Return the year in "lahir 2010" or "lahir 12/08/2010"."""
    year = word.rpartition("/")[2]
    return int(year) if year.isdigit() and len(year) == 4 and _tells_birth(before) else None


def _tells_birth(before: list[str]) -> bool:
    return any(one.startswith(("lahir", "kelahiran", "kalahiran")) for one in before)


def _spoken_year(words: list[str], place: int) -> tuple[int, int]:
    """Return the year that is told in words ("dua ribu sepuluh") and how many they are, or 0."""
    if words[place : place + 2] != ["dua", "ribu"] or place + 2 >= len(words):
        return 0, 0
    number, length = _number(words, place + 2)
    return (2000 + number, 2 + length) if number else (0, 0)


def _since_school(word: str, before: list[str], today: date) -> int | None:
    """Return the age of somebody who left school in a year: "lulusan smp 2026"."""
    if not word.isdigit() or len(word) != 4:
        return None
    school = next((_SCHOOLS[one] for one in before if one in _SCHOOLS), None)
    return school + today.year - int(word) if school else None


def _at_school(message: Message, place: int, before: list[str], after: list[str]) -> int | None:
    """Return the age that a school or its class tells: "kelas 2 smp", "masih sma"; None: it tells what was learnt."""
    word = message.words[place]
    if _ONLY.intersection(before):
        return None
    school = next((one for one in (word.reading, word.typed.lower()) if one in _SCHOOLS), None)
    if school and school in word.typed.lower() and _attends(message, place):
        return _SCHOOLS[school]
    if word.reading in _UNIFORMS and "seragam" in before:
        return _UNIFORMS[word.reading]
    # slips are repaired towards known words: "VIII" is read as "vi"
    typed = [one.typed.lower() for one in message.words[place + 1 : place + 2] if one.typed.lower() in _CLASSES]
    return _class(word.reading, [*typed, *after[len(typed) :]], before[-1:])


def _is_young(message: Message, place: int, after: list[str]) -> bool:
    """Return whether a word says that somebody is young: "di bawah umur", "masih sekolah", "bocah"."""
    word = message.words[place]
    last = message.words[place - 1].reading if place else ""
    if word.reading in ("dibawah", "bawah"):
        return after[:1] == ["umur"]
    if word.reading in ("belum", "kurang"):
        return {"umur", "cukup"} <= set(after)
    if word.reading == "belasan":
        return last in listed("@age") or is_person(last) or last in listed("@attribute")
    if word.reading == "ktp":
        return _is_still_to_come(message, place)
    if word.reading in ("sekolah", "bersekolah"):
        return last == "masih"
    return word.typed.lower() in listed("@children") and last not in listed("@tends")


def _is_still_to_come(message: Message, place: int) -> bool:
    """Return whether a child has no identity card yet: "cucu belum punya KTP", "dua tahun lagi baru dapat KTP"."""
    before = message.readings[max(0, place - _DATE) : place]
    who = nearest_person(message, place)
    waits = "belum" in before[-2:] or {"tahun", "lagi"} <= set(before)
    return waits and who is not None and who.word in _CHILDREN


def _number(words: list[str], place: int) -> tuple[int | None, int]:
    """Return the number that begins here (1..99) and how many words it takes."""
    word = words[place]
    if word.isdigit() and len(word) <= 2:
        return int(word), 1
    for teen in listed("@teen"):
        if word.endswith(teen) and word[: -len(teen)] in _DIGITS:
            return 10 + _DIGITS[word[: -len(teen)]], 1
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
    following, then, years = (*rest, "", "", "")[:3]
    if number <= OF_AGE and (_is_to_come(rest) or ("belum" in before and last in _TO)):
        return number >= YOUNGEST_ALONE  # "belum sampai 17"
    if last == "yang" and any(is_person(word) for word in before[:-1]):
        before, last = before[:-1], before[-2]
    if last in listed("@class") | listed("@spanbefore") or listed("@once").intersection((*before, *rest)):
        return False
    named = [at for at, word in enumerate(before) if word in listed("@age")]
    if named and not _holds_number(before[named[-1] + 1 :]):
        return following not in listed("@unit") or then in _NEXT
    if following in listed("@years"):
        lasting = last in _LASTING and (then in _BEING or (number <= YOUNGEST_ALONE and _OF_SPANS.intersection(before)))
        return number >= YOUNGEST_TOLD and then not in listed("@spanafter") and not lasting
    if following in _TO and years in listed("@years"):
        following, then = then, years
    last_is_young = is_person(last) or last in listed("@attribute")
    if following.isdigit() and last_is_young and number < int(following) <= _OLDEST_WANTED:
        return number >= YOUNGEST_ALONE
    if following.isdigit() and then in listed("@years"):
        return YOUNGEST_ALONE <= number < int(following)  # a range that is looked for: "16-20 tahun"
    of_several = last in _OF_SEVERAL and "yang" in before[-2:-1]
    lacking = number == OF_AGE and "kurang" in before
    told = of_several or lacking or last in listed("@just") | listed("@below") or is_person(last)
    most = OF_AGE if lacking or last in listed("@below") else OF_AGE - 1
    counted = following.isdigit() or (following in listed("@unit") | listed("@month") and then not in _NEXT)
    return told and YOUNGEST_ALONE <= number <= most and not counted


def _holds_number(words: list[str]) -> bool:
    """Return whether the age was told already: in "umur 31, anak tiga" the second number counts the children."""
    return any(word.isdigit() or word in _DIGITS for word in words)


def _below(number: int, before: list[str], rest: list[str]) -> int:
    """Return the age that a number tells: "belum 18", "18 belum genap" and "kurang setahun lagi 18" are one less."""
    less = listed("@below").intersection(before[-_WORDS_AROUND:]) or _is_to_come(rest)
    return number - 1 if less else number


def _is_to_come(rest: list[str]) -> bool:
    return rest[:1] == ["belum"] and not _FULL.isdisjoint(rest[1:2])


def _class(word: str, after: list[str], before: list[str]) -> int | None:
    """Return the age of a pupil of this class; "smp" behind a class is also read as "sampai"."""
    named = after[0] if after else ""
    if word == "smp" and named in _CLASSES and _CLASSES[named] < FIRST_OF_SECONDARY:
        return _FIRST_CLASS[word] + _CLASSES[named]  # "smp kelas tiga" is read as "sekolah smp tiga"
    number = _CLASSES.get(named) or _number([named], 0)[0] if word in listed("@class") else None
    if number is not None and word == "tingkatan":
        return FIRST_FORM + number
    school = next((one for one in (*after[1:2], *before) if one in _FIRST_CLASS), None)
    if number is None or (number < FIRST_OF_SECONDARY and school is None):
        return None
    return number + (AT_FIRST_CLASS if number >= FIRST_OF_SECONDARY else _FIRST_CLASS[school or ""])


def _attends(message: Message, place: int) -> bool:
    """Return whether a school is where somebody is, or has just come from: "masih sma", "baru lulus smp"."""
    words = message.words
    around = words[max(0, place - _WORDS_AROUND - 1) : place + _WORDS_AROUND]
    typed = {one for word in around if word.clause == words[place].clause for one in word.typed.lower().split()}
    of_a_child = words[place].typed.lower().startswith(_CHILD) or (place and words[place - 1].reading in _CHILD)
    unfinished = "belum" in {word.reading for word in around} and listed("@left").intersection(typed)
    if listed("@atschool").intersection(typed) or of_a_child or unfinished:
        return True
    just_left = listed("@justleft").intersection(typed) or _this_year(words, place)
    first = {words[place].reading, *words[place].typed.lower().split()} & listed("@firstschool")
    return bool(first and just_left)


def _this_year(words: Sequence[Word], place: int) -> bool:
    """Return whether a school was left this year: "lulus SMP tahun ini"."""
    return [word.reading for word in words[place + 1 : place + 3]] == ["tahun", "ini"]
