"""Residents' own questions, counted by topic."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.entry import Decision, DecisionKind
from bot.reports.coverage import coverage

TOPICS = {"biaya": "paspor", "hilang": "paspor", "vaksin": "umrah"}
SURE, FAINT = 0.9, 0.01


def decide(turns: Sequence[str]) -> Decision:
    """Decide as the first word of the text says; its second names the best entry."""
    what, entry, *_ = turns[-1].split()
    ranking = ((entry, FAINT if what == "jauh" else SURE),)
    match what:
        case "jawab":
            return Decision(DecisionKind.ANSWER, (entry,), ranking=ranking)
        case "tawar":
            return Decision(DecisionKind.SUGGEST, suggestions=(entry,), ranking=ranking)
        case "sapa":
            return Decision(DecisionKind.SMALLTALK, act="sapaan", ranking=ranking)
        case "rujuk":
            return Decision(DecisionKind.REFER, referral=entry, ranking=ranking)
        case _:
            return Decision(DecisionKind.ESCALATE, ranking=ranking)


def test_questions_are_counted_by_topic_with_the_most_wanting_first() -> None:
    found = coverage(
        [
            *("jawab biaya", "jawab hilang", "tawar biaya", "serah hilang sekali", "serah biaya dua"),
            *("jawab vaksin", "rujuk vaksin", "sapa vaksin", "jauh vaksin"),
        ],
        decide,
        TOPICS,
    )
    assert [(one.topic, one.asked, one.answered, one.offered, one.other) for one in found] == [
        ("paspor", 5, 2, 1, 0),
        ("", 1, 0, 0, 0),
        ("umrah", 2, 1, 0, 1),
    ]
    assert found[0].handed_over == ("serah hilang sekali", "serah biaya dua")


def test_what_is_shown_of_a_question_is_masked() -> None:
    (only,) = coverage(["serah biaya nama saya Siti Aminah, nik 6305010101900001"], decide, TOPICS)
    assert len(only.handed_over) == 1
    assert "Aminah" not in only.handed_over[0]
    assert "6305010101900001" not in only.handed_over[0]
