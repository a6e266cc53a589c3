"""What use shows about the FAQ: proposals for staff, grouped and masked; nothing changes by itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TypeVar

from rapidfuzz import fuzz

from bot.helpdesk.detection.pii import masked

T = TypeVar("T")
Likeness = Callable[[T, T], float]
COMPARED = 5
"""Different members of a group that another is compared with."""
ALIKE = 82
"""From this likeness on (0–100, words in any order) two texts count as one way of asking."""


def grouped(every: Iterable[T], likeness: Likeness[T], alike: float, key: Callable[[T], Hashable]) -> list[list[T]]:
    """Return groups of what is alike, in the order of their first members.

    `key`: what two must have in common to be put together at all.
    """
    groups: dict[Hashable, list[list[T]]] = {}
    for one in every:
        standing = groups.setdefault(key(one), [])
        nearest = max(standing, key=partial(_nearness, one, likeness), default=None)
        if nearest and _nearness(one, likeness, nearest) >= alike:
            nearest.append(one)
        else:
            standing.append([one])
    return [group for standing in groups.values() for group in standing]


def _nearness(one: T, likeness: Likeness[T], group: list[T]) -> float:
    return max(likeness(one, other) for other in group[:COMPARED])


class Feedback(StrEnum):
    """What happened: a guess was chosen, an answer did not help, or an officer had to answer."""

    CHOSEN = "chosen"
    DOWN = "down"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class FeedbackEvent:
    """One such moment: the resident's words, and the entry it concerns ("" for an officer's answer)."""

    feedback: Feedback
    entry: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Similar texts together: `times` received, `texts` the different wordings, most frequent first."""

    feedback: Feedback
    entry: str
    times: int
    texts: tuple[str, ...]


def proposals(events: Iterable[FeedbackEvent], known: Callable[[str], bool]) -> tuple[Proposal, ...]:
    """Return the moments grouped by kind, entry and similarity, most frequent first; long numbers are masked.

    `known`: whether a text already stands among the phrasings, so that it teaches nothing new.
    """
    cleaned = (replace(moment, text=" ".join(masked(moment.text)[0].split())) for moment in events)
    usable = (one for one in cleaned if one.text and not (one.feedback is Feedback.CHOSEN and known(one.text)))
    found = [
        Proposal(group[0].feedback, group[0].entry, len(group), _by_frequency([one.text for one in group]))
        for group in grouped(usable, _likeness, ALIKE, key=lambda one: (one.feedback, one.entry))
    ]
    return tuple(sorted(found, key=lambda one: (-one.times, one.feedback, one.entry, one.texts)))


def _likeness(one: FeedbackEvent, other: FeedbackEvent) -> float:
    return fuzz.token_sort_ratio(one.text.lower(), other.text.lower())


def _by_frequency(texts: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts), key=lambda text: (-texts.count(text), text)))
