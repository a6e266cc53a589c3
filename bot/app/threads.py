"""Keep long work in threads and long-lived objects out of garbage collection, so that the event loop goes on."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

T = TypeVar("T")

SEARCHES = (5_000, 2, 10)
"""After how many new objects Python looks for circles among the youngest, and after how many such looks among the next.

Hardly any object stands in a circle, so a seventh of the usual searches finds them as well; but one through the 50,000
objects that ten of them leave would take 0.02 s.
"""


async def run_in_thread(work: Callable[[], T]) -> T:
    """Run long work in a daemon thread, which no shutdown waits for: SIGTERM must not take as long as learning."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def complete(set_outcome: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(lambda: None if done.done() else set_outcome())

    def run() -> None:
        try:
            result = work()
        except BaseException as error:
            complete(partial(done.set_exception, error))
        else:
            complete(partial(done.set_result, result))

    threading.Thread(target=run, name="run_in_thread", daemon=True).start()
    return await done


def freeze_gc() -> None:
    """Exclude all objects that exist now from garbage collection until the next call.

    Some 140,000 objects live as long as the bot (modules, the FAQ): collecting them every few thousand messages stops
    the loop for 0.05 s. Objects that an earlier call excluded and that are no longer used are freed.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def settle_gc() -> None:
    """Do so at the end of a start, and from now on look for circles as often as a long life needs it.

    A command looks for hardly any (`bot.cli.SEARCHES`), and what it is made of is imported in peace.
    """
    freeze_gc()
    gc.set_threshold(*SEARCHES)
