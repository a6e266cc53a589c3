"""What is known of words: the same whether it was worked out at training or now, and never without end."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from bot.matching.index import FaqIndex
from bot.matching.ranking import vocabulary as module
from bot.matching.ranking.features import code
from bot.matching.ranking.model import find_one
from bot.matching.ranking.vocabulary import TableFull, Vocabulary


@pytest.mark.parametrize("word", ["paspor", "biaya", "berapa", "anak"])
def test_a_word_of_the_faq_is_known_as_it_would_be_worked_out(index: FaqIndex, word: str) -> None:
    model = index._ranker.model
    row = find_one(model.word_codes.data, code(word), 0, len(model.word_codes))
    assert row >= 0
    stored, worked_out = model.known_word(row), model.letter_scores(word)
    np.testing.assert_allclose(stored.scores.astype(np.float32), worked_out.scores, atol=5e-3)
    assert stored.square == pytest.approx(worked_out.square)
    assert stored[2:] == worked_out[2:]


def test_an_unknown_word_is_worked_out_from_its_letters(index: FaqIndex) -> None:
    met = Vocabulary(index._ranker.model, 10)
    term = met.words["pasporku"]
    assert term.known
    np.testing.assert_allclose(met.scores[term.place], index._ranker.model.letter_scores("pasporku").scores)
    assert met.words["§"].place == module.NOWHERE


def test_pairs_are_forgotten_and_known_again(index: FaqIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAIRS", 2)
    met = Vocabulary(index._ranker.model, 10)
    first = met.pairs["biaya paspor"]
    assert first.known
    for name in ("qqq wlmp", "wlmp xqzt", "xqzt qqq"):
        assert not met.pairs[name].known
    assert len(met.pairs) <= 2
    assert met.pairs["biaya paspor"] == first


@pytest.mark.parametrize("names", [["paspor", "biaya", "syarat"], ["qqq", "wlmp", "xqzt"]])
def test_a_full_vocabulary_says_so(index: FaqIndex, names: list[str]) -> None:
    met = Vocabulary(index._ranker.model, 2)
    one, other, last = names
    assert met.roots[one] == met.roots[one]
    assert met.roots[other]
    with pytest.raises(TableFull):
        met.roots[last]


def test_a_vocabulary_that_nobody_uses_is_gone_at_once(index: FaqIndex) -> None:
    met = Vocabulary(index._ranker.model, 10)
    assert met.roots["paspor"].known
    table = weakref.ref(met.roots._read_word.func.__self__)  # type: ignore[attr-defined]
    gc.disable()
    try:
        del met
        assert table() is None
    finally:
        gc.enable()
