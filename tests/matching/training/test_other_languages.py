"""A corpus in another language is read by its own words, not by the Indonesian word list."""

from __future__ import annotations

from pathlib import Path

from bot.matching.entry import Corpus, Entry
from bot.matching.index import FaqIndex
from bot.matching.text.lexicon import Lexicon
from bot.matching.training import model_cache

NO_WORDS = Lexicon({}, {}, {}, {}, {})
ENGLISH = Corpus((
    Entry("offers", "shop", "Which offers are there", ("can i apply a coupon", "apply two coupons", "any discount")),
    Entry("order", "shop", "How do i order", ("i want to order a pillow", "order a mattress", "place an order")),
))  # fmt: skip


def test_english_words_are_not_read_as_indonesian_ones(tmp_path: Path) -> None:
    from bot.matching.training.train import train  # scikit-learn takes seconds

    stored = model_cache.read(train(ENGLISH, tmp_path, NO_WORDS))
    assert stored is not None
    reading = FaqIndex.of(ENGLISH, stored, NO_WORDS).decide(["can i apply two discounts"]).reading.text
    assert reading == "can i apply two discounts"
    assert "daftar" in FaqIndex.of(ENGLISH, stored).decide(["can i apply two discounts"]).reading.text
