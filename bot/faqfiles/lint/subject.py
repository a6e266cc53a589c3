"""What the rules look through: the model as it was typed, with what stands around it; and every text in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from bot.faqfiles.model import ASKED, HEADING, CheckEntry, Faq, FaqEntry, Referral, Source, Typed, typed_fields
from bot.faqfiles.problem import Path
from bot.faqfiles.seals import Seal

OUT_OF_SCOPE = "luar-topik"

Value = tuple[Any, Path, Typed]
"""A single value, where it stands, and how it is typed."""


class ShownText(NamedTuple):
    """A text that residents read. `numbers`: those that its file vouches for; `sources`: those that its entry names."""

    text: str
    path: Path
    typed: Typed
    numbers: Collection[str] = ()
    sources: tuple[Source, ...] = ()


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

    @cached_property
    def values(self) -> list[Value]:
        """Every value that is typed in the answers' files."""
        return [value for one, path, *_ in self._owners() for value in values_of(one, path)]

    @cached_property
    def asked(self) -> list[Value]:
        """Every value that is typed in the phrasings' files."""
        return [value for one in self.faq.answerable for value in values_of(one, path_of(one), ASKED)]

    @cached_property
    def texts(self) -> list[ShownText]:
        """Everything that residents may read, headings, buttons and names of sources included."""
        return [
            ShownText(text, at, typed, numbers, sources)
            for one, path, numbers, sources in self._owners()
            for text, at, typed in values_of(one, path)
            if typed.read and text
        ]

    @property
    def shown(self) -> Iterator[ShownText]:
        """The same without headings, buttons and names of sources."""
        return (one for one in self.texts if one.typed.read != HEADING)

    @cached_property
    def taught(self) -> list[tuple[str, Path]]:
        """Every text that the bot is trained or tested with, those that are nobody's last."""
        nobodys = ((text, (OUT_OF_SCOPE, "", "kalimat", place)) for place, text in enumerate(self.faq.out_of_scope))
        return [*((text, path) for text, path, typed in self.asked if not typed.mentions), *nobodys]

    def _owners(self) -> Iterator[tuple[Any, Path, Collection[str], tuple[Source, ...]]]:
        """Yield what the values belong to, its path, and what vouches for the numbers in it."""
        faq, numbers = self.faq, {topic.id: topic.numbers for topic in self.faq.topics}
        yield from ((topic, ("topik", topic.id), topic.numbers, ()) for topic in faq.topics)
        yield from ((one, path_of(one), numbers.get(one.topic, ()), one.sources) for one in faq.entries.values())
        for check in faq.checks:
            yield from ((part, path_of(check), check.numbers, check.sources) for part in (check.check, check))
        yield from ((one, path_of(one), faq.referral_numbers, ()) for one in faq.referrals)


def path_of(one: FaqEntry | Referral | CheckEntry) -> Path:
    """Return the path of an entry, a referral or a guided check."""
    if isinstance(one, CheckEntry):
        return "alur", one.check.id
    return "entri" if isinstance(one, FaqEntry) else "rujukan", one.id


def values_of(one: Any, path: Path, group: str = "") -> Iterator[Value]:
    """Yield every single value of one part, which stands at the path, that is typed in a group of fields."""
    kind: type = type(one)
    for attribute, typed, *_ in typed_fields(kind, group):
        value, at = getattr(one, attribute), (*path, typed.name)
        if not isinstance(value, tuple):
            yield value, at, typed
        elif value and is_dataclass(value[0]):
            for place, part in enumerate(value):
                yield from values_of(part, (*at, place))
        else:
            yield from ((part, (*at, place), typed) for place, part in enumerate(value))
