"""The way through a guided check: pure, from answers to a question, a finding or danger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.helpdesk.model.conversation_memory import CheckAnswer
from bot.helpdesk.model.guided_checks import (
    BACK,
    SKIP,
    STOP,
    Choice,
    Danger,
    Finding,
    Question,
    chosen,
    plain,
    position,
)
from tests.helpdesk.desk import SMALL_CHECK

VISA = SMALL_CHECK.questions[2]


def given(*answers: object) -> tuple[CheckAnswer, ...]:
    """Answers as (question, choice or text) pairs."""
    pairs = zip(answers[::2], answers[1::2], strict=True)
    return tuple(
        CheckAnswer(str(question), answer) if isinstance(answer, int) else CheckAnswer(str(question), None, str(answer))
        for question, answer in pairs
    )


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((), "penawar"),
        (("penawar", 0), "nama"),
        (("penawar", 1), "visa"),
        (("penawar", 0, "nama", "PT Maju"), "visa"),
        (("penawar", 0, "nama", ""), "visa"),
        (("penawar", 0, "nama", "PT Maju", "visa", 0), "hijau"),
        (("penawar", 1, "visa", 0), "kuning"),
        (("penawar", 0, "nama", "", "visa", 1), "merah"),
        (("penawar", 1, "visa", 1), "merah"),
        (("penawar", 0, "nama", "", "visa", 2), "kuning"),
    ],
)
def test_answers_lead_to_the_next_question_or_to_a_finding(answers: tuple[object, ...], expected: str) -> None:
    here = position(SMALL_CHECK, given(*answers))
    assert isinstance(here, Question | Finding)
    assert here.id == expected


def test_a_choice_can_say_that_somebody_is_in_danger() -> None:
    assert isinstance(position(SMALL_CHECK, given("penawar", 1, "visa", 3)), Danger)


@pytest.mark.parametrize(
    "answers",
    [
        ("visa", 0),
        ("penawar", 9),
        ("penawar", -1),
        ("penawar", "Kenalan"),
        ("penawar", 0, "nama", 0),
        ("penawar", 0, "visa", 0),
        ("penawar", 1, "visa", 0, "visa", 0),
        ("gone", 0),
    ],
)
def test_answers_that_are_no_way_through_lead_nowhere(answers: tuple[object, ...]) -> None:
    assert position(SMALL_CHECK, given(*answers)) is None


def test_the_second_red_sign_ends_a_check_at_once() -> None:
    severe = Choice("Ya", points=4, reason="Tanda.")
    steps = tuple(Question(f"q{number}", "?", "q", (Choice("Tidak"), severe)) for number in range(4))
    check = replace(SMALL_CHECK, questions=steps)
    one = given("q0", 1, "q1", 0)
    assert getattr(position(check, one), "id", None) == "q2"
    assert getattr(position(check, (*one, *given("q2", 1))), "id", None) == "merah"


def test_points_without_a_finding_lead_nowhere_rather_than_to_a_wrong_one() -> None:
    bare = replace(SMALL_CHECK, findings=SMALL_CHECK.findings[:1])
    assert position(bare, given("penawar", 1, "visa", 0)) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 0),
        ("2.", 1),
        ("no 3", 2),
        ("nomor 2", 1),
        ("dua", 1),
        ("5", None),
        ("0", None),
        ("Visa Kerja", 0),
        ("visa ziarah pak", 1),
        ("katanya pakai ziarah", 1),
        ("bukan visa kerja", None),
        ("tidak pakai ziarah", None),
        ("kerja atau ziarah", None),
        ("visa", None),
        ("apa saja", None),
        ("", None),
        ("👍", None),
        ("ya", 3),
        ("ya baik saja kok", None),
        ("tadi dia bilang begini katanya nanti visa kerja dari sana diurus orang", None),
    ],
)
def test_typed_answers_are_taken_only_when_they_can_mean_one_choice(text: str, number: int | None) -> None:
    assert chosen(VISA, text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("gak", 0), ("saya tidak dipaksa", 0), ("oh gak pak", 0), ("aman gak jadinya", None), ("bahaya gak", None)],
)
def test_a_gak_that_asks_is_no_answer(text: str, number: int | None) -> None:
    forced = Question("paksa", "Ada yang memaksa?", "Paksaan", (Choice("Tidak ada", ("tidak", "gak")), Choice("Ya")))
    assert chosen(forced, text) == number


def test_stopping_going_back_and_passing_over_can_be_typed() -> None:
    assert [text for text in ("berhenti", "Stop!", "BATAL") if plain(text) not in STOP] == []
    assert plain("berhenti paspor saya bagaimana") not in STOP
    assert plain("Kembali") in BACK
    assert [text for text in ("tdk tau", "mboten tahu") if plain(text) not in SKIP] == []
    assert plain("PT Tidak Tahu Malu") not in SKIP
