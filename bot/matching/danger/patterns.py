"""Finds the ideas of danger in a message: deeds, force, places and pleas, and the frames that take them back.

An idea is a pattern over words in danger-ideas.tsv: words of one sentence that follow each other, `a|b` for
alternatives, `.` for at most one word between, `..` for at most three, `@name` for a list of words. A word stands for
itself and for words of its root. Ideas that begin with `!` are frames (a law question, school work, something past).
`=` is an innocent phrase: what lies in it counts for nothing ("pukul 8", "paspor mati").
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from bot.matching.text.normalise import Message, Word

INNOCENT = "="
ACT, SIGN = "act", "sign"
OWN, BARE, GENERAL, SUPPOSED, FEARED, PAST, THING, DENIED = (
    "own", "bare", "general", "supposed", "feared", "past", "thing", "denied",
)  # fmt: skip
"""The mode of an act: of the writer or somebody known, without saying of whom, of people in general, only supposed,
only feared, of the past, of a thing or by nature ("dipukul bola"), or denied."""
_GAPS = {".": 1, "..": 3}
_NOT_ITS_ROOT = frozenset({"petugas", "barabai", "kebakaran", "kecelakaan", "menghilangkan"})
"""Words that do not stand for their root: an officer is no "tugas" that a pupil is set, and an accident no threat."""
_PAST_FRAMES = frozenset({"!past", "!solved"})
_DENIABLE = _PAST_FRAMES | {"!harmless"}
"""Frames that a "tidak" takes back: "belum pulang", "tidak mau sekolah"."""
_Rest = tuple[tuple[int, frozenset[str]], ...]


class Found(NamedTuple):
    """An idea in the words `start` to `end` (exclusive) of a message."""

    idea: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Ideas:
    """The patterns, found by their first word, and the named lists of words."""

    first: Mapping[str, Sequence[tuple[str, _Rest]]]
    lists: Mapping[str, frozenset[str]]
    vocabulary: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sign:
    """What an idea means for a person to read. `grade`: ACT (enough by itself) or SIGN (supports others)."""

    grade: str
    text: str


KEPT_MESSAGES = 256
"""Messages whose words and ideas stay known: several rules look at the same one, by two files, and in a backlog again
when it is decided, a hundred messages later."""
DANGER_IDEAS, WARNING_IDEAS = "danger-ideas.tsv", "warning-ideas.tsv"


@lru_cache(maxsize=4)
def load(name: str = DANGER_IDEAS) -> Ideas:
    """Return the ideas of a file that ships with the program. Raises ValueError naming a malformed line."""
    first: dict[str, list[tuple[str, _Rest]]] = {}
    lists: dict[str, frozenset[str]] = {}
    vocabulary: set[str] = set()
    for number, line in enumerate(_lines(name), start=2):
        idea, tab, pattern = line.partition("\t")
        steps = _steps(pattern, lists) if tab else ()
        if not steps or (idea.startswith("@") and len(steps) > 1):
            raise ValueError(f"{name} baris {number}: harus berisi nama, tab, lalu pola kata")
        vocabulary.update(word for _, words in steps for word in words)
        if idea.startswith("@"):
            lists[idea] = steps[0][1]
            continue
        for word in steps[0][1]:
            first.setdefault(word, []).append((idea, steps[1:]))
    return Ideas(first, lists, frozenset(vocabulary))


@lru_cache(maxsize=128)
def listed(name: str, *more: str) -> frozenset[str]:
    """Return the words of named lists of the early warnings: whom a message speaks of, and how old they are."""
    lists = load(WARNING_IDEAS).lists
    return lists[name].union(*map(lists.__getitem__, more)) if more else lists[name]


@lru_cache(maxsize=1)
def signs() -> dict[str, Sign]:
    """Acts and signs with their Indonesian words; ideas without a row are only setting."""
    rows = [line.split("\t") for line in _lines("danger-signs.tsv")]
    return {idea: Sign(grade, text) for idea, grade, text in rows}


@lru_cache(maxsize=1)
def acts() -> frozenset[str]:
    """Return the words that are an act by themselves: what denies the first of several denies them all."""
    known = signs()
    return frozenset(
        word
        for word, patterns in load().first.items()
        if any(known[idea].grade == ACT for idea, rest in patterns if idea in known and not rest)
    )


def _lines(name: str) -> list[str]:
    return files("bot.matching.danger").joinpath(name).read_text("utf-8").splitlines()[1:]


def _steps(pattern: str, lists: Mapping[str, frozenset[str]]) -> _Rest:
    steps: list[tuple[int, frozenset[str]]] = []
    gap = 0
    for part in pattern.split(" "):
        if part in _GAPS:
            gap = _GAPS[part]
            continue
        words: set[str] = set()
        for word in part.split("|"):
            if word.startswith("@") and word not in lists:
                return ()
            words |= lists[word] if word.startswith("@") else {word}
        if "" in words:
            return ()
        steps.append((gap, frozenset(words)))
        gap = 0
    return tuple(steps)


@lru_cache(maxsize=KEPT_MESSAGES)
def find(message: Message, name: str = DANGER_IDEAS) -> tuple[Found, ...]:
    """All ideas of a message, in order, without those that lie in an innocent phrase. `name`: the file of ideas."""
    ideas = load(name)
    words = [(word.reading, word.reading if word.reading in _NOT_ITS_ROOT else word.root) for word in message.words]
    present = {form for forms in words for form in forms}
    sentences = _sentences(message)
    found: list[Found] = []
    innocent: set[int] = set()
    for start, forms in enumerate(words):
        last = bisect_right(sentences, sentences[start])
        for form in forms if forms[0] != forms[1] else forms[:1]:
            for idea, rest in ideas.first.get(form, ()):
                if rest and rest[-1][1].isdisjoint(present):
                    continue  # most patterns end here
                end = _match(rest, words[:last], start + 1)
                if not end:
                    continue
                if idea == INNOCENT:
                    innocent.update(range(start, end))
                elif idea not in _DENIABLE or not _is_taken_back(words, start, end):
                    found.append(Found(idea, start, end))
    if innocent:
        found = [one for one in found if one.start not in innocent and one.end - 1 not in innocent]
    return tuple(found)


def _is_taken_back(words: Sequence[tuple[str, str]], start: int, end: int) -> bool:
    """Return whether a "tidak" stands within or before: "belum pulang", "tidak saya lanjutkan sekolahnya"."""
    lists = load().lists
    before = start - 2 if start > 1 and words[start - 1][0] in lists["@me"] else start - 1
    return any(words[at][0] in lists["@not"] for at in range(max(0, before), end))


def _match(rest: _Rest, words: Sequence[tuple[str, str]], place: int) -> int:
    """Where the pattern's rest ends when it is looked for from `place`, or 0."""
    if not rest:
        return place
    gap, wanted = rest[0]
    for at in range(place, min(place + gap + 1, len(words))):
        if words[at][0] in wanted or words[at][1] in wanted:
            end = _match(rest[1:], words, at + 1)
            if end:
                return end
    return 0


