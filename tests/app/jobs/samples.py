"""The context that the tests of the jobs share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.app.jobs.job import JobContext
from bot.metrics import Metrics
from bot.storage.store import SqlStore


def context_of(store: SqlStore, url: str, clock: Callable[[], datetime]) -> JobContext:
    return JobContext(store, url, clock, wake=lambda: None, metrics=Metrics())
