"""Finds the numbers in a text that name a person: where each stands and what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bot.helpdesk.detection.digit_kinds import Kind, beginning_at, structured
from bot.helpdesk.detection.digit_labels import Labels
from bot.helpdesk.detection.digit_runs import Group, Run, runs
from bot.helpdesk.detection.digit_text import Reading, read

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class Found(NamedTuple):
    """A number and where it stands in the original text."""

    kind: Kind
    start: int
    end: int


def numbers_in(text: str) -> list[Found]:
    """Return the numbers that name somebody, in order; linear in the length of the text."""
    reading = read(text)
    labels, official = Labels(reading.tokens), _official_addresses(reading)
    found: list[Found] = []
    for run in runs(reading):
        public = any(start <= reading.tokens[run[0].token].start < end for start, end in official)
        found += _in_run(run, labels, reading, public=public)
    return found


def _official_addresses(reading: Reading) -> list[tuple[int, int]]:
    """Return where addresses under .go.id stand; the numbers in them are the office's own."""
    if ".go.id" not in reading.canonical:
        return []
    words, at = [], 0
    for word in reading.canonical.split(" "):
        if ".go.id" in word:
            words.append((at, at + len(word)))
        at += len(word) + 1
    return words


def _in_run(run: Run, labels: Labels, reading: Reading, *, public: bool) -> Iterator[Found]:
    """Find first what its structure alone gives away, then what is left on both sides of it."""
    rest, at = 0, 0
    while at < len(run):
        part = structured(run, at)
        if part is None or part.kind is None:
            at += 1
            continue
        if not public:
            yield from _others(run[rest:at], labels, reading)
        yield _found(part.kind, run[at], run[part.last], reading)
        rest = at = part.last + 1
    if not public:
        yield from _others(run[rest:], labels, reading)


def _others(run: Run, labels: Labels, reading: Reading) -> Iterator[Found]:
    """Find what stands between dates, hours and sums."""
    at = 0
    while at < len(run):
        end = next((place for place in range(at, len(run)) if run[place].plain), len(run))
        yield from _in_part(run[at:end], labels, reading)
        at = end + 1


def _in_part(part: Run, labels: Labels, reading: Reading) -> Iterator[Found]:
    at = 0
    while at < len(part):
        label = labels.beside(part[at].token, part[-1].token)
        kind, last, letters = beginning_at(part, at, label, reading)
        if kind:
            yield _found(kind, part[at], part[last], reading, letters)
        at = last + 1


def _found(kind: Kind, first: Group, last: Group, reading: Reading, letters: int | None = None) -> Found:
    """Return the number with the sign or bracket that belongs to it."""
    start = reading.tokens[first.token if letters is None else letters].start
    end = reading.tokens[last.token].end
    canonical = reading.canonical
    inside = canonical[start:end]
    opened = sum(inside.count(sign) for sign in "([{") - sum(inside.count(sign) for sign in ")]}")
    bracketed = any(sign in inside for sign in "([{")
    before, after = canonical[start - 1 : start] in _OPENING, canonical[end : end + 1] in _CLOSING
    if before and (opened < 0 or (bracketed and not opened and after)):
        start -= 1
    if after and (opened > 0 or (bracketed and not opened and before)):
        end += 1
    if canonical[start - 1 : start] == "+":
        start -= 1
    return Found(kind, *reading.original(start, end))
