"""What questions are answered by two states of the FAQ, and where the later one takes another answer's place. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.helpdesk.privacy.names import nameless
from bot.helpdesk.privacy.numbers import masked
from bot.matching.entry import Decision, DecisionKind

Decide = Callable[[Sequence[str]], Decision]


@dataclass(frozen=True, slots=True)
class AskedOfBoth:
    """A question, masked, with what is decided about it now and what would be."""

    text: str
    before: Decision
    after: Decision

    @property
    def differs(self) -> bool:
        """Return whether a resident would see another entry, office or list."""
        seen = ((*_given(one), one.suggestions) for one in (self.before, self.after))
        return len(set(seen)) > 1

    @property
    def takes_over(self) -> bool:
        """Return whether another entry would take the place of what a resident gets today.

        What goes to the officer today, or is not understood, takes nothing from anybody once it is answered; nor does
        one of several that are offered.
        """
        before, after = self.before, self.after
        if before.outcome in (DecisionKind.ESCALATE, DecisionKind.REPHRASE):
            return False
        if before.outcome is DecisionKind.SUGGEST:
            return not {*after.answers, *after.suggestions, after.referral} <= {*before.suggestions, None}
        return _given(before) != _given(after)


def asked_of_both(questions: Iterable[str], before: Decide, after: Decide) -> tuple[AskedOfBoth, ...]:
    """Ask both states, by what they decide."""
    return tuple(
        AskedOfBoth(" ".join(nameless(masked(text)[0]).split()), before([text]), after([text])) for text in questions
    )


def changed_answers(asked: Iterable[AskedOfBoth], reworded: Collection[str]) -> tuple[AskedOfBoth, ...]:
    """Return the questions that would get another answer; `reworded`: entries whose answers say something else."""
    return tuple(one for one in asked if one.differs or not set(one.after.answers).isdisjoint(reworded))


def _given(decision: Decision) -> tuple[object, ...]:
    """Return what a resident gets at once."""
    return (decision.outcome, decision.answers, decision.act, decision.referral)
