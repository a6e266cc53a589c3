"""National holidays close an office that keeps them, and are looked up before anybody waits for it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.app.people.directory import ClosedDays, know_holidays, national_holidays


@pytest.mark.parametrize(
    ("day", "own", "national", "closed"),
    [
        (date(2027, 8, 17), (), True, True),
        (date(2027, 8, 18), (), True, False),
        (date(2027, 8, 17), (), False, False),
        (date(2027, 3, 3), (date(2027, 3, 3),), False, True),
    ],
)
def test_an_office_is_closed_on_its_own_days_and_on_holidays_it_keeps(
    day: date, own: tuple[date, ...], national: bool, closed: bool
) -> None:
    assert (day in ClosedDays(own, national)) is closed


async def test_the_holidays_are_known_before_anybody_waits_for_them() -> None:
    national_holidays.cache_clear()
    await know_holidays(lambda: datetime(2026, 12, 1, tzinfo=UTC))
    misses = national_holidays.cache_info().misses
    assert all(date(year, 8, 17) in ClosedDays((), True) for year in (2026, 2027))
    assert national_holidays.cache_info().misses == misses == 2, "this year's and the next one's"
