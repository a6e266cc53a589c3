"""Reads what is no emergency yet but must not be answered like an office question: a child's work, a recruiter's trap.

Everything is read from words and their order; nothing is learnt. `early_warning` is asked only where no danger was
found, or only a faint one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from bot.matching.danger import patterns
from bot.matching.danger.ages import Young, below_eighteen
from bot.matching.danger.features import read
from bot.matching.danger.patterns import WARNING_IDEAS, Found
from bot.matching.danger.persons import worker_at
from bot.matching.text.normalise import Message


class EarlyWarning(StrEnum):
    """What to warn of; the names are the acts of the `ask --jsonl` contract."""

    MINOR = "anak"
    OFFER = "tawaran"


_GENERAL = frozenset({"!law", "!school", "!news", "!prevent"})
"""Frames of the danger's ideas in which nobody is about to leave."""
WEIGHTS = {
    "lie": 3, "forged": 3, "blank": 3, "secret": 2, "visa": 2, "held": 2, "debt": 2, "mule": 3, "organ": 3, "bride": 3,
    "haste": 1, "prepaid": 1, "bare": 1, "pay": 1, "scamland": 2, "house": 2,
}  # fmt: skip
"""How much each sign says that an offer is a trap; "house" only where domestic work is closed."""
_SURE = frozenset({"lie", "forged", "blank", "mule"})
"""Signs of a recruiter where no work is named."""
TRAP = 3
"""The sum from which somebody is warned."""


def early_warning(text: str, today: date | None = None) -> EarlyWarning | None:
    """Return what a message should be warned of. `today`: what years of birth are counted from."""
    message = read(text)
    found = patterns.find(message, WARNING_IDEAS)
    frames = {one.idea for one in patterns.find(message)}
    if is_for_child(message, found, frames, today):
        return EarlyWarning.MINOR
    return EarlyWarning.OFFER if is_trap(found, frames) else None


def is_for_child(message: Message, found: Sequence[Found], frames: set[str], today: date | None) -> bool:
    """Return whether somebody below eighteen is to work, or to be taken or married abroad."""
    ideas = {one.idea for one in found}
    if frames & _GENERAL or not ideas & {"abroad", "agent", "sent", "offered"}:
        return False
    work = [one.start for one in found if one.idea == "work"]
    strangers = ideas & {"agent", "marry"} or ("taken" in ideas and "!parents" not in ideas)
    taken = strangers and "abroad" in ideas and "!pilgrim" not in frames
    lied_about = {"agent", "forged"} <= ideas
    return any(
        taken or lied_about or ("scamland" in ideas and work) or any(_is_whose(message, young, place) for place in work)
        for young in below_eighteen(message, today)
    )


def _is_whose(message: Message, young: Young, work: int) -> bool:
    """Return whether the young person may be the one who is to work."""
    worker = worker_at(message, work)
    return young.who is None or worker is None or young.who.may_be(worker)


def is_planned(text: str) -> bool:
    """Return whether somebody is to go, without a word of today or of a plea for help."""
    message = read(text)
    if {"now", "plea"} & {one.idea for one in patterns.find(message)}:
        return False
    return any(one.idea == "planned" for one in patterns.find(message, WARNING_IDEAS))


def is_trap(found: Sequence[Found], frames: set[str]) -> bool:
    """Return whether an offer to go and work, or to marry, shows enough signs of a trap."""
    ideas = {one.idea for one in found}
    going = bool({"work", "marry", "organ"} & ideas) or ("abroad" in ideas and bool(_SURE & ideas))
    recruited = {"abroad", "agent"} <= ideas and "!pilgrim" not in frames
    if frames & _GENERAL or not {"offered", "agent"} & ideas or not (going or recruited):
        return False
    signs = set(WEIGHTS) & ideas
    if "closed" not in ideas:
        signs -= {"house"}
    if "marry" not in ideas:
        signs -= {"bride"}
    return sum(WEIGHTS[sign] for sign in signs) >= TRAP
