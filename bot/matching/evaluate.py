"""Puts questions to the matcher, judges its decisions (`faq test`, `faq eval`, `ask --jsonl`), and counts them.

python -m bot.matching.evaluate CACHE decides about questions on standard input, with their corpus before them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import Enum, auto
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import msgspec

from bot.matching.entry import Corpus, Decision, DecisionKind
from bot.matching.index import FaqIndex, in_subprocess

Question = dict[str, Any]
"""`text` or `turns`, and where it is known: `kind`, and what is right: `accept` (ids), `accept_all`, `act`."""
Decide = Callable[[Sequence[str]], Decision]
STARTING = 2_000
"""So many questions are put while a second process starts; where there are not twice as many, one is enough."""


class Judgement(Enum):
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
    DecisionKind.EMERGENCY: Judgement.ALARMED,
    DecisionKind.REFER: Judgement.REFERRED,
    DecisionKind.ESCALATE: Judgement.HANDED_OVER,
}


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question, what was decided about it, and how long that took."""

    question: Question
    decision: Decision
    milliseconds: float = 0.0

    @property
    def text(self) -> str:
        """Return the message that was decided about, the last one of a conversation."""
        return str(_turns(self.question)[-1])

    @property
    def verdict(self) -> Judgement:
        """Judge the decision by the entries that the question accepts."""
        right = {*self.question.get("accept", ()), *self.question.get("accept_all", ())}
        decision = self.decision
        if right & {*decision.answers, decision.referral}:
            return Judgement.RIGHT
        if decision.outcome is DecisionKind.ANSWER:
            return Judgement.WRONG
        if right & set(decision.suggestions):
            return Judgement.OFFERED
        if decision.outcome is not DecisionKind.EMERGENCY and (decision.answers or decision.suggestions):
            return Judgement.WRONG if decision.answers else Judgement.OTHERS_OFFERED
        return _WITHOUT_AN_ENTRY.get(decision.outcome, Judgement.ELSEWHERE)


def ask_each(decide: Decide, questions: Iterable[Question]) -> Iterator[JudgedQuestion]:
    """Put one question after the other, each only when the one before has been dealt with."""
    for question in questions:
        begin = perf_counter()
        decision = decide(_turns(question))
        yield JudgedQuestion(question, decision, (perf_counter() - begin) * 1000)


