"""`make test-fast`: unit tests only, none of which starts another program or is marked `slow`.

A test of these folders that does is marked `process` (or `postgres`, `browser`); one that forgets the mark
fails, in `make test` too.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import shipped

FOLDERS = ("helpdesk", "matching", "faqfiles", "storage", "channels", "reports")
MARKS = ("process", "postgres", "browser")
TESTS = Path(__file__).parent


def folder_of(path: Path) -> str:
    """Return the folder below `tests` that a path belongs to, or nothing."""
    parts = path.relative_to(TESTS).parts if path.is_relative_to(TESTS) else ()
    return parts[0] if parts else ""


def is_marked(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(mark) for mark in MARKS)


class Alone:
    """Refuse other programs while a unit test runs; only the shipped FAQ may be learnt, which is done once and kept."""

    test: str | None = None

    def __init__(self) -> None:
        sys.addaudithook(self.watch)

    def watch(self, event: str, _: tuple[object, ...]) -> None:
        if event == "subprocess.Popen" and self.test and not shipped.learning:
            raise RuntimeError(f"{self.test} starts a program: mark it `process`")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self.test = item.nodeid if folder_of(item.path) in FOLDERS and not is_marked(item) else None
        try:
            return (yield)
        finally:
            self.test = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self) -> None:
        """Stop watching: a module's fixture ends within its last test, whichever that is."""
        self.test = None


def pytest_configure() -> None:
    settings.register_profile("fast", settings.get_profile("steady"), max_examples=20)
    settings.load_profile("fast")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    folder = folder_of(collection_path)
    return True if folder and folder not in FOLDERS else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    slow = {item for item in items if is_marked(item) or item.get_closest_marker("slow")}
    config.hook.pytest_deselected(items=list(slow))
    items[:] = [item for item in items if item not in slow]
