"""Reads the ages that a message tells: in figures and words, beside another's, by schools and years of birth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bot.matching.danger.births import born, tells_birth
from bot.matching.danger.compared_ages import younger
from bot.matching.danger.numerals import is_number, number_at, spoken_year
from bot.matching.danger.patterns import listed
from bot.matching.danger.persons import Person, is_person, nearest_person
from bot.matching.danger.schools import age_at_school
from bot.matching.text.normalise import Message

OF_AGE, OLDEST = 18, 80
YOUNGEST_TOLD = 7
"""A lone number below this ("6 tahun") is mostly a span of time; behind "umur" any number is an age."""
YOUNGEST_ALONE = 12
"""From this on a number behind a person or "baru" is an age without saying so ("aku baru 16")."""
_WORDS_AROUND = 3
_LASTING, _BEING = frozenset({"sudah", "telah"}), frozenset({"jadi", "menjadi", "di", "tinggal"})
"""Around a span of time that is no age: "saya sudah 15 tahun jadi pekerja di sana"."""
_OF_SPANS = frozenset({"di", "paspor"})
"""Before a span of a few years: "di taiwan sudah 12 tahun", "paspor saya sudah 10 tahun"."""
_NEXT = frozenset({"depan", "ini"})
"""Behind "bulan": "baru enam belas bulan depan" is an age."""
_CHILDREN = frozenset({"anak", "adik", "keponakan", "cucu", "sepupu", "putri", "putra", "bungsu", "sulung"})
"""Who is young where "kerja" follows the years: "anak 15 tahun kerja di sana"."""
_GROWN = frozenset({"suami", "bapak", "ayah", "ibu", "mama", "orang"})
"""Whose years somewhere are no age: "suami saya 14 tahun di sabah"."""
_OF_SEVERAL = frozenset({"besar", "kecil", "satu", "sulung", "bungsu", "tua", "muda", "pertama", "kedua", "ketiga"})
"""Behind "yang": one of several children, whose age follows ("yang besar enam belas, yang kecil empat belas")."""
_OLDEST_WANTED = 30
"""The second of two ages of whom a recruiter looks for is no higher: "cewek 15-20"."""
_TO, _NO = frozenset({"sampai", "hingga"}), frozenset({"belum", "tidak"})
_FULL = frozenset({"genap", "ganap", "genep", "jangkep", "cukup", "sampai"})
"""Behind an age and "belum": it is still to come ("tujuh belas belum genap")."""
_SOON = frozenset({"mau", "akan", "menuju", "otw", "menjelang", "jelang"})
_TIMES = frozenset({"hari", "minggu", "bulan", "tahun", "seminggu", "sebulan", "setahun", "setaun"})
"""Before an age that is still to come: "baru mau 17", "dua bulan lagi 18"."""
_BIRTHDAY = frozenset({"ultah", "ulang"})
"""Before "ke-17"."""
_SELF = frozenset({"saya", "kami"})
"""Between years and what they were spent with: "sudah 16 tahun saya kerja"."""
_ONCE = frozenset({"dulu", "dahulu", "bahari", "biyen", "rumiyin", "baheula"})
_SINCE = 5
"""Words from these to an age that somebody has left behind: "dulu saya pertama berangkat umur 16, sekarang 41"."""
_CARD = 6
"""Words before "KTP" in which "belum" or whose it is stands."""
_NEW_CARD = frozenset({"baru", "elektronik", "hilang", "rusak", "lagi"})
"""Behind a card that is still to come: an adult's second one."""
_NOT_YET = frozenset({"belum", "kurang"})
_ENOUGH = frozenset({"cukup", "sampai", "genap", "memenuhi", "masuk"})
"""Beside "umur": "umur belum sampai", "belum cukup umur"."""
_FIRST = frozenset({"baru", "belum", "pertama", "saja"})
"""Beside what begins with growing up: "baru haid", "belum nyoblos"."""


class MentionedAge(NamedTuple):
    """An age that a message tells. `said`: it is said, and does not only follow from a school."""

    place: int
    age: int
    said: bool


def ages(message: Message, today: date | None = None) -> list[MentionedAge]:
    """Return the ages that a message tells, without what a grown one has left: "tamat smp, umur 31".

    `today`: what a year of birth is counted from.
    """
    told = [(one, nearest_person(message, one.place)) for one in _ages(message, today)]
    grown = [who for one, who in told if one.said and one.age >= OF_AGE]
    words = message.readings
    now = [who for one, who in told if one.age >= OF_AGE and "sekarang" in words[max(0, one.place - 4) : one.place]]
    return [
        one
        for one, who in told
        if one.age >= OF_AGE
        or not any(_are_same(who, other) for other in (now if one.said else grown))
        or (one.said and _ONCE.isdisjoint(words[max(0, one.place - _SINCE) : one.place]))
    ]


