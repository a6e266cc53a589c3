"""Parse a line like "12-12 09.00 Balai Desa Mandurian penyuluhan" into a visit's fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from bot.helpdesk.model.directory import Village
from bot.helpdesk.model.month import MONTH_WORDS
from bot.helpdesk.model.office_hours import PART_OF_DAY, on_the_clock

FAR = timedelta(days=180)
"""A day without a year that lies further ahead was meant for this year, and has passed."""
FARTHEST = timedelta(days=365)
PLACE = 120
"""Characters of a place."""

_NAMES = "|".join(MONTH_WORDS)
_DAY = re.compile(
    rf"(?i)(?<![\w.:/-])(?:(?P<day>\d{{1,2}})[-/](?P<month>\d{{1,2}})(?:[-/](?P<year>\d{{2,4}}))?(?![\w.:/-])"
    rf"|(?P<dots>\d{{1,2}}\.\d{{1,2}}\.\d{{4}})(?!\w)"
    rf"|(?P<day_of>\d{{1,2}}) (?P<name>{_NAMES})\b(?: (?P<name_year>\d{{4}}))?"
    rf"|(?P<near>hari ini|besok|lusa)\b)"
)
_WEEKDAY = re.compile(r"(?i)\b(?:hari )?(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)\b,?")
_TIME = re.compile(
    r"(?i)(?<![\w.:/-])(?:(?:jam|pukul|pkl)\.? ?(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?"
    r"|(?P<bare_hour>\d{1,2})[.:](?P<bare_minute>\d{2}))(?!\d)"
    rf"{PART_OF_DAY}"
    r"(?: ?(?:-|–|s/?d|sampai) ?(?:\d{1,2}(?:[.:]\d{2})?|selesai))?(?: ?(?:wita|wib|wit)\b)?"
)
_KINDS = (
    ("eazy", re.compile(r"(?i)\b(?:eazy|easy|ezy)(?: ?(?:passport|pasport|paspor))?\b")),
    ("simpatik", re.compile(r"(?i)\b(?:paspor )?simpatik\b")),
    ("penyuluhan", re.compile(r"(?i)\b(?:penyuluhan|sosialisasi)(?: imigrasi)?\b")),
)

_SUBJECT = re.compile(
    r"(?i)(?:tentang|soal|mengenai|paspor|imigrasi|umrah|umroh|haji|kerja|pekerja|tki|pmi|tppo|tppm|bahaya|cegah|"
    r"pencegahan|anti)\b"
)
"""How what a day is about begins, behind its kind: "Balai Desa penyuluhan paspor"."""


@dataclass(frozen=True, slots=True)
class Words:
    """What was found in a line. `problem`: what is wrong with its date or time: "no-day", "bad-day", "past",
    "too-far", "no-time", "bad-time"; `about`: the words that it is about."""

    starts_at: datetime | None = None
    kind: str = ""
    village: str = ""
    place: str = ""
    problem: str = ""
    about: str = ""


def read(text: str, now: datetime, zone: tzinfo, villages: Sequence[Village]) -> Words:
    """Parse the line; `villages` are those that it may mean."""
    rest = " ".join(text.split())
    starts_at, problem, about = None, "no-day", ""
    day, clock = _DAY.search(rest), None
    if day:
        rest = rest[: day.start()] + rest[day.end() :]
    clock = _TIME.search(rest)
    if clock:
        rest = rest[: clock.start()] + rest[clock.end() :]
    if day:
        starts_at, problem, about = _moment(day, clock, now.astimezone(zone), zone)
        rest = _WEEKDAY.sub("", rest)
    kind, rest = _kind(rest)
    place = rest.strip(" ,.;:-–")[:PLACE].strip()
    return Words(starts_at, kind, _village(rest, villages), place, problem, about)


def _moment(
    day: re.Match[str], clock: re.Match[str] | None, now: datetime, zone: tzinfo
) -> tuple[datetime | None, str, str]:
    about = day.group()
    found = _date(day, now.date())
    if found is None:
        return None, "bad-day", about
    if found < now.date():
        return None, "past", about
    if found - now.date() > FARTHEST:
        return None, "too-far", about
    if clock is None:
        return None, "no-time", about
    hour, minute = int(clock["hour"] or clock["bare_hour"]), int(clock["minute"] or clock["bare_minute"] or 0)
    hour = on_the_clock(hour, clock["part"])
    if hour > 23 or minute > 59:
        return None, "bad-time", clock.group()
    starts_at = datetime.combine(found, time(hour, minute), zone)
    return (starts_at, "", "") if starts_at > now else (None, "past", f"{about} {clock.group()}")


def _date(match: re.Match[str], today: date) -> date | None:
    """Return the date that was meant; without a year the nearest, unless that is more than half a year away."""
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
        if not year and found < today and (later := date(today.year + 1, month, day)) - today <= FAR:
            return later
    except ValueError:
        return None
    return found


def _kind(text: str) -> tuple[str, str]:
    """Return the kind of day, and the line without it; what stands between it and "di" describes it, not the place."""
    for kind, pattern in _KINDS:
        match = pattern.search(text)
        if not match:
            continue
        before, after = text[: match.start()].strip(" ,"), text[match.end() :].strip(" ,")
        if not before and (split := re.split(r"(?i)(?:^|\s)(?:di|bertempat di)\s", after, maxsplit=1))[1:]:
            return kind, split[1]
        if before and _SUBJECT.match(after):
            return kind, re.sub(r"(?i)^di\s+", "", before)
        rest = f"{before} {after}".strip()
        return kind, re.sub(r"(?i)^di\s+", "", rest)
    return "", re.sub(r"(?i)^\s*di\s+", "", text)


def _village(text: str, villages: Sequence[Village]) -> str:
    """Return the village that the words name, or the only one that there is; "" when it must be asked for."""
    if len(villages) == 1:
        return villages[0].id
    said = " ".join(["", *_words(text), ""])
    named = []
    for village in villages:
        bare = " ".join(word for word in _words(village.name) if word not in {"desa", "kelurahan"})
        if bare and f" {bare} " in said:
            named.append((len(bare), village.id))
    return max(named)[1] if named else ""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
