"""Questions whose right answers are known: the FAQ's own sentences, and files of JSON lines, one question a line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from bot.faqfiles.model import Faq
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.operator import why_not
from bot.matching.evaluate import Question

PHRASING, TEST = "kalimat", "uji"
"""The kinds of these questions, as staff know them."""
FIRST = 2
"""Phrasings of an entry that count as usual: its authors begin with the shortest."""


def own_questions(faq: Faq) -> Iterator[Question]:
    """Yield every phrasing and every test question of entries and referrals: some thousands."""
    for owner in faq.answerable:
        for kind, texts in ((PHRASING, owner.phrasings), (TEST, owner.tests)):
            yield from ({"text": text, "kind": kind, "accept": [owner.id]} for text in texts)


def usual_questions(faq: Faq, given: Iterable[str], most: int) -> tuple[str, ...]:
    """Return the usual questions: headings, first phrasings and test questions, those of the most asked entries first.

    `given`: the entries that recent questions got; then come those that the menu's pages name as most asked.
    """
    popular = (id for rank in zip_longest(*(topic.popular for topic in faq.topics)) for id in rank)
    ids = dict.fromkeys((*(id for id, _ in Counter(given).most_common()), *popular, *faq.entries))
    entries = (faq.entries[id] for id in ids if id in faq.entries)
    lines = (text for one in entries for text in (one.question, *one.phrasings[:FIRST], *one.tests))
    return tuple(islice(dict.fromkeys(lines), most))


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
    questions = list(read_questions(lines, f"{path}:", _check_what_is_right))
    if not questions:
        raise Trouble(f'{path} kosong. Tulis satu pertanyaan per baris, seperti {{"text": "…", "accept": ["id"]}}.')
    return questions


def read_questions(
    lines: Iterable[bytes], place: str = "Baris ", check: Callable[[Question], None] = lambda _: None
) -> Iterator[Question]:
    """Yield the questions of the lines that are not empty. Raises Trouble with the number of one that is none."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                question = _read_question(line)
                check(question)
            except ValueError as error:
                raise Trouble(f"{place}{number}: {error}.", error) from error
            yield question


def _read_question(line: bytes) -> Question:
    try:
        # a broken character spoils one line and not the whole run
        given = json.loads(line.decode("utf-8", "replace").removeprefix("\ufeff"))
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
