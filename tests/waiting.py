"""Waiting for what no event reports."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from inspect import isawaitable


async def until(holds: Callable[[], object], what: str = "", seconds: float = 60, every: float = 0.01) -> None:
    """Wait until `holds` says so, at once or once awaited. Raises TimeoutError that names `what`."""
    end = time.monotonic() + seconds
    while True:
        said = holds()
        if await said if isawaitable(said) else said:
            return
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds:.0f} s: {what}")
        await asyncio.sleep(every)
