"""Reads what the model does not hear but a careful person would ask about: "apakah ada yang sedang dalam bahaya?"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.danger import patterns
from bot.matching.danger.detector import FAMILY, VICTIM, assess
from bot.matching.danger.features import read
from bot.matching.danger.patterns import DENIED, OWN, PAST, THING, WARNING_IDEAS, listed
from bot.matching.danger.roles import writes_of_another
from bot.matching.text.normalise import Message

_NOBODYS = frozenset({"!law", "!school", "!news", "!define", "!if", "!prevent", "!joke", "!hoax", "!pilgrim"})
"""Frames in which nobody tells of somebody of his own."""


def worth_asking(turns: Sequence[str]) -> str | None:
    """Return the emergency entry that would fit if the answer to the gentle question is yes; None: nothing to ask."""
    if not turns:
        return None
    message = read(turns[-1])
    readings = set(message.readings)
    if readings and readings <= listed("@plea"):
        # "tolong" alone says nothing; after a word of trouble it does
        return _trouble(turns[-2]) if len(turns) > 1 else None
    return _entry(message) if _tells_trouble(message, readings) else None


def _trouble(text: str) -> str | None:
    danger = assess(text)
    return danger.entry if danger.level != "none" else worth_asking([text])


def _tells_trouble(message: Message, readings: set[str]) -> bool:
    """Return whether fear is all that is said, or somebody is forced to marry, cut off, or threatened at home."""
    if readings & listed("@fear") and readings <= listed("@fear") | listed("@merely"):
        return True
    found = patterns.find(message)
    ideas = {one.idea for one in found}
    if _NOBODYS & ideas:
        return False
    modes = {(one.idea, mode) for one, mode in patterns.modes_of(message, found) if mode not in (DENIED, THING)}
    told = {one.idea for one in patterns.find(message, WARNING_IDEAS)}
    cut_off = bool({("phonetaken", OWN), ("nocall", OWN)} & modes) and {"abroad", "scamland"} & ideas and "home" in told
    compelled = ("force", OWN) in modes or ("force" in {idea for idea, _ in modes} and readings & listed("@fear"))
    forced = compelled and "marry" in told
    threatened = ("threat", PAST) in modes and "agent" in ideas and "!solved" in ideas
    return bool(cut_off or forced or threatened)


def _entry(message: Message) -> str:
    known = patterns.signs()
    deed = min((one.start for one in patterns.find(message) if one.idea in known), default=len(message.words))
    return FAMILY if writes_of_another(message, deed) else VICTIM
