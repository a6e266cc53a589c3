"""Puts questions to the matcher and judges its decisions, for `faq test`, `faq eval` and `ask --jsonl` alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from time import perf_counter
from typing import Any

from bot.matching.decision import Decision, DecisionKind

Question = dict[str, Any]
"""`text` or `turns`, and where it is known: `kind`, and what is right: `accept` (ids), `accept_all`, `act`."""
Decide = Callable[[Sequence[str]], Decision]


class Verdict(Enum):
    """Where a question led, seen from the entries that are right for it."""

    RIGHT = auto()
    """One of them is sent at once, also after a warning or an alarm, or is the referral."""
    OFFERED = auto()
    WRONG = auto()
    """Only others are sent at once."""
    ALARMED = auto()
    """It was taken for an emergency that it is not."""
    REFERRED = auto()
    OTHERS_OFFERED = auto()
    HANDED_OVER = auto()
    ELSEWHERE = auto()


_WITHOUT_AN_ENTRY = {
    DecisionKind.EMERGENCY: Verdict.ALARMED,
    DecisionKind.REFER: Verdict.REFERRED,
    DecisionKind.ESCALATE: Verdict.HANDED_OVER,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what was decided about it, and how long that took."""

    question: Question
    decision: Decision
    milliseconds: float = 0.0

    @property
    def text(self) -> str:
        """Return the message that was decided about, the last one of a conversation."""
        return str(_turns(self.question)[-1])

    @property
    def verdict(self) -> Verdict:
        """Judge the decision by the entries that the question accepts."""
        right = {*self.question.get("accept", ()), *self.question.get("accept_all", ())}
        decision = self.decision
        if right & {*decision.answers, decision.referral}:
            return Verdict.RIGHT
        if decision.outcome is DecisionKind.ANSWER:
            return Verdict.WRONG
        if right & set(decision.suggestions):
            return Verdict.OFFERED
        if decision.answers and decision.outcome is not DecisionKind.EMERGENCY:
            return Verdict.WRONG
        if decision.suggestions and decision.outcome is not DecisionKind.EMERGENCY:
            return Verdict.OTHERS_OFFERED
        return _WITHOUT_AN_ENTRY.get(decision.outcome, Verdict.ELSEWHERE)


def ask_each(decide: Decide, questions: Iterable[Question]) -> Iterator[Asked]:
    """Put one question after the other, each only when the one before has been dealt with."""
    for question in questions:
        begin = perf_counter()
        decision = decide(_turns(question))
        yield Asked(question, decision, (perf_counter() - begin) * 1000)


def _turns(question: Question) -> Sequence[str]:
    return question.get("turns") or [question["text"]]
