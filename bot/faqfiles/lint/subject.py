"""What the rules look through: the model as it was typed, with what stands around it; and every text in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from bot.faqfiles.model import CheckEntry, Faq, FaqEntry, Referral, Source
from bot.faqfiles.problem import Path
from bot.faqfiles.seals import Seal
from bot.helpdesk.model.guided_checks import GuidedCheck

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
    """A text that residents read. `numbers` are those that its file vouches for, `sources` those that its entry names.

    The bot fills placeholders only where it is `filled`, and turns **bold** into bold only where it is `marked`.
    """

    text: str
    path: Path
    numbers: Collection[str] = ()
    sources: tuple[Source, ...] = ()
    filled: bool = True
    marked: bool = True

    @property
    def field(self) -> str:
        """The name of its field."""
        return str(self.path[-1])


def path_of(one: FaqEntry | Referral | CheckEntry) -> Path:
    """Return the path of an entry, a referral or a guided check."""
    if isinstance(one, CheckEntry):
        return "alur", one.check.id
    return "entri" if isinstance(one, FaqEntry) else "rujukan", one.id


def shown_texts(faq: Faq) -> Iterator[Shown]:
    """Yield everything that residents may read, but headings and buttons."""
    numbers = {topic.id: topic.numbers for topic in faq.topics}
    for topic in faq.topics:
        path: Path = ("topik", topic.id)
        yield Shown(topic.intro, (*path, "pengantar"), topic.numbers, filled=False, marked=False)
        for place, warning in enumerate(topic.season):
            yield Shown(warning.text, (*path, "penting", place, "teks"), topic.numbers, filled=False, marked=False)
    for entry in faq.entries.values():
        for name, text in (("inti", entry.lead), ("rincian", entry.details)):
            if text:
                yield Shown(text, (*path_of(entry), name), numbers.get(entry.topic, ()), entry.sources)
    for one in faq.checks:
        for text, way in _texts_of(one.check):
            yield Shown(text, (*path_of(one), *way), one.numbers, one.sources)
    for referral in faq.referrals:
        yield Shown(referral.answer, (*path_of(referral), "jawaban"), faq.referral_numbers, filled=False)


def _texts_of(check: GuidedCheck) -> Iterator[tuple[str, Path]]:
    yield check.opening, ("pembuka",)
    for place, question in enumerate(check.questions):
        yield question.text, ("langkah", place, "tanya")
        for number, choice in enumerate(question.choices):
            yield choice.reason or "", ("langkah", place, "pilihan", number, "alasan")
    for place, finding in enumerate(check.findings):
        yield finding.text, ("hasil", place, "jawaban")


def plain_texts(faq: Faq) -> Iterator[Shown]:
    """Yield headings, buttons and names of sources: residents read them exactly as typed."""
    return (Shown(text, path, filled=False, marked=False) for text, path in _plain_texts(faq))


def _plain_texts(faq: Faq) -> Iterator[tuple[str, Path]]:
    for topic in faq.topics:
        yield topic.title, ("topik", topic.id, "judul")
        for place, warning in enumerate(topic.season):
            yield warning.title, ("topik", topic.id, "penting", place, "judul")
    for entry in faq.entries.values():
        yield entry.question, (*path_of(entry), "tanya")
        yield entry.label or "", (*path_of(entry), "tombol")
    for one in faq.checks:
        path = path_of(one)
        yield one.check.title, (*path, "judul")
        for place, question in enumerate(one.check.questions):
            yield question.short, (*path, "langkah", place, "singkat")
            for number, choice in enumerate(question.choices):
                yield choice.text, (*path, "langkah", place, "pilihan", number, "jawab")
        for place, finding in enumerate(one.check.findings):
            yield finding.title, (*path, "hasil", place, "judul")
    for sourced in faq.sourced:
        for place, source in enumerate(sourced.sources):
            yield source.title, (*path_of(sourced), "sumber", place, "judul")


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
