"""Says in Indonesian how a message was read and why it was decided so, for `ask` and for staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.matching import danger
from bot.matching.decide import SUGGEST_AT, Decider
from bot.matching.decision import Decision, DecisionKind, Reading
from bot.matching.ranking.ranker import ANSWER_AT, Ranker
from bot.matching.text.normalise import Word

_HOW = {
    "lexicon": "menurut kamus",
    "regional": "bahasa daerah",
    "repair": "salah ketik",
    "glued": "kata yang menyatu",
}
_WARNED = {
    "anak": "anak di bawah 18 tahun akan bekerja atau dibawa pergi.",
    "tawaran": "tawarannya punya tanda jebakan.",
    "penipuan": "ada yang minta uang seperti penipu.",
}
MOST_WORDS = 6


def explain(decider: Decider, turns: Sequence[str], today: date | None = None) -> Reading:
    """Return the reading of the last turn with all its reasons, the weightiest first."""
    decision = decider.decide(turns, today)
    text = turns[-1] if turns else ""
    parsed = decider.conversation.parse(text)
    reasons = [_verdict(decision)]
    reasons += danger.reasons(turns, today)
    if len(decision.answers) > 1:
        reasons.append(f"Pesan ini berisi {len(decision.answers)} pertanyaan.")
    if len(turns) > 1 and parsed.words and decider.conversation.depends_on_earlier(turns):
        reasons.append("Dibaca sebagai lanjutan dari pesan sebelumnya.")
    if decision.ranking and parsed.words:
        best = decision.ranking[0][0]
        counted = _weights(decider.ranker, parsed.words, best)
        if counted:
            words = ", ".join(f"{word} ({weight:+.2f})" for word, weight in counted)
            reasons.append(f"Kata yang menentukan untuk {best}: {words}.")
    reasons.extend(_readings(parsed.message.words))
    unknown = [word.typed for word in parsed.words if word.how == "unknown"]
    if unknown:
        reasons.append(f"Kata yang tidak dikenal: {', '.join(dict.fromkeys(unknown))}.")
    return Reading(" ".join(parsed.message.readings), tuple(reasons))


def _verdict(decision: Decision) -> str:
    if not decision.ranking:
        return {
            DecisionKind.SMALLTALK: "Hanya sapaan atau basa-basi, tidak ada pertanyaan di dalamnya.",
            DecisionKind.REPHRASE: "Tidak ada kata yang terbaca.",
        }.get(decision.outcome, "Ditentukan oleh tanda bahaya.")
    best, sure = decision.ranking[0]
    second = decision.ranking[1] if len(decision.ranking) > 1 else ("tidak ada", 0.0)
    compared = f"{best} {sure:.0%}, berikutnya {second[0]} {second[1]:.0%}"
    return {
        DecisionKind.ANSWER: f"Cukup yakin untuk langsung dijawab: {compared}.",
        DecisionKind.REFER: f"Layanan kantor lain: {compared}.",
        DecisionKind.SUGGEST: f"Belum cukup yakin (batas {ANSWER_AT:.0%}), jadi ditawarkan pilihan: {compared}.",
        DecisionKind.ESCALATE: f"Terlalu ragu (di bawah {SUGGEST_AT:.0%}), jadi diteruskan ke petugas: {compared}.",
        DecisionKind.SMALLTALK: f"Lebih mirip {decision.act} daripada pertanyaan: {compared}.",
        DecisionKind.REPHRASE: "Tidak ada kata yang dikenal.",
        DecisionKind.WARN: "Belum tentu bahaya, tetapi harus diperingatkan dahulu: "
        + _WARNED.get(decision.act or "", ""),
        DecisionKind.EMERGENCY: "Terbaca sebagai keadaan bahaya."
        + (" Masih ragu, jadi ditanya dulu dengan tenang." if decision.doubtful else ""),
    }[decision.outcome]


def _weights(ranker: Ranker, words: Sequence[Word], label: str) -> list[tuple[str, float]]:
    """Return the words that count most: how far the entry's score falls when a word is taken away."""
    wanted = ranker.labels.index(label)
    full = float(ranker.score(words).scores[wanted])
    found: dict[str, float] = {}
    for place, word in enumerate(words):
        found.setdefault(word.reading, full - float(ranker.score([*words[:place], *words[place + 1 :]]).scores[wanted]))
    ordered = sorted(found.items(), key=lambda one: -abs(one[1]))
    return [(word, weight) for word, weight in ordered[:MOST_WORDS] if abs(weight) >= 0.01]


def _readings(words: Sequence[Word]) -> list[str]:
    changes: dict[str, list[str]] = {}
    for word in words:
        if word.how in _HOW and word.typed != word.reading:
            changes.setdefault(f"{word.typed}|{word.how}", []).append(word.reading)
    sentences = []
    for key, readings in changes.items():
        typed, how = key.rsplit("|", 1)
        sentences.append(f"'{typed}' dibaca '{' '.join(dict.fromkeys(readings))}' ({_HOW[how]}).")
    return sentences
