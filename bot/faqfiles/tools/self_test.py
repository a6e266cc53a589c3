"""The FAQ's own sentences as questions whose right entry is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest

from bot.faqfiles.model import Faq, FaqEntry, Referral
from bot.matching.evaluate import Question

PHRASING, TEST = "kalimat", "uji"
"""The kinds of these questions, as staff know them."""
FIRST = 2
"""Phrasings of an entry that count as usual: its authors begin with the shortest."""


def own_questions(faq: Faq) -> Iterator[Question]:
    """Yield every phrasing and every test question of entries and referrals: some thousands."""
    owners: list[FaqEntry | Referral] = [*faq.entries.values(), *faq.referrals]
    for owner in owners:
        for kind, texts in ((PHRASING, owner.phrasings), (TEST, owner.tests)):
            yield from ({"text": text, "kind": kind, "accept": [owner.id]} for text in texts)


def usual_questions(faq: Faq, given: Iterable[str], most: int) -> tuple[str, ...]:
    """Return the usual questions: headings, first phrasings and test questions, those of the most asked entries first.

    `given`: the entries that recent questions got; then come those that the menu's pages name as most asked.
    """
    popular = (id for rank in zip_longest(*(topic.popular for topic in faq.topics)) for id in rank)
    ids = dict.fromkeys((*(id for id, _ in Counter(given).most_common()), *popular, *faq.entries))
    entries = (faq.entries[id] for id in ids if id in faq.entries)
    lines = (text for one in entries for text in (one.question, *one.phrasings[:FIRST], *one.tests))
    return tuple(islice(dict.fromkeys(lines), most))
