"""FAQs for tests: the one that ships with the program, and a small one; each is learnt once for all test processes."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.faqfiles.load import load_faq
from bot.faqfiles.model import Faq
from bot.matching.index import FaqIndex

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "faq"
CACHE = ROOT / "data" / "cache"
SMALL = ROOT / "tests" / "faqfiles" / "sample"
"""For tests that need a FAQ, but not that one: a bot reads it in a quarter of the time."""
SMALL_CACHE = ROOT / "data" / "cache-small"
OTHERS, MOST_LEARNT = ROOT / "data" / "cache-others", 12
"""Here tests that learn FAQs of their own have a folder each, kept between runs, of so many models at most."""


def save(folder: Path, old: str = "rupiah: 650000", new: str = "rupiah: 700000", name: str = "biaya.yaml") -> None:
    """Change a file as somebody does who opens it."""
    path = folder / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


@cache
def shipped_faq() -> Faq:
    """Return the FAQ as it was when it was first asked for."""
    return load_faq(FOLDER)


@cache
def shipped_index() -> FaqIndex:
    """Return its matcher."""
    return learnt(shipped_faq(), CACHE)


@cache
def small_index() -> FaqIndex:
    """Return the matcher of the small FAQ."""
    return learnt(load_faq(SMALL), SMALL_CACHE)


@pytest.fixture(scope="module")
def module_cache(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Provide a cache with the small FAQ's model and all that the module's tests learnt; a bot's keeps three."""
    small_index()
    pool, cache = OTHERS / request.module.__name__, tmp_path_factory.mktemp("cache")
    pool.mkdir(mode=0o700, parents=True, exist_ok=True)
    for model in (*SMALL_CACHE.glob("matcher-*"), *pool.iterdir()):
        (cache / model.name).symlink_to(model)
    yield cache
    for model in cache.glob("matcher-*"):
        if not model.is_symlink():
            shutil.move(model, pool)
    for old in sorted(pool.iterdir(), key=lambda one: one.stat().st_mtime)[:-MOST_LEARNT]:
        shutil.rmtree(old)


def learnt(faq: Faq, folder: Path) -> FaqIndex:
    """Return a matcher; while another process learns it, wait for that instead of learning beside it."""
    before = os.umask(0o077)  # as the bot keeps what it learns
    folder.mkdir(parents=True, exist_ok=True)
    with folder.with_name("learning.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return FaqIndex.load(faq.corpus(), folder)
        finally:
            os.umask(before)
