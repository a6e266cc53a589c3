"""What the matcher decides is judged by the entries that are right, once for every command that asks."""

from __future__ import annotations

import pytest

from bot.matching.entry import Decision, DecisionKind
from bot.matching.evaluate import JudgedQuestion, Judgement, Question, ask_each, evaluate

HILANG: Question = {"text": "paspor hilang", "accept": ["paspor-hilang"]}

# a decision, what it is for somebody whose passport is lost, and the figures of `faq eval` that it counts for
VERDICTS = {
    "answered": (Decision(DecisionKind.ANSWER, ("paspor-hilang",)), Judgement.RIGHT, {"dijawab_benar"}),
    "answered among others": (
        Decision(DecisionKind.ANSWER, ("paspor-denda", "paspor-hilang")),
        Judgement.RIGHT,
        {"dijawab_benar", "nyasar"},
    ),
    "warned, with the answer": (
        Decision(DecisionKind.WARN, ("paspor-hilang",), act="tawaran"),
        Judgement.RIGHT,
        {"dijawab_benar"},
    ),
    "warned, with another answer": (
        Decision(DecisionKind.WARN, ("paspor-denda",), act="anak"),
        Judgement.WRONG,
        {"dijawab_salah", "nyasar"},
    ),
    "warned, with buttons": (
        Decision(DecisionKind.WARN, (), ("paspor-hilang",), act="anak"),
        Judgement.OFFERED,
        {"ditawarkan_ada"},
    ),
    "only warned": (Decision(DecisionKind.WARN, act="tawaran"), Judgement.ELSEWHERE, set()),
    "the right alarm": (Decision(DecisionKind.EMERGENCY, ("paspor-hilang",)), Judgement.RIGHT, {"dijawab_benar"}),
    "a false alarm": (Decision(DecisionKind.EMERGENCY, ("tppo-korban-darurat",)), Judgement.ALARMED, set()),
    "another answer": (
        Decision(DecisionKind.ANSWER, ("paspor-denda",)),
        Judgement.WRONG,
        {"dijawab_salah", "nyasar"},
    ),
    "another answer, the right one below it": (
        Decision(DecisionKind.ANSWER, ("paspor-denda",), ("paspor-hilang",)),
        Judgement.WRONG,
        {"dijawab_salah", "nyasar"},
    ),
    "offered": (Decision(DecisionKind.SUGGEST, (), ("x", "paspor-hilang")), Judgement.OFFERED, {"ditawarkan_ada"}),
    "others offered": (Decision(DecisionKind.SUGGEST, (), ("x",)), Judgement.OTHERS_OFFERED, {"ditawarkan_tidak"}),
    "referred": (
        Decision(DecisionKind.REFER, act="polres", referral="rujuk-polisi"),
        Judgement.REFERRED,
        {"dijawab_salah"},
    ),
    "handed over": (Decision(DecisionKind.ESCALATE), Judgement.HANDED_OVER, {"diteruskan"}),
    "greeted": (Decision(DecisionKind.SMALLTALK, act="salam"), Judgement.ELSEWHERE, set()),
}


@pytest.mark.parametrize(("decision", "verdict", "counts"), VERDICTS.values(), ids=VERDICTS.keys())
def test_each_decision_is_judged_and_counted_once(decision: Decision, verdict: Judgement, counts: set[str]) -> None:
    asked = JudgedQuestion(HILANG, decision)
    assert asked.verdict is verdict
    row = evaluate([asked]).rows["in"]
    assert {name for name, share in row.items() if share == 100} == counts
    assert row["n"] == 1


def test_a_referral_is_right_for_what_belongs_to_another_office() -> None:
    decision = Decision(DecisionKind.REFER, act="dukcapil", referral="rujuk-ktp")
    assert JudgedQuestion({"text": "ktp hilang", "accept": ["rujuk-ktp"]}, decision).verdict is Judgement.RIGHT


def test_a_question_out_of_scope_is_answered_only_by_an_entry() -> None:
    none: Question = {"text": "harga emas", "kind": "oos", "sub": "far"}
    warned = JudgedQuestion(none, Decision(DecisionKind.WARN, act="tawaran"))
    answered = JudgedQuestion(none, Decision(DecisionKind.WARN, ("paspor-biaya",), act="tawaran"))
    row = evaluate([warned, answered]).rows["oos"]
    assert (row["dijawab"], row["far_dijawab"]) == (50, 50)


def test_questions_are_asked_one_by_one_with_all_their_turns() -> None:
    taken: list[str] = []

    def lines() -> list[Question]:
        return [{"text": "a"}, {"turns": ["b", "c"]}, {"text": "d"}]

    def decide(turns: object) -> Decision:
        taken.append(str(turns))
        return Decision(DecisionKind.ESCALATE)

    asked = ask_each(decide, iter(lines()))
    assert next(asked).text == "a"
    assert taken == ["['a']"]
    assert [one.text for one in asked] == ["c", "d"]
    assert taken == ["['a']", "['b', 'c']", "['d']"]
