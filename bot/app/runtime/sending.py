"""Messages being sent: how many may leave now, and the results of those that have left."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from bot.helpdesk.model.store import Among, Delivery, OutboxRow, Result, Room
from bot.helpdesk.tickets.delivery import covered_if_late, may_leave

PROBES = 3  # messages that are tried at one time while contact is lost: officer, deputy and supervisor of an emergency
LONGEST_SILENCE = 300.0
"""Seconds at most between two times at which messages are sent again without contact; one second at first, doubling."""
ASK_AGAIN = 5.0  # seconds until the channel is asked again whether it is there
AT_ONCE = 64  # messages on their way at one time; more would only wait in the connection pool
GATHER = 0.01
"""Seconds to wait after a result, so that one turn stores several, most often a turn that an update begins."""

Send = Callable[[OutboxRow], Awaitable[Result]]


class Pace:
    """A bucket of permits that refills `per_second`, shared by the processes that live; 0 means no limit."""

    def __init__(self, per_second: int, clock: Callable[[], datetime]) -> None:
        self._limit, self._clock = per_second, clock
        self._rate = self._permits = float(per_second)
        self._at = clock()

    def available(self) -> int:
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
        self._permits -= count if self._rate else 0


class Sending:
    """Sends each claimed message in a task of its own and collects the results for a turn to store.

    `wake` is called when there are results. Nothing here touches the database.

    Contact is lost once a message got no answer and nothing that left in the second half of that silence got one
    either; no such silence is a try. Then all waits until the channel answers to something that stands in no chat.
    Where it does, a few messages at a time leave that were not tried before, emergencies first, and now and again a
    few that were. The first answer to a message ends it.
    """

    def __init__(
        self, send: Send, pace: Pace, answers: Callable[[], Awaitable[bool]], caught_up: Callable[[], bool]
    ) -> None:
        """`answers`: asks the channel for an answer to something that stands in no chat.

        `caught_up`: whether all updates of before the start have come.
        """
        self._send, self.pace, self._answers, self._caught_up = send, pace, answers, caught_up
        self._time = asyncio.get_running_loop().time
        self.wake: Callable[[], None] = lambda: None
        self.under_way: set[asyncio.Task[None]] = set()  # messages on their way
        self.ended: list[Result] = []  # results that no turn has taken
        self.unsettled: set[int] = set()  # the rows that this process has claimed and whose result is not stored
        self.held_until = 0.0  # the loop's time until which nothing more is claimed, whatever the pace allows
        self.lost = False  # whether contact with the channel is lost
        self._soon: asyncio.TimerHandle | None = None
        self._answered = 0.0  # when the latest message left that got an answer
        self._silences = self._probing = 0  # since an answer, those of one time counted as one
        self._ask_at = self._again_at = 0.0

    def room(self) -> Room:
        """How many more messages may be claimed now, and which."""
        now = self._time()
        free = 0 if now < self.held_until else max(0, min(AT_ONCE - len(self.under_way), self.pace.available()))
        if not self.lost:
            return Room(free, Among.ALL if self._caught_up() else Among.ANSWERS)
        if now < self._ask_at:
            return Room(0)
        if self._probing >= PROBES:
            return Room(free, Among.URGENT)
        return Room(min(free, PROBES - self._probing), Among.PROBES if now >= self._again_at else Among.FRESH)

    def launch(self, rows: Sequence[OutboxRow], room: Room) -> None:
        """Send these rows; their claim is committed. What may not leave for its resident now ends without a try.

        `room`: what was claimed. Where nothing could be a probe, any answer of the channel has to do.
        """
        self.unsettled |= {row.id for row in rows}
        leaving = [row for row in rows if not row.hushed or may_leave(row)]
        self.pace.take(len(leaving))
        carried = [self._carry(covered_if_late(row), probes=self.lost) for row in leaving]
        if self.lost:
            if not rows and room.limit and room.among is Among.PROBES and not self._probing:
                carried = [self._ask()]
            if any(row.repeat for row in leaving):
                self._again_at = math.inf
            self._probing += len(carried)
        for one in carried:
            task = asyncio.create_task(one)
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)
        for row in rows:
            if row not in leaving:
                self._end(Result(row, Delivery.UNCERTAIN if row.repeat else Delivery.FAILED, reason="unsafe"))

    async def _carry(self, row: OutboxRow, *, probes: bool) -> None:
        """Send a message; where it is a probe, only if the channel answers, and learn whether contact is lost."""
        began = self._time()
        if probes and not await self._answer_comes():
            result = Result(row, Delivery.WAITING, cause="no contact", answered=False, counts=False)
        else:
            result = await self._send(row)
            if result.answered:
                self._answered, self._silences, self.lost = max(self._answered, began), 0, False
            elif probes or self._answered <= (began + self._time()) / 2:
                result = replace(result, counts=False)
                if not self.lost or self._again_at == math.inf:
                    self._again_at = self._time() + min(2.0 ** min(self._silences, 9), LONGEST_SILENCE)
                    self._silences += 1
                    self.lost = True
        self._probing -= probes
        self._end(result)

    async def _ask(self) -> None:
        self.lost = not await self._answer_comes()
        self._probing -= 1
        self._end()

    async def _answer_comes(self) -> bool:
        comes = await self._answers()
        if not comes:
            self._ask_at, self._again_at = self._time() + ASK_AGAIN, 0.0
        return comes

    def _end(self, *results: Result) -> None:
        self.ended += results
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(GATHER, self.wake)

    def take_results(self) -> list[Result]:
        """Return the results since the last call; the caller stores them or puts them back."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        results, self.ended = self.ended, []
        return results

    def given_up(self, rows: Sequence[OutboxRow]) -> None:
        """Take over rows that were repeated too often: their delivery stays uncertain."""
        self.unsettled |= {row.id for row in rows}
        self.ended += [Result(row, Delivery.UNCERTAIN, cause="killed while sending") for row in rows]
