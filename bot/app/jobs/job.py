"""Work beside the engine's turns: jobs by the clock and their one runner, threads, garbage collection."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import threading
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple, TypeVar

import structlog

from bot.helpdesk.model.errors import Conflict, Trouble
from bot.helpdesk.staff import Reviewed
from bot.metrics import Metrics
from bot.storage.store import SqlStore

AGAIN = 5.0  # seconds until a job begins again that should not have ended

SEARCHES = (5_000, 2, 10)
"""How many new objects make Python look for circles, and how many such looks one among the older ones.

Hardly any object stands in a circle, but a search through all that ten looks leave would stop the loop for 0.02 s.
"""
T = TypeVar("T")

log = structlog.get_logger()


class Job(NamedTuple):
    """`every`: seconds between two runs; None: a run lasts as long as the bot. `vital`: its Trouble ends the bot."""

    name: str
    every: float | None
    run: Callable[[], Awaitable[object]]
    vital: bool = False


@dataclass(frozen=True)
class JobContext:
    """The store and its address, the clock, how to tell the engine that a message was queued, and what is counted.

    `unpublished`: names the files of the FAQ that were saved since the last publication; `reviewed`: the answers that
    residents get, by when each must be reviewed.
    """

    store: SqlStore
    url: str
    clock: Callable[[], datetime]
    wake: Callable[[], None]
    metrics: Metrics
    unpublished: Callable[[], tuple[str, ...]] = tuple
    reviewed: Callable[[], Iterable[Reviewed]] = tuple


async def keep(job: Job) -> None:
    """Run a job until cancelled; what fails is said once, tried again, and ends nothing else."""
    said = ""
    while True:
        try:
            await job.run()
            said = ""
            if job.every is None:
                return
        except (Trouble, Conflict, OSError) as error:
            if job.vital:
                raise
            cause = str(getattr(error, "cause", None) or error)
            if cause != said:
                log.error("a job must wait", job=job.name, cause=cause)
            said = cause
        except Exception:
            log.exception("a part of the bot failed; it begins again", job=job.name)
        await asyncio.sleep(AGAIN if job.every is None else job.every)


def night_of(local: datetime, at: time) -> date:
    """Return the last day or night whose time `at` has passed, named by the day on which a night ends."""
    return local.date() if local.time() >= at else local.date() - timedelta(days=1)


async def run_in_thread(work: Callable[[], T]) -> T:
    """Run long work in a daemon thread, which no shutdown waits for: SIGTERM must not take as long as learning."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            complete = partial(done.set_result, work())
        except BaseException as error:
            complete = partial(done.set_exception, error)
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(lambda: None if done.done() else complete())

    threading.Thread(target=run, name="run_in_thread", daemon=True).start()
    return await done


def settle_gc() -> None:
    """Look for circles as a long life needs it, and not among what exists now; give back the memory that is free.

    Some 140,000 objects live as long as the bot (modules, the FAQ): each search among them stops the loop for 0.05 s.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SEARCHES)
    with suppress(AttributeError):  # glibc alone keeps what was freed, and has this
        ctypes.CDLL(None).malloc_trim(0)
