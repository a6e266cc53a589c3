"""A small FAQ, trained once for all tests of the matcher."""

from __future__ import annotations

import pytest

from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from tests.shipped import shipped_faq, shipped_index


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Return the FAQ that ships with the program."""
    return shipped_faq().corpus()


@pytest.fixture(scope="session")
def index() -> FaqIndex:
    """Its index, from the cache that the stories use."""
    return shipped_index()
