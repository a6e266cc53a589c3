"""Reads who is in danger in a call for help: the writer, or somebody the writer knows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bot.matching.danger import patterns
from bot.matching.danger.patterns import listed
from bot.matching.danger.persons import names_relative
from bot.matching.text.normalise import Message, Word


def writes_of_another(message: Message, deed: int) -> bool:
    """Return whether the writer tells of somebody else's danger. `deed`: the place of the first act or sign."""
    readings = message.readings
    me = patterns.load().lists["@me"]
    if any(one.reading in me and _reports(other) for one, other in pairwise(message.words)):
        return True
    others = list(_others(message))
    if any(place and readings[place - 1] in listed("@sake") for place in others):
        return True
    if not others or others[0] > deed + 1:
        return False
    first = others[0]
    for place in range(min(first, deed)):
        before = readings[place - 1] if place else ""
        if readings[place] in me and not listed("@relative") | listed("@place") >= {before}:
            return first < deed
    return True


def _reports(word: Word) -> bool:
    """Return whether a word behind "saya" names who reports: "saya ibunya", "saya wali kelas"."""
    somebodys = word.typed.lower().endswith("nya") and names_relative(word.reading)
    return somebodys or word.reading in listed("@reporter")


def _others(message: Message) -> Iterator[int]:
    """Yield the places of relatives and others the writer knows."""
    # "nenek disandera, cu": the old speak of themselves so to the young
    by_an_elder = any(word.typed.lower() in listed("@child") for word in message.words)
    me = patterns.load().lists["@me"]
    for place, word in enumerate(message.words):
        if not names_relative(word.reading) or word.typed.lower() in listed("@called") or _is_beside(message, place):
            continue
        after = message.readings[place + 1 : place + 2]
        owned = me.intersection(after) or word.reading not in listed("@relative")
        if not (by_an_elder and word.reading in listed("@elder") and not owned):
            yield place


def _is_beside(message: Message, place: int) -> bool:
    """Return whether a relative is a helper, the doer, the employer's ("anak nyonya"), or the writer ("saya istri")."""
    lists, readings = patterns.load().lists, message.readings
    before, after = readings[place - 1] if place else "", (*readings[place + 1 : place + 3], "", "")
    if before in listed("@by") or after[0] in lists["@boss"] | listed("@notmine"):
        return True
    if before in lists["@me"] and readings[place] in listed("@relative") and after[0] not in lists["@me"]:
        return True
    return after[0] in patterns.acts() and after[1] in lists["@me"]
