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
