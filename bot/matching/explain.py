"""Says in Indonesian how a message was read and why it was decided so, for `ask` and for staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.matching import danger
from bot.matching.decide import Decider
from bot.matching.entry import SUGGEST_AT, Decision, DecisionKind, Interpretation
from bot.matching.gate import ANSWER_AT, WordRun

_HOW = {"lexicon": "menurut kamus", "regional": "bahasa daerah"}
MOST_WORDS = 6


def explain(decider: Decider, turns: Sequence[str], today: date | None = None) -> Interpretation:
    """Return the reading of the last turn with all its reasons, the weightiest first."""
    decision = decider.decide(turns, today)
    turn = decider.conversation.turn(turns[-1] if turns else "")
    reasons = [_verdict(decision), *danger.reasons(turns, today)]
    if len(decision.answers) > 1:
        reasons.append(f"Pesan ini berisi {len(decision.answers)} pertanyaan.")
    if decision.ranking and turn.run.words:
        best = decision.ranking[0][0]
        if decider.ranker.labels[decider.ranker.rank(turn.run).best] != best:
            reasons.append("Dibaca sebagai lanjutan dari pesan sebelumnya.")
        words = ", ".join(f"{word} ({weight:+.2f})" for word, weight in _weights(turn.run, best))
        reasons.append(f"Kata yang menentukan untuk {best}: {words}.")
    changed: dict[tuple[str, str], list[str]] = {}
    for word in turn.message.words:
        if word.how in _HOW and word.typed != word.reading:
            changed.setdefault((word.typed, _HOW[word.how]), []).append(word.reading)
    reasons += [f"'{typed}' dibaca '{' '.join(read)}' ({how})." for (typed, how), read in changed.items()]
    unknown = dict.fromkeys(word.typed for word in turn.message.words if word.how == "unknown")
    if unknown:
        reasons.append(f"Kata yang tidak dikenal: {', '.join(unknown)}.")
    return Interpretation(" ".join(turn.message.readings), tuple(reasons))


def _verdict(decision: Decision) -> str:
    if not decision.ranking:
        return {
            DecisionKind.SMALLTALK: "Hanya sapaan atau basa-basi, tidak ada pertanyaan di dalamnya.",
            DecisionKind.REPHRASE: "Tidak ada kata yang terbaca.",
        }.get(decision.outcome, "Ditentukan oleh tanda bahaya.")
    best, sure = decision.ranking[0]
    second = decision.ranking[1] if len(decision.ranking) > 1 else ("tidak ada", 0.0)
    compared = f"{best} {sure:.0%}, berikutnya {second[0]} {second[1]:.0%}"
    doubt = " Masih ragu, jadi ditanya dulu dengan tenang." if decision.doubtful else ""
    return {
        DecisionKind.ANSWER: f"Cukup yakin untuk langsung dijawab: {compared}.",
        DecisionKind.REFER: f"Layanan kantor lain: {compared}.",
        DecisionKind.SUGGEST: f"Belum cukup yakin (batas {ANSWER_AT:.0%}), jadi ditawarkan pilihan: {compared}.",
        DecisionKind.ESCALATE: f"Terlalu ragu (di bawah {SUGGEST_AT:.0%}), jadi diteruskan ke petugas: {compared}.",
        DecisionKind.SMALLTALK: f"Lebih mirip {decision.act} daripada pertanyaan: {compared}.",
        DecisionKind.REPHRASE: "Tidak ada kata yang dikenal.",
        DecisionKind.WARN: "Belum tentu bahaya, tetapi harus diperingatkan.",
        DecisionKind.EMERGENCY: f"Terbaca sebagai keadaan bahaya.{doubt}",
    }[decision.outcome]


def _weights(run: WordRun, label: str) -> list[tuple[str, float]]:
    """Return the words that count most: what each adds to the entry's score, the pair that it ends included."""
    summed = run.single.sum(0) + run.pairs.sum(0)
    column = 1 + run.model.names.index(label)
    found: dict[str, float] = {}
    for place, word in enumerate(run.words):
        paired = run.pairs[place - 1, column] if place else 0.0
        weight = (run.single[place, column] + paired) / max(1e-6, float(summed[0])) ** 0.5
        found[word.reading] = found.get(word.reading, 0.0) + float(weight)
    ordered = sorted(found.items(), key=lambda one: -abs(one[1]))
    return [(word, weight) for word, weight in ordered[:MOST_WORDS] if abs(weight) >= 0.01]
