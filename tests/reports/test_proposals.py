"""Proposals: what is grouped, what is masked, what is left out."""

from __future__ import annotations

from bot.reports.proposals import Heard, Lesson, proposals


def known(text: str) -> bool:
    return text == "biaya paspor"


def test_like_wordings_are_grouped_and_the_most_frequent_comes_first():
    heard = [
        Heard(Lesson.CHOSEN, "paspor-hilang", "buku ijo ulun musnah"),
        Heard(Lesson.CHOSEN, "paspor-biaya", "brp duit buat paspor"),
        Heard(Lesson.CHOSEN, "paspor-biaya", "buat paspor brp duit"),
        Heard(Lesson.CHOSEN, "paspor-biaya", "brp duit buat paspor"),
    ]
    first, second = proposals(heard, known)
    assert (first.entry, first.times) == ("paspor-biaya", 3)
    assert first.texts == ("brp duit buat paspor", "buat paspor brp duit")
    assert second.entry == "paspor-hilang"


def test_what_already_stands_in_the_files_is_no_proposal_but_a_thumb_down_still_is():
    heard = [Heard(Lesson.CHOSEN, "paspor-biaya", "biaya paspor"), Heard(Lesson.DOWN, "paspor-biaya", "biaya paspor")]
    (only,) = proposals(heard, known)
    assert only.lesson is Lesson.DOWN


def test_personal_numbers_are_masked():
    (only,) = proposals([Heard(Lesson.OFFICER, "", "nik saya 6305010101900001 salah")], known)
    assert "6305010101900001" not in only.texts[0]


def test_different_entries_and_empty_texts_are_kept_apart():
    heard = [
        Heard(Lesson.CHOSEN, "a", "sama persis"),
        Heard(Lesson.CHOSEN, "b", "sama persis"),
        Heard(Lesson.DOWN, "a", "   "),
    ]
    assert {one.entry for one in proposals(heard, known)} == {"a", "b"}