def modes_of(message: Message, found: Sequence[Found]) -> list[tuple[Found, str]]:
    """Return the mode of each act and sign of a message (see OWN and its neighbours)."""
    known = signs()
    told = [one for one in found if one.idea in known]
    if not told:
        return []
    words, sentences = message.words, _sentences(message)
    past = {sentences[one.start] for one in found if one.idea in _PAST_FRAMES}
    return [(one, _mode(one, known[one.idea].grade == ACT, words, sentences, past)) for one in told]


def end_of_first_sentence(message: Message) -> int:
    """Return the place behind the words of a message's first sentence."""
    return sum(number == 0 for number in _sentences(message))


def _sentences(message: Message) -> list[int]:
    numbers: list[int] = []
    number, before = 0, -1
    for word in message.words:
        if before >= 0 and word.clause != before and before in message.stops:
            number += 1
        numbers.append(number)
        before = word.clause
    return numbers


def _mode(one: Found, act: bool, words: Sequence[Word], sentences: Sequence[int], past: set[int]) -> str:
    lists = load().lists
    start, end, sentence = one.start, one.end, sentences[one.start]
    clause = words[start].clause

    def near(first: int, last: int) -> list[str]:
        """Return readings of the sentence's words from place `first` to before `last`."""
        return [words[at].reading for at in range(max(0, first), min(len(words), last)) if sentences[at] == sentence]

    def in_clause(first: int) -> list[str]:
        return [words[at].reading for at in range(max(0, first), start) if words[at].clause == clause]

    if words[start].reading not in lists["@not"] and _is_denied(one, words, lists):
        return DENIED
    if _is_of_a_thing(one, words, lists) or (act and _befalls_a_thing(one, words, lists)):
        return THING
    if sentence in past:
        return PAST
    if lists["@if"].intersection(in_clause(start - 6)):
        return SUPPOSED
    if act and lists["@fear"].intersection(in_clause(start - 5)):
        return FEARED
    before = near(start - 7, start)
    me = lists["@me"]
    general = lists["@general"].intersection(before[-4:]) or "orang" in before[-3:] or before[-1:] == ["yang"]
    if general and not me.intersection(before[-3:]):
        return GENERAL
    if me.intersection(before + near(start, end + 3)) or lists["@known"].intersection(before):
        return OWN
    return BARE


def _is_denied(one: Found, words: Sequence[Word], lists: Mapping[str, frozenset[str]]) -> bool:
    for at in range(one.start - 1, max(-1, one.start - 7), -1):
        if words[at].clause != words[one.start].clause:
            return False
        if words[at].reading in lists["@not"]:
            threatened = at > 0 and words[at - 1].reading in lists["@if"]
            between = {words[place].reading for place in range(at + 1, one.start)}
            return not threatened and (lists["@between"] | acts()).issuperset(between)
    return False


def _is_of_a_thing(one: Found, words: Sequence[Word], lists: Mapping[str, frozenset[str]]) -> bool:
    """ "hp saya disandera anak", "dipukul bola": the sufferer is a thing, or the doer is nature."""
    last = words[one.end - 1]
    if any(word.clause == last.clause and word.reading in lists["@nature"] for word in words[one.end : one.end + 1]):
        return True
    at = one.start - 1
    while at >= 0 and words[at].reading in lists["@small"]:
        at -= 1
    near = at >= 0 and at >= one.start - 3 and words[at].clause == words[one.start].clause
    return near and words[at].reading in lists["@thing"]


def _befalls_a_thing(one: Found, words: Sequence[Word], lists: Mapping[str, frozenset[str]]) -> bool:
    """Return whether a thing follows a deed, and nobody stands before it: "dikunci aplikasinya"."""
    before = words[one.start - 1] if one.start else None
    if before and before.clause == words[one.start].clause and before.reading in lists["@me"] | lists["@known"]:
        return False
    return any(
        word.clause == words[one.end - 1].clause and word.reading in lists["@thing"]
        for word in words[one.end : one.end + 1]
    )
