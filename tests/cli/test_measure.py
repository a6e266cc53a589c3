"""What `faq test`, `faq eval` and `ask --jsonl` print about questions that were asked."""

from __future__ import annotations

import pytest

from bot.cli.questions import MISSED, REACHED, as_json, misses, totals
from bot.faqfiles.questions import read_questions
from bot.helpdesk.model.errors import Trouble
from bot.matching.entry import Decision, DecisionKind
from bot.matching.evaluate import JudgedQuestion, Judgement, Question


def phrasing(text: str, kind: str = "kalimat") -> Question:
    return {"text": text, "kind": kind, "accept": ["paspor-rusak"]}


def test_misses_are_named_with_what_the_bot_would_have_done() -> None:
    asked = [
        JudgedQuestion(phrasing("paspor rusak"), Decision(DecisionKind.ANSWER, ("paspor-rusak",))),
        JudgedQuestion(phrasing("paspor sobek"), Decision(DecisionKind.SUGGEST, (), ("paspor-rusak", "paspor-biaya"))),
        JudgedQuestion(phrasing("tinta hilang"), Decision(DecisionKind.ANSWER, ("paspor-hilang",))),
        JudgedQuestion(phrasing("paspor kehujanan min"), Decision(DecisionKind.SMALLTALK, act="sapaan")),
        JudgedQuestion(
            phrasing("kena kopi", "uji"), Decision(DecisionKind.REFER, act="dukcapil", referral="rujuk-ktp")
        ),
    ]
    assert misses(asked) == [
        "paspor-rusak: kalimat 'tinta hilang' dijawab dengan entri lain: answer, paspor-hilang",
        "paspor-rusak: kalimat 'paspor kehujanan min' dibaca sebagai hal lain: smalltalk, sapaan",
        "paspor-rusak: uji 'kena kopi' dirujuk ke kantor lain: refer, rujuk-ktp",
    ]
    assert totals(asked) == [
        "kalimat: 4; 1 dijawab; 1 ditawarkan sebagai tombol; 1 dijawab dengan entri lain; 1 dibaca sebagai hal lain",
        "uji: 1; 1 dirujuk ke kantor lain",
    ]


def test_every_verdict_has_words_for_staff() -> None:
    assert set(REACHED | MISSED) == set(Judgement)


def test_a_broken_line_is_named_after_those_before_it_were_read() -> None:
    read = read_questions([b'{"text": "a \xff", "lain": 1}\n', b"\n", b"[]\n"])
    assert next(read) == {"text": "a \ufffd", "lain": 1}
    with pytest.raises(Trouble, match=r'^Baris 3: setiap baris harus berisi \{"text"'):
        next(read)


@pytest.mark.parametrize(
    ("decision", "asked"),
    [
        (Decision(DecisionKind.EMERGENCY, ("putus-asa",), doubtful=True), True),
        (Decision(DecisionKind.EMERGENCY, ("putus-asa",)), False),
        (Decision(DecisionKind.ANSWER, ("paspor-biaya",), doubtful=True), False),
    ],
)
def test_programs_read_where_the_resident_is_only_asked(decision: Decision, asked: bool) -> None:
    assert as_json(decision)["doubtful"] is asked


@pytest.mark.parametrize(("act", "told"), [("mohon", "bantuan"), ("caci", "keluhan"), ("salam", "salam"), (None, None)])
def test_other_programs_get_the_acts_that_they_know(act: str | None, told: str | None) -> None:
    assert as_json(Decision(DecisionKind.SMALLTALK, act=act))["act"] == told
