"""Decides while there is no FAQ to answer from: danger is still detected, the rest goes to the officer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.matching.danger import detector
from bot.matching.danger.warnings import early_warning
from bot.matching.decision import Decision, DecisionKind, Reading


class EmergencyOnlyIndex:
    """Stands in for the index while the FAQ files cannot be used."""

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        """Decide by the danger alone; the safety steps that would fit are named although no entry holds them now."""
        danger = detector.assess(turns[-1]) if turns else detector.Assessment("none")
        warning = early_warning(turns[-1], today) if turns and danger.level != "danger" else None
        if warning:
            return Decision(DecisionKind.WARN, act=warning.value, doubtful=danger.level == "doubtful")
        if danger.level == "none":
            return Decision(DecisionKind.ESCALATE)
        answers = (danger.entry,) if danger.entry else ()
        return Decision(DecisionKind.EMERGENCY, answers, doubtful=danger.level == "doubtful")

    def explain(self, turns: Sequence[str], today: date | None = None) -> Reading:
        """Return the signs of danger, for a person to check."""
        danger = detector.assess(turns[-1]) if turns else detector.Assessment("none")
        return Reading("", danger.signs)

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Return nothing: there is nothing to find."""
        return []
