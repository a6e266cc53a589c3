"""A message leans on the one before as far as it is incomplete."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from bot.matching.ranking.follow_ups import SAME_AFTER_ASKED, SAME_AFTER_TOLD, Before, Kinship, said_after


@pytest.fixture(scope="module")
def kinship(corpus: Corpus, index: FaqIndex) -> Kinship:
    return Kinship.of(corpus, index._judge.labels)


def said(index: FaqIndex, kinship: Kinship, text: str, before: Before | None = None, again: float = 0.0) -> Before:
    return said_after(index._judge, kinship, before, index._judge.score(index._decider.hear(text).words), again)


def test_entries_are_related_whichever_of_them_says_so(corpus: Corpus, index: FaqIndex, kinship: Kinship) -> None:
    pairs = set(zip(kinship.ones.tolist(), kinship.others.tolist(), strict=True))
    assert pairs == {(other, one) for one, other in pairs}
    place = index._judge.labels.index
    assert all((place(entry.id), place(other)) in pairs for entry in corpus.entries for other in entry.related)


def test_a_related_entry_gains_more_than_its_topic(index: FaqIndex, kinship: Kinship) -> None:
    lent = kinship.lent(index._judge, said(index, kinship, "syarat paspor dewasa"))
    related, same_topic, elsewhere = (
        lent[index._judge.labels.index(entry)] for entry in ("paspor-biaya", "paspor-ditolak", "haji-biaya")
    )
    assert related > same_topic > elsewhere


def test_who_only_told_something_likelier_stays_with_it(index: FaqIndex, kinship: Kinship) -> None:
    place = index._judge.labels.index("paspor-hilang")
    told, asked = (
        kinship.lent(index._judge, said(index, kinship, "paspor saya hilang", again=again))[place]
        for again in (SAME_AFTER_TOLD, SAME_AFTER_ASKED)
    )
    assert told > asked


def test_a_faq_that_relates_nothing_still_lends_its_topic(corpus: Corpus, index: FaqIndex) -> None:
    bare = replace(corpus, entries=tuple(replace(entry, related=()) for entry in corpus.entries))
    kinship = Kinship.of(bare, index._judge.labels)
    lent = kinship.lent(index._judge, said(index, kinship, "syarat paspor dewasa"))
    assert np.isfinite(lent).all()
    assert lent[index._judge.labels.index("paspor-ditolak")] > lent[index._judge.labels.index("haji-biaya")]


def test_a_short_turn_keeps_the_words_before_it_and_a_complete_one_drops_them(
    index: FaqIndex, kinship: Kinship
) -> None:
    first = said(index, kinship, "syarat paspor dewasa")
    assert said(index, kinship, "kalau untuk anak?", first).scored.weighed.words > 3
    complete = "ulun handak batakun pang, antre haji reguler di kalimantan selatan wahini barapa tahun lawasnya"
    assert said(index, kinship, complete, first).scored.weighed.words == len(index._decider.hear(complete).words)
