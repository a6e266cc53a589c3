"""A message is a follow-up of the one before as far as it is incomplete."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from bot.matching.ranking.follow_ups import EntryRelations, as_previous
from bot.matching.ranking.ranker import ScoredWords


@pytest.fixture(scope="module")
def relations(corpus: Corpus, index: FaqIndex) -> EntryRelations:
    return EntryRelations.of(corpus, index._ranker.labels)


def said(index: FaqIndex, relations: EntryRelations, text: str, before: ScoredWords | None = None) -> ScoredWords:
    own = index._ranker.score(index._decider.conversation.parse(text).words)
    return as_previous(index._ranker, relations, before, own)


def test_entries_are_related_whichever_of_them_says_so(
    corpus: Corpus, index: FaqIndex, relations: EntryRelations
) -> None:
    pairs = set(zip(relations.ones.tolist(), relations.others.tolist(), strict=True))
    assert pairs == {(other, one) for one, other in pairs}
    place = index._ranker.labels.index
    assert all((place(entry.id), place(other)) in pairs for entry in corpus.entries for other in entry.related)


def test_a_related_entry_gains_more_than_its_topic(index: FaqIndex, relations: EntryRelations) -> None:
    gains = relations.gains(index._ranker, said(index, relations, "syarat paspor dewasa"))
    related, same_topic, elsewhere = (
        gains[index._ranker.labels.index(entry)] for entry in ("paspor-biaya", "paspor-ditolak", "haji-biaya")
    )
    assert related > same_topic > elsewhere


def test_without_related_entries_the_topic_still_counts(corpus: Corpus, index: FaqIndex) -> None:
    bare = replace(corpus, entries=tuple(replace(entry, related=()) for entry in corpus.entries))
    relations = EntryRelations.of(bare, index._ranker.labels)
    gains = relations.gains(index._ranker, said(index, relations, "syarat paspor dewasa"))
    assert np.isfinite(gains).all()
    assert gains[index._ranker.labels.index("paspor-ditolak")] > gains[index._ranker.labels.index("haji-biaya")]


def test_a_short_turn_keeps_earlier_words_and_a_complete_one_drops_them(
    index: FaqIndex, relations: EntryRelations
) -> None:
    first = said(index, relations, "syarat paspor dewasa")
    assert said(index, relations, "kalau untuk anak?", first).weighed.words > 3
    complete = "ulun handak batakun pang, antre haji reguler di kalimantan selatan wahini barapa tahun lawasnya"
    assert said(index, relations, complete, first).weighed.words == len(
        index._decider.conversation.parse(complete).words
    )
