"""Every sentence of the FAQ is asked; what does not come home is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.faqfiles.load import load_faq
from bot.faqfiles.tools.self_test import Result, run_self_test
from bot.matching.decision import Decision, Outcome


def by_word(turns: Sequence[str]) -> Decision:
    """Match by three words, wrong in known ways."""
    text = turns[-1]
    if "ktp" in text:
        return Decision(Outcome.REFER, act="dukcapil", referral="rujuk-ktp")
    if "hilang" in text:
        return Decision(Outcome.ANSWER, answers=("paspor-hilang",))
    if "rusak" in text or "biaya" in text:
        return Decision(Outcome.SUGGEST, suggestions=("paspor-rusak", "paspor-biaya"))
    if "min" in text.split():
        return Decision(Outcome.SMALLTALK, act="sapaan")
    return Decision(Outcome.ESCALATE)


def test_the_self_test_counts_hits_and_names_misses(sample_folder: Path) -> None:
    faq = load_faq(sample_folder)
    paper = run_self_test(faq, by_word)
    assert paper.phrasings.total() == 65
    assert paper.tests.total() == 10
    missed = {miss.text: (miss.entry, miss.result, miss.instead) for miss in paper.misses}
    assert "paspor hilang" not in missed
    assert "paspor rusak" not in missed
    assert "ktp saya hilang" not in missed
    assert missed["tinta paspor hilang sebagian"] == ("paspor-rusak", Result.WRONG, "answer, paspor-hilang")
    assert missed["paspor kena kopi"] == ("paspor-rusak", Result.HANDED_OVER, "escalate")
    assert missed["paspor kehujanan min"] == ("paspor-rusak", Result.ELSEWHERE, "smalltalk, sapaan")
    assert {miss.text for miss in paper.misses if miss.is_test} <= {
        text for entry in faq.entries.values() for text in entry.tests
    }
    reached = sum(
        counts[result] for counts in (paper.phrasings, paper.tests) for result in (Result.ANSWERED, Result.OFFERED)
    )
    assert reached + len(paper.misses) == 75
