"""Reads who is in danger in a call for help: the writer, or somebody the writer knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.matching.danger import patterns
from bot.matching.danger.patterns import listed
from bot.matching.danger.persons import names_relative
from bot.matching.text.normalise import Message, Word

OWNED_WITHIN = 3
"""Words from a relative to what says whose: "teman satu kamar saya"."""


def writes_of_another(message: Message, deed: int) -> bool:
    """Return whether the writer tells of somebody else's danger. `deed`: the place of the first act or sign."""
    readings = message.readings
    me = patterns.load().lists["@me"]
    if any(one.reading in me and _reports(other) for one, other in pairwise(message.words)):
        return True
    others = list(_others(message))
    if _suffers(message, others):
        return False
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


def _suffers(message: Message, others: Sequence[int]) -> bool:
    """Return whether a deed is done to the writer: "saya dikunci", "dia jual aku"; another who is quoted is not."""
    me, readings = patterns.load().lists["@me"], message.readings
    return any(
        reading in me
        and _is_done_to(readings, place)
        and not any(other < place and listed("@says").intersection(readings[other:place]) for other in others)
        for place, reading in enumerate(readings)
    )


def _is_done_to(readings: Sequence[str], place: int) -> bool:
    """Return whether a deed stands beside "saya" at a place, and it is no relative's: "teman satu kamar saya"."""
    acts = patterns.acts()
    before = readings[max(0, place - OWNED_WITHIN) : place]
    behind = [one for one in readings[place + 1 : place + 3] if one not in listed("@still")]
    done = not acts.isdisjoint((*before[-1:], *behind[:1]))
    owned = before[-1:] and before[-1] in patterns.load().lists["@thing"]  # "sawah kami dijual"
    return done and not owned and not any(names_relative(one) for one in before if one not in acts)


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
    if before in listed("@by") | listed("@taken") or after[0] in lists["@boss"] | listed("@notmine"):
        return True
    if before in lists["@me"] and readings[place] in listed("@relative") and after[0] not in lists["@me"]:
        return True
    if before in lists["@boss"] and readings[place] in listed("@sex") and after[0] not in lists["@me"]:
        return True  # "bos cowok" is the employer
    if place == 0 and after[0] in listed("@asks"):
        return True  # "kakak boleh tolong": somebody is called
    return after[0] in patterns.acts() and after[1] in lists["@me"]
