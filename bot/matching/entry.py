"""What the matcher is told of the FAQ, and what it decides about a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct


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


class DecisionKind(StrEnum):
    """What happens next with a message; the names are those of the `ask --jsonl` contract."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    ESCALATE = "escalate"
    EMERGENCY = "emergency"
    WARN = "warn"
    REFER = "refer"
    SMALLTALK = "smalltalk"
    REPHRASE = "rephrase"


class Interpretation(Struct, frozen=True):
    """How the matcher read a message, for a person to check: sentences in Indonesian, in order of importance."""

    text: str
    reasons: tuple[str, ...] = ()


SUGGEST_AT, MOST_OFFERED = 0.05, 3
"""Chance of an entry from which its button helps more than waiting for the officer, and so many at most."""
ABOUT_WHAT = "tentang-apa"
"""The act of a SUGGEST whose message does not say of what it asks ("syaratnya apa saja")."""


class Decision(Struct, frozen=True):
    """The outcome for one message.

    `answers`: ids sent at once, one for each question in the message (for REFER empty; `referral` is the entry).
    `suggestions`: at most three ids offered as buttons; under an ANSWER, one that may have been meant, too. `act`: the
    small talk's, the referral office's or the warning's name, or ABOUT_WHAT.
    `greeting`: the message also greets (so an answer may greet back). `confidence`: probability in 0..1 that the
    first answer is right; `alone`: it is sure by the message's own words, whatever was said before. `ranking`: the
    five best entries with their probabilities. `doubtful`: an EMERGENCY that should be asked about gently before
    the officer is alerted (its suggestions are what else may be meant), or an ANSWER, WARN or ESCALATE under which
    the way to help stands, too. A WARN comes before anything else; its answers and suggestions are what the message
    would have got without it. `off_topic`: an ESCALATE that is clearly about something else than the FAQ (the price
    of gold). `left`: items of a list that have no sure answer, where others have.
    """

    outcome: DecisionKind
    answers: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    act: str | None = None
    referral: str | None = None
    greeting: bool = False
    doubtful: bool = False
    off_topic: bool = False
    confidence: float = 0.0
    alone: bool = False
    ranking: tuple[tuple[str, float], ...] = ()
    reading: Interpretation = Interpretation("")
    left: tuple[str, ...] = ()

    def likely(self, least: float = SUGGEST_AT) -> tuple[str, ...]:
        """Return the foremost entries that have at least this chance: by default what a button may offer."""
        return tuple(entry for entry, chance in self.ranking[:MOST_OFFERED] if chance >= least)

    @property
    def alarming(self) -> bool:
        """Return whether it is an emergency, raised or asked about."""
        return self.outcome is DecisionKind.EMERGENCY
