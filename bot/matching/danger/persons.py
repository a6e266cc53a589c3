"""Reads whom a message names, and who of them is meant at a place."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from bot.matching.danger import patterns
from bot.matching.danger.patterns import listed
from bot.matching.text.normalise import Message, Word

ANYBODY = "dia"
_UNNAMED = frozenset({ANYBODY, "cewek", "cowok", "gadis", "bujang", "perempuan"})
"""Words that may stand for somebody who was named otherwise before: "anak saya mau kerja. cewek. 16 tahun"."""
FAR, NEAR = 10, 3
"""Words between somebody and what is said of him, before and behind."""
MOST_ATTRIBUTES = 2
"""Words between a relative and whose it is: "anak perempuan bungsu saya"."""
SOON = 3
"""Words from somebody to what he does to another."""
_HIS, _MY = "nya", "ku"
_WILL = frozenset({"mau", "akan", "hendak", "ingin"})
"""Before "saya": somebody else is spoken of ("mau saya panggil")."""
_HELPS = frozenset({"tolong", "menolong", "bantu", "membantu"})


class Person(NamedTuple):
    """Somebody a message names. `word`: "" for the writer, else the relative's word, or ANYBODY."""

    place: int
    word: str

    def may_be(self, other: Person) -> bool:
        """Return whether both can be the same person."""
        return self.word == other.word or not _UNNAMED.isdisjoint((self.word, other.word))


@lru_cache(maxsize=8)
def persons(message: Message) -> tuple[Person, ...]:
    """Return the writer and those the writer speaks of, each where named; no addressee and no companion."""
    found: list[Person] = []
    for place, word in enumerate(message.words):
        if word.reading in patterns.load().lists["@me"]:
            if not (_owns(message, place) or _leads(message, place, 1) or _only_acts(message, place)):
                found.append(Person(place, ""))
        elif not is_person(word.reading) or word.typed.lower() in listed("@called"):
            continue
        elif not _accompanies(message, place):
            found.append(Person(place, ANYBODY if word.reading in listed("@he") else word.reading.removesuffix(_HIS)))
    return tuple(found)


def nearest_person(message: Message, place: int) -> Person | None:
    """Return who is spoken of at a place: the nearest person before it, else right behind it."""
    known = persons(message)
    before = [one for one in known if place - FAR <= one.place <= place]
    clause = message.words[place].clause
    behind = [one for one in known if place < one.place <= place + NEAR and message.words[one.place].clause == clause]
    if behind and before and message.words[before[-1].place].clause != clause:
        return behind[0]
    return before[-1] if before else behind[0] if behind else None


def worker_at(message: Message, place: int) -> Person | None:
    """Return who works: named right before ("ibunya yang kerja di sana"), or the nearest person."""
    readings = message.readings
    if place >= 2 and readings[place - 1] == "yang" and names_relative(readings[place - 2]):
        return Person(place - 2, readings[place - 2].removesuffix(_HIS))
    return nearest_person(message, place)


def is_person(reading: str) -> bool:
    """Return whether a word names the writer or somebody the writer speaks of."""
    return reading in patterns.load().lists["@me"] or reading in listed("@he") or names_relative(reading)


def names_relative(reading: str) -> bool:
    """Return whether a word names a relative or an acquaintance: "adik", "adiknya", "sahabatku"."""
    return reading in _relatives()


@lru_cache(maxsize=1)
def _relatives() -> frozenset[str]:
    return frozenset(f"{one}{owner}" for one in listed("@relative") for owner in ("", _HIS, _MY))


def is_relative(word: Word) -> bool:
    """Return whether a word names a relative, also one that is read as any man or woman: "lanangku", "wedokku"."""
    return names_relative(word.reading) or word.typed.lower() in listed("@owned")


def _owns(message: Message, place: int) -> bool:
    """Return whether "saya" says whose somebody is: "adik saya", "anak perempuan kami"."""
    readings = message.readings
    at = place - 1
    while at >= 0 and at >= place - MOST_ATTRIBUTES and readings[at] in listed("@attribute"):
        at -= 1
    return at >= 0 and (names_relative(readings[at]) or (at == place - 1 and readings[at] in listed("@place")))


def _only_acts(message: Message, place: int) -> bool:
    """Return whether "saya" is followed, or does what befalls another: "ikut saya", "mau saya panggil ke sini"."""
    before, after = message.readings[max(0, place - 1) : place], message.readings[place + 1 : place + 2]
    if any(one in _WILL or one in listed("@taken") for one in before):
        return True
    return any(one.endswith("kan") and one not in listed("@leads") for one in after)


def _leads(message: Message, place: int, within: int) -> bool:
    """Return whether somebody sends another within so many words: "saya suruh", "saudara jauh yang mengajaknya"."""
    return any(word.reading in listed("@leads") for word in message.words[place + 1 : place + 1 + within])


def _accompanies(message: Message, place: int) -> bool:
    """Return whether somebody only goes along, or sends another: "ikut pamannya", "bibi mengajak"."""
    words = message.words
    before = words[place - 1].reading if place else ""
    beside = place > 0 and words[place - 1].clause == words[place].clause
    if before in listed("@by") or before in listed("@taken") or (beside and names_relative(before)):
        return True
    if before in _HELPS and not patterns.load().lists["@want"].isdisjoint(
        message.readings[max(0, place - 2) : place - 1]
    ):
        return True  # "mau bantu paman kerja": the one who helps will work
    return _leads(message, place, SOON)
