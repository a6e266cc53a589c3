"""Run the engine and the bot's other loops side by side, and end them in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.app.engine import Engine
from bot.helpdesk.model.errors import Trouble

AGAIN = 5.0
"""Seconds until a loop that failed begins again."""
DRAIN = timedelta(seconds=6)
"""How long ending waits for messages that are on their way; well within the ten seconds that SIGTERM has."""
SENDS_FOR = 4.0
"""The seconds of these that are left for sending when a turn does not come to its end."""

log = structlog.get_logger()


async def run(engine: Engine, *loops: Callable[[], Awaitable[None]]) -> None:
    """Run until cancelled, then finish what is on its way. Raises Trouble when a loop cannot go on."""
    tasks = [asyncio.ensure_future(_kept_going(loop)) for loop in loops]
    turns = asyncio.ensure_future(engine.run())
    try:
        done, _ = await asyncio.wait([*tasks, turns], return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        end = asyncio.get_running_loop().time() + DRAIN.total_seconds()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # a turn claims what it answers: once that is committed it is to be sent, not to be left behind
        engine.end()
        await _ended(turns, end - SENDS_FOR)
        await _ended(asyncio.ensure_future(engine.drain()), end)


async def _ended(task: asyncio.Future[None], at: float) -> None:
    """Wait for a task's own end, until that time of the loop's clock, and end it then."""
    await asyncio.wait([task], timeout=max(0.0, at - asyncio.get_running_loop().time()))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _kept_going(loop: Callable[[], Awaitable[None]]) -> None:
    """Run a loop to its end. A fault of our own in one loop ends neither it nor the others; Trouble ends all."""
    while True:
        try:
            await loop()
            return
        except Trouble:
            raise
        except Exception:
            log.exception("a part of the bot failed; it begins again")
            await asyncio.sleep(AGAIN)
