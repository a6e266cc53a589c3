"""What the matcher knows of the FAQ: entries, referrals and what "unknown" looks like."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HardNegative:
    """A text that looks like the entry's question but belongs elsewhere (`belongs_to` an id) or to nobody (None)."""

    text: str
    belongs_to: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One question that can be answered, or, where `office` is set, one service of another office.

    `related`: ids of the entries that people ask about next.
    """

    id: str
    topic: str
    question: str
    phrasings: tuple[str, ...]
    hard_negatives: tuple[HardNegative, ...] = ()
    emergency: bool = False
    office: str | None = None
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that the matcher learns from: FAQ entries, referrals to other offices, out-of-scope messages."""

    entries: tuple[Entry, ...]
    referrals: tuple[Entry, ...] = ()
    out_of_scope: tuple[str, ...] = field(default=())
