"""One entry checked alone while somebody writes it: the rules of `faq check`, in milliseconds.

A folder is made that holds the entry, its topic's list of numbers and the fees, and nothing else.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import yaml

from bot.faqfiles.edit.entry_fields import OF_PHRASINGS
from bot.faqfiles.edit.yaml_edit import READER
from bot.faqfiles.file_names import FEES, PHRASINGS
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.lint.rules import look_through
from bot.faqfiles.model import Faq, FaqEntry, Referral
from bot.faqfiles.problem import Level, Problem
from bot.faqfiles.read_folder import read_draft

OF_THE_TOPIC = frozenset({"topik-tanpa-populer", "topik-tanpa-pengantar"})
"""Rules that look at what stands around an entry."""
_FIELD = re.compile(r"^(?: {2}(?:- )?| {4})(\w+):")


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
    id = str(fields["id"])
    with tempfile.TemporaryDirectory() as name:
        trial = Path(name)
        _write(trial, around.folder, topic, fields, numbers)
        draft = read_draft(trial, today)
        found = [*draft.faults, *look_through(replace(draft, ids=draft.ids | around.ids))]
        lines = {path.name: path.read_text("utf-8").split("\n") for path in trial.iterdir()}
    problems = [
        EntryProblem(_field(lines, one), one.message, one.level)
        for one in sorted(set(found))
        if one.code not in OF_THE_TOPIC and _field(lines, one)
    ]
    texts = [*_texts(fields.get("kalimat")), *_texts(fields.get("uji"))]
    taken = [(text, owner) for text in texts if (owner := around.owners.get(fold(text), id)) != id]
    return [
        *(EntryProblem("kalimat", TAKEN.format(text=text, owner=owner), Level.ERROR) for text, owner in taken),
        *problems,
    ]


TAKEN = "'{text}' sudah ada di '{owner}'; hapus dari sini atau dari sana"


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def _write(
    trial: Path, folder: Path, topic: str, fields: Mapping[str, object], numbers: Sequence[tuple[str, str]]
) -> None:
    head = yaml.load((folder / f"{topic}.yaml").read_text("utf-8"), Loader=READER)  # noqa: S506 (texts only)
    page = {"topik": topic, "judul": head["judul"], "pengantar": head.get("pengantar"), "populer": [str(fields["id"])]}
    page |= {"angka": {**(head.get("angka") or {}), **dict(numbers)}}
    entry = {name: value for name, value in fields.items() if name not in OF_PHRASINGS and value not in (None, "")}
    lines = [f"{name}: {_json(value)}" for name, value in page.items()]
    lines += [
        "entri:",
        *(f"{'    ' if at else '  - '}{name}: {_json(one)}" for at, (name, one) in enumerate(entry.items())),
    ]
    (trial / f"{topic}.yaml").write_text("\n".join(lines), "utf-8")
    lines = [f"topik: {topic}", "entri:", f"  {fields['id']}:"]
    lines += [f"    {name}: {_json(list(_items(fields, name)))}" for name in OF_PHRASINGS]
    (trial / f"{topic}{PHRASINGS}").write_text("\n".join(lines), "utf-8")
    if (folder / FEES).exists():
        shutil.copyfile(folder / FEES, trial / FEES)


def _json(value: object) -> str:
    """Return a value on one line; JSON is YAML, and quicker to write."""
    return json.dumps(value, ensure_ascii=False, default=str) if value is not None else ""


def _items(fields: Mapping[str, object], name: str) -> Sequence[object]:
    value = fields.get(name)
    return value if isinstance(value, list | tuple) else ()


def _field(lines: Mapping[str, Sequence[str]], problem: Problem) -> str:
    """Return the name of the field of the entry in which a problem stands; "" when it stands above the entry."""
    file = lines.get(Path(problem.place.path).name, ())
    body = next((number for number, line in enumerate(file) if line == "entri:"), len(file))
    for number in range(min(problem.place.line, len(file)) - 1, body, -1):
        if match := _FIELD.match(file[number]):
            return match[1]
    return ""
