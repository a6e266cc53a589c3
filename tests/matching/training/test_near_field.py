"""Questions near the field that are made from the FAQ's own things."""

from __future__ import annotations

from dataclasses import replace

from bot.matching.entry import Corpus, Entry
from bot.matching.ranking.labels import NONE
from bot.matching.training.near_field import aspects, near_field
from bot.matching.training.training_set import build_training_set
from tests.shipped import shipped_faq


def corpus(size: int) -> Corpus:
    """Return two entries with so many phrasings each."""
    passports = tuple(f"paspor hilang di kota nomor {number}" for number in range(size))
    gifts = tuple(f"siapa penemu kartu izin nomor {number}" for number in range(size))
    return Corpus((Entry("hilang", "a", "Paspor hilang?", passports), Entry("penemu", "b", "Penemu?", gifts)))


def test_each_aspect_has_one_place_for_the_thing() -> None:
    assert [aspect for aspect in aspects() if aspect.count("{}") != 1 or aspect != aspect.strip()] == []
    assert len(set(aspects())) == len(aspects()) > 100


def test_made_negatives_ask_about_the_faqs_things_and_never_outnumber_it() -> None:
    own = corpus(900)
    made = near_field(own)
    assert "sejarah paspor hilang dari tahun berapa" in made
    assert 0 < 4 * len(made) <= sum(1 + len(entry.phrasings) for entry in own.entries)
    assert near_field(corpus(10)) == ()


def test_what_an_entry_is_asked_itself_is_not_taken_from_it() -> None:
    made = near_field(corpus(900))
    assert "siapa penemu paspor hilang" in made
    assert "siapa penemu kartu izin" not in made
    assert "sejarah kartu izin dari tahun berapa" in made


def test_a_phrasing_more_leaves_the_others_as_they_are() -> None:
    own = shipped_faq().corpus()
    first = own.entries[0]
    more = replace(
        own, entries=(replace(first, phrasings=(*first.phrasings, "buku paspor itu apa lagi")), *own.entries[1:])
    )
    before, after = set(near_field(own)), set(near_field(more))
    assert len(before ^ after) < 0.02 * len(before)


def test_they_are_learnt_as_nobodys() -> None:
    learnt = build_training_set(corpus(900))
    owners = {
        learnt.labels[owner]
        for text, owner in zip(learnt.texts, learnt.owners, strict=True)
        if "sejarah paspor" in text
    }
    assert owners == {NONE}
