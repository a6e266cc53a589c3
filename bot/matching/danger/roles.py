"""Reads from the order of words who is in danger in a call for help; `affected_person` weighs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from bot.matching.danger import patterns
from bot.matching.danger.patterns import ACT, Found, listed
from bot.matching.danger.persons import is_relative, names_relative
from bot.matching.text.normalise import Message, Word

OWNED_WITHIN = 3
"""Words from a relative to what says whose: "teman satu kamar saya"."""


def readings(message: Message, found: Sequence[Found]) -> Iterator[str]:
    """Yield what is read of the people in a call for help. `found`: the message's ideas."""
    known = patterns.signs()
    places = [(known[one.idea].grade != ACT, one.start) for one in found if one.idea in known]
    # an act says who suffers; of signs alone, "saya tidak tahu harus ke mana" may be the writer's own
    deed = min(places)[1] if places else len(message.words)
    others = list(_others(message))
    suffers = _suffers(message, others, found)
    yield "tells of another" if _tells_of_another(message, others, deed, suffers) else "tells of himself"
    yield "another is named" if others else "nobody else is named"
    if suffers:
        yield "the writer suffers"


def _tells_of_another(message: Message, others: Sequence[int], deed: int, suffers: bool) -> bool:
    """Return whether somebody else stands where the one who suffers would. `deed`: the place of the first deed."""
    words = message.readings
    me = patterns.load().lists["@me"]
    if any(one.reading in me and _reports(other) for one, other in pairwise(message.words)):
        return True
    if suffers:
        return False
    if any(place and words[place - 1] in listed("@sake") for place in others):
        return True
    if not others or others[0] > deed + 1:
        return False
    for place in range(min(others[0], deed)):
        before = words[place - 1] if place else ""
        if words[place] in me and not listed("@relative") | listed("@place") >= {before}:
            return others[0] < deed
    return True


def _suffers(message: Message, others: Sequence[int], found: Sequence[Found]) -> bool:
    """Return whether a deed is done to the writer: "saya dikunci", "dia jual aku"; another who is quoted is not."""
    me, readings, known = patterns.load().lists["@me"], message.readings, patterns.signs()
    deeds = {readings[one.start] for one in found if one.idea in known and known[one.idea].grade == ACT}
    return any(
        reading in me
        and _is_done_to(readings, place, deeds)
        and not any(other < place and listed("@says").intersection(readings[other:place]) for other in others)
        for place, reading in enumerate(readings)
    )


def _is_done_to(readings: Sequence[str], place: int, deeds: Set[str]) -> bool:
    """Return whether a deed stands beside "saya" at a place, and it is no relative's: "teman satu kamar saya"."""
    acts = patterns.acts() | deeds
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
        if not is_relative(word) or word.typed.lower() in listed("@called") or _is_beside(message, place):
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
