"""Every sentence of the FAQ is asked, with the entry or referral that it belongs to."""

from __future__ import annotations

from pathlib import Path

from bot.faqfiles.load import load_faq
from bot.faqfiles.model import FaqEntry, Referral
from bot.faqfiles.tools.self_test import PHRASING, TEST, own_questions


def test_every_phrasing_and_test_is_asked_once_for_its_owner(sample_folder: Path) -> None:
    faq = load_faq(sample_folder)
    asked = list(own_questions(faq))
    assert len(asked) == 75
    owners: list[FaqEntry | Referral] = [*faq.entries.values(), *faq.referrals]
    for owner in owners:
        mine = [question for question in asked if question["accept"] == [owner.id]]
        assert [one["text"] for one in mine if one["kind"] == PHRASING] == list(owner.phrasings)
        assert [one["text"] for one in mine if one["kind"] == TEST] == list(owner.tests)
