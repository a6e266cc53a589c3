"""Proposals: what is grouped, what is masked, what is left out."""

from __future__ import annotations

from bot.reports.proposals import Feedback, FeedbackEvent, proposals


def known(text: str) -> bool:
    return text == "biaya paspor"


def test_like_wordings_are_grouped_and_the_most_frequent_comes_first() -> None:
    events = [
        FeedbackEvent(Feedback.CHOSEN, "paspor-hilang", "buku ijo ulun musnah"),
        FeedbackEvent(Feedback.CHOSEN, "paspor-biaya", "brp duit buat paspor"),
        FeedbackEvent(Feedback.CHOSEN, "paspor-biaya", "buat paspor brp duit"),
        FeedbackEvent(Feedback.CHOSEN, "paspor-biaya", "brp duit buat paspor"),
    ]
    first, second = proposals(events, known)
    assert (first.entry, first.times) == ("paspor-biaya", 3)
    assert first.texts == ("brp duit buat paspor", "buat paspor brp duit")
    assert second.entry == "paspor-hilang"


def test_a_known_phrasing_is_a_proposal_only_for_a_thumb_down() -> None:
    events = [
        FeedbackEvent(Feedback.CHOSEN, "paspor-biaya", "biaya paspor"),
        FeedbackEvent(Feedback.DOWN, "paspor-biaya", "biaya paspor"),
    ]
    (only,) = proposals(events, known)
    assert only.feedback is Feedback.DOWN


def test_personal_numbers_are_masked() -> None:
    (only,) = proposals([FeedbackEvent(Feedback.OFFICER, "", "nik saya 6305010101900001 salah")], known)
    assert "6305010101900001" not in only.texts[0]


def test_different_entries_and_empty_texts_are_kept_apart() -> None:
    events = [
        FeedbackEvent(Feedback.CHOSEN, "a", "sama persis"),
        FeedbackEvent(Feedback.CHOSEN, "b", "sama persis"),
        FeedbackEvent(Feedback.DOWN, "a", "   "),
    ]
    assert {one.entry for one in proposals(events, known)} == {"a", "b"}
