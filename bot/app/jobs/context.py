"""What every job works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.metrics import Metrics
from bot.storage.store import SqlStore


@dataclass(frozen=True)
class JobContext:
    """The store and its address, the clock, how to tell the engine that a message was queued, and what is counted.

    `unpublished`: names the files of the FAQ that were saved since the last publication; `due`: the answers that must
    be reviewed before a day.
    """

    store: SqlStore
    url: str
    clock: Callable[[], datetime]
    wake: Callable[[], None]
    metrics: Metrics
    unpublished: Callable[[], tuple[str, ...]] = tuple
    due: Callable[[date], tuple[str, ...]] = lambda _: ()
