"""Notice when the bot stands still, say where, and end the process so that it is started again.

Nothing is lost by that end: it is the `kill -9` that tests/faults repeats at every step. systemd, too, is told of the
bot's state (sd_notify(3)); nothing happens without it.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import socket
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import structlog

STALLED_STATUS = 70  # the exit status of a process that ends itself because it stands still (EX_SOFTWARE of sysexits.h)
WARN_AFTER, EXIT_AFTER = 60.0, 120.0
FRAMES = 12  # innermost stack frames of a task that the log shows

log = structlog.get_logger()


class Turns:
    """The turn that the engine is taking: one piece of its work in the database. Waiting for work is no turn."""

    def __init__(self, note: Callable[[str], None] = lambda _: None) -> None:
        """`note`: called with a turn's name whenever one has ended."""
        self._note = note
        self.number = 0
        self.under_way: str | None = None
        self.ended: Counter[str] = Counter()  # how many turns of each name have ended
        self.stalled = False  # set by the watchdog: a turn has not come to its end for too long

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Mark a turn as under way until the block ends, however it ends."""
        self.number, self.under_way = self.number + 1, name
        try:
            yield
        finally:
            self.under_way = None
            self.ended[name] += 1
            self._note(name)


class Watchdog:
    """Compares the turn under way with what it saw at its last check.

    Time is counted in its own checks: a process that was stopped (SIGSTOP, a sleeping laptop) has not stood still. An
    event loop that stands still checks nothing: then faulthandler's own thread shows the stacks and ends the process.
    """

    def __init__(
        self, turns: Turns, every: float = 1.0, warn_after: float = WARN_AFTER, exit_after: float = EXIT_AFTER
    ) -> None:
        """`every`: seconds between two checks; after how many more it warns, and ends the process."""
        self._turns, self._every, self._warn_after, self._exit_after = turns, every, warn_after, exit_after
        self._seen, self._same_for = 0, 0.0

    async def run(self) -> None:
        try:
            while True:
                faulthandler.dump_traceback_later(self._exit_after, exit=True)
                self.look()
                await asyncio.sleep(self._every)
        finally:
            faulthandler.cancel_dump_traceback_later()

    def look(self) -> None:
        """Warn, or end the process, when a turn has not ended for too long."""
        turns, name = self._turns, self._turns.under_way
        self._same_for = self._same_for + self._every if name and turns.number == self._seen else 0.0
        self._seen = turns.number
        stalled = self._same_for >= self._warn_after
        if stalled and not turns.stalled:
            log.error("the bot stands still", turn=name, seconds=round(self._same_for))
            for task in asyncio.all_tasks():
                log.error("where it stands", name=task.get_name(), stack=stack(task.get_coro()))
        turns.stalled = stalled
        if self._same_for >= self._exit_after:
            log.critical("the bot ends itself to be started again", status=STALLED_STATUS)
            os._exit(STALLED_STATUS)
        elif not stalled:
            notify("WATCHDOG=1")


def stack(coroutine: Any) -> str:
    """Return the frames from a coroutine down to what it waits for, without values; `Task.get_stack` gives one."""
    lines: list[str] = []
    while coroutine is not None:
        if frame := getattr(coroutine, "cr_frame", None) or getattr(coroutine, "gi_frame", None):
            lines += traceback.format_stack(frame, 1)
        coroutine = getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)
    return "".join(lines[-FRAMES:])


def notify(state: str) -> None:
    """Send a state such as `READY=1` or `WATCHDOG=1` to the socket in NOTIFY_SOCKET, if there is one."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):  # the abstract namespace
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
        out.setblocking(False)  # a systemd that reads nothing must not hold the bot up
        out.sendto(state.encode(), address)
