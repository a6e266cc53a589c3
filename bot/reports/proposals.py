"""What use teaches the FAQ: proposals for staff, grouped and masked; nothing changes by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from rapidfuzz import fuzz

from bot.helpdesk.detection.pii import masked

ALIKE = 82
"""From this likeness on (0–100, words in any order) two texts count as one way of asking."""


class Lesson(StrEnum):
    """What happened: a guess was chosen, an answer did not help, or an officer had to answer."""

    CHOSEN = "chosen"
    DOWN = "down"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Heard:
    """One such moment: the resident's words, and the entry it concerns ("" for an officer's answer)."""

    lesson: Lesson
    entry: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Like texts together: `times` heard, `texts` the different wordings, most frequent first."""

    lesson: Lesson
    entry: str
    times: int
    texts: tuple[str, ...]


def proposals(heard: Iterable[Heard], known: Callable[[str], bool]) -> tuple[Proposal, ...]:
    """Return the moments grouped by kind, entry and similarity, most frequent first; long numbers are masked.

    `known`: whether a text already stands among the phrasings, so that it teaches nothing new.
    """
    groups: dict[tuple[Lesson, str], list[list[str]]] = {}
    for moment in heard:
        text = " ".join(masked(moment.text)[0].split())
        if not text or (moment.lesson is Lesson.CHOSEN and known(text)):
            continue
        clusters = groups.setdefault((moment.lesson, moment.entry), [])
        likest = max(clusters, key=partial(_likeness_of, text), default=None)
        if likest and _likeness_of(text, likest) >= ALIKE:
            likest.append(text)
        else:
            clusters.append([text])
    found = [
        Proposal(lesson, entry, len(cluster), _by_frequency(cluster))
        for (lesson, entry), clusters in groups.items()
        for cluster in clusters
    ]
    return tuple(sorted(found, key=lambda one: (-one.times, one.lesson, one.entry, one.texts)))


def _likeness_of(text: str, cluster: list[str]) -> float:
    return fuzz.token_sort_ratio(text.lower(), cluster[0].lower())


def _by_frequency(texts: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts), key=lambda text: (-texts.count(text), text)))
