"""A thread that notices when the bot stands still, says where, and ends the process so that it is started again.

Nothing is lost by that end: it is the `kill -9` that tests/faults repeats at every step. systemd, too, is told of the
bot's state (sd_notify(3)); nothing happens without it.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

import structlog

from bot.app.running_turns import Turns

STALLED_STATUS = 70
"""The exit status of a process that ends itself because it stands still (EX_SOFTWARE of sysexits.h)."""
FRAMES = 12
"""Innermost stack frames of a task that the log shows."""

log = structlog.get_logger()


def notify(state: str) -> None:
    """Send a state such as `READY=1` or `WATCHDOG=1` to the socket in NOTIFY_SOCKET, if there is one."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):  # the abstract namespace
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
        out.setblocking(False)  # a systemd that reads nothing must not hold the watchdog up
        out.sendto(state.encode(), address)


@dataclass(frozen=True)
class Limits:
    """How often the watchdog checks, and after how many seconds it warns and ends the process."""

    every: float = 1.0
    warn_after: float = 60.0
    exit_after: float = 120.0


class Watchdog:
    """Compares the oldest turn, and a ping to the event loop, with what it saw at its last check.

    Time is counted in its own checks, each at most twice as long as it should be: a process that was stopped (SIGSTOP,
    a sleeping laptop) has not stood still.
    """

    def __init__(self, turns: Turns, loop: asyncio.AbstractEventLoop, limits: Limits, die: Callable[[int], None]):
        self._turns = turns
        self._loop = loop
        self._limits = limits
        self._die = die
        self._end = threading.Event()
        self._seen: int | None = None
        self._same_for = 0.0
        self._silent_for = 0.0
        self._answered = True

    def run(self) -> None:
        """Check until `stop`; the thread's own function.

        Native code that holds the interpreter lock stops this thread too; faulthandler's own timer ends such a process.
        """
        before = time.monotonic()
        while not self._end.wait(self._limits.every):
            faulthandler.dump_traceback_later(self._limits.exit_after, exit=True)
            now = time.monotonic()
            self.look(now - before)
            before = now
        faulthandler.cancel_dump_traceback_later()

    def stop(self) -> None:
        """End `run`."""
        self._end.set()

    def look(self, passed: float) -> None:
        """Take note that `passed` seconds went by; warn, or end the process, when nothing has moved for too long."""
        passed = min(passed, 2 * self._limits.every)
        oldest = self._turns.oldest()
        number = oldest[0] if oldest else None
        self._same_for = self._same_for + passed if number is not None and number == self._seen else 0.0
        self._seen = number
        self._silent_for = 0.0 if self._answered else self._silent_for + passed
        if self._answered:
            self._answered = False
            self._loop.call_soon_threadsafe(self._answer)
        still = max(self._same_for, self._silent_for)
        stalled = still >= self._limits.warn_after
        if stalled and not self._turns.stalled:
            where = oldest[1] if oldest and self._same_for >= self._silent_for else "event loop"
            log.error("the bot stands still", turn=where, seconds=round(still))
            for name, stack in stacks(self._loop):
                log.error("where it stands", name=name, stack=stack)
        self._turns.stalled = stalled
        if still >= self._limits.exit_after:
            log.critical("the bot ends itself to be started again", status=STALLED_STATUS)
            self._die(STALLED_STATUS)
        elif not stalled:
            notify("WATCHDOG=1")

    def _answer(self) -> None:
        self._answered = True


def stacks(loop: asyncio.AbstractEventLoop) -> list[tuple[str, str]]:
    """Return name and stack of every thread and every task of the loop, outermost frame first, without values."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    found = [
        (f"thread {names.get(ident, ident)}", "".join(traceback.format_stack(frame)[-FRAMES:]))
        for ident, frame in sys._current_frames().items()
    ]
    for task in asyncio.all_tasks(loop):
        lines = [line for frame in awaiting(task.get_coro()) for line in traceback.format_stack(frame, 1)]
        found.append((f"task {task.get_name()}", "".join(lines[-FRAMES:])))
    return found


def awaiting(coroutine: Any) -> Iterator[FrameType]:
    """Yield the frames from a coroutine down to what it waits for; `Task.get_stack` gives only the first."""
    while coroutine is not None:
        if frame := getattr(coroutine, "cr_frame", None) or getattr(coroutine, "gi_frame", None):
            yield frame
        coroutine = getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)


@contextmanager
def watched(turns: Turns, limits: Limits | None = None) -> Iterator[None]:
    """Watch the running loop's turns from a thread until the block ends."""
    watchdog = Watchdog(turns, asyncio.get_running_loop(), limits or Limits(), os._exit)
    thread = threading.Thread(target=watchdog.run, name="watchdog", daemon=True)
    thread.start()
    try:
        yield
    finally:
        watchdog.stop()
        thread.join()
