"""The FAQ folder as its authors wrote it: every value with its place, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from bot.faqfiles.guided_check_schema import GuidedCheckFields
from bot.faqfiles.problem import Place, Problem
from bot.faqfiles.schema import (
    EntryFields,
    FeeFields,
    PhrasingFields,
    ReferralFields,
    SourceFields,
    TopicFields,
)
from bot.faqfiles.seals import Seal
from bot.faqfiles.syntax.tree import Document, Loc

ANSWER_FIELDS = ("inti", "rincian")
"""The fields of an entry that make up its answer."""
Where = Callable[[], Place]
"""Tells where a text stands: looked up for a fault alone, not for each of twenty thousand phrasings."""


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """A group of fields in a file."""

    document: Document
    loc: Loc = ()

    def at(self, *steps: str | int) -> Place:
        """Return where the value at `steps` below this group stands."""
        return self.document.place(self.loc + steps)

    def key(self, name: str) -> Place:
        """Return where the field name itself stands."""
        return self.document.key_place((*self.loc, name))

    def within(self, *steps: str | int, fragment: str) -> Place:
        """Return where `fragment` begins inside the text at `steps`."""
        return self.document.find(self.loc + steps, fragment)


@dataclass(frozen=True, slots=True)
class PhrasingDraft:
    """How people ask for one entry, and where that is written."""

    id: str
    fields: PhrasingFields
    spot: FieldGroup

    @property
    def asked(self) -> Iterator[tuple[str, Where, bool]]:
        """Every text that asks for the entry, what tells where it stands, and whether it is a test question."""
        for index, text in enumerate(self.fields.phrasings):
            yield text, partial(self.spot.at, "kalimat", index), False
        for index, text in enumerate(self.fields.tests):
            yield text, partial(self.spot.at, "uji", index), True


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """One entry; `phrasing` is None where it has none that could be read."""

    fields: EntryFields
    spot: FieldGroup
    phrasing: PhrasingDraft | None

    def shown_texts(self, numbers: tuple[str, ...] = ()) -> Iterator[ShownText]:
        """Yield its lead and, where there are any, its details."""
        yield ShownText(self.fields.lead, self.spot, "inti", numbers, self.fields.sources)
        if self.fields.details:
            yield ShownText(self.fields.details, self.spot, "rincian", numbers, self.fields.sources)


@dataclass(frozen=True, slots=True)
class ReferralDraft:
    """One service of another office; `phrasing` as in an entry."""

    fields: ReferralFields
    spot: FieldGroup
    phrasing: PhrasingDraft | None


@dataclass(frozen=True, slots=True)
class GuidedCheckDraft:
    """One guided check; `fields.id` is its id."""

    fields: GuidedCheckFields
    spot: FieldGroup

    @property
    def shown_texts(self) -> Iterator[ShownText]:
        """Everything in it that residents may read."""
        numbers, sources = tuple(self.fields.numbers), self.fields.sources
        if self.fields.opening:
            yield ShownText(self.fields.opening, self.spot, "pembuka", numbers, sources)
        for place, step in enumerate(self.fields.steps):
            loc: Loc = ("langkah", place)
            yield ShownText(step.question, FieldGroup(self.spot.document, loc), "tanya", numbers, sources)
            for number, choice in enumerate(step.choices):
                if choice.reason:
                    spot = FieldGroup(self.spot.document, (*loc, "pilihan", number))
                    yield ShownText(choice.reason, spot, "alasan", numbers, sources)
        for place, finding in enumerate(self.fields.findings):
            spot = FieldGroup(self.spot.document, ("hasil", place))
            yield ShownText(finding.answer, spot, "jawaban", numbers, sources)

    @property
    def plain_texts(self) -> Iterator[ShownText]:
        """Its title, buttons, short names and findings: see `Draft.plain_texts`."""
        yield _plain(self.fields.title, self.spot, "judul")
        for place, step in enumerate(self.fields.steps):
            loc: Loc = ("langkah", place)
            yield _plain(step.short, FieldGroup(self.spot.document, loc), "singkat")
            for number, choice in enumerate(step.choices):
                yield _plain(choice.text, FieldGroup(self.spot.document, (*loc, "pilihan", number)), "jawab")
        for place, finding in enumerate(self.fields.findings):
            yield _plain(finding.title, FieldGroup(self.spot.document, ("hasil", place)), "judul")


@dataclass(frozen=True, slots=True)
class TopicDraft:
    """One topic file; `id` is the file's name, `entry_ids` holds every id in it, also of faulty entries."""

    id: str
    fields: TopicFields
    spot: FieldGroup
    entries: tuple[EntryDraft, ...]
    entry_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text that residents read: an answer, a topic's introduction, a warning.

    `numbers` are those that its file vouches for, `sources` those that its entry names. The bot fills placeholders only
    where it is `filled`, and turns **bold** into bold only where it is `marked`.
    """

    text: str
    spot: FieldGroup
    field: str
    numbers: tuple[str, ...] = ()
    sources: tuple[SourceFields, ...] = ()
    filled: bool = True
    marked: bool = True

    def at(self, fragment: str = "") -> Place:
        """Return where `fragment` stands in the text, or where the text begins."""
        return self.spot.within(self.field, fragment=fragment) if fragment else self.spot.at(self.field)


def _plain(text: str, spot: FieldGroup, field: str, numbers: tuple[str, ...] = ()) -> ShownText:
    """Return a text that residents read exactly as typed."""
    return ShownText(text, spot, field, numbers, filled=False, marked=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """All that could be read of a folder, and the faults met on the way.

    `documents` are the files that were read, `files` the names of all that there are. `last_fees` are those of the last
    good state, empty where none is kept; `seals` is None where their file cannot be read. `whole` is False when a file,
    a topic or an entry could not be read: then a missing id proves nothing. `orphan_phrasings` are those that no entry
    has, `silent` the ids that have no phrasings. `today` is None where dates do not matter.
    """

    folder: Path
    documents: tuple[Document, ...]
    files: frozenset[str]
    topics: tuple[TopicDraft, ...]
    guided_checks: tuple[GuidedCheckDraft, ...]
    fees: dict[str, tuple[FeeFields, FieldGroup]]
    last_fees: dict[str, int]
    seals: dict[str, Seal] | None
    referrals: tuple[ReferralDraft, ...]
    referral_numbers: tuple[str, ...]
    out_of_scope: PhrasingDraft | None
    orphan_phrasings: tuple[PhrasingDraft, ...]
    silent: tuple[tuple[str, Place], ...]
    ids: frozenset[str]
    whole: bool
    faults: tuple[Problem, ...]
    today: date | None

    @property
    def entries(self) -> Iterator[EntryDraft]:
        """All entries of all topics, in the order of the files."""
        return (entry for topic in self.topics for entry in topic.entries)

    @property
    def answerable(self) -> Iterator[EntryDraft | ReferralDraft]:
        """Everything that a question can lead to."""
        yield from self.entries
        yield from self.referrals

    @property
    def sourced(self) -> Iterator[EntryDraft | GuidedCheckDraft]:
        """Everything that names its sources and may be verified."""
        yield from self.entries
        yield from self.guided_checks

    @property
    def reviewed(self) -> Iterator[EntryDraft | ReferralDraft | GuidedCheckDraft]:
        """Everything that an office answers for until a date."""
        yield from self.answerable
        yield from self.guided_checks

    @property
    def shown_texts(self) -> Iterator[ShownText]:
        """Everything that residents may read."""
        for topic in self.topics:
            numbers = tuple(topic.fields.numbers)
            yield _plain(topic.fields.intro or "", topic.spot, "pengantar", numbers)
            for index, warning in enumerate(topic.fields.season):
                yield _plain(warning.text, FieldGroup(topic.spot.document, ("penting", index)), "teks", numbers)
            for entry in topic.entries:
                yield from entry.shown_texts(numbers)
        for check in self.guided_checks:
            yield from check.shown_texts
        for referral in self.referrals:
            answer, numbers = referral.fields.answer, self.referral_numbers
            yield ShownText(answer, referral.spot, "jawaban", numbers, filled=False)

    @property
    def plain_texts(self) -> Iterator[ShownText]:
        """Headings, buttons and names of sources: residents read them exactly as typed."""
        for topic in self.topics:
            yield _plain(topic.fields.title, topic.spot, "judul")
            for index, warning in enumerate(topic.fields.season):
                yield _plain(warning.title, FieldGroup(topic.spot.document, ("penting", index)), "judul")
            for entry in topic.entries:
                yield _plain(entry.fields.question, entry.spot, "tanya")
                yield _plain(entry.fields.label or "", entry.spot, "tombol")
        for check in self.guided_checks:
            yield from check.plain_texts
        for one in self.sourced:
            for index, source in enumerate(one.fields.sources):
                yield _plain(source.title, FieldGroup(one.spot.document, (*one.spot.loc, "sumber", index)), "judul")

    @property
    def taught_texts(self) -> Iterator[tuple[str, Where]]:
        """Yield every text that the bot is trained or tested with, and what tells where it stands."""
        out_of_scope = (self.out_of_scope,) if self.out_of_scope else ()
        for phrasing in (*self.phrasings, *self.orphan_phrasings, *out_of_scope):
            for text, where, _ in phrasing.asked:
                yield text, where
            for index, hard_negative in enumerate(phrasing.fields.hard_negatives):
                yield hard_negative.text, partial(phrasing.spot.at, "bukan", index, "teks")

    @property
    def phrasings(self) -> Iterator[PhrasingDraft]:
        """The phrasings of all entries and referrals."""
        return (one.phrasing for one in self.answerable if one.phrasing)
