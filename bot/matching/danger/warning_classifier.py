"""Weighs whether a message tells of a child who is to work abroad, or of an offer that is a trap.

A linear model over ages, people, work and places in their order, over words, ideas, and whose the ages are, learnt
from warning-examples.tsv (`train_warnings`). Who is to go, and why, is told in more ways than rules could list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from bot.matching.danger import patterns
from bot.matching.danger.ages import OF_AGE, MentionedAge, ages
from bot.matching.danger.linear_model import LinearModel
from bot.matching.danger.patterns import WARNING_IDEAS, Found, listed
from bot.matching.danger.persons import Person, names_relative, nearest_person, worker_at
from bot.matching.text.normalise import Message

MODEL = Path(__file__).with_name("warning-model.tsv")
LONGEST = 3
"""Parts that are read in their order as one feature."""
_SMALL, _YOUNG, _GROWN, _TEEN, _MADE, _NUMBER, _YEAR = "small", "young", "grown", "teen", "made", "0", "year"
_ME, _CHILD, _OTHER, _TENDS, _REST = "me", "child", "other", "tends", "_"
_PARTS = {
    "!harmless": "harmless", "work": "work", "abroad": "abroad", "agent": "agent", "sent": "sent", "led": "sent",
    "forged": "forged", "marry": "marry", "papers": "papers",
}  # fmt: skip
"""What the words of an idea are to the message; the last that fits counts."""
_REASONS = frozenset({"work", "agent", "marry", "forged", "sent"})
"""What takes somebody abroad who is warned; without it a child travels."""
YOUNGEST_WORKER = 8
_AGES = (YOUNGEST_WORKER, 13, OF_AGE)
_TEENS = frozenset({"13", "14", "15", "16", "17"})
"""Numbers that may be an age that no rule reads."""
_MADE_UP = frozenset(str(age) for age in range(18, 25))
_MAKING = frozenset(
    {"jadi", "menjadi", "dijadikan", "dibuat", "ditulis", "tertulis", "dituakan", "dituain", "lolos", "ktp", "paspor"}
)
"""Before the age that somebody younger is given on paper: "umurnya diatur jadi 21"."""
_CHILDREN = frozenset(
    {"anak", "adik", "keponakan", "cucu", "sepupu", "putri", "putra", "bungsu", "sulung", "murid", "siswa", "siswi"}
)
_START, _PAUSE, _END = "<", ",", ">"


SIGNS = {
    "lie": 3, "forged": 3, "blank": 3, "secret": 3, "visa": 3, "mule": 3, "organ": 3, "bride": 3, "smuggled": 3,
    "undocumented": 3, "touristpaper": 2, "kept": 2, "held": 2, "debt": 2, "deposit": 2, "nopaper": 2, "scamland": 2,
    "scamwork": 2, "house": 2, "scamdeep": 1, "haste": 1, "prepaid": 1, "bare": 1, "pay": 1, "detour": 1,
}  # fmt: skip
"""How much each sign says that an offer is a trap."""
_ONLY_WITH = {"house": "closed", "bride": "marry", "visa": "work", "undocumented": "move"}
"""Signs that count only beside another idea: domestic work only where it is closed."""
MOST_SIGNS = 3
"""The sum from which signs add no more."""


def scores(message: Message, today: date | None) -> tuple[float, float]:
    """Return the log-odds that a child is to work abroad, and that somebody is offered a trap."""
    child, offer = load().scores(features(message, today), words(message))
    return child, offer


@lru_cache(maxsize=1)
def load() -> LinearModel:
    """Return the model; it is read once."""
    return LinearModel(MODEL)


def words(message: Message) -> list[str]:
    """Return the words that the model reads: numbers that are no child's age are all one, and so are years."""
    return [_word(reading) for reading in message.readings]


