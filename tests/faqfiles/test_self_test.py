"""Every sentence of the FAQ is asked, with the entry or referral that it belongs to."""

from __future__ import annotations

from pathlib import Path

from bot.faqfiles.load import load_faq
from bot.faqfiles.model import FaqEntry, Referral
from bot.faqfiles.questions import PHRASING, TEST, own_questions, usual_questions


def test_every_phrasing_and_test_is_asked_once_for_its_owner(sample_folder: Path) -> None:
    faq = load_faq(sample_folder)
    asked = list(own_questions(faq))
    assert len(asked) == 75
    owners: list[FaqEntry | Referral] = [*faq.entries.values(), *faq.referrals]
    for owner in owners:
        mine = [question for question in asked if question["accept"] == [owner.id]]
        assert [one["text"] for one in mine if one["kind"] == PHRASING] == list(owner.phrasings)
        assert [one["text"] for one in mine if one["kind"] == TEST] == list(owner.tests)


def test_usual_questions_are_those_of_the_most_asked_entries_first(sample_folder: Path) -> None:
    faq = load_faq(sample_folder)
    damaged, lost = faq.entries["paspor-rusak"], faq.entries["paspor-hilang"]
    asked = usual_questions(faq, ["paspor-hilang", "ktp", "paspor-rusak", "paspor-rusak"], 8)
    first = [damaged.question, *damaged.phrasings[:2], *damaged.tests]
    assert list(asked) == [*first, lost.question, *lost.phrasings[:2], *lost.tests][:8]
    every = usual_questions(faq, (), 200)
    assert every[0] == faq.entries[faq.topics[0].popular[0]].question
    assert {text for one in faq.entries.values() for text in (one.question, *one.tests)} <= set(every)
