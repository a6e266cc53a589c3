"""When nightly retention runs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app.jobs.job import night_of
from bot.app.jobs.nightly import FORGET_AT, Retention
from bot.storage import open_store
from tests.databases import new_sqlite

WITA = ZoneInfo("Asia/Makassar")
KEEP = timedelta(days=90)
START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("hour", "minute", "night"), [(1, 59, 23), (2, 0, 24), (12, 0, 24), (23, 59, 24), (0, 0, 23)])
def test_a_night_is_due_from_two_oclock_on(hour: int, minute: int, night: int) -> None:
    assert night_of(datetime(2026, 11, 24, hour, minute, tzinfo=WITA), FORGET_AT) == date(2026, 11, night)


async def test_once_a_night_also_for_a_bot_that_was_restarted(tmp_path: Path) -> None:
    store = await open_store(await new_sqlite(tmp_path), exclusive=True)
    done = []
    for hours in (0, 1, 24, 24, 25, 48):
        # a new one each time: all that it knows stands in the database
        now = START + timedelta(hours=hours)
        done.append(await Retention(store, WITA, KEEP, partial(datetime.fromtimestamp, now.timestamp(), UTC)).look())
    assert done == [True, False, True, False, False, True]
    await store.close()
