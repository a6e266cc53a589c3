"""How far the FAQ reaches: of residents' own questions, how many of each topic are answered, offered, handed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.helpdesk.privacy.names import nameless
from bot.helpdesk.privacy.numbers import masked
from bot.matching.entry import Decision, DecisionKind

UNKNOWN = ""
"""Stands for the topic of a question that resembles no entry."""
_WITHOUT_A_QUESTION = (DecisionKind.SMALLTALK, DecisionKind.REPHRASE)
_RESEMBLES = 0.05
"""Chance of the best entry from which a question handed over counts as one of its topic."""


class Coverage(NamedTuple):
    """Questions of one topic: how many were answered, offered entries, or handed to the officer; the rest is `other`.

    `handed_over`: the texts of those handed over, masked, so that staff see what is missing.
    """

    topic: str
    answered: int
    offered: int
    other: int
    handed_over: tuple[str, ...]

    @property
    def asked(self) -> int:
        """Return the number of questions."""
        return self.answered + self.offered + self.other + len(self.handed_over)


def coverage(
    questions: Iterable[str], decide: Callable[[Sequence[str]], Decision], topics: Mapping[str, str]
) -> tuple[Coverage, ...]:
    """Ask all questions again, and count them by topic, those with the most handed over first.

    `topics`: each entry's; what only greets or cannot be read is no question and is not counted.
    """
    counts: dict[str, Counter[DecisionKind]] = {}
    missing: dict[str, list[str]] = {}
    for text in questions:
        decision = decide([text])
        if decision.outcome in _WITHOUT_A_QUESTION:
            continue
        topic = _topic_of(decision, topics)
        counts.setdefault(topic, Counter())[decision.outcome] += 1
        if decision.outcome is DecisionKind.ESCALATE:
            missing.setdefault(topic, []).append(" ".join(nameless(masked(text)[0]).split()))
    found = []
    for topic, outcomes in counts.items():
        handed_over = tuple(missing.get(topic, ()))
        answered, offered = outcomes[DecisionKind.ANSWER], outcomes[DecisionKind.SUGGEST]
        other = outcomes.total() - answered - offered - len(handed_over)
        found.append(Coverage(topic, answered, offered, other, handed_over))
    return tuple(sorted(found, key=lambda one: (-len(one.handed_over), -one.asked, one.topic)))


def _topic_of(decision: Decision, topics: Mapping[str, str]) -> str:
    entry, chance = decision.ranking[0] if decision.ranking else (UNKNOWN, 0.0)
    if decision.outcome is DecisionKind.ESCALATE and chance < _RESEMBLES:
        return UNKNOWN
    return topics.get((*decision.answers, entry)[0], UNKNOWN)
