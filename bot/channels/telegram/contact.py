"""The state of the contact with Telegram: written by the receivers, read by /readyz and the alerts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from bot.helpdesk.model.errors import AlertKind

CALM = timedelta(seconds=60)
"""So long nobody else may have polled until the bot counts as alone: two who poll with one token take turns."""
SILENT_AFTER = 45.0
"""So many seconds after the oldest unanswered call began, Telegram counts as silent; a long poll may wait for 25."""
NOTHING_TO_SAY = 600.0
"""Seconds without a new call after which an unanswered one no longer counts: what waits is tried every five minutes."""

log = structlog.get_logger()


class Silence:
    """Since when calls of one kind have gone unanswered: receiving may work while sending hangs."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer, self._under_way, self._latest = timer, 0, 0.0
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        """How long ago the oldest unanswered call began; 0 where every call was answered, also later."""
        now = self._timer()
        over = not self._under_way and now - self._latest > NOTHING_TO_SAY
        return 0.0 if self._since is None or over else now - self._since

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call as unanswered from its begin on, and for good where an exception ends the block.

        An answer shows that Telegram is there: from then on it has left only those unanswered that are under way.
        """
        self._latest = self._timer()
        if not self.seconds:
            self._since = self._latest
        self._under_way += 1
        try:
            yield
            self._since = self._timer() if self._under_way > 1 else None
        finally:
            self._under_way -= 1


class Loss(NamedTuple):
    """Contact lost in one way. `words`: Telegram's own, or ours."""

    began: float
    again: float
    words: str


class Contact:
    """When Telegram was last heard, and in which ways the contact is lost now.

    `timer`: seconds that no change of the clock moves.
    """

    def __init__(self, now: Callable[[], datetime], timer: Callable[[], float] = time.monotonic) -> None:
        self._now, self._timer, self._heard_at = now, timer, timer()
        self._losses: dict[AlertKind, Loss] = {}
        self.receiving, self.sending = Silence(timer), Silence(timer)
        self.last = now()  # the last contact; before the first one, the start
        self.caught_up = False  # whether what Telegram kept during the stop has come
        self.calls = 0  # calls of the webhook that came from Telegram
        self.pending = 0  # updates that wait at Telegram for the webhook, as it last said
        self.failed_at = 0  # when Telegram last could not deliver to the webhook, in seconds since 1970; 0: never

    def heard(self) -> None:
        self.last, self._heard_at = self._now(), self._timer()
        if not self._losses:
            return
        self.restored(AlertKind.TELEGRAM)
        rival = self._losses.get(AlertKind.SECOND_BOT)
        if rival and self._heard_at - rival.again > CALM.total_seconds():
            self.restored(AlertKind.SECOND_BOT)

    def called(self) -> None:
        self.calls += 1
        self.heard()
        self.restored(AlertKind.WEBHOOK)

    def lost(self, kind: AlertKind, words: str) -> None:
        """Note that contact is lost, or still is. Only the first time, and other words, go to the log."""
        before = self._losses.get(kind)
        if before is None or before.words != words:
            log.warning("contact with Telegram is lost", kind=kind, cause=words)
        now = self._timer()
        # to Telegram: at some moment since it was last heard
        began = before.began if before else self._heard_at if kind is AlertKind.TELEGRAM else now
        self._losses[kind] = Loss(began, now, words)

    def restored(self, kind: AlertKind) -> None:
        """Contact is not lost in this way, or no longer."""
        if self._losses.pop(kind, None):
            log.warning("contact with Telegram is restored", kind=kind)

    @property
    def silent(self) -> float:
        """For how many seconds Telegram has been silent, to what receives or to what sends; 0 where it is not yet."""
        seconds = max(self.receiving.seconds, self.sending.seconds)
        return seconds if seconds >= SILENT_AFTER else 0.0

    def lost_for(self, after: timedelta) -> dict[AlertKind, str]:
        """In which ways the contact has been lost for so long, in words."""
        now, losses = self._timer(), dict(self._losses)
        if seconds := self.silent:
            losses.setdefault(AlertKind.TELEGRAM, Loss(now - seconds, now, "no answer"))
        return {kind: loss.words for kind, loss in losses.items() if now - loss.began >= after.total_seconds()}
