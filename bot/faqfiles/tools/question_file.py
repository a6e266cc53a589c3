"""Reads a file of questions whose right answers are known: JSON lines, one question a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.faqfiles.syntax.open_file import why_not
from bot.helpdesk.model.errors import Trouble

# What a question of this kind must say besides its text.
_NEEDED = {"smalltalk": "act", "multi": "accept_all"}


def read_question_file(path: Path) -> list[dict[str, Any]]:
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
                questions.append(_question(json.loads(line.decode("utf-8-sig"))))
            except ValueError as error:
                fault = str(error) if type(error) is ValueError else 'bukan JSON; tulis seperti {"text": "…"}'
                raise Trouble(f"{path}:{number}: {fault}.", error) from error
    if not questions:
        raise Trouble(f'{path} kosong. Tulis satu pertanyaan per baris, seperti {{"text": "…", "accept": ["id"]}}.')
    return questions


def _question(given: Any) -> dict[str, Any]:
    """Return one question as it is. Raises a plain ValueError with a sentence."""
    if not isinstance(given, dict):
        raise ValueError('setiap baris harus berisi {"text": "…"}')
    turns = given.get("turns")
    if turns is None and not isinstance(given.get("text"), str):
        raise ValueError('harus berisi "text" (teks) atau "turns" (daftar teks)')
    if turns is not None and not (_is_texts(turns) and turns):
        raise ValueError('"turns" harus daftar teks')
    for name in ("accept", "accept_all"):
        if name in given and not _is_texts(given[name]):
            raise ValueError(f'"{name}" harus daftar id')
    needed = _NEEDED.get(str(given.get("kind")))
    if needed and needed not in given:
        raise ValueError(f'jenis "{given["kind"]}" harus berisi "{needed}"')
    return given


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
