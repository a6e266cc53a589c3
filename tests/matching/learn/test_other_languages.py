"""A corpus in another language is read by its own words, not by the Indonesian word list."""

from __future__ import annotations

from pathlib import Path

from bot.matching import stored
from bot.matching.entry import Corpus, Entry
from bot.matching.index import FaqIndex
from bot.matching.read import MessageReader
from tests.typed import some

ENGLISH = Corpus((
    Entry("offers", "shop", "Which offers are there", ("can i apply a coupon", "apply two coupons", "any discount")),
    Entry("order", "shop", "How do i order", ("i want to order a pillow", "order a mattress", "place an order")),
))  # fmt: skip


def test_english_words_are_not_read_as_indonesian_ones(tmp_path: Path) -> None:
    from bot.matching.learn.faq import train  # scikit-learn takes seconds

    reader = MessageReader({})
    model = some(stored.read(train(ENGLISH, tmp_path, reader)))
    reading = FaqIndex(ENGLISH, model, reader.read).decide(["can i apply two discounts"]).reading.text
    assert reading == "can i apply two discounts"
    assert "daftar" in FaqIndex(ENGLISH, model).decide(["can i apply two discounts"]).reading.text