def features(message: Message, today: date | None) -> set[str]:
    """Return what the model reads beside the words. `today`: what years of birth are counted from."""
    found, told = patterns.find(message, WARNING_IDEAS), ages(message, today)
    ideas, parts = {one.idea for one in found}, list(_parts(message, found, told))
    sizes = range(1, LONGEST + 1)
    read = {"n " + " ".join(parts[at : at + size]) for size in sizes for at in range(len(parts) - size + 1)}
    read |= {f"i {idea}" for idea in ideas} | {f"f {one.idea}" for one in patterns.find(message)}
    read.add(f"signs {min(MOST_SIGNS, weight(ideas))}")
    about = " ".join(sorted({_SMALL, _YOUNG, _GROWN}.intersection(parts))) or "no age"
    read |= {f"a {about}"} | {f"a {about} {one}" for one in set(_PARTS.values()).intersection(parts)}
    if {"work", "abroad"} <= set(parts) or {"agent", "abroad"} <= set(parts):
        read.add(f"a {about} goes")
    if _REASONS.isdisjoint(parts):
        read.add(f"a {about} no reason")
    return read.union(_whose(message, found, told))


def weight(ideas: set[str]) -> int:
    """Return how much the signs of a trap weigh together."""
    signs = set(SIGNS) & ideas - {sign for sign, needed in _ONLY_WITH.items() if needed not in ideas}
    return sum(SIGNS[sign] for sign in signs)


def _whose(message: Message, found: Sequence[Found], told: Sequence[MentionedAge]) -> Iterator[str]:
    """Yield whose the ages are, and whether those are who works."""
    work = {one.start for one in found if one.idea == "work"}
    workers = [worker_at(message, place) for place in sorted(work) if place - 1 not in work]
    for one in told:
        who = nearest_person(message, one.place)
        age = next((f"below {top}" for top in _AGES if one.age < top), _GROWN)
        yield f"k {age} {_kind(who)}"
        for worker in workers:
            same = who is None or worker is None or who.may_be(worker)
            yield f"k {age} {'works' if same else 'beside who works'}"
            yield f"k {age} {_kind(who)} beside working {_kind(worker)}"


def _stage(age: int) -> str:
    return _SMALL if age < YOUNGEST_WORKER else _YOUNG if age < OF_AGE else _GROWN


def _kind(who: Person | None) -> str:
    if who is None:
        return "nobody"
    return _ME if not who.word else _CHILD if who.word in _CHILDREN else _OTHER


def _word(reading: str) -> str:
    if not reading.isdigit() or int(reading) < OF_AGE:
        return reading
    return _YEAR if len(reading) == len("2010") else _NUMBER


def _parts(message: Message, found: Sequence[Found], told: Sequence[MentionedAge]) -> Iterator[str]:
    """Yield what each word is to the message: somebody, an age, work, a place abroad; the rest once in a row."""
    marked: dict[int, str] = {}
    for one in found:
        if one.idea in _PARTS:
            marked.update((at, _PARTS[one.idea]) for at in (one.start, one.end - 1) if at not in marked)
    marked |= {one.place: _stage(one.age) for one in told}
    me, readings, last, clause = patterns.load().lists["@me"], message.readings, _START, -1
    yield _START
    for place, word in enumerate(message.words):
        if word.clause != clause and clause >= 0:
            last = _PAUSE
            yield last
        clause = word.clause
        part = _ME if word.reading in me else _part(word.reading, word.typed.lower())
        if part not in (_TENDS, _ME):
            part = marked.get(place) or _number(word.reading, readings[max(0, place - 2) : place]) or part
        if part != _REST or last != _REST:
            yield part
        last = part
    yield _END


def _number(reading: str, before: Sequence[str]) -> str | None:
    """Return what a number is that no rule reads as an age: one that may be, or one that papers are to show."""
    if reading in _MADE_UP and not _MAKING.isdisjoint(before):
        return _MADE
    return _TEEN if reading in _TEENS else None


def _part(reading: str, typed: str) -> str:
    if typed not in listed("@called") and names_relative(reading):
        return _CHILD if reading.removesuffix("nya").removesuffix("ku") in _CHILDREN else _OTHER
    if reading in listed("@tends"):
        return _TENDS
    return reading if reading in listed("@joins") else _REST
