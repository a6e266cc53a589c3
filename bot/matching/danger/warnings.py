"""Reads what is no emergency yet but must not be answered like an office question: a child's work, a recruiter's trap.

`warning_classifier` weighs it. `early_warning` is asked only where no danger was found, or only a faint one.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from bot.matching.danger import patterns, warning_classifier
from bot.matching.danger.features import read
from bot.matching.danger.patterns import WARNING_IDEAS
from bot.matching.text.normalise import Message

CHILD_AT, GENERALLY_AT, OFFER_AT = -1.0, 0.5, -1.4
"""Log-odds from which somebody is warned: a false warning costs a short text, a missed one a child's safety.
The second: where a message asks of the law or the news and names nobody whom the writer knows."""
_GENERAL = frozenset({"!law", "!news"})
_ONCE, _AGAIN = frozenset({"dulu", "pernah", "eks", "mantan", "bekas", "sebelumnya"}), frozenset({"lagi", "kembali"})
_BY_OTHERS = frozenset({"agent", "recruiter", "sent", "led", "taken", "money", "pay", "secret"})
"""Ideas by which somebody else has a hand in a journey."""
_SENT_HOME = frozenset({"deportasi", "dideportasi", "cekal", "dicekal", "diusir"})


class EarlyWarning(StrEnum):
    """What to warn of; the names are the acts of the `ask --jsonl` contract."""

    MINOR = "anak"
    OFFER = "tawaran"


class WarningScore(NamedTuple):
    """What a message should be warned of, and the log-odds of it."""

    of: EarlyWarning
    log_odds: float


def early_warning(text: str, today: date | None = None) -> EarlyWarning | None:
    """Return what a message should be warned of. `today`: what years of birth are counted from."""
    warned = weighed_warning(text, today)
    return warned.of if warned else None


def weighed_warning(text: str, today: date | None = None) -> WarningScore | None:
    """Return what a message should be warned of, and how sure that is."""
    message = read(text)
    if "!homework" in {one.idea for one in patterns.find(message, WARNING_IDEAS)}:
        return None
    child, offer = warning_classifier.scores(message, today)
    if child >= (GENERALLY_AT if _is_general(message) else CHILD_AT):
        return WarningScore(EarlyWarning.MINOR, child)
    offered = offer >= OFFER_AT and not _goes_again(message)
    return WarningScore(EarlyWarning.OFFER, offer) if offered else None


def _goes_again(message: Message) -> bool:
    """Return whether somebody who has worked abroad wants to go again, and nobody and nothing suspicious is named.

    A rule beside the model, which hears an offer in "berangkat lagi": fitting it anew moves other messages, too.
    """
    readings = set(message.readings)
    if readings.isdisjoint(_ONCE) or readings.isdisjoint(_AGAIN) or readings & _SENT_HOME:
        return False
    ideas = {one.idea for one in patterns.find(message, WARNING_IDEAS)}
    return ideas.isdisjoint(_BY_OTHERS) and not warning_classifier.weight(ideas)


def _is_general(message: Message) -> bool:
    """Return whether a message asks of the law or the news, and names nobody whom the writer knows."""
    frames = {one.idea for one in patterns.find(message)}
    return not frames.isdisjoint(_GENERAL) and patterns.load().lists["@me"].isdisjoint(message.readings)


def is_happening(text: str) -> bool:
    """Return whether somebody pleads and nothing is only planned: "tolong, anak saya dibawa agen"."""
    message = read(text)
    pleads = any(one.idea == "plea" for one in patterns.find(message))
    return pleads and all(one.idea != "planned" for one in patterns.find(message, WARNING_IDEAS))
