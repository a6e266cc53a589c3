"""The turns of the bot's loops that are under way: watched by the watchdog and /livez."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bot import clock


class Turns:
    """Which turns have begun and not ended, oldest first.

    A turn is one piece of the engine's work in the database (updates decided, deadlines looked at). Waiting for work is
    no turn, so a turn that lasts means that work waits and nobody does it.
    """

    def __init__(self, note: Callable[[str], None] = lambda _: None) -> None:
        """`note`: called with the loop's name whenever one of its turns has ended."""
        self._note = note
        self._numbers = itertools.count(1)
        self._under_way: dict[int, str] = {}
        self.ended: Counter[str] = Counter()
        """How many turns of each loop have ended."""
        self.stalled = False
        """Set by the watchdog: a turn, or the event loop itself, has not come to its end for too long."""
        self.ended_at: datetime | None = None
        """When a turn last came to its end."""

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Mark a turn of the loop `name` as under way until the block ends, however it ends."""
        number = next(self._numbers)
        self._under_way[number] = name
        try:
            yield
        finally:
            del self._under_way[number]
            self.ended[name] += 1
            self.ended_at = clock.now()
            self._note(name)

    def oldest(self) -> tuple[int, str] | None:
        """Return number and name of the oldest turn under way, or None. May be called from another thread."""
        try:
            return next(iter(self._under_way.items()), None)
        except RuntimeError:  # the event loop's thread began or ended one at this moment, so it is not stuck
            return None
