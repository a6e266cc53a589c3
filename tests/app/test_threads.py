"""Long-lived objects are excluded from garbage collection until they are replaced."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.app.jobs.job import freeze_gc


class Published:
    """Something that stands in a circle, as a published FAQ does."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_lives_long_is_not_looked_through() -> None:
    published = Published()
    freeze_gc()
    assert not any(one is published for one in gc.get_objects())
    assert published.itself is published


def test_what_was_replaced_is_let_go() -> None:
    published = Published()
    replaced = weakref.ref(published)
    freeze_gc()
    del published
    gc.collect()
    assert replaced() is not None, "it was excluded from collection"
    freeze_gc()
    assert replaced() is None
