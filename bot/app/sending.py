"""Messages being sent: how many may leave now, and the results of those that have left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.helpdesk.model.store import Delivery, OutboxRow, Result
from bot.helpdesk.tickets.discreet_delivery import may_leave

AT_ONCE = 64
"""Messages on their way at one time; more would only wait in the connection pool."""
GATHER = 0.01
"""Seconds to wait after a result, so that one turn stores several, most often a turn that an update begins."""


class Pace:
    """A bucket of permits that refills `per_second`, shared by the processes that live; 0 means no limit."""

    def __init__(self, per_second: int, clock: Callable[[], datetime]) -> None:
        self._limit = per_second
        self._rate = float(per_second)
        self._clock = clock
        self._permits = float(per_second)
        self._at = clock()

    def available(self) -> int:
        """How many messages may leave now."""
        if not self._rate:
            return AT_ONCE
        now = self._clock()
        grown = max(0.0, (now - self._at).total_seconds()) * self._rate
        # a share of less than one a second must still grow to one message
        self._permits, self._at = min(max(1.0, self._rate), self._permits + grown), now
        return int(self._permits)

    def share(self, processes: int) -> None:
        """Leave the other processes their part: the channel counts what all of them send."""
        self._rate = self._limit / processes

    def take(self, count: int) -> None:
        """Count messages that have left."""
        self._permits -= count if self._rate else 0


class Sending:
    """Sends each claimed message in a task of its own and collects the results for a turn to store.

    `wake` is called when there are results. Nothing here touches the database.
    """

    def __init__(
        self, send: Callable[[OutboxRow], Awaitable[Result]], pace: Pace, wake: Callable[[], None] = lambda: None
    ) -> None:
        self._send = send
        self._pace = pace
        self.wake = wake
        self._tasks: set[asyncio.Task[None]] = set()
        self._results: list[Result] = []
        self._soon: asyncio.TimerHandle | None = None
        self._held_until = 0.0
        self._stopped = False
        self.unsettled: set[int] = set()
        """The rows that this process has claimed and whose result is not stored."""

    @property
    def under_way(self) -> bool:
        """Whether messages are on their way."""
        return bool(self._tasks)

    @property
    def ended(self) -> bool:
        """Whether there are results that no turn has taken."""
        return bool(self._results)

    @property
    def held(self) -> bool:
        """Whether nothing more is to be claimed now, whatever the pace allows."""
        return self._stopped or asyncio.get_running_loop().time() < self._held_until

    def room(self) -> int:
        """How many more messages may be claimed now."""
        return 0 if self.held else max(0, min(AT_ONCE - len(self._tasks), self._pace.available()))

    def launch(self, rows: Sequence[OutboxRow]) -> None:
        """Send these rows; their claim is committed. What may not leave for its resident now fails without a try."""
        self.unsettled |= {row.id for row in rows}
        leaving = [row for row in rows if not row.hushed or may_leave(row.action)]
        self._pace.take(len(leaving))
        for row in leaving:
            task = asyncio.create_task(self._carry(row))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        for row in rows:
            if row not in leaving:
                self._ended(Result(row, Delivery.FAILED, reason="unsafe"))

    async def _carry(self, row: OutboxRow) -> None:
        self._ended(await self._send(row))

    def _ended(self, result: Result) -> None:
        self._results.append(result)
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(GATHER, self.wake)

    def take_results(self) -> list[Result]:
        """Return the results since the last call; the caller stores them or gives them back."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        results, self._results = self._results, []
        return results

    def give_back(self, results: Sequence[Result]) -> None:
        """Take back results that could not be stored now; the next turn tries again."""
        self._results = [*results, *self._results]

    def stored(self, results: Sequence[Result]) -> None:
        """Forget the rows of stored results: this process no longer holds them."""
        self.unsettled -= {result.row.id for result in results}

    def given_up(self, rows: Sequence[OutboxRow]) -> None:
        """Take over rows that were repeated too often: their delivery stays uncertain."""
        self.unsettled |= {row.id for row in rows}
        self._results += [Result(row, Delivery.UNCERTAIN, cause="killed while sending") for row in rows]

    def share(self, processes: int) -> None:
        """Send no more than one of so many processes may."""
        self._pace.share(processes)

    def hold(self, seconds: float) -> None:
        """Claim nothing for so long."""
        self._held_until = asyncio.get_running_loop().time() + seconds

    def stop(self) -> None:
        """Claim nothing more; what is on its way comes to its end."""
        self._stopped = True
