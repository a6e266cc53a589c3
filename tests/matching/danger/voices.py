"""1,294 messages in many registers, and what the bot makes of them: who is heard, who is warned, who is left in peace.

`danger-voices.tsv` (six registers), `danger-nine-voices.tsv` (written later, in ten more voices),
`danger-eight-voices.tsv` (later again, in eight) and `danger-late-voices.tsv` (last, in eight): half, label, register,
message. Halves: dev was read while building, held was opened once afterwards, second was written when held had been
opened. Recruits of the later three show signs of a trap; "plain" ones show none, and "urgent" messages only sound so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bot.matching.danger.detector import FAMILY
from bot.matching.decision import Decision, Outcome

SIX, NINE, EIGHT, LATE = (
    Path(__file__).with_name(name)
    for name in ("danger-voices.tsv", "danger-nine-voices.tsv", "danger-eight-voices.tsv", "danger-late-voices.tsv")
)
TODAY = date(2026, 11, 27)
OFFERED_FROM = 0.15
"""Chance from which a message that goes to the officer is offered the check of its likeliest entry meanwhile."""


class Voice(NamedTuple):
    """One message of the file."""

    half: str
    label: str
    register: str
    text: str


def voices(path: Path = SIX) -> list[Voice]:
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
    heard = decision.outcome is Outcome.EMERGENCY
    if heard:
        yield "heard"
        yield "asked" if decision.doubtful else "raised"
        yield "relative's path" if decision.answers[:1] == (FAMILY,) else "victim's path"
    warned = decision.outcome is Outcome.WARN
    likely = [entry for entry, chance in decision.ranking[:1] if chance >= OFFERED_FROM]
    shown = {*decision.answers, *decision.suggestions, *(likely if decision.outcome is Outcome.ESCALATE else ())}
    if warned:
        yield f"warned of {decision.act}"
    if heard or warned:
        yield "warned or heard"
    if warned or (under & shown and not heard):
        yield "warned or offered"
