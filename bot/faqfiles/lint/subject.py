"""What the rules look through: the model as it was typed, with what stands around it; and every text in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from bot.faqfiles.model import HEADING, CheckEntry, Faq, FaqEntry, Referral, Source, Typed, typed_fields
from bot.faqfiles.problem import Path
from bot.faqfiles.seals import Seal

OUT_OF_SCOPE = "luar-topik"


@dataclass(frozen=True)
class Subject:
    """A FAQ that may lack what could not be read.

    `ids`: every id that an entry or referral has, also one that could not be read; `whole` is False where something
    could not: then a missing id proves nothing. `last_fees`: those of the last good state, empty where none is kept.
    `silent`: ids whose phrasings are missing, which is reported in itself. `seals`: None where their file cannot be
    read. `today`: None where dates do not matter.
    """

    faq: Faq
    ids: frozenset[str]
    whole: bool = True
    today: date | None = None
    last_fees: Mapping[str, int] = field(default_factory=dict)
    seals: Mapping[str, Seal] | None = field(default_factory=dict)
    silent: frozenset[str] = frozenset()


class Shown(NamedTuple):
    """A text that residents read. `numbers`: those that its file vouches for; `sources`: those that its entry names."""

    text: str
    path: Path
    typed: Typed
    numbers: Collection[str] = ()
    sources: tuple[Source, ...] = ()


def path_of(one: FaqEntry | Referral | CheckEntry) -> Path:
    """Return the path of an entry, a referral or a guided check."""
    if isinstance(one, CheckEntry):
        return "alur", one.check.id
    return "entri" if isinstance(one, FaqEntry) else "rujukan", one.id


def texts(faq: Faq) -> Iterator[Shown]:
    """Yield everything that residents may read, headings, buttons and names of sources included."""
    numbers = {topic.id: topic.numbers for topic in faq.topics}
    for topic in faq.topics:
        yield from _texts(topic, ("topik", topic.id), topic.numbers, ())
    for entry in faq.entries.values():
        yield from _texts(entry, path_of(entry), numbers.get(entry.topic, ()), entry.sources)
    for one in faq.checks:
        for part in (one.check, one):
            yield from _texts(part, path_of(one), one.numbers, one.sources)
    for referral in faq.referrals:
        yield from _texts(referral, path_of(referral), faq.referral_numbers, ())


def _texts(one: Any, path: Path, numbers: Collection[str], sources: tuple[Source, ...]) -> Iterator[Shown]:
    kind: type = type(one)
    for attribute, typed, *_ in typed_fields(kind):
        value, at = getattr(one, attribute), (*path, typed.name)
        if typed.read and value:
            yield Shown(value, at, typed, numbers, sources)
        for place, part in enumerate(value) if isinstance(value, tuple) else ():
            if not isinstance(part, str):
                yield from _texts(part, (*at, place), numbers, sources)


def shown_texts(faq: Faq) -> Iterator[Shown]:
    """Yield the same without headings, buttons and names of sources."""
    return (shown for shown in texts(faq) if shown.typed.read != HEADING)


def asked_texts(one: FaqEntry | Referral) -> Iterator[tuple[str, Path, bool]]:
    """Yield every text that asks for an entry, where it stands, and whether it is a test question."""
    for name, texts in (("kalimat", one.phrasings), ("uji", one.tests)):
        for place, text in enumerate(texts):
            yield text, (*path_of(one), name, place), name == "uji"


def taught_texts(faq: Faq) -> Iterator[tuple[str, Path]]:
    """Yield every text that the bot is trained or tested with."""
    for one in faq.answerable:
        yield from ((text, path) for text, path, _ in asked_texts(one))
        for place, hard_negative in enumerate(one.hard_negatives):
            yield hard_negative.text, (*path_of(one), "bukan", place, "teks")
    for place, text in enumerate(faq.out_of_scope):
        yield text, (OUT_OF_SCOPE, "", "kalimat", place)
