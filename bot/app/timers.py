"""Work that falls due by the clock: each kind is checked once a tick, in a turn of its own, by the engine's task."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.app.running_turns import Turns
from bot.app.shell.service import Helpdesk
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import Conflict

AGAIN = 5.0
"""Seconds until a check that failed by a fault of our own is repeated."""

log = structlog.get_logger()


@dataclass
class Timer:
    """A regular check; `due`: the loop's time of the next one. `every`: seconds, if not every tick."""

    name: str
    check: Callable[[], Awaitable[int]]
    due: float = 0.0
    every: float = 0.0


class Timers:
    """Deadlines, held answers, leaves and summaries; broadcasts and reminders."""

    def __init__(self, helpdesk: Helpdesk, turns: Turns) -> None:
        self._turns = turns
        self._timers = [Timer("deadlines", helpdesk.tick), Timer("outreach", helpdesk.reach_out)]

    def add(self, name: str, check: Callable[[], Awaitable[int]], every: float) -> None:
        """Check something else too, so many seconds apart."""
        self._timers.append(Timer(name, check, every=every))

    async def run_due(self, tick: float) -> bool:
        """Run the checks that are a tick old; return whether messages may have been queued.

        Nothing that fails here holds up anything else.
        """
        checked = False
        for timer in self._timers:
            now = asyncio.get_running_loop().time()
            if now < timer.due:
                continue
            timer.due, checked = now + max(tick, timer.every), True
            try:
                with self._turns.turn(timer.name):
                    await timer.check()
            except Trouble as error:
                log.error("timers cannot be looked at", timer=timer.name, cause=str(error.cause))
            except Conflict:
                log.info("another writer was at the same rows; looking again", timer=timer.name)
            except Exception:
                log.exception("a timer failed; it is looked at again", timer=timer.name)
                timer.due = now + AGAIN
        return checked
