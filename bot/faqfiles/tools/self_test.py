"""The FAQ's own sentences as questions whose right entry is known."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.model import Faq, FaqEntry, Referral
from bot.matching.training.judge_answers import Question

PHRASING, TEST = "kalimat", "uji"
"""The kinds of these questions, as staff know them."""


def own_questions(faq: Faq) -> Iterator[Question]:
    """Yield every phrasing and every test question of entries and referrals: some thousands."""
    owners: list[FaqEntry | Referral] = [*faq.entries.values(), *faq.referrals]
    for owner in owners:
        for kind, texts in ((PHRASING, owner.phrasings), (TEST, owner.tests)):
            yield from ({"text": text, "kind": kind, "accept": [owner.id]} for text in texts)
