"""What the matcher decides is judged by the entries that are right, once for every command that asks."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from bot.faqfiles.load import load_faq
from bot.matching import evaluate as module
from bot.matching.entry import Decision, DecisionKind
from bot.matching.evaluate import JudgedQuestion, Judgement, Question, ask_all, ask_each, evaluate
from bot.matching.index import in_subprocess
from tests.shipped import SMALL, SMALL_CACHE, small_index
from tests.tables import each_line

HILANG: Question = {"text": "paspor hilang", "accept": ["paspor-hilang"]}

HELD, OTHER = ("paspor-hilang",), ("paspor-denda",)
VERDICTS: list[tuple[Decision, Judgement, set[str]]] = [
    (Decision(DecisionKind.ANSWER, HELD), Judgement.RIGHT, {"dijawab_benar"}),
    (Decision(DecisionKind.ANSWER, OTHER + HELD), Judgement.RIGHT, {"dijawab_benar", "nyasar"}),
    (Decision(DecisionKind.WARN, HELD, act="tawaran"), Judgement.RIGHT, {"dijawab_benar"}),
    (Decision(DecisionKind.WARN, OTHER, act="anak"), Judgement.WRONG, {"dijawab_salah", "nyasar"}),
    (Decision(DecisionKind.WARN, (), HELD, act="anak"), Judgement.OFFERED, {"ditawarkan_ada"}),
    (Decision(DecisionKind.WARN, act="tawaran"), Judgement.ELSEWHERE, set()),
    (Decision(DecisionKind.EMERGENCY, HELD), Judgement.RIGHT, {"dijawab_benar"}),
    (Decision(DecisionKind.EMERGENCY, ("tppo-korban-darurat",)), Judgement.ALARMED, set()),
    (Decision(DecisionKind.ANSWER, OTHER), Judgement.WRONG, {"dijawab_salah", "nyasar"}),
    (Decision(DecisionKind.ANSWER, OTHER, HELD), Judgement.WRONG, {"dijawab_salah", "nyasar"}),
    (Decision(DecisionKind.SUGGEST, (), ("x", *HELD)), Judgement.OFFERED, {"ditawarkan_ada"}),
    (Decision(DecisionKind.SUGGEST, (), ("x",)), Judgement.OTHERS_OFFERED, {"ditawarkan_tidak"}),
    (Decision(DecisionKind.REFER, act="polres", referral="rujuk-polisi"), Judgement.REFERRED, {"dijawab_salah"}),
    (Decision(DecisionKind.ESCALATE), Judgement.HANDED_OVER, {"diteruskan"}),
    (Decision(DecisionKind.SMALLTALK, act="salam"), Judgement.ELSEWHERE, set()),
]
"""A decision, what it is for somebody whose passport is lost, and the figures of `faq eval` that it counts for."""


@each_line(("decision", "verdict", "counts"), VERDICTS)
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


@pytest.mark.parametrize("starts", [True, False])
def test_many_questions_are_shared_with_a_process_if_it_starts(starts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STARTING", 1)
    ended: list[int] = []

    def process(name: str, cache: Path, given: str) -> CompletedProcess[str]:
        done = in_subprocess(name if starts else "bot.none", cache, given)
        ended.append(done.returncode)
        return done

    monkeypatch.setattr(module, "in_subprocess", process)
    index, corpus = small_index(), load_faq(SMALL).corpus()
    questions: list[Question] = [{"text": text} for entry in corpus.entries for text in entry.phrasings]
    asked = ask_all(index, questions, corpus, SMALL_CACHE)
    assert ended == [0 if starts else 1]
    assert [(one.question, one.decision) for one in asked] == [(one, index.decide([one["text"]])) for one in questions]
