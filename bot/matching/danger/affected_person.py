"""Reads who is in danger in a call for help: the writer, or somebody the writer tells of.

A linear model over the order in which the writer, others, deeds and doers are named, over words, and over what
`roles` reads, learnt from the calls of danger-examples.tsv (`train_affected_person`). Which of two people a deed
befalls follows from small words around it, more than rules could list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from bot.matching.danger import patterns, roles
from bot.matching.danger.linear_model import LinearModel
from bot.matching.danger.patterns import ACT, Found, listed
from bot.matching.danger.persons import is_relative
from bot.matching.text.normalise import Message, Word

MODEL = Path(__file__).with_name("affected-person-model.tsv")
LONGEST = 4
"""Words that are read in their order as one feature."""
_ME, _OTHER, _OTHERS_OWN, _ADDRESSED, _HE = "me", "other", "other-nya", "addressed", "he"
_BOSS, _AGENT, _DEED, _SIGN, _REST = "boss", "agent", "deed", "sign", "_"
_PEOPLE = frozenset({_ME, _OTHER, _OTHERS_OWN, _HE})
_DOERS = frozenset({_BOSS, _AGENT})
_START, _PAUSE, _END = "<", ",", ">"


def writes_of_another(message: Message, found: Sequence[Found]) -> bool:
    """Return whether the writer tells of somebody else's danger. `found`: the message's ideas."""
    return load().scores(features(message, found), message.readings)[0] > 0


@lru_cache(maxsize=1)
def load() -> LinearModel:
    """Return the model; it is read once."""
    return LinearModel(MODEL)


def features(message: Message, found: Sequence[Found]) -> set[str]:
    """Return what the model reads beside the words: parts in their order, and the readings of `roles`."""
    parts = list(_parts(message, found))
    ordered = (parts[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(parts) - size + 1))
    told = {"n " + " ".join(some) for some in ordered}
    people = [part for part in parts if part in _PEOPLE]
    told.add(f"first {people[0] if people else ''}")
    if _DEED in parts:
        before = [part for part in parts[: parts.index(_DEED)] if part in _PEOPLE | _DOERS]
        told |= {f"before deed {' '.join(before[-1:])}", f"before deed, two {' '.join(before[-2:])}"}
    return told | {f"r {one}" for one in roles.readings(message, found)}


def _parts(message: Message, found: Sequence[Found]) -> Iterator[str]:
    """Yield what each word is to it: somebody, a deed, a small word that joins them; the rest once in a row."""
    known = patterns.signs()
    marked: dict[int, str] = {}
    for one in found:
        if one.idea in known:
            part = _DEED if known[one.idea].grade == ACT else _SIGN
            marked.update((at, part) for at in range(one.start, one.end) if marked.get(at) != _DEED)
    last, clause = _START, -1
    yield _START
    for place, word in enumerate(message.words):
        if word.clause != clause and clause >= 0:
            last = _PAUSE
            yield last
        clause = word.clause
        part = _part(word, marked.get(place, ""))
        if part != _REST or last != _REST:
            yield part
        last = part
    yield _END


def _part(word: Word, marked: str) -> str:
    lists, reading, typed = patterns.load().lists, word.reading, word.typed.lower()
    if reading in lists["@me"]:
        return _ME
    if typed in listed("@called"):
        return _ADDRESSED
    if is_relative(word):
        return _OTHERS_OWN if typed.endswith("nya") else _OTHER
    for name, part in ((listed("@he"), _HE), (lists["@boss"], _BOSS), (lists["@agent"], _AGENT)):
        if reading in name:
            return part
    if reading in patterns.acts():
        return _DEED
    if marked and len(reading) > 2:
        return marked
    return reading if reading in listed("@joins") else _REST
