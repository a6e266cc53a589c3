"""`make test-fast`: unit tests only, without those that are marked to start other programs or to be slow."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

FOLDERS = ("helpdesk", "matching", "faqfiles", "storage", "channels", "reports")
MARKS = ("process", "postgres", "browser", "slow")
TESTS = Path(__file__).parent


def pytest_configure() -> None:
    settings.register_profile("fast", settings.get_profile("steady"), max_examples=20)
    settings.load_profile("fast")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    parts = collection_path.relative_to(TESTS).parts if collection_path.is_relative_to(TESTS) else ()
    return True if parts and parts[0] not in FOLDERS else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    slow = {item for item in items if any(item.get_closest_marker(mark) for mark in MARKS)}
    config.hook.pytest_deselected(items=list(slow))
    items[:] = [item for item in items if item not in slow]
