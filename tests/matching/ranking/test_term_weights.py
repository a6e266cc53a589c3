"""Adding up terms gives what weighing the whole message gives, which is what the model was trained on."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from threading import Thread

import numpy as np
import pytest

from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from bot.matching.ranking import term_weights as module
from bot.matching.ranking.features import code, extract
from bot.matching.ranking.model import VIEW_WEIGHTS
from bot.matching.ranking.term_weights import Terms
from bot.matching.training.tfidf import weigh

MESSAGES = (
    "brp biaya bikin paspor",
    "paspor anak saya hilang, paspor saya juga hilang, apa saja syarat ganti paspor",
    "xqzt wlmp",
    "handak bagawi ka saudi lewat calo, tapi calo minta paspor",
    " ".join(["mau tanya biaya umrah dan syarat paspor anak di kantor"] * 40),
)


@pytest.mark.parametrize("text", MESSAGES)
def test_a_message_is_the_sum_of_its_terms(index: FaqIndex, text: str) -> None:
    ranker, words = index._ranker, index._normaliser.read(text).words
    model = ranker.model
    whole = weigh([extract(words)], model.codes, model.view_ends, model.idf)
    added = ranker.terms.weigh(words)
    letters, known = extract(words).letters, model.find(0, extract(words).letters)[1]
    assert added.known_letters == pytest.approx(known.sum() / len(letters))
    _, known = model.find(1, np.array([code(root) for root in {word.root for word in words}], np.uint32))
    assert len(added.unknown) == (~known).sum()
    expected = model.bias.copy()
    for row, value in zip(whole.indices, whole.data, strict=True):
        begin, end = model.row_starts[row : row + 2]
        # the model keeps each weight times its feature's rarity, which the vector's values have in them as well
        expected[model.row_classes[begin:end]] += value / model.idf[row] * model.row_weights[begin:end]
    np.testing.assert_allclose(ranker.terms.scores(added), expected, atol=2e-3)


def test_the_nearest_text_of_a_phrasing_is_itself(index: FaqIndex) -> None:
    words = index._normaliser.read("brp biaya bikin paspor baru utk dewasa").words
    similar = index._ranker.terms.similarities(index._ranker.terms.weigh(words))
    assert similar.min() >= 0.0
    assert similar.max() <= 1.0 + 1e-3
    best = index._ranker.labels[int(index._ranker.model.text_classes[int(similar.argmax())])]
    assert best == "paspor-biaya"


def test_two_messages_read_together_are_the_sum_of_both(index: FaqIndex) -> None:
    terms = index._ranker.terms
    earlier, own = (index._normaliser.read(text).words for text in ("biaya paspor hilang", "kandang paspor"))
    together = terms.weigh(own).after(terms.weigh(earlier))
    # nobody asks for "hilang kandang" or "paspor kandang": across the borders stands no pair that the FAQ knows
    whole = terms.weigh([*earlier, *own])
    np.testing.assert_allclose(terms.scores(together), terms.scores(whole), atol=1e-5)
    np.testing.assert_allclose(terms.similarities(together), terms.similarities(whole), atol=1e-6)
    assert together.known_letters == pytest.approx(whole.known_letters)
    assert [terms.explained(together, one) for one in range(5)] == [terms.explained(whole, one) for one in range(5)]


def test_a_word_explains_an_entry_in_whose_texts_it_stands(index: FaqIndex) -> None:
    terms, labels = index._ranker.terms, index._ranker.labels

    def explained(text: str, entry: str) -> float:
        return terms.explained(terms.weigh(index._normaliser.read(text).words), labels.index(entry))

    assert explained("paspor digigit tikus", "paspor-rusak") == 1.0
    assert explained("paspor digigit tikus", "haji-biaya") == 0.0
    # that "laminating" stands in no text of the entry weighs more than that "paspor" does
    assert explained("laminating paspor", "paspor-rusak") < 0.5
    assert terms.explained(terms.weigh([]), 0, otherwise=1.0) == 1.0


def test_a_full_table_begins_anew_and_changes_nothing(index: FaqIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TABLE_BYTES", 0)
    monkeypatch.setattr(module, "FEWEST_ROWS", 40)
    ranker = index._ranker
    small = Terms(ranker.model)
    for text in MESSAGES[:4] * 3:
        words = index._normaliser.read(text).words
        np.testing.assert_allclose(small.scores(small.weigh(words)), ranker.score(words).scores, atol=1e-5)


def test_after_warm_up_every_question_of_the_faq_is_known(corpus: Corpus, index: FaqIndex) -> None:
    fresh = FaqIndex(corpus, replace(index._ranker, terms=Terms(index._ranker.model)), index._normaliser)
    met = fresh._ranker.terms._vocabulary
    assert not met.roots
    fresh.warm_up()
    asked = {word.root for entry in corpus.entries for word in fresh._decider.conversation.parse(entry.question).words}
    assert asked
    assert asked <= met.roots.keys()


def test_threads_share_one_table(index: FaqIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TABLE_BYTES", 0)
    monkeypatch.setattr(module, "FEWEST_ROWS", 60)
    ranker = index._ranker
    shared = replace(ranker, terms=Terms(ranker.model))
    read = [index._normaliser.read(text).words for text in MESSAGES[:4]]
    expected = [ranker.score(words).scores for words in read]
    wrong: list[int] = []

    def ask() -> None:
        for turn in range(200):
            place = turn % len(read)
            if not np.allclose(shared.score(read[place]).scores, expected[place], atol=1e-5):
                wrong.append(place)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_views_count_as_they_were_trained() -> None:
    assert len(VIEW_WEIGHTS) == len(extract(()))


def test_every_feature_of_the_faq_is_found(index: FaqIndex) -> None:
    model = index._ranker.model
    starts = [0, *model.view_ends.tolist()]
    for view, (start, end) in enumerate(pairwise(starts)):
        places, known = model.find(view, model.codes[start:end])
        assert known.all()
        np.testing.assert_array_equal(places, np.arange(start, end))
