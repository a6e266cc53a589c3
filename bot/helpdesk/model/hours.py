"""Office hours: when an office is open, when it opens next, deadlines that count only open time; and months."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Self
from zoneinfo import ZoneInfo

from msgspec import Struct

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}
SEARCH_DAYS = 60
"""How far ahead an opening is looked for; longer than any run of holidays."""


Blocks = tuple[tuple[time, time], ...]
"""When an office opens and closes on one day, in order: two blocks where it rests at noon."""


PART_OF_DAY = r"(?:\s*\b(?P<part>pagi|siang|sore|malam)\b)?"
"""What may follow an hour that somebody writes: "jam 3 sore"."""


def on_the_clock(hour: int, part: str | None) -> int:
    """Return the hour from 0 to 23 that is meant by one of twelve in a part of the day; any other as it is."""
    after_noon = {"siang": range(10), "sore": range(12), "malam": range(6, 12)}
    word = (part or "").lower()
    if hour in after_noon.get(word, ()):
        return hour + 12
    return 0 if word == "malam" and hour == 12 else hour


class OfficeHours(Struct, frozen=True):
    """Opening times by weekday (0 = Monday) in the office's time zone; `closed` holds holidays and closing days."""

    zone: ZoneInfo
    week: Mapping[int, Blocks]
    closed: Container[date] = ()

    def _spans(self, first: date, days: int = 1) -> Iterator[tuple[datetime, datetime]]:
        for day in (first + timedelta(days=offset) for offset in range(days)):
            for opens, closes in () if day in self.closed else self.week.get(day.weekday(), ()):
                yield datetime.combine(day, opens, self.zone), datetime.combine(day, closes, self.zone)

    def day(self, at: datetime) -> date:
        """Return the date at the office."""
        return at.astimezone(self.zone).date()

    def is_open(self, at: datetime) -> bool:
        """Return whether somebody is at the office."""
        return any(opens <= at < closes for opens, closes in self._spans(self.day(at)))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return the next moment, not before `at`, at which the office opens; None when it never does."""
        return next((opens for opens, _ in self._spans(self.day(at), SEARCH_DAYS) if opens >= at), None)

    def add(self, at: datetime, duration: timedelta) -> datetime:
        """Return the moment when `duration` of open time has passed since `at`; plain time where nothing ever opens."""
        left = duration
        for opens, closes in self._spans(self.day(at), SEARCH_DAYS):
            if closes <= at:
                continue
            start = max(opens, at)
            if start + left <= closes:
                return start + left
            left -= closes - start
        return at + duration

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how long the office was open between two moments; plain time where nothing ever opens."""
        if not self.week:
            return max(timedelta(), end - start)
        first = self.day(start)
        spans = self._spans(first, (self.day(end) - first).days + 1)
        return sum((max(timedelta(), min(end, closes) - max(start, opens)) for opens, closes in spans), timedelta())

    def zone_name(self, at: datetime) -> str:
        """Return WIB, WITA or WIT; the zone's own name elsewhere."""
        offset = at.astimezone(self.zone).utcoffset() or timedelta()
        return ZONES.get(int(offset.total_seconds() // 3600), str(self.zone))

    def clock(self, at: datetime) -> str:
        """Write a time of day as people here do: "08.00 WITA"."""
        return f"{at.astimezone(self.zone):%H.%M} {self.zone_name(at)}"

    def moment(self, at: datetime, now: datetime) -> str:
        """Write a moment as people say it: "hari ini pukul 14.00 WITA", "Senin, 30 November pukul 08.00 WITA"."""
        day, today = self.day(at), self.day(now)
        names = {0: "hari ini", 1: "besok", -1: "kemarin"}
        name = names.get((day - today).days, f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]}")
        return f"{name} pukul {self.clock(at)}"

    def describe(self) -> str | None:
        """Write the week as a line, equal days joined: "Senin–Kamis 08.00–16.00, Jumat 08.00–11.30 dan 13.30–16.30"."""
        runs: list[tuple[int, int, Blocks]] = []
        for day in sorted(self.week):
            if runs and runs[-1][1] == day - 1 and runs[-1][2] == self.week[day]:
                runs[-1] = (runs[-1][0], day, self.week[day])
            else:
                runs.append((day, day, self.week[day]))
        if not runs:
            return None
        parts = []
        for a, b, blocks in runs:
            times = " dan ".join(f"{opens:%H.%M}–{closes:%H.%M}" for opens, closes in blocks)
            parts.append(f"{DAYS[a]}–{DAYS[b]} {times}" if a != b else f"{DAYS[a]} {times}")
        return f"{', '.join(parts)} {self.zone_name(datetime(2026, 1, 5, tzinfo=self.zone))}"


def long_date(day: date) -> str:
    """Write a date as it is written here: "17 Desember 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


WRITTEN_MONTH = re.compile(r"(2[0-9]{3})-(0[1-9]|1[0-2])")
_SPELT = (*enumerate(MONTHS, start=1), (2, "Pebruari"), (11, "Nopember"))
MONTH_WORDS = {name[:end].lower(): number for number, name in _SPELT for end in range(3, len(name) + 1)}
"""Every word that names a month, in small letters: whole as people spell it ("nopember"), or cut short ("nop")."""
MONTH_WORDS |= {"agt": 8, "ags": 8}


FAR = timedelta(days=180)
"""A day without a year that lies further ahead was meant for this year, and has passed."""
DAY = re.compile(
    rf"(?i)(?<![\w.:/-])(?:(?P<day>\d{{1,2}})[-/](?P<month>\d{{1,2}})(?:[-/](?P<year>\d{{2,4}}))?(?![\w.:/-])"
    rf"|(?P<dots>\d{{1,2}}\.\d{{1,2}}\.\d{{4}})(?!\w)"
    rf"|(?P<day_of>\d{{1,2}}) (?P<name>{'|'.join(MONTH_WORDS)})\b(?: (?P<name_year>\d{{4}}))?"
    rf"|(?P<near>hari ini|besok|lusa)\b)"
)
"""A day as people write it: "12-12", "12/12/26", "12.12.2026", "12 Des 2026", "besok"."""


def day_of(match: re.Match[str], today: date) -> date | None:
    """Return the day that was meant, None where there is none; without a year the next, if it is not too far ahead."""
    if match["near"]:
        return today + timedelta(days={"hari ini": 0, "besok": 1, "lusa": 2}[match["near"].lower()])
    if match["dots"]:
        day, month, year = map(int, match["dots"].split("."))
    elif match["name"]:
        day, month, year = int(match["day_of"]), MONTH_WORDS[match["name"].lower()], int(match["name_year"] or 0)
    else:
        day, month, year = int(match["day"]), int(match["month"]), int(match["year"] or 0)
        year += 2000 if 0 < year < 100 else 0
    try:
        found = date(year or today.year, month, day)
        later = found if year or found >= today else date(today.year + 1, month, day)
    except ValueError:
        return None
    return later if later - today <= FAR else found


def month_named(word: str) -> int | None:
    """Return which month a word names; None where it names none."""
    return MONTH_WORDS.get(word.lower().removesuffix("."))


class Month(Struct, frozen=True, order=True):
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
        found = WRITTEN_MONTH.fullmatch(text)
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

    @property
    def weeks(self) -> tuple[tuple[date, date], ...]:
        """Its weeks, each by its first day and the day after its last; the last one is short."""
        days = (self.next.first - self.first).days
        firsts = [self.first + timedelta(days=day) for day in range(0, days, 7)]
        return tuple(zip(firsts, (*firsts[1:], self.next.first), strict=True))

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return its first moment, and that of the next month, by the clocks of a place."""
        begins, ends = (datetime.combine(month.first, time(), zone) for month in (self, self.next))
        return begins, ends