def _are_same(one: Person | None, other: Person | None) -> bool:
    return one is None or other is None or one.word == other.word


def _ages(message: Message, today: date | None) -> Iterator[MentionedAge]:
    words = message.readings
    compared = younger(words)
    behind = 0
    for place in range(len(words)):
        if place < behind:
            continue
        number, length = number_at(words, place)
        spoken, year_length = spoken_year(words, place) if today else (0, 0)
        age, said = born(message, place, today) if today and words[place][-1:].isdigit() else None, True
        if place in compared:
            age, length = compared[place]
            behind = place + length
        elif today and spoken:
            behind = place + year_length
            age = today.year - spoken if tells_birth(words[:place]) else None
        elif age is None and number is not None:
            behind = place + length
            age = _told(message, place, behind, number)
        elif age is None:
            age = age_at_school(message, place, today)
            said = age is not None and (age >= OF_AGE or "masih" in words[max(0, place - _WORDS_AROUND) : place])
            if age is None and _is_young(message, place):
                age = OF_AGE - 1
        if age is not None:
            yield MentionedAge(place, age, said)


def _told(message: Message, place: int, end: int, number: int) -> int | None:
    """Return the age that a number from `place` to before `end` tells."""
    words, clause = message.words, message.words[place].clause
    before = _nearest_before(message.readings[:place])
    a_range = end < len(words) and words[end].reading.isdigit()  # "16 - 20 tahun"
    rest = [word.reading for word in words[end : end + 4] if word.clause == clause or a_range]
    rest = [*rest[:1], *(word for word in rest[1:] if word not in _SELF)][:3]  # "sudah 16 tahun saya kerja"
    lately = [word.reading for word in words[max(0, place - _WORDS_AROUND) : place] if word.clause == clause]
    if listed("@once").intersection((*lately, *rest[:2])) or not _is_age(number, before, rest):
        return None
    return _below(number, before, rest)


def _nearest_before(words: list[str]) -> list[str]:
    """Return the words right before a number, without who reaches it: "setahun lagi adik saya baru 18"."""
    near = words[-_WORDS_AROUND:]
    reach = words[-_WORDS_AROUND - 2 :]
    if near[-1:] == ["dari"] and "kurang" in reach and not _TIMES.isdisjoint(near):
        return ["kurang", *near[1:]]  # "kurang 3 bulan dari 18"
    if "lagi" not in reach or _TIMES.isdisjoint(reach):
        return near
    return [*(one for one in reach[:-1] if not is_person(one)), *reach[-1:]][-_WORDS_AROUND:]


def _is_young(message: Message, place: int) -> bool:
    """Return whether a word says that somebody is young: "di bawah umur", "masih sekolah", "bocah", "baru haid"."""
    word, words = message.words[place], message.readings
    before, after = words[max(0, place - _WORDS_AROUND) : place], words[place + 1 : place + 1 + _WORDS_AROUND]
    last = before[-1] if before else ""
    if word.reading in ("dibawah", "bawah"):
        return after[:1] == ["umur"]
    if word.reading in _NOT_YET:
        lacking = word.reading == "kurang" and not listed("@age").isdisjoint(before[-2:])
        says_so = (lacking or not _ENOUGH.isdisjoint(after)) and not any(is_number(one) for one in after)
        return says_so and not listed("@age").isdisjoint((*before[-2:], *after))
    if word.reading == "belasan":
        return last in listed("@age") or last == "masih" or is_person(last) or last in listed("@attribute")
    if word.reading == "ktp":
        return _is_still_to_come(message, place)
    if word.reading in ("sekolah", "bersekolah"):
        return last == "masih"
    if word.reading in listed("@period") or (word.reading == "datang" and after[:1] == ["bulan"]):
        return not _FIRST.isdisjoint((*before, *after))
    return word.typed.lower() in listed("@children") and last not in listed("@tends")


def _is_still_to_come(message: Message, place: int) -> bool:
    """Return whether somebody has no identity card yet: "cucu belum punya KTP", "KTP belum jadi"."""
    words = message.readings
    before, after = words[max(0, place - _CARD) : place], words[place + 1 : place + 1 + _WORDS_AROUND]
    if not _NEW_CARD.isdisjoint(after):
        return False
    who = nearest_person(message, place)
    if "belum" in before[-2:] or "belum" in after[:2]:
        return True
    waits = ("lagi" in before or {"depan", "baru"} <= set(before)) and not _TIMES.isdisjoint(before)
    return waits and (who is None or not who.word or who.word in _CHILDREN)


