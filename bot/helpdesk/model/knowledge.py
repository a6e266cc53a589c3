"""What the rules ask of the FAQ; the application adapts the YAML files and the matcher to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.helpdesk.model.directory import Village
from bot.helpdesk.model.guided_checks import GuidedCheck
from bot.matching.entry import Decision


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic page: its button text, one opening paragraph, the most asked entries and all of them."""

    id: str
    title: str
    intro: str
    popular: tuple[str, ...]
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeasonWarning:
    """One of the season's warnings on the page "Penting untuk desa kita"."""

    title: str
    text: str
    entry: str


class Knowledge(Protocol):
    """The FAQ as the help desk sees it."""

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        """Decide what to do with the last of the turns; the earlier ones are what was said just before.

        `today`: what years of birth are counted from.
        """

    def decide_calmly(self, turns: Sequence[str]) -> Decision:
        """Decide as if nobody were in danger, where the writer has said so."""

    def search(self, text: str, limit: int) -> tuple[str, ...]:
        """Return the entries that fit an officer's words, or their first letters, best first."""

    def topics(self) -> tuple[Topic, ...]: ...

    def warnings(self) -> tuple[SeasonWarning, ...]: ...

    def has(self, entry: str) -> bool: ...

    def question(self, entry: str) -> str:
        """Return the entry's question, short enough for a button's tooltip or a heading."""

    def label(self, entry: str) -> str:
        """Return the entry's question cut to a button's length."""

    def answer(self, entry: str, village: Village | None, *, alerted: bool = False) -> str:
        """Return the whole message: heading, lead, and folded away the details, the sources and who has checked it.

        `alerted`: the officer has just been notified, so that an emergency's answer may say so.
        """

    def spoken(self, entry: str, village: Village | None) -> str:
        """Return the answer alone, as an officer would say it: no heading, source, date or verification line."""

    def details(self, entry: str, village: Village | None) -> str:
        """Return what the answer folds away."""

    def asks(self, entry: str) -> str | None:
        """Return what the answer asks the resident to write for the officer."""

    def known(self, entry: str, village: Village | None) -> bool:
        """Return whether the answer says anything there: its lead may rest on what the settings do not hold."""

    def urgent(self, entry: str) -> bool:
        """Return whether the entry is for people in danger."""

    def related(self, entry: str) -> tuple[str, ...]: ...

    def topic_of(self, entry: str) -> str: ...

    def guided_checks(self) -> tuple[GuidedCheck, ...]:
        """Return the guided checks, in the order of the menu."""

    def worded(self, text: str, village: Village | None) -> str:
        """Fill the office's facts into a check's text."""

    def referral(self, referral: str, village: Village | None) -> str:
        """Say whose service it is, for a question that belongs to another office."""


class Decisions:
    """What the FAQ makes of the texts of one event: each is decided once, however many rules ask about it."""

    def __init__(self, today: date | None = None) -> None:
        self._today = today
        self._made: dict[tuple[str, ...], Decision] = {}

    def of(self, knowledge: Knowledge, text: str, before: Iterable[str] = ()) -> Decision:
        """Decide about a text, once per event. `before`: what was said just before it, where that counts."""
        turns = (*before, text)
        if turns not in self._made:
            self._made[turns] = knowledge.decide(turns, self._today)
        return self._made[turns]
