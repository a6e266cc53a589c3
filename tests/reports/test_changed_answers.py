"""Residents' recent questions, asked of two states of the FAQ."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.matching.entry import Decision, DecisionKind
from bot.reports.changed_answers import AskedOfBoth, asked_of_both, changed_answers
from tests.tables import each_line


def by_word(**entries: str) -> Callable[[Sequence[str]], Decision]:
    """Answer each text by the first word that names an entry."""

    def decide(turns: Sequence[str]) -> Decision:
        found = tuple(entry for word, entry in entries.items() if word in turns[-1])
        return Decision(DecisionKind.ANSWER if found else DecisionKind.ESCALATE, found[:1])

    return decide


def test_another_entry_and_another_text_count_and_the_rest_does_not() -> None:
    questions = ["biaya paspor", "paspor hilang", "jam buka", "harga emas"]
    before, after = by_word(biaya="biaya", hilang="hilang"), by_word(biaya="biaya", hilang="hilang", jam="jam")
    found = changed_answers(asked_of_both(questions, before, after), {"biaya", "rusak"})
    assert [(one.text, one.before.answers, one.after.answers) for one in found] == [
        ("biaya paspor", ("biaya",), ("biaya",)),
        ("jam buka", (), ("jam",)),
    ]


def test_names_and_numbers_of_people_are_masked() -> None:
    question = "nama saya Siti Aminah, nik 6305010101900001, jam buka?"
    (only,) = asked_of_both([question], by_word(), by_word(jam="jam"))
    assert "Aminah" not in only.text
    assert "6305010101900001" not in only.text


ANSWER, SUGGEST, ESCALATE, SMALLTALK = (
    DecisionKind.ANSWER,
    DecisionKind.SUGGEST,
    DecisionKind.ESCALATE,
    DecisionKind.SMALLTALK,
)


@each_line(
    ("before", "after", "takes_over"),
    [
        (Decision(ANSWER, ("biaya",)), Decision(ANSWER, ("rusak",)), True),
        (Decision(ANSWER, ("biaya",)), Decision(ANSWER, ("biaya", "rusak")), True),
        (Decision(ANSWER, ("biaya",)), Decision(ESCALATE), True),
        (Decision(ANSWER, ("biaya",)), Decision(SUGGEST, (), ("biaya", "rusak")), True),
        (Decision(ANSWER, ("biaya",)), Decision(ANSWER, ("biaya",), ("rusak",)), False),
        (Decision(SMALLTALK, act="terima kasih"), Decision(ANSWER, ("rusak",)), True),
        (Decision(DecisionKind.EMERGENCY, ("aman",)), Decision(ANSWER, ("aman",)), True),
        (Decision(DecisionKind.REFER, referral="ktp"), Decision(DecisionKind.REFER, referral="sim"), True),
        (Decision(SUGGEST, (), ("biaya", "rusak")), Decision(ANSWER, ("rusak",)), False),
        (Decision(SUGGEST, (), ("biaya", "hilang")), Decision(ANSWER, ("rusak",)), True),
        (Decision(ESCALATE), Decision(ANSWER, ("rusak",)), False),
        (Decision(DecisionKind.REPHRASE), Decision(ANSWER, ("rusak",)), False),
    ],
)
def test_an_entry_takes_over_what_another_gives_today(before: Decision, after: Decision, takes_over: bool) -> None:
    assert AskedOfBoth("biaya", before, after).takes_over is takes_over
