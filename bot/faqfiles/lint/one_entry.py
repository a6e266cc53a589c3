"""One entry checked alone while somebody writes it: the rules of `faq check` on its fields, in milliseconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.faqfiles.lint.prose import fold
from bot.faqfiles.lint.subject import Subject
from bot.faqfiles.load import look_through
from bot.faqfiles.model import ASKED, Faq, FaqEntry, typed_names
from bot.faqfiles.problem import Level
from bot.faqfiles.shape import Filler, bad_letters

TAKEN = "'{text}' sudah ada di '{owner}'; hapus dari sini atau dari sana"


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """A problem of an entry, and the name of the field that it stands in."""

    field: str
    message: str
    level: Level


def owners_of_phrasings(faq: Faq) -> dict[str, str]:
    """Return whose each phrasing and test question is, without case and punctuation."""
    return {fold(text): one.id for one in faq.answerable for text in (*one.phrasings, *one.tests)}


@dataclass(frozen=True, slots=True)
class EntryContext:
    """What stands around an entry: the FAQ, and whose each phrasing is (`owners_of_phrasings`)."""

    faq: Faq
    owners: Mapping[str, str]


def problems_of(
    around: EntryContext, topic: str, fields: Mapping[str, object], today: date, numbers: Sequence[tuple[str, str]] = ()
) -> list[EntryProblem]:
    """Return what is wrong with an entry of that topic. `numbers`: those to be added to the topic's list."""
    typed = {name: _as_typed(value) for name, value in fields.items()}
    asked = {name: typed.pop(name, None) for name in typed_names(FaqEntry, group=ASKED)}
    id, filler = str(typed["id"]), Filler()
    answer, questions = filler.fields(typed, (), FaqEntry), filler.fields(asked, (), FaqEntry, group=ASKED)
    found = [(rule, fault.path, fault.sentence) for rule, fault in (*filler.found, *bad_letters(typed | asked))]
    if answer is not None and questions is not None:
        page = next(one for one in around.faq.topics if one.id == topic)
        page = replace(page, numbers={**page.numbers, **dict(numbers)}, season=(), popular=())
        faq = Faq({id: FaqEntry(topic=topic, **answer, **questions)}, (page,), around.faq.fees)
        ids = frozenset({*around.faq.entries, id, *(one.id for one in around.faq.referrals)})
        looked = look_through(Subject(faq, ids, today=today))
        found += [(rule, fault.path[2:], fault.sentence) for rule, fault in looked if fault.path[:2] == ("entri", id)]
    mine = [text for texts in asked.values() for text in texts or () if isinstance(text, str)]
    taken = [(text, owner) for text in mine if (owner := around.owners.get(fold(text), id)) != id]
    return [
        *(EntryProblem("kalimat", TAKEN.format(text=text, owner=owner), Level.ERROR) for text, owner in taken),
        *(EntryProblem(str(path[0]), sentence, rule.level) for rule, path, sentence in found),
    ]


def _as_typed(value: object) -> Any:
    """Return a value as it is typed in a file."""
    if isinstance(value, Mapping):
        return {name: _as_typed(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_as_typed(one) for one in value]
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
