"""Gaps: questions of one meaning together, counted by people, without who asked; headings that are nobody's words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.matching.search import Meaning, WordMeaning
from bot.reports.gaps import Unanswered, gap_groups

MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
WEEK = timedelta(days=7)
COMMON = {"paspor", "saya", "bagaimana"}


def meaning(text: str) -> Meaning:
    """Read a text as its words: common ones say little, one that nobody knows is a guess."""
    words = dict.fromkeys(text.casefold().split())
    known = tuple(WordMeaning(word, word, 1.0 if word in COMMON else 5.0, word != "rahmah") for word in words)
    length = sum(one.rarity**2 for one in known) ** 0.5
    return Meaning(known, None, {one.root: one.rarity / length for one in known})


def asked(*texts: str, first: int = 1, village: str = "mandurian", at: datetime = MONDAY) -> list[Unanswered]:
    return [Unanswered(first + place, at, text, village) for place, text in enumerate(texts)]


def test_questions_of_one_meaning_are_counted_by_people_most_first() -> None:
    rows = [
        *asked("paspor kena banjir", "banjir paspor", "paspor saya banjir", "paspor banjir"),
        *asked("visa nikah", "visa nikah bagaimana", "bagaimana visa nikah", first=11),
        Unanswered(1, MONDAY, "paspor banjir"),
    ]
    first, second = gap_groups(rows, (), meaning)
    assert (first.people, second.people) == (4, 3)
    assert first.heading == ""
    assert second.heading == ""


def test_what_fewer_than_three_people_asked_is_not_shown() -> None:
    rows = [*asked("visa nikah", "visa nikah"), Unanswered(1, MONDAY, "visa nikah")]
    assert gap_groups(rows, (), meaning) == ()
    rows = [
        *asked("visa nikah", "visa nikah", "visa nikah"),
        *asked("visa nikah", "visa nikah", first=4, village="lawahan", at=MONDAY + WEEK),
    ]
    (only,) = gap_groups(rows, (), meaning)
    assert (only.people, only.villages) == (5, {"mandurian": 3})


def test_names_and_numbers_are_hidden_in_questions_and_answers() -> None:
    rows = [
        Unanswered(person, MONDAY, "visa nikah ibu Rahmah", answer="Bu Rahmah NIK 6305010101900001")
        for person in (1, 2, 3)
    ]
    (only,) = gap_groups(rows, ("Pak Budi",), meaning)
    shown = f"{only.texts} {only.answer} {only.heading}"
    assert "Rahmah" not in shown
    assert "6305010101900001" not in shown
    assert only.texts == ("visa nikah ibu [nama]",)
