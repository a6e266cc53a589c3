"""The FAQ as the bot uses it: complete, checked, without places and file names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.faqfiles.problem import Problem
from bot.helpdesk.model.guided_checks import GuidedCheck
from bot.matching.entry import Corpus, Entry, HardNegative

REFERRAL_TOPIC = "bukan-layanan"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact stands; `date` is the source's own date."""

    title: str
    url: str | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """One official fee in rupiah and the law that sets it."""

    id: str
    name: str
    rupiah: int
    law: str
    since: date


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """One question with its answer; `label`: the question on a button.

    `lead` is the answer itself, `details` what follows for those who read on; both still hold their placeholders.
    `asks`: what it asks the resident to write; his next message is that, and goes to the officer.
    """

    id: str
    topic: str
    question: str
    label: str | None
    phrasings: tuple[str, ...]
    hard_negatives: tuple[HardNegative, ...]
    tests: tuple[str, ...]
    lead: str
    details: str
    asks: str | None
    related: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[Source, ...]
    verified_on: date | None
    review_by: date
    owner: str
    emergency: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of the menu."""

    id: str
    title: str
    intro: str
    popular: tuple[str, ...]
    entry_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Referral:
    """A service of another office (`office`: dukcapil, samsat, …) and what the resident is answered."""

    id: str
    office: str
    question: str
    answer: str
    phrasings: tuple[str, ...]
    hard_negatives: tuple[HardNegative, ...]
    tests: tuple[str, ...]
    review_by: date
    owner: str


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """A guided check and what it rests on, as in `FaqEntry`."""

    check: GuidedCheck
    facts: tuple[str, ...]
    sources: tuple[Source, ...]
    verified_on: date | None
    review_by: date
    owner: str


@dataclass(frozen=True, slots=True)
class SeasonWarning:
    """A warning that all residents see; `entry` is the id of the entry that says more."""

    title: str
    text: str
    entry: str


@dataclass(frozen=True, slots=True)
class Faq:
    """All that the FAQ folder says. `problems` are warnings only; `content_hash` changes with the content."""

    entries: Mapping[str, FaqEntry]
    topics: tuple[Topic, ...]
    fees: Mapping[str, Fee]
    referrals: tuple[Referral, ...]
    warnings_of_the_season: tuple[SeasonWarning, ...]
    checks: tuple[CheckEntry, ...]
    out_of_scope: tuple[str, ...]
    content_hash: str
    problems: tuple[Problem, ...]

    @classmethod
    def empty(cls, problems: tuple[Problem, ...]) -> Faq:
        """Return a FAQ without any entry, for the time in which the files cannot be used."""
        return cls({}, (), {}, (), (), (), (), "", problems)

    def corpus(self) -> Corpus:
        """Return what the matcher learns from."""
        return Corpus(
            entries=tuple(
                Entry(
                    one.id,
                    one.topic,
                    one.question,
                    one.phrasings,
                    one.hard_negatives,
                    one.emergency,
                    related=one.related,
                )
                for one in self.entries.values()
            ),
            referrals=tuple(
                Entry(one.id, REFERRAL_TOPIC, one.question, one.phrasings, one.hard_negatives, office=one.office)
                for one in self.referrals
            ),
            out_of_scope=self.out_of_scope,
        )
