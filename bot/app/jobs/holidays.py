"""Indonesia's national holidays, a year at a time."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path

import structlog

from bot.app.threads import run_in_thread
from bot.helpdesk.model.office_hours import SEARCH_DAYS

ROOT = Path(__file__).parents[3]
PATIENCE = 30.0
"""Seconds for looking them up, which takes about half a second."""

RECHECK_SECONDS = 12 * 3600.0
"""Seconds between two checks of which year it is."""

log = structlog.get_logger()


@lru_cache(maxsize=8)
def national_holidays(year: int) -> frozenset[date]:
    """Look up a year's holidays in a subprocess, because the library's calendars take 12 MB for twenty dates.

    Where that fails, look them up in this process.
    """
    command = [sys.executable, "-m", "bot.app.jobs.holidays", str(year)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True, cwd=ROOT)  # noqa: S603
        return frozenset(date.fromisoformat(line) for line in done.stdout.split())
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        log.warning("the holidays were looked up in the bot itself", cause=type(error).__name__)
        return _looked_up(year)


async def keep_known(now: Callable[[], datetime]) -> None:
    """Look up the holidays of this year, and in time those of the next, before somebody has to wait for it."""
    while True:
        today = now().date()
        for year in sorted({today.year, (today + timedelta(days=SEARCH_DAYS)).year}):
            await run_in_thread(partial(national_holidays, year))
        await asyncio.sleep(RECHECK_SECONDS)


def _looked_up(year: int) -> frozenset[date]:
    from holidays.countries.indonesia import Indonesia

    return frozenset(Indonesia(years=year))


if __name__ == "__main__":
    sys.stdout.write("\n".join(day.isoformat() for day in sorted(_looked_up(int(sys.argv[1])))))
