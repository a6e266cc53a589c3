"""Long work, and what lives long, out of the way of the event loop."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

T = TypeVar("T")


async def apart(work: Callable[[], T]) -> T:
    """Do long work in a thread that no shutdown waits for: SIGTERM must not take as long as learning."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(give: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(lambda: None if done.done() else give())

    def run() -> None:
        try:
            result = work()
        except BaseException as error:
            tell(partial(done.set_exception, error))
        else:
            tell(partial(done.set_result, result))

    threading.Thread(target=run, name="apart", daemon=True).start()
    return await done


def freeze_gc() -> None:
    """Leave all that is there now out of the search for circles of objects, until the next call of this.

    What lives as long as the bot (modules, the FAQ) is some 140,000 objects: looking through them every few thousand
    messages holds everybody up for 0.05 s. What was set aside before and is no longer used is let go.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
