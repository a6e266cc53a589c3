"""Loads the FAQ folder: reads it, checks it, and hands out a FAQ that the bot can rely on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from bot.faqfiles import classify_files, read_folder, shape
from bot.faqfiles.lint.rules import answers, guided_checks, links, numbers, phrasings, sources
from bot.faqfiles.lint.subject import Subject
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, Found, Level, Problem, Rule, errors_of
from bot.faqfiles.read_folder import FaqFolder
from bot.faqfiles.seals import only_valid
from bot.faqfiles.syntax import document

_MODULES = (classify_files, document, shape, read_folder, links, phrasings, answers, numbers, sources, guided_checks)

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
    found = (
        rule.at(read.place(fault.path, fault.fragment, key=fault.key), fault.sentence)
        for rule, fault in look_through(read.subject)
    )
    return tuple(sorted({*read.faults, *found}))


def look_through(subject: Subject) -> Iterator[Found]:
    """Yield everything that the rules find in the model."""
    for rule in RULES:
        if rule.look:
            yield from ((rule, fault) for fault in rule.look(subject))
