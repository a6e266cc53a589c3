"""Scores are sums over words, and how sure the best entry is follows from them."""

from __future__ import annotations

from threading import Thread

import numpy as np
import pytest

from bot.matching.gate import Ranker
from bot.matching.index import FaqIndex
from bot.matching.read import read

MESSAGES = (
    "brp biaya bikin paspor",
    "paspor anak saya hilang, paspor saya juga hilang, apa saja syarat ganti paspor",
    "xqzt wlmp",
    " ".join(["mau tanya biaya umrah dan syarat paspor anak di kantor"] * 40),
)


@pytest.fixture(scope="module")
def ranker(index: FaqIndex) -> Ranker:
    return index._ranker


@pytest.mark.parametrize("text", [*MESSAGES, "berapa biaya bikin paspor"])
def test_chances_are_ordered_and_add_up_to_one_at_most(ranker: Ranker, text: str) -> None:
    chances = [chance for _, chance in ranker.rank(ranker.run(read(text).words)).foremost]
    assert chances == sorted(chances, reverse=True)
    assert min(chances) >= 0.0
    assert sum(chances) <= 1.0 + 1e-6


def test_words_that_say_nothing_for_the_entry_make_it_less_sure(ranker: Ranker) -> None:
    def sure(text: str) -> float:
        return ranker.rank(ranker.run(read(text).words)).confidence

    assert sure("berapa biaya mencelup paspor ungu sekarang") < sure("berapa biaya bikin paspor baru sekarang") - 0.2


def test_threads_share_one_model(ranker: Ranker) -> None:
    asked = [read(text).words for text in MESSAGES]
    expected = [ranker.run(words).scores for words in asked]
    ranker._word.cache_clear()
    wrong: list[int] = []

    def ask() -> None:
        for turn in range(200):
            place = turn % len(asked)
            if not np.allclose(ranker.run(asked[place]).scores, expected[place], atol=1e-5):
                wrong.append(place)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
