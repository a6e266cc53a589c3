"""A message is a follow-up of the one before as far as it is incomplete."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.matching.entry import Corpus
from bot.matching.follow_up import FollowUps
from bot.matching.gate import Scored
from bot.matching.index import FaqIndex


@pytest.fixture(scope="module")
def follow_ups(corpus: Corpus, index: FaqIndex) -> FollowUps:
    return FollowUps(corpus, index._ranker)


def said(index: FaqIndex, follow_ups: FollowUps, text: str, before: Scored | None = None) -> Scored:
    return follow_ups.after(before, index._ranker.score(index._decider.conversation.parse(text).words))


def test_entries_are_related_whichever_of_them_says_so(corpus: Corpus, index: FaqIndex, follow_ups: FollowUps) -> None:
    pairs = set(zip(follow_ups.ones.tolist(), follow_ups.others.tolist(), strict=True))
    assert pairs == {(other, one) for one, other in pairs}
    place = index._ranker.labels.index
    assert all((place(entry.id), place(other)) in pairs for entry in corpus.entries for other in entry.related)


def test_a_related_entry_gains_more_than_its_topic(index: FaqIndex, follow_ups: FollowUps) -> None:
    gains = follow_ups.gains(said(index, follow_ups, "syarat paspor dewasa"))
    related, same_topic, elsewhere = (
        gains[index._ranker.labels.index(entry)] for entry in ("paspor-biaya", "paspor-ditolak", "haji-biaya")
    )
    assert related > same_topic > elsewhere


def test_without_related_entries_the_topic_still_counts(corpus: Corpus, index: FaqIndex) -> None:
    bare = replace(corpus, entries=tuple(replace(entry, related=()) for entry in corpus.entries))
    follow_ups = FollowUps(bare, index._ranker)
    gains = follow_ups.gains(said(index, follow_ups, "syarat paspor dewasa"))
    assert np.isfinite(gains).all()
    assert gains[index._ranker.labels.index("paspor-ditolak")] > gains[index._ranker.labels.index("haji-biaya")]


def test_a_short_turn_keeps_earlier_words_and_a_complete_one_drops_them(index: FaqIndex, follow_ups: FollowUps) -> None:
    first = said(index, follow_ups, "syarat paspor dewasa")
    assert said(index, follow_ups, "kalau untuk anak?", first).weighed.words > 3
    complete = "ulun handak batakun pang, antre haji reguler di kalimantan selatan wahini barapa tahun lawasnya"
    assert said(index, follow_ups, complete, first).weighed.words == len(
        index._decider.conversation.parse(complete).words
    )
