"""Measures the matcher on a file of questions whose right entries are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from bot.matching.decision import Decision, Outcome

Question = dict[str, Any]
Decide = Callable[[Sequence[str]], Decision]
BINS = 10


@dataclass(slots=True)
class Figures:
    """What was measured.

    `rows`: figures of each kind in percent, by name; `reliability`: a step of confidence each (from, to,
    said, right, count).
    """

    rows: dict[str, dict[str, float]] = field(default_factory=dict)
    ece: float = 0.0
    reliability: list[tuple[float, float, float, float, int]] = field(default_factory=list)
    median_ms: float = 0.0
    p99_ms: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the figures for a program to read."""
        return {
            "kinds": self.rows,
            "ece": self.ece,
            "reliability": self.reliability,
            "median_ms": self.median_ms,
            "p99_ms": self.p99_ms,
        }

    def table(self) -> str:
        """Return the figures for a person to read."""
        lines = []
        for kind, row in self.rows.items():
            cells = "  ".join(f"{name} {value:.1f}" if name != "n" else f"n {value:.0f}" for name, value in row.items())
            lines.append(f"{kind:12s} {cells}")
        lines.append(f"{'kalibrasi':12s} ECE {self.ece:.3f}")
        lines.extend(
            f"{'':12s} {low:.1f}-{high:.1f}: dikatakan {said:.2f}, benar {right:.2f} (n {count})"
            for low, high, said, right, count in self.reliability
        )
        lines.append(f"{'waktu':12s} median {self.median_ms:.2f} ms, p99 {self.p99_ms:.2f} ms")
        return "\n".join(lines)


def evaluate(decide: Decide, questions: Sequence[Question]) -> Figures:
    """Asks every question and counts.

    `questions`: dicts with `text` or `turns`, `kind`, and what is right: `accept` (ids), `accept_all` (ids, for several
    questions in one message), `act` (small talk); nothing right means that no entry may be answered.
    """
    times: list[float] = []
    asked: dict[str, list[tuple[Question, Decision]]] = {}
    for question in questions:
        turns = question.get("turns") or [question["text"]]
        begin = perf_counter()
        decision = decide(turns)
        times.append((perf_counter() - begin) * 1000)
        asked.setdefault(str(question.get("kind", "in")), []).append((question, decision))
    figures = Figures({kind: _row(kind, pairs) for kind, pairs in asked.items()})
    pairs = [pair for kind, group in asked.items() if kind not in ("smalltalk", "multi", "urgent") for pair in group]
    figures.ece, figures.reliability = _reliability(pairs)
    figures.median_ms = median(times) if times else 0.0
    figures.p99_ms = quantiles(times, n=100)[98] if len(times) > 1 else figures.median_ms
    return figures


def _row(kind: str, pairs: Sequence[tuple[Question, Decision]]) -> dict[str, float]:
    count = {"n": float(len(pairs))}
    if kind == "oos":
        return count | _out_of_scope(pairs)
    if kind == "multi":
        return count | _share(
            pairs,
            keduanya=lambda q, d: set(q["accept_all"]) <= set(d.answers),
            salah_satu=lambda q, d: bool(set(q["accept_all"]) & {*d.answers, *d.suggestions}),
            nyasar=lambda q, d: bool(set(d.answers) - set(q["accept_all"])),
        )
    if kind == "smalltalk":
        return count | _share(
            pairs,
            benar=lambda q, d: d.outcome is Outcome.SMALLTALK and d.act == q["act"],
            dijawab=lambda q, d: d.outcome is Outcome.ANSWER,
        )
    if kind == "urgent":
        return count | _share(
            pairs,
            darurat=lambda q, d: d.outcome is Outcome.EMERGENCY,
            tegas=lambda q, d: d.outcome is Outcome.EMERGENCY and not d.doubtful,
        )
    row = count | _share(
        [pair for pair in pairs if pair[0].get("accept")],
        top1=lambda q, d: bool(d.ranking) and d.ranking[0][0] in q["accept"],
        top3=lambda q, d: any(entry in q["accept"] for entry, _ in d.ranking[:3]),
        dijawab_benar=lambda q, d: bool(set(d.answers) & set(q["accept"])) and d.outcome is Outcome.ANSWER,
        dijawab_salah=lambda q, d: (
            d.outcome in (Outcome.ANSWER, Outcome.REFER) and not set(d.answers) & set(q["accept"])
        ),
        nyasar=lambda q, d: d.outcome is Outcome.ANSWER and bool(set(d.answers) - set(q["accept"])),
        ditawarkan_ada=lambda q, d: bool(set(d.suggestions) & set(q["accept"])),
        ditawarkan_tidak=lambda q, d: d.outcome is Outcome.SUGGEST and not set(d.suggestions) & set(q["accept"]),
        diteruskan=lambda q, d: d.outcome is Outcome.ESCALATE,
    )
    if kind == "not_urgent":
        row |= _share(
            pairs,
            darurat=lambda q, d: d.outcome is Outcome.EMERGENCY,
            tegas=lambda q, d: d.outcome is Outcome.EMERGENCY and not d.doubtful,
        )
    return row


def _out_of_scope(pairs: Sequence[tuple[Question, Decision]]) -> dict[str, float]:
    row: dict[str, float] = {}
    for sub in (None, *dict.fromkeys(question.get("sub") for question, _ in pairs)):
        part = [pair for pair in pairs if sub is None or pair[0].get("sub") == sub]
        name = f"{sub}_" if sub else ""
        row |= _share(
            part,
            **{
                f"{name}dijawab": lambda q, d: d.outcome is Outcome.ANSWER,
                f"{name}ditawarkan": lambda q, d: d.outcome is Outcome.SUGGEST,
                f"{name}dirujuk": lambda q, d: d.outcome is Outcome.REFER,
            },
        )
    return row


def _share(
    pairs: Sequence[tuple[Question, Decision]], **tests: Callable[[Question, Decision], bool]
) -> dict[str, float]:
    if not pairs:
        return {}
    return {name: 100.0 * sum(test(q, d) for q, d in pairs) / len(pairs) for name, test in tests.items()}


def _reliability(
    pairs: Sequence[tuple[Question, Decision]],
) -> tuple[float, list[tuple[float, float, float, float, int]]]:
    """Return the expected calibration error of the best entry's probability, over questions that were matched."""
    said: list[tuple[float, bool]] = [
        (decision.ranking[0][1], decision.ranking[0][0] in question.get("accept", ()))
        for question, decision in pairs
        if decision.ranking and decision.outcome in (Outcome.ANSWER, Outcome.SUGGEST, Outcome.ESCALATE)
    ]
    bins, error = [], 0.0
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = [(p, right) for p, right in said if low <= p < high or (number == BINS - 1 and p == 1.0)]
        if inside:
            claimed = sum(p for p, _ in inside) / len(inside)
            share = sum(right for _, right in inside) / len(inside)
            bins.append((low, high, claimed, share, len(inside)))
            error += abs(claimed - share) * len(inside) / len(said)
    return error, bins
