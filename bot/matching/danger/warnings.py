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
from bot.matching.danger.patterns import WARNING_IDEAS, Found, listed
from bot.matching.danger.persons import worker_at
from bot.matching.text.normalise import Message


class EarlyWarning(StrEnum):
    """What to warn of; the names are the acts of the `ask --jsonl` contract."""

    MINOR = "anak"
    OFFER = "tawaran"


_GENERAL = frozenset({"!law", "!news", "!prevent"})
"""Frames of the danger's ideas in which nobody is about to leave, unless the writer speaks of one of his own."""
YOUNGEST_BRIDE, YOUNGEST_LED, YOUNGEST_WORKER = 12, 12, 8
"""A child below these ages goes with a parent who marries, or who travels; or is named beside somebody who works."""
_TOGETHER, _OWN_CHILDREN = frozenset({"kami", "kita"}), frozenset({"anak", "cucu"})
"""A writer who goes with somebody: "pacar saya … kami mau kerja"; parents who go leave their children behind."""
_FOR_ANOTHER = frozenset({"tanya", "bertanya", "menanyakan", "konsultasi", "carikan", "mencarikan", "cariakan"})
"""Between the writer and the work: the writer only asks about it, or looks for it on another's behalf."""
WEIGHTS = {
    "lie": 3, "forged": 3, "blank": 3, "secret": 3, "visa": 3, "mule": 3, "organ": 3, "bride": 3, "smuggled": 3,
    "undocumented": 3, "touristpaper": 2, "kept": 2, "held": 2, "debt": 2, "deposit": 2, "nopaper": 2, "scamland": 2,
    "scamwork": 2, "house": 2, "scamdeep": 1, "haste": 1, "prepaid": 1, "bare": 1, "pay": 1, "detour": 1,
}  # fmt: skip
"""How much each sign says that an offer is a trap."""
_ONLY_WITH = {"house": "closed", "bride": "marry", "visa": "work", "undocumented": "move"}
"""Signs that count only beside another idea: domestic work only where it is closed."""
_HIDDEN = frozenset({"lie", "forged", "blank", "mule", "secret", "kept"})
"""Signs that make a recruiter of an agent where neither work nor a country is named."""
_UNSIGNED = frozenset({"deposit", "nopaper"})
"""The same, unless a passport is spoken of: those who make passports for money ask for deposits, too."""
_SURE = frozenset({"lie", "forged", "blank", "mule", "smuggled", "undocumented"})
"""Signs of a recruiter where no work is named."""
_TELLING = frozenset({"smuggled", "undocumented", "scamdeep", "bride", "scamwork"})
"""Signs that say by themselves that somebody was made an offer."""
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
    if "!homework" in ideas or not ideas & {"abroad", "agent", "sent", "offered", "papers"}:
        return False
    return any(
        (not frames & _GENERAL or _is_own(message, young)) and _is_leaving(message, young, found, frames)
        for young in below_eighteen(message, today)
    )


def _is_own(message: Message, young: Young) -> bool:
    """Return whether the young person is the writer or somebody of the writer's: "adik saya"."""
    if young.who is None:
        return False
    me = patterns.load().lists["@me"]
    return not young.who.word or bool(me.intersection(message.readings[young.who.place + 1 : young.who.place + 3]))


def _is_leaving(message: Message, young: Young, found: Sequence[Found], frames: set[str]) -> bool:
    """Return whether somebody young is to be taken or married abroad, or may be the one who is to work."""
    ideas = {one.idea for one in found}
    married = "marry" in ideas and young.age >= YOUNGEST_BRIDE
    strangers = married or "agent" in ideas or ("taken" in ideas and "!parents" not in ideas)
    led = {"led", "forged", "quits"} & ideas and young.age >= YOUNGEST_LED and "!harmless" not in ideas
    if (strangers or led) and "abroad" in ideas and "!pilgrim" not in frames:
        return True
    if "agent" in ideas and ("forged" in ideas or {"recruiter", "sent"} <= ideas):
        return True
    places = {one.start for one in found if one.idea == "work"}
    work = [place for place in sorted(places) if place - 1 not in places]
    if young.age < YOUNGEST_WORKER:
        return False
    return bool("scamland" in ideas and work) or any(_is_whose(message, young, place, ideas) for place in work)


def _is_whose(message: Message, young: Young, work: int, ideas: set[str]) -> bool:
    """Return whether the young person may be the one who is to work."""
    worker = worker_at(message, work)
    if young.who and young.who.place == work + 1 and message.readings[work] in listed("@tends"):
        return False
    if young.who is None or worker is None or young.who.may_be(worker):
        return True
    if message.readings[worker.place] in _TOGETHER and young.who.word not in _OWN_CHILDREN:
        return True
    return "!harmless" not in ideas and not worker.word and _is_asked_for(message, young.who.place, worker.place, work)


def _is_asked_for(message: Message, young: int, writer: int, work: int) -> bool:
    """Return whether the writer only asks about the work ("saya mau tanya"), or arranges it for the young one."""
    sake = listed("@sake").intersection(message.readings[max(0, young - 1) : young])
    return bool(sake or _FOR_ANOTHER.intersection(message.readings[writer:work]))


def is_planned(text: str) -> bool:
    """Return whether somebody is to go, without a word of today or of a plea for help."""
    message = read(text)
    if {"now", "plea"} & {one.idea for one in patterns.find(message)}:
        return False
    return any(one.idea == "planned" for one in patterns.find(message, WARNING_IDEAS))


def is_happening(text: str) -> bool:
    """Return whether somebody pleads and nothing is only planned: "tolong, anak saya dibawa agen"."""
    message = read(text)
    pleads = any(one.idea == "plea" for one in patterns.find(message))
    return pleads and all(one.idea != "planned" for one in patterns.find(message, WARNING_IDEAS))


def is_trap(found: Sequence[Found], frames: set[str]) -> bool:
    """Return whether an offer to go and work, or to marry, shows enough signs of a trap."""
    ideas = {one.idea for one in found}
    if frames & _GENERAL or "!homework" in ideas or not {"offered", "agent", *_TELLING} & ideas:
        return False
    signs = set(WEIGHTS) & ideas - {sign for sign, needed in _ONLY_WITH.items() if needed not in ideas}
    return _is_going(ideas, frames) and sum(WEIGHTS[sign] for sign in signs) >= TRAP


def _is_going(ideas: set[str], frames: set[str]) -> bool:
    """Return whether somebody is to work or to marry, or is led abroad by a recruiter."""
    if {"work", "marry", "organ"} & ideas:
        return True
    abroad = "abroad" in ideas and ("agent" in ideas or _SURE & ideas)
    hidden = _HIDDEN & ideas or ("passport" not in ideas and _UNSIGNED & ideas)
    return bool(abroad or ("recruiter" in ideas and hidden)) and "!pilgrim" not in frames
