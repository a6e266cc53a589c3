"""300 messages in eight voices that no model learns from, and what the bot makes of them: who is heard, who is warned.

`danger-eight-voices.tsv`: half, label, register, message. Both halves have been read; recruits show signs of a trap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bot.matching.danger.detector import FAMILY
from bot.matching.decision import Decision, DecisionKind

EIGHT = Path(__file__).with_name("danger-eight-voices.tsv")
TODAY = date(2026, 11, 27)
OFFERED_FROM = 0.15
"""Chance from which a message that goes to the officer is offered the check of its likeliest entry meanwhile."""


class Voice(NamedTuple):
    """One message of the file."""

    half: str
    label: str
    register: str
    text: str


def voices(path: Path = EIGHT) -> list[Voice]:
    """Return a file's messages, of both halves."""
    return [Voice(*line.split("\t")) for line in path.read_text("utf-8").splitlines()[1:]]


def counts(
    decide: Callable[[Sequence[str], date], Decision], chosen: Iterable[Voice], checked: Iterable[str]
) -> Counter[tuple[str, str]]:
    """Count what is made of each label's messages. `checked`: entries under which the check of offers stands."""
    under = frozenset(checked)
    found: Counter[tuple[str, str]] = Counter()
    for voice in chosen:
        found[voice.label, "all"] += 1
        found.update((voice.label, name) for name in names_of(decide([voice.text], TODAY), under))
    return found


def names_of(decision: Decision, under: frozenset[str]) -> Iterable[str]:
    """Yield what a message gets. `under`: entries under which the check of offers stands."""
    heard = decision.outcome is DecisionKind.EMERGENCY
    if heard:
        yield "heard"
        yield "asked" if decision.doubtful else "raised"
        yield "relative's path" if decision.answers[:1] == (FAMILY,) else "victim's path"
    if heard or (decision.doubtful and decision.outcome in {DecisionKind.ANSWER, DecisionKind.ESCALATE}):
        yield "heard or offered help"
    warned = decision.outcome is DecisionKind.WARN
    likely = [entry for entry, chance in decision.ranking[:1] if chance >= OFFERED_FROM]
    shown = {*decision.answers, *decision.suggestions, *(likely if decision.outcome is DecisionKind.ESCALATE else ())}
    if warned:
        yield f"warned of {decision.act}"
    if heard or warned:
        yield "warned or heard"
    if warned or (under & shown and not heard):
        yield "warned or offered"
