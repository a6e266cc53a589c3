"""How often something may be done: a window that slides, by key."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)
KEYS = 1000
"""Keys remembered; with more, those that have been quiet are forgotten."""


class Limit:
    """At most `most` times a minute for each key."""

    def __init__(self, most: int, now: Callable[[], datetime]) -> None:
        self._most = most
        self._now = now
        self._times: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def allows(self, key: str) -> bool:
        """Note an attempt and return whether it may go on."""
        now = self._now()
        if len(self._times) > KEYS:
            quiet = [one for one, times in self._times.items() if not times or now - times[-1] > WINDOW]
            for one in quiet:
                del self._times[one]
        times = self._times[key]
        while times and now - times[0] > WINDOW:
            times.popleft()
        if len(times) >= self._most:
            return False
        times.append(now)
        return True