def ask_all(index: FaqIndex, questions: Sequence[Question], corpus: Corpus, cache: Path) -> list[JudgedQuestion]:
    """Put all the questions to an index; of many, half in a process of its own, where that starts and ends well."""
    if len(questions) > 2 * STARTING:
        mine, others = questions[: (len(questions) + STARTING) // 2], questions[(len(questions) + STARTING) // 2 :]
        given = msgspec.json.encode([corpus, list(map(_turns, others))]).decode()
        with suppress(OSError, ValueError), ThreadPoolExecutor(1) as beside:
            later = beside.submit(in_subprocess, __name__, cache, given)
            asked = list(ask_each(index.decide, mine))
            decisions = msgspec.json.decode(later.result().stdout, type=list[Decision])
            return [*asked, *map(JudgedQuestion, others, decisions)]
    return list(ask_each(index.decide, questions))


def _turns(question: Question) -> Sequence[str]:
    return question.get("turns") or [question["text"]]


SENT = (DecisionKind.ANSWER, DecisionKind.WARN)
"""Outcomes whose answers are sent at once."""


@dataclass(slots=True)
class Rates:
    """What was measured. `rows`: percent by kind and name."""

    rows: dict[str, dict[str, float]] = field(default_factory=dict)
    median_ms: float = 0.0
    p99_ms: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the figures for a program to read."""
        return {"kinds" if name == "rows" else name: value for name, value in asdict(self).items()}

    def table(self) -> str:
        """Return the figures for a person to read."""
        lines = []
        for kind, row in self.rows.items():
            cells = "  ".join(f"{name} {value:.1f}" if name != "n" else f"n {value:.0f}" for name, value in row.items())
            lines.append(f"{kind:12s} {cells}")
        lines.append(f"{'waktu':12s} median {self.median_ms:.2f} ms, p99 {self.p99_ms:.2f} ms")
        return "\n".join(lines)


def evaluate(asked: Iterable[JudgedQuestion]) -> Rates:
    """Count where questions led, each kind by itself; where nothing is right for one, no entry may be answered."""
    kinds: dict[str, list[JudgedQuestion]] = {}
    for one in asked:
        kinds.setdefault(str(one.question.get("kind", "in")), []).append(one)
    times = [one.milliseconds for group in kinds.values() for one in group]
    figures = Rates({kind: _row(kind, group) for kind, group in kinds.items()})
    figures.median_ms = median(times) if times else 0.0
    figures.p99_ms = quantiles(times, n=100)[98] if len(times) > 1 else figures.median_ms
    return figures


def _row(kind: str, asked: Sequence[JudgedQuestion]) -> dict[str, float]:
    count = {"n": float(len(asked))}
    if kind == "oos":
        return count | _out_of_scope(asked)
    if tests := {"multi": _MULTI, "smalltalk": _SMALLTALK, "urgent": _URGENT}.get(kind):
        return count | _share(asked, tests)
    row = count | _share([one for one in asked if one.question.get("accept")], _IN_SCOPE)
    return row | _share(asked, _URGENT) if kind == "not_urgent" else row


Tests = Mapping[str, Callable[[JudgedQuestion], bool]]
"""What is counted, by the name of the figure."""

_MULTI: Tests = {
    "keduanya": lambda one: set(one.question["accept_all"]) <= set(one.decision.answers),
    "salah_satu": lambda one: one.verdict in (Judgement.RIGHT, Judgement.OFFERED),
    "nyasar": lambda one: bool(set(one.decision.answers) - set(one.question["accept_all"])),
}
_SMALLTALK: Tests = {
    "benar": lambda one: one.decision.outcome is DecisionKind.SMALLTALK and one.decision.act == one.question["act"],
    "dijawab": lambda one: one.decision.outcome is DecisionKind.ANSWER,
}
_URGENT: Tests = {
    "darurat": lambda one: one.decision.outcome is DecisionKind.EMERGENCY,
    "tegas": lambda one: one.decision.outcome is DecisionKind.EMERGENCY and not one.decision.doubtful,
}
_IN_SCOPE: Tests = {
    "top1": lambda one: any(entry in one.question["accept"] for entry, _ in one.decision.ranking[:1]),
    "top3": lambda one: any(entry in one.question["accept"] for entry, _ in one.decision.ranking[:3]),
    "dijawab_benar": lambda one: one.verdict is Judgement.RIGHT,
    "dijawab_salah": lambda one: one.verdict in (Judgement.WRONG, Judgement.REFERRED),
    "nyasar": lambda one: (
        one.decision.outcome in SENT and bool(set(one.decision.answers) - set(one.question["accept"]))
    ),
    "ditawarkan_ada": lambda one: one.verdict is Judgement.OFFERED,
    "ditawarkan_tidak": lambda one: one.verdict is Judgement.OTHERS_OFFERED,
    "diteruskan": lambda one: one.decision.outcome is DecisionKind.ESCALATE,
}
_OUT_OF_SCOPE: Tests = {
    "dijawab": lambda one: one.decision.outcome in SENT and bool(one.decision.answers),
    "ditawarkan": lambda one: one.decision.outcome is DecisionKind.SUGGEST,
    "dirujuk": lambda one: one.decision.outcome is DecisionKind.REFER,
}


def _out_of_scope(asked: Sequence[JudgedQuestion]) -> dict[str, float]:
    row = _share(asked, _OUT_OF_SCOPE)
    for sub in dict.fromkeys(one.question.get("sub") for one in asked):
        part = _share([one for one in asked if one.question.get("sub") == sub], _OUT_OF_SCOPE)
        row |= {f"{sub}_{name}" if sub else name: value for name, value in part.items()}
    return row


def _share(asked: Sequence[JudgedQuestion], tests: Tests) -> dict[str, float]:
    return {} if not asked else {name: 100.0 * sum(map(test, asked)) / len(asked) for name, test in tests.items()}


if __name__ == "__main__":
    known, asked_here = msgspec.json.decode(sys.stdin.read(), type=tuple[Corpus, list[list[str]]])
    decisions_here = list(map(FaqIndex.load(known, Path(sys.argv[1])).decide, asked_here))
    sys.stdout.buffer.write(msgspec.json.encode(decisions_here))
