"""Deciding while there is no FAQ to answer from: danger is heard all the same, the rest is the officer's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.danger import detector
from bot.matching.decision import Decision, Outcome, Reading


class WithoutFaq:
    """Stands in for the index while the FAQ files cannot be used."""

    def decide(self, turns: Sequence[str]) -> Decision:
        """See `FaqIndex.decide`; the safety steps that would fit are named although no entry holds them now."""
        alert = detector.assess(turns[-1]) if turns else detector.Assessment("none")
        if alert.level == "none":
            return Decision(Outcome.ESCALATE)
        answers = (alert.entry,) if alert.entry else ()
        return Decision(Outcome.EMERGENCY, answers, doubtful=alert.level == "doubtful")

    def explain(self, turns: Sequence[str]) -> Reading:
        """See `FaqIndex.explain`."""
        alert = detector.assess(turns[-1]) if turns else detector.Assessment("none")
        return Reading("", alert.signs)

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Nothing can be found."""
        return []
