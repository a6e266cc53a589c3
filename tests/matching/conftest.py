"""A small FAQ, trained once for all tests of the matcher."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.faqfiles.load import load_faq
from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex

FAQ = Path(__file__).parents[2] / "faq"


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Return the FAQ that ships with the program."""
    return load_faq(FAQ).corpus()


@pytest.fixture(scope="session")
def index(corpus: Corpus) -> FaqIndex:
    """Its index, from the cache that the stories use."""
    return FaqIndex.load(corpus, FAQ.parent / "data" / "cache")
