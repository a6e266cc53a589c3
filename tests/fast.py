"""`make test-fast`: unit tests only, none of which starts another program.

A test that does is marked `process` (or `postgres`, `browser`, `node`); one that forgets the mark fails here.
"""

from __future__ import annotations

import sys
from collections.abc import Generator

import pytest

from tests import shipped

MARKS = ("process", "postgres", "browser", "node")


class Alone:
    """Refuse other programs while a test runs; only the shipped FAQ may be learnt, which is done once and kept."""

    test: str | None = None

    def watch(self, event: str, _: tuple[object, ...]) -> None:
        if event == "subprocess.Popen" and self.test and not shipped.learning:
            raise RuntimeError(f"{self.test} starts a program: mark it `process`")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self.test = item.nodeid
        try:
            return (yield)
        finally:
            self.test = None


def pytest_configure(config: pytest.Config) -> None:
    alone = Alone()
    sys.addaudithook(alone.watch)
    config.pluginmanager.register(alone)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    slow = [item for item in items if any(item.get_closest_marker(mark) for mark in MARKS)]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in set(slow)]
