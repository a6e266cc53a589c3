"""Which of residents' recent questions would be answered otherwise by another state of the FAQ. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.helpdesk.detection.person_names import nameless
from bot.helpdesk.detection.pii import masked
from bot.matching.decision import Decision

Decide = Callable[[Sequence[str]], Decision]


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A question, masked, with what is decided about it now and what would be."""

    text: str
    before: Decision
    after: Decision


def changed_answers(
    questions: Iterable[str], before: Decide, after: Decide, reworded: Collection[str]
) -> tuple[ChangedAnswer, ...]:
    """Return the questions that would get another answer; `reworded`: entries whose answers say something else."""
    found = []
    for text in questions:
        old, new = before([text]), after([text])
        if _shown(old) != _shown(new) or not set(new.answers).isdisjoint(reworded):
            found.append(ChangedAnswer(" ".join(nameless(masked(text)[0]).split()), old, new))
    return tuple(found)


def _shown(decision: Decision) -> tuple[object, ...]:
    """Return what a resident sees of a decision."""
    return (decision.outcome, decision.answers, decision.suggestions, decision.act, decision.referral)
