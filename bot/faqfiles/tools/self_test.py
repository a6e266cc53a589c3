"""Asks the matcher every sentence of the FAQ and notes which ones do not lead to their entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.faqfiles.model import Faq, FaqEntry, Referral
from bot.matching.decision import Decision, Outcome

Decide = Callable[[Sequence[str]], Decision]


class Result(StrEnum):
    """Where a sentence led."""

    ANSWERED = "dijawab"
    OFFERED = "ditawarkan sebagai tombol"
    WRONG = "dijawab dengan entri lain"
    OTHERS_OFFERED = "ditawari pilihan lain"
    HANDED_OVER = "diteruskan ke petugas"
    ELSEWHERE = "dibaca sebagai hal lain"


REACHED = (Result.ANSWERED, Result.OFFERED)


@dataclass(frozen=True, slots=True)
class Miss:
    """A sentence that did not lead to its entry; `instead` names what the bot would have done."""

    entry: str
    text: str
    is_test: bool
    result: Result
    instead: str


@dataclass(frozen=True, slots=True)
class SelfTestReport:
    """The outcome: how many phrasings and test questions led where, and every miss."""

    phrasings: Counter[Result]
    tests: Counter[Result]
    misses: tuple[Miss, ...]


def run_self_test(faq: Faq, decide: Decide) -> SelfTestReport:
    """Ask every phrasing and every test question of entries and referrals: some thousand calls of `decide`."""
    counts = {False: Counter[Result](), True: Counter[Result]()}
    misses = []
    asked: list[FaqEntry | Referral] = [*faq.entries.values(), *faq.referrals]
    for entry in asked:
        for is_test, texts in ((False, entry.phrasings), (True, entry.tests)):
            for text in texts:
                decision = decide([text])
                result = _result(entry, decision)
                counts[is_test][result] += 1
                if result not in REACHED:
                    misses.append(Miss(entry.id, text, is_test, result, _instead(decision)))
    return SelfTestReport(counts[False], counts[True], tuple(misses))


def _result(entry: FaqEntry | Referral, decision: Decision) -> Result:
    if entry.id in (*decision.answers, decision.referral):
        return Result.ANSWERED
    if entry.id in decision.suggestions:
        return Result.OFFERED
    if decision.answers:
        return Result.WRONG
    if decision.suggestions:
        return Result.OTHERS_OFFERED
    return Result.HANDED_OVER if decision.outcome is Outcome.ESCALATE else Result.ELSEWHERE


def _instead(decision: Decision) -> str:
    """Name what the decision would send or offer, or the decision itself."""
    named = (*decision.answers, *decision.suggestions, decision.referral or decision.act or "")
    return ", ".join(name for name in (str(decision.outcome), *named) if name)
