"""A calendar month, by which offices report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Self

from bot.helpdesk.model.office_hours import MONTHS

_WRITTEN = re.compile(r"(2[0-9]{3})-(0[1-9]|1[0-2])")
_SPELT = (*enumerate(MONTHS, start=1), (2, "Pebruari"), (11, "Nopember"))
MONTH_WORDS = {name[:end].lower(): number for number, name in _SPELT for end in range(3, len(name) + 1)}
"""Every word that names a month, in small letters: whole as people spell it ("nopember"), or cut short ("nop")."""
MONTH_WORDS |= {"agt": 8, "ags": 8}


def month_named(word: str) -> int | None:
    """Return which month a word names; None where it names none."""
    return MONTH_WORDS.get(word.lower().removesuffix("."))


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year; written "2026-11"."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month of a day."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read "2026-11"; None where this is no month."""
        found = _WRITTEN.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    def __str__(self) -> str:
        """Write it as `read` reads it."""
        return f"{self.year}-{self.number:02}"

    @property
    def name(self) -> str:
        """As people write it: "November 2026"."""
        return f"{MONTHS[self.number - 1]} {self.year}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def next(self) -> Month:
        """The month after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> Month:
        """The month before it."""
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return its first moment, and that of the next month, by the clocks of a place."""
        begins, ends = (datetime.combine(month.first, time(), zone) for month in (self, self.next))
        return begins, ends
