"""Office hours: tables of moments."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.helpdesk.model.hours import OfficeHours

WITA = ZoneInfo("Asia/Makassar")
DAY = ((time(8), time(16)),)
HOURS = OfficeHours(
    WITA,
    dict.fromkeys(range(4), DAY) | {4: ((time(8), time(11, 30)), (time(13, 30), time(16, 30)))},
    {date(2026, 12, 25)},
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T08:00", True),
        ("2026-11-23T07:59", False),
        ("2026-11-23T16:00", False),
        ("2026-11-27T11:29", True),
        ("2026-11-27T11:30", False),
        ("2026-11-27T13:29", False),
        ("2026-11-27T13:30", True),
        ("2026-11-27T16:15", True),
        ("2026-11-28T10:00", False),
        ("2026-12-25T10:00", False),
    ],
)
def test_open_in_office_hours_and_closed_at_noon_weekends_and_holidays(moment: str, is_open: bool) -> None:
    assert HOURS.is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23T09:00", 4, "2026-11-23T13:00"),
        ("2026-11-23T15:00", 4, "2026-11-24T11:00"),
        ("2026-11-27T16:00", 4, "2026-11-30T11:30"),
        ("2026-11-27T11:00", 2, "2026-11-27T15:00"),
        ("2026-11-27T12:00", 1, "2026-11-27T14:30"),
        ("2026-11-27T08:00", 7, "2026-11-30T08:30"),
        ("2026-11-28T12:00", 8, "2026-11-30T16:00"),
        ("2026-12-24T12:00", 8, "2026-12-28T12:00"),
    ],
)
def test_deadlines_count_only_open_time(start: str, hours: int, end: str) -> None:
    assert HOURS.add(at(start), timedelta(hours=hours)) == at(end)


def test_an_office_that_never_opens_has_no_opening_and_plain_deadlines() -> None:
    never = OfficeHours(WITA, {})
    assert never.next_opening(at("2026-11-23T09:00")) is None
    assert never.add(at("2026-11-23T09:00"), timedelta(hours=4)) == at("2026-11-23T13:00")
    assert never.describe() is None
