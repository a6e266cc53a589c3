"""Decides while there is no FAQ to answer from: danger is still detected, the rest goes to the officer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.matching import danger
from bot.matching.decision import Decision, DecisionKind, Reading


class EmergencyOnlyIndex:
    """Stands in for the index while the FAQ files cannot be used."""

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        """Decide by the danger alone; the safety steps that would fit are named although no entry holds them now."""
        told = danger.assess(turns, today)
        if told.warning:
            return Decision(DecisionKind.WARN, act=told.warning, doubtful=told.level == "doubtful")
        if told.level == "none":
            return Decision(DecisionKind.ESCALATE)
        return Decision(DecisionKind.EMERGENCY, (told.entry,), doubtful=told.level == "doubtful")

    def decide_calmly(self, turns: Sequence[str]) -> Decision:
        """Leave it to the officer."""
        return Decision(DecisionKind.ESCALATE)

    def explain(self, turns: Sequence[str], today: date | None = None) -> Reading:
        """Return the words that speak most for what is heard, for a person to check."""
        return Reading("", danger.reasons(turns, today))

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Return nothing: there is nothing to find."""
        return []
