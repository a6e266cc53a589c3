"""What holds for all tests: order, the table of what was skipped, loggers, where the FAQ is read, hypothesis' draws.

Hypothesis draws the same samples every time, so that a change that fails fails for everybody, and half as many as it
would by default. `make fuzz` looks for new ones with `--hypothesis-profile=random`; one that fails is kept as an
`@example`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, cast

import pytest
import structlog
from hypothesis import HealthCheck, settings

from bot.faqfiles import load_in_subprocess
from tests.databases import database_url, empty_url, on_sqlite, store
from tests.page.chromium import CHROMIUM, MISSING
from tests.shipped import module_cache

__all__ = ["database_url", "empty_url", "module_cache", "on_sqlite", "store"]

LEARNER = "test_worst_texts.py"
"""It begins with learning the shipped FAQ where it has changed, half a minute in which what needs that would wait."""
SLOW = (
    *(LEARNER, "storage", "faults", "faqfiles/test_sheet.py", "page", "staffpage", "stories", "app", "cli"),
    *("test_deploy.py", "test_package.py", "helpdesk/test_guided_checks.py", "matching", "reports", "faqfiles", "fuzz"),
)
"""Folders and files that begin first: what takes long, after what can do without the shipped FAQ meanwhile.

The last ones are short files: one of ten seconds would end alone, with the other workers idle.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slowest files first; `make test` hands files to its workers in this order."""
    tests = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        name = str(item.path.relative_to(tests))
        return next((place for place, slow in enumerate(SLOW) if name.startswith(slow)), len(SLOW))

    items.sort(key=place)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a browser's test where there is none, before any of its fixtures starts one."""
    if CHROMIUM is None and item.get_closest_marker("browser"):
        pytest.skip(MISSING)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with one table: how many tests were skipped, for want of what, and what to install."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    if reasons:
        terminalreporter.section("skipped")
    for reason, count in reasons.most_common():
        why, _, install = reason.removesuffix(")").partition(" (")
        terminalreporter.write_line(f"{count:>5}  {why:<64}  {install}")


_configure = structlog.configure


def _configure_anew(**how: Any) -> None:
    """Configure without keeping loggers at their first use: `capture_logs` would see nothing in later tests."""
    _configure(**{**how, "cache_logger_on_first_use": False})


structlog.configure = cast(Any, _configure_anew)
_plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], _plain])
"""Tests make things fail on purpose; the usual picture of a failure takes a second to draw."""

# no test fails for the time that it takes, neither for a slow example nor for drawing one slowly
settings.register_profile("timeless", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", settings.get_profile("timeless"), derandomize=True, max_examples=50)
settings.register_profile("random", settings.get_profile("timeless"), print_blob=True)
settings.load_profile("steady")

READ_IN_CHILD = load_in_subprocess.read_in_child
load_in_subprocess.read_in_child = load_in_subprocess.read_directly
"""Reading in a process of its own takes a second, and is tested by itself and by every bot that tests start."""
