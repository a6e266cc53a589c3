"""Adding up terms gives what weighing the whole message gives, which is what the model was trained on."""

from __future__ import annotations

from math import sqrt
from threading import Thread

import numpy as np
import pytest

from bot.matching.features import VIEW_WEIGHTS, extract
from bot.matching.index import FaqIndex

MESSAGES = (
    "brp biaya bikin paspor",
    "paspor anak saya hilang, paspor saya juga hilang, apa saja syarat ganti paspor",
    "xqzt wlmp",
    "handak bagawi ka saudi lewat calo, tapi calo minta paspor",
    " ".join(["mau tanya biaya umrah dan syarat paspor anak di kantor"] * 40),
)


@pytest.mark.parametrize("text", MESSAGES)
def test_a_message_is_the_sum_of_its_terms(index: FaqIndex, text: str) -> None:
    model, words = index._ranker.model, index._normaliser.read(text).words
    expected = model.bias.astype(np.float64)
    for weight, codes in zip(VIEW_WEIGHTS, extract(words), strict=True):
        square, *added = model.added_by(model.rows(codes))
        expected += weight / (sqrt(square) or 1.0) * np.array(added)
    weighed = model.weigh(words)
    np.testing.assert_allclose(model.scores(weighed), expected, atol=1e-4)
    letters = extract(words)[0]
    assert (weighed.known, weighed.letters) == (len(model.rows(letters)), len(letters))


def test_two_messages_read_together_are_the_sum_of_both(index: FaqIndex) -> None:
    model = index._ranker.model
    earlier, own = (index._normaliser.read(text).words for text in ("biaya paspor hilang", "kandang paspor"))
    together = model.weigh(own).after(model.weigh(earlier))
    # nobody asks for "hilang kandang" or "paspor kandang": across the borders stands no pair that the FAQ knows
    whole = model.weigh([*earlier, *own])
    np.testing.assert_allclose(model.scores(together), model.scores(whole), atol=1e-5)
    assert [model.explained(together, one) for one in range(5)] == [model.explained(whole, one) for one in range(5)]


def test_a_word_explains_an_entry_in_whose_texts_it_stands(index: FaqIndex) -> None:
    model, labels = index._ranker.model, index._ranker.labels

    def explained(text: str, entry: str) -> float:
        return model.explained(model.weigh(index._normaliser.read(text).words), labels.index(entry))

    assert explained("paspor digigit tikus", "paspor-rusak") == 1.0
    assert explained("paspor digigit tikus", "haji-biaya") == 0.0
    # that "laminating" stands in no text of the entry weighs more than that "paspor" does
    assert explained("laminating paspor", "paspor-rusak") < 0.5


def test_threads_share_one_model(index: FaqIndex) -> None:
    ranker = index._ranker
    read = [index._normaliser.read(text).words for text in MESSAGES[:4]]
    expected = [ranker.score(words).scores for words in read]
    ranker.model._letters.cache_clear()
    ranker.model._single.cache_clear()
    wrong: list[int] = []

    def ask() -> None:
        for turn in range(200):
            place = turn % len(read)
            if not np.allclose(ranker.score(read[place]).scores, expected[place], atol=1e-5):
                wrong.append(place)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
