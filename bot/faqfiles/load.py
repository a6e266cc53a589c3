"""Loads the FAQ folder: reads it, checks it, and hands out a FAQ that the bot can rely on.

One entry can be checked alone while somebody writes it: the same rules on its fields, in milliseconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from bot.faqfiles import classify_files, read_folder, shape
from bot.faqfiles.lint.rules import answers, guided_checks, numbers, phrasings, sources
from bot.faqfiles.lint.subject import Subject
from bot.faqfiles.model import ASKED, Faq, FaqEntry, as_typed, typed_names, typed_values
from bot.faqfiles.problem import FaqBroken, Found, Level, Problem, Rule, errors_of
from bot.faqfiles.read_folder import FaqFolder
from bot.faqfiles.seals import only_valid
from bot.faqfiles.shape import Filler, bad_letters
from bot.faqfiles.syntax import document

_MODULES = (classify_files, document, shape, read_folder, phrasings, answers, numbers, sources, guided_checks)

RULES: tuple[Rule, ...] = tuple(
    dict.fromkeys(member for module in _MODULES for member in vars(module).values() if isinstance(member, Rule))
)
"""All rules of the FAQ format, in the order of the manual: those of reading, and those that look through the model."""


def load_faq(folder: Path, *, today: date | None = None, last_good: Path | None = None) -> Faq:
    """Return the FAQ in `folder`, with its warnings in `problems`.

    `today` lets overdue reviews be among them; without it dates are not checked. `last_good` is the folder with the
    state that was taken up last: fees that differ much from it must be confirmed. Raises FaqBroken on any error.
    """
    read = read_folder.read_folder(folder, today, last_good)
    problems = _problems(read)
    if errors_of(problems):
        raise FaqBroken(problems)
    faq = only_valid(read.faq, read.subject.seals)
    content = json.dumps(asdict(faq), default=str, ensure_ascii=False, sort_keys=True)
    return replace(faq, problems=problems, content_hash=hashlib.sha256(content.encode()).hexdigest())


def check_faq(
    folder: Path, today: date, *, release: bool = False, last_good: Path | None = None
) -> tuple[Problem, ...]:
    """Return every problem of the FAQ in `folder`, by place; `release` turns some warnings into errors.

    `last_good` as in `load_faq`.
    """
    problems = _problems(read_folder.read_folder(folder, today, last_good))
    if not release:
        return problems
    strict = {rule.code for rule in RULES if rule.strict_on_release}
    return tuple(replace(one, level=Level.ERROR) if one.code in strict else one for one in problems)


def _problems(read: FaqFolder) -> tuple[Problem, ...]:
    found = set(read.faults)
    for rule, fault in look_through(read.subject):
        other = read.place(fault.other) if fault.other else None
        there = f" ({other.path} baris {other.line})" if other else ""
        found.add(rule.at(read.place(fault.path, fault.fragment, key=fault.key), fault.sentence + there))
    return tuple(sorted(found))


def look_through(subject: Subject) -> Iterator[Found]:
    """Yield everything that the rules find in the model."""
    for rule in RULES:
        if rule.look:
            yield from ((rule, fault) for fault in rule.look(subject))


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """A problem of an entry, and the field that it stands in. `number`: that nobody vouched for."""

    field: str
    message: str
    level: Level
    number: str = ""


def problems_of(
    faq: Faq, topic: str, fields: Mapping[str, object], today: date, vouched: Sequence[tuple[str, str]] = ()
) -> list[EntryProblem]:
    """Return what is wrong with an entry of that topic. `vouched`: numbers to be added to the topic's list."""
    typed = {name: as_typed(value) for name, value in fields.items()}
    asked = {name: typed.pop(name, None) for name in typed_names(FaqEntry, group=ASKED)}
    id, filler = str(typed["id"]), Filler()
    answer, questions = filler.fields(typed, (), FaqEntry), filler.fields(asked, (), FaqEntry, group=ASKED)
    found = [(rule, fault.path, fault) for rule, fault in (*filler.found, *bad_letters(typed | asked))]
    if answer is not None and questions is not None:
        page = next(one for one in faq.topics if one.id == topic)
        page = replace(page, numbers={**page.numbers, **dict(vouched)}, season=(), popular=())
        alone = Faq({id: FaqEntry(topic=topic, **answer, **questions)}, (page,), faq.fees)
        looked = look_through(Subject(alone, frozenset({id, *(one.id for one in faq.answerable)}), today=today))
        found += [(rule, fault.path[2:], fault) for rule, fault in looked if fault.path[:2] == ("entri", id)]
    return [
        EntryProblem(str(path[0]), one.sentence, rule.level, one.fragment * (rule is numbers.unexplained_number))
        for rule, path, one in found
    ]


def problems_with(
    faq: Faq, entry: FaqEntry, new: Mapping[str, object], today: date, vouched: Sequence[tuple[str, str]] = ()
) -> list[EntryProblem]:
    """Return what would be wrong with an entry in which these fields are new."""
    fields = {**typed_values(entry), **typed_values(entry, group=ASKED), **new, "id": entry.id}
    return problems_of(faq, entry.topic, fields, today, vouched)
