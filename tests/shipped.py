"""The FAQ that ships with the program: read once in a process, and learnt once for all test processes."""

from __future__ import annotations

import fcntl
from functools import cache
from pathlib import Path

from bot.faqfiles.load import load_faq
from bot.faqfiles.model import Faq
from bot.matching.index import FaqIndex

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "faq"
CACHE = ROOT / "data" / "cache"
learning = False
"""Whether the matcher is being loaded, which may start a program that learns it."""


@cache
def shipped_faq() -> Faq:
    """Return the FAQ as it was when it was first asked for."""
    return load_faq(FOLDER)


@cache
def shipped_index() -> FaqIndex:
    """Return its matcher; while another process learns it, wait for that instead of learning beside it."""
    global learning
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE.parent / "learning.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        learning = True
        try:
            return FaqIndex.load(shipped_faq().corpus(), CACHE)
        finally:
            learning = False
