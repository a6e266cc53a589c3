"""A file of questions with known answers, as somebody may write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.faqfiles.questions import read_question_file
from bot.helpdesk.model.errors import Trouble


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
