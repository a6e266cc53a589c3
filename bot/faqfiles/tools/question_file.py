"""Reads a file of questions whose right answers are known: JSON lines, one question a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.system_errors import why_not
from bot.matching.evaluate import Question

# What a question of this kind must say besides its text.
_NEEDED = {"smalltalk": "act", "multi": "accept_all"}


def read_question_file(path: Path) -> list[Question]:
    """Return the questions: dicts with `text` or `turns`, `kind`, and what is right.

    Raises Trouble with the line of the first fault.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise Trouble(f"{path} tidak bisa dibaca: {why_not(error)}. Periksa namanya.", error) from error
    questions = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                question = read_question(line)
                _check_what_is_right(question)
            except ValueError as error:
                raise Trouble(f"{path}:{number}: {error}.", error) from error
            questions.append(question)
    if not questions:
        raise Trouble(f'{path} kosong. Tulis satu pertanyaan per baris, seperti {{"text": "…", "accept": ["id"]}}.')
    return questions


def read_question(line: str | bytes) -> Question:
    """Return the question of one line, with `text` or `turns`. Raises ValueError with a sentence."""
    try:
        given = json.loads(line)
    except ValueError as error:
        raise ValueError('bukan JSON; tulis seperti {"text": "…"}') from error
    if not isinstance(given, dict):
        raise ValueError('setiap baris harus berisi {"text": "…"}')
    turns = given.get("turns")
    if turns is None and not isinstance(given.get("text"), str):
        raise ValueError('harus berisi "text" (teks) atau "turns" (daftar teks)')
    if turns is not None and not (_is_texts(turns) and turns):
        raise ValueError('"turns" harus daftar teks')
    return given


def _check_what_is_right(given: Question) -> None:
    for name in ("accept", "accept_all"):
        if name in given and not _is_texts(given[name]):
            raise ValueError(f'"{name}" harus daftar id')
    needed = _NEEDED.get(str(given.get("kind")))
    if needed and needed not in given:
        raise ValueError(f'jenis "{given["kind"]}" harus berisi "{needed}"')


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
