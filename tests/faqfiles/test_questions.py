"""Questions whose right answers are known: every sentence of the FAQ, and files of them as somebody may write one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.faqfiles.load import load_faq
from bot.faqfiles.questions import PHRASING, TEST, own_questions, read_question_file, usual_questions
from bot.helpdesk.model.errors import Trouble


def test_every_phrasing_and_test_is_asked_once_for_its_owner(sample_folder: Path) -> None:
    faq = load_faq(sample_folder)
    asked = list(own_questions(faq))
    assert len(asked) == 75
    for owner in faq.answerable:
        mine = [question for question in asked if question["accept"] == [owner.id]]
        assert [one["text"] for one in mine if one["kind"] == PHRASING] == list(owner.phrasings)
        assert [one["text"] for one in mine if one["kind"] == TEST] == list(owner.tests)


def test_usual_questions_are_those_of_the_most_asked_entries_first(sample_folder: Path) -> None:
    faq = load_faq(sample_folder)
    damaged, lost = faq.entries["paspor-rusak"], faq.entries["paspor-hilang"]
    asked = usual_questions(faq, ["paspor-hilang", "ktp", "paspor-rusak", "paspor-rusak"], 8)
    first = [damaged.question, *damaged.phrasings[:2], *damaged.tests]
    assert list(asked) == [*first, lost.question, *lost.phrasings[:2], *lost.tests][:8]
    every = usual_questions(faq, (), 200)
    assert every[0] == faq.entries[faq.topics[0].popular[0]].question
    assert {text for one in faq.entries.values() for text in (one.question, *one.tests)} <= set(every)


def test_every_line_is_a_question_and_empty_lines_are_none(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('\ufeff{"text": "a", "accept": ["x"], "lain": 1}\n\n{"turns": ["a", "b"]}\n', encoding="utf-8")
    assert read_question_file(path) == [{"text": "a", "accept": ["x"], "lain": 1}, {"turns": ["a", "b"]}]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "bukan JSON"),
        (b"\xff", "bukan JSON"),
        (b"[1]", 'harus berisi {"text": "'),
        (b"{}", '"text" (teks) atau "turns"'),
        (b'{"text": 1}', '"text" (teks) atau "turns"'),
        (b'{"turns": []}', '"turns" harus daftar teks'),
        (b'{"turns": ["a", 1]}', '"turns" harus daftar teks'),
        (b'{"text": "a", "accept": "x"}', '"accept" harus daftar id'),
        (b'{"text": "a", "kind": "multi"}', 'harus berisi "accept_all"'),
        (b'{"text": "a", "kind": "smalltalk"}', 'harus berisi "act"'),
    ],
)
def test_a_fault_is_reported_with_its_line(tmp_path: Path, line: bytes, says: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(b'{"text": "a"}\n' + line + b"\n")
    with pytest.raises(Trouble) as trouble:
        read_question_file(path)
    assert str(trouble.value).startswith(f"{path}:2: ")
    assert says in str(trouble.value)