def _is_age(number: int, before: list[str], rest: list[str]) -> bool:
    last = before[-1] if before else ""
    following, then, years = (*rest, "", "", "")[:3]
    if number <= OF_AGE and (_is_to_come(before, rest) or (not _NO.isdisjoint(before) and last in _TO | _FULL)):
        return number >= YOUNGEST_ALONE  # "belum sampai 17"
    if last == "sweet" or (last == "ke" and not _BIRTHDAY.isdisjoint(before)):
        return number >= YOUNGEST_ALONE  # "ulang tahun ke-17"
    if last == "yang" and any(is_person(word) for word in before[:-1]):
        before, last = before[:-1], before[-2]
    if last in listed("@class") | listed("@spanbefore"):
        return False
    named = [at for at, word in enumerate(before) if word in listed("@age")]
    if named and not any(is_number(word) for word in before[named[-1] + 1 :]):
        counted = following in listed("@unit") and not (last in listed("@age") and following in _CHILDREN)
        return not counted or then in _NEXT  # "umur 31, anak tiga" counts the children
    if following in listed("@years"):
        return number >= YOUNGEST_TOLD and not _is_span(number, before, then)
    if following in _TO and years in listed("@years"):
        following, then = then, years
    if following.isdigit() and then in listed("@years"):
        return YOUNGEST_ALONE <= number < int(following)  # a range that is looked for: "16-20 tahun"
    return _is_age_alone(number, before, following, then)


def _is_age_alone(number: int, before: list[str], following: str, then: str) -> bool:
    """Return whether a number that nothing calls an age is one: "adik saya 15", "baru enam belas", "cewek 15-20"."""
    last = before[-1] if before else ""
    if following.isdigit() and (is_person(last) or last in listed("@attribute")):
        return YOUNGEST_ALONE <= number < int(following) <= _OLDEST_WANTED
    of_several = last in _OF_SEVERAL and "yang" in before[-2:-1]
    lacking = number == OF_AGE and "kurang" in before
    by_now = "sudah" in before[:-1] or any(is_person(one) for one in before)
    already = last == "sekarang" or (last == "sudah" and by_now)
    told = of_several or lacking or already or last in listed("@just") | listed("@below") or is_person(last)
    counted = following.isdigit() or (following in listed("@unit") | listed("@month") and then not in _NEXT)
    return told and YOUNGEST_ALONE <= number <= OLDEST and not counted


def _is_span(number: int, before: list[str], then: str) -> bool:
    """Return whether years are a span of time: "sudah 15 tahun jadi pekerja", "di hongkong 15 tahun"."""
    last = before[-1] if before else ""
    if then in listed("@spanafter"):
        return _CHILDREN.isdisjoint(before)
    if last in listed("@work") or (last in listed("@abroad") and _OF_SPANS.intersection(before)):
        return True
    if then == "di" and _GROWN.intersection(before):
        return True  # "suami saya 14 tahun di sabah"
    return last in _LASTING and (
        then in _BEING | listed("@work") or (number <= YOUNGEST_ALONE and bool(_OF_SPANS.intersection(before)))
    )


def _below(number: int, before: list[str], rest: list[str]) -> int:
    """Return the age that a number tells: "belum 18", "18 belum genap" and "kurang setahun lagi 18" are one less."""
    less = listed("@below").intersection(before[-_WORDS_AROUND:]) or _is_to_come(before, rest)
    return number - 1 if less and rest[:1] != ["lebih"] else number


def _is_to_come(before: list[str], rest: list[str]) -> bool:
    """Return whether an age is not reached: "18 belum genap", "sebulan lagi 18", "mau 17", "17 kurang sebulan"."""
    if rest[:1] == ["belum"] and not _FULL.isdisjoint(rest[1:2]):
        return True
    last = before[-1] if before else ""
    if not rest or (rest[0] not in listed("@unit") and not rest[0].isdigit()):
        if last in _SOON or (last == "baru" and "lagi" in before and not _TIMES.isdisjoint(before)):
            return True
        if "lagi" in before[-2:] and ("sebentar" in before or not _TIMES.isdisjoint(before)):
            return True
    if rest[:1] == ["baru"] and not (_TIMES | listed("@month")).isdisjoint(rest[1:2]):
        return rest[1] not in _TIMES or rest[2:] == ["depan"]  # "17 baru tahun depan"
    return (rest[:1] == ["kurang"] and len(rest) > 1) or (last == "genap" and rest[1:2] == ["depan"])
