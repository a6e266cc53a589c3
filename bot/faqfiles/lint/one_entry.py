"""One entry checked alone while somebody writes it: the rules of `faq check`, in milliseconds.

They run on its fields as typed, with its topic's list of numbers and the fees around it. Each field is a line of its
own, so a problem's line names the field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

import yaml

from bot.faqfiles.classify_files import ClassifiedFiles
from bot.faqfiles.edit.entry_fields import OF_PHRASINGS
from bot.faqfiles.edit.yaml_edit import READER
from bot.faqfiles.file_names import FEES, PHRASINGS
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.lint.rules import look_through
from bot.faqfiles.model import Faq, FaqEntry, Referral
from bot.faqfiles.problem import Level
from bot.faqfiles.read_folder import draft_of
from bot.faqfiles.syntax import tree
from bot.faqfiles.syntax.open_file import open_document

AROUND = 0
"""The line of all that is not of the entry."""
TAKEN = "'{text}' sudah ada di '{owner}'; hapus dari sini atau dari sana"


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """A problem of an entry, and the name of the field that it stands in."""

    field: str
    message: str
    level: Level


def owners_of_phrasings(faq: Faq) -> dict[str, str]:
    """Return whose each phrasing and test question is, without case and punctuation."""
    every: list[FaqEntry | Referral] = [*faq.entries.values(), *faq.referrals]
    return {fold(text): one.id for one in every for text in (*one.phrasings, *one.tests)}


@dataclass(frozen=True, slots=True)
class EntryContext:
    """What stands around an entry: its folder, whose each phrasing is (`owners_of_phrasings`), all ids."""

    folder: Path
    owners: Mapping[str, str]
    ids: frozenset[str]


def problems_of(
    around: EntryContext, topic: str, fields: Mapping[str, object], today: date, numbers: Sequence[tuple[str, str]] = ()
) -> list[EntryProblem]:
    """Return what is wrong with an entry of that topic. `numbers`: those to be added to the topic's list."""
    id, names = str(fields["id"]), ("", *fields, *OF_PHRASINGS)
    head = yaml.load((around.folder / f"{topic}.yaml").read_text("utf-8"), Loader=READER)  # noqa: S506 (texts only)
    answer = {name: one for name, one in fields.items() if name not in OF_PHRASINGS and one not in (None, "")}
    texts = {name: fields.get(name) or [] for name in OF_PHRASINGS}
    page = {"topik": topic, "judul": topic, "pengantar": head.get("pengantar") or None}
    page |= {"angka": {**(head.get("angka") or {}), **dict(numbers)}}
    mine = (
        _document(f"{topic}.yaml", {**page, "entri": tree.Sequence((_group(answer, names),), AROUND, 1)}),
        _document(f"{topic}{PHRASINGS}", {"topik": topic, "entri": {id: _group(texts, names)}}),
    )
    files = ClassifiedFiles({one.path: one for one in mine}, faults={one.path: [] for one in mine})
    fees, problems = open_document(around.folder / FEES)
    if fees:
        files.documents[FEES], files.faults[FEES] = fees, problems
    files.names = {*files.documents}
    draft = draft_of(files, around.folder, today)
    found = {*draft.faults, *look_through(replace(draft, ids=draft.ids | around.ids, seals={}))}
    own = [one for one in sorted(found) if one.place.line != AROUND and one.place.path in {name.path for name in mine}]
    asked = [text for name in ("kalimat", "uji") for text in cast("Sequence[str]", texts[name])]
    taken = [(text, owner) for text in asked if (owner := around.owners.get(fold(text), id)) != id]
    return [
        *(EntryProblem("kalimat", TAKEN.format(text=text, owner=owner), Level.ERROR) for text, owner in taken),
        *(EntryProblem(names[one.place.line], one.message, one.level) for one in own),
    ]


def _document(name: str, fields: Mapping[str, object]) -> tree.Document:
    root = _node(fields, AROUND)
    assert isinstance(root, tree.Mapping)
    return tree.Document(name, "", root)


def _group(fields: Mapping[str, object], names: Sequence[str]) -> tree.Mapping:
    """Return an entry's fields, each on the line that is its place among the names."""
    lines = {name: names.index(name) for name in fields}
    pairs = {name: (_scalar(name, lines[name]), _node(one, lines[name])) for name, one in fields.items()}
    return tree.Mapping(pairs, lines.get("id", AROUND), 1)


def _node(value: object, line: int) -> tree.Node:
    """Return a value as if it had been read on that line."""
    if isinstance(value, tree.Sequence | tree.Mapping):
        return value
    if isinstance(value, Mapping):
        return tree.Mapping({name: (_scalar(name, line), _node(one, line)) for name, one in value.items()}, line, 1)
    if isinstance(value, list | tuple):
        return tree.Sequence(tuple(_node(one, line) for one in value), line, 1)
    return _scalar(value, line)


def _scalar(value: object, line: int) -> tree.Scalar:
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return tree.Scalar(text, line, 1, 0, 0, plain=value is None, folded=False)
