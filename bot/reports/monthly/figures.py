"""What happened in a month, counted place by place, from what the store counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from bot.helpdesk.model.policy import Directory
from bot.helpdesk.resident.warning import PASSED_ON
from bot.reports.disclosure import FEWEST
from bot.reports.early_warnings import GRAVE

Place = tuple[str, str]
"""An office and a village, which is "" for residents of no listed one."""
LONG, STEP = 8 * 60, 10
"""Minutes above which waiting is counted in steps, so that a year's distribution stays small."""


@dataclass(slots=True)
class Figures:
    """Counts of one place or of several. `answers`: the bot's, by topic; `handed`: questions to officers.

    `waits`: open minutes until an officer's first reply, and how often; `warnings`: early ones, by the month's
    week from 0 on; `waiting`: who waits at this moment.
    """

    answers: Counter[str] = field(default_factory=Counter)
    handed: int = 0
    waits: Counter[int] = field(default_factory=Counter)
    stars: Counter[int] = field(default_factory=Counter)
    warnings: Counter[int] = field(default_factory=Counter)
    waiting: int = 0

    @property
    def answered(self) -> int:
        """How many answers the bot gave."""
        return self.answers.total()

    @property
    def questions(self) -> int:
        """Everything that was asked."""
        return self.answered + self.handed

    def add(self, other: Figures) -> None:
        """Add the counts of another place."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def within(self, share: float) -> int | None:
        """Return in how many open minutes this share of the first replies came; None where they are too few."""
        total, passed = self.waits.total(), 0
        if total < FEWEST:
            return None
        for minutes in sorted(self.waits):
            passed += self.waits[minutes]
            if passed >= share * total:
                return minutes
        return None

    @property
    def mean_stars(self) -> float | None:
        """Return the mean of the stars; None where they are too few."""
        count = self.stars.total()
        return sum(number * times for number, times in self.stars.items()) / count if count >= FEWEST else None


class MonthFigures:
    """The figures of a month by place, filled bit by bit."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._offices = {name: directory.officers[one.officer].office for name, one in directory.villages.items()}
        self.places: dict[Place, Figures] = {
            (office, village): Figures() for village, office in self._offices.items()
        } | {(office, ""): Figures() for office in directory.offices}

    def answers(self, counted: Iterable[tuple[str, str, int]]) -> None:
        """Add (village, topic, how many answers)."""
        for village, topic, count in counted:
            self._at(village).answers[topic] += count

    def asked(self, questions: Iterable[tuple[str, str, datetime, datetime | None]]) -> None:
        """Add questions to officers: (office, village, when, when an officer first replied)."""
        for office, village, opened_at, replied_at in questions:
            figures = self._at(village, office)
            figures.handed += 1
            if replied_at is not None and office in self._directory.offices:
                hours = self._directory.offices[office].hours
                minutes = int(hours.between(opened_at, replied_at).total_seconds() // 60)
                figures.waits[minutes if minutes <= LONG else minutes // STEP * STEP] += 1

    def waiting(self, counted: Iterable[tuple[str, str, int]]) -> None:
        """Add (office, village, how many wait now)."""
        for office, village, count in counted:
            self._at(village, office).waiting += count

    def stars(self, counted: Iterable[tuple[str, int, int]]) -> None:
        """Add (village, stars, how often)."""
        for village, number, count in counted:
            self._at(village).stars[number] += count

    def warnings(self, counted: Iterable[tuple[str, str, str, int]], week: int) -> None:
        """Add a week's (village, check, finding, how often): those that warn, and what was passed on to officers."""
        for village, _, finding, count in counted:
            if finding in GRAVE or finding == PASSED_ON:
                self._at(village).warnings[week] += count

    def of(self, offices: Collection[str], villages: Collection[str] | None = None) -> Figures:
        """Sum up some offices, or some of their villages."""
        total = Figures()
        for (office, village), figures in self.places.items():
            if office in offices and (villages is None or village in villages):
                total.add(figures)
        return total

    def places_of(self, offices: Collection[str]) -> Mapping[Place, Figures]:
        """Return the figures of these offices by village; "" is for residents of no listed one."""
        return {place: figures for place, figures in self.places.items() if place[0] in offices}

    def _at(self, village: str, office: str | None = None) -> Figures:
        """Return where something counts: at the village's office, else where the ticket lies, else at the first."""
        at = self._offices.get(village) or office or self._directory.first_office.id
        return self.places.setdefault((at, village), Figures())
