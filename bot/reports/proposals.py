"""What use shows about the FAQ: proposals for staff, grouped and masked; nothing changes by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from rapidfuzz import fuzz

from bot.helpdesk.detection.pii import masked

ALIKE = 82
"""From this likeness on (0–100, words in any order) two texts count as one way of asking."""


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
    groups: dict[tuple[Feedback, str], list[list[str]]] = {}
    for moment in events:
        text = " ".join(masked(moment.text)[0].split())
        if not text or (moment.feedback is Feedback.CHOSEN and known(text)):
            continue
        clusters = groups.setdefault((moment.feedback, moment.entry), [])
        likest = max(clusters, key=partial(_likeness_of, text), default=None)
        if likest and _likeness_of(text, likest) >= ALIKE:
            likest.append(text)
        else:
            clusters.append([text])
    found = [
        Proposal(feedback, entry, len(cluster), _by_frequency(cluster))
        for (feedback, entry), clusters in groups.items()
        for cluster in clusters
    ]
    return tuple(sorted(found, key=lambda one: (-one.times, one.feedback, one.entry, one.texts)))


def _likeness_of(text: str, cluster: list[str]) -> float:
    return fuzz.token_sort_ratio(text.lower(), cluster[0].lower())


def _by_frequency(texts: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts), key=lambda text: (-texts.count(text), text)))
