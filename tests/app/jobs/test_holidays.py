"""National holidays come from the library, and leave none of its calendars in the bot's memory."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app.directory import ClosedDays
from bot.app.jobs import holidays

INDEPENDENCE = date(2027, 8, 17)


def test_a_national_holiday_closes_the_office_without_loading_calendars() -> None:
    script = (
        "import sys\nfrom datetime import date\nfrom bot.app.directory import ClosedDays\n"
        "print(date(2027, 8, 17) in ClosedDays((), True), date(2027, 8, 18) in ClosedDays((), True),\n"
        "      date(2027, 8, 17) in ClosedDays((), False), 'holidays' in sys.modules)"
    )
    root = Path(holidays.__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.split() == ["True", "False", "False", "False"]


def test_where_no_other_process_can_be_started_they_are_looked_up_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    holidays.national_holidays.cache_clear()
    assert INDEPENDENCE in ClosedDays((), True)
    holidays.national_holidays.cache_clear()


async def test_the_holidays_are_known_before_anybody_waits_for_them() -> None:
    holidays.national_holidays.cache_clear()
    keeping = asyncio.create_task(holidays.keep_known(lambda: datetime(2026, 12, 1, tzinfo=UTC)))
    for _ in range(1500):
        if holidays.national_holidays.cache_info().currsize == 2:
            break
        await asyncio.sleep(0.02)
    keeping.cancel()
    misses = holidays.national_holidays.cache_info().misses
    assert INDEPENDENCE in ClosedDays((), True)
    assert date(2026, 8, 17) in ClosedDays((), True)
    assert holidays.national_holidays.cache_info().misses == misses, "this year's and the next one's"


def test_an_office_has_closing_days_of_its_own() -> None:
    assert date(2027, 3, 3) in ClosedDays((date(2027, 3, 3),), False)
