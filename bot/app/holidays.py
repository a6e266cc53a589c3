"""Indonesia's national holidays, a year at a time."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from functools import lru_cache
from pathlib import Path

import structlog

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
"""Seconds for looking them up; it takes half a one."""

log = structlog.get_logger()


@lru_cache(maxsize=8)
def national_holidays(year: int) -> frozenset[date]:
    """The holidays of a year, looked up in a process of its own: its calendars take 12 MB, for twenty dates.

    Where that fails, here.
    """
    command = [sys.executable, "-m", "bot.app.holidays", str(year)]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True, cwd=ROOT)  # noqa: S603
        return frozenset(date.fromisoformat(line) for line in told.stdout.split())
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        log.warning("the holidays were looked up in the bot itself", cause=type(error).__name__)
        return _looked_up(year)


def _looked_up(year: int) -> frozenset[date]:
    from holidays.countries.indonesia import Indonesia

    return frozenset(Indonesia(years=year))


if __name__ == "__main__":
    sys.stdout.write("\n".join(day.isoformat() for day in sorted(_looked_up(int(sys.argv[1])))))
