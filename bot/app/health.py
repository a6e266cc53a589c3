"""Whether the bot's loops run and whether it can work, from the state that its parts last recorded.

Nothing here asks the database or Telegram: a page that waits for a broken part does not answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.app.running_turns import Turns
from bot.channels.telegram.contact import Contact, Loss
from bot.helpdesk.model.alerts import OF_CONTACT, Kind
from bot.helpdesk.texts import operator as operator_texts

if TYPE_CHECKING:  # they take a second to import, and /livez answers before that
    from bot.app.engine import Engine
    from bot.app.jobs.alerts import Alerts

POLL_SECONDS = 1.0
"""Seconds between two checks of the contact with Telegram."""

log = structlog.get_logger()


class Health:
    """The state behind /livez, /readyz and /healthz. `deaf_after`: how long contact with Telegram may be lost."""

    def __init__(self, contact: Contact, deaf_after: timedelta, now: Callable[[], datetime]) -> None:
        self.contact = contact
        self._deaf_after = deaf_after
        self._now = now
        self._engine: Engine | None = None
        self._alerts: Alerts | None = None
        self._turns: Turns | None = None
        self.last_error: tuple[str, datetime] | None = None
        """What was last wrong, and when it was last seen."""

    def built(self, engine: Engine, alerts: Alerts, turns: Turns) -> None:
        """Set the parts whose state is shown from now on: the bot is built."""
        self._engine, self._alerts, self._turns = engine, alerts, turns

    @property
    def engine(self) -> Engine | None:
        """The bot; None while it is being built."""
        return self._engine

    @property
    def alerts(self) -> Alerts | None:
        """Its alerts; None while it is being built."""
        return self._alerts

    @property
    def live(self) -> bool:
        """Whether the process turns; the watchdog says when it does not."""
        return self._turns is None or not self._turns.stalled

    @property
    def last_turn(self) -> datetime | None:
        """When a turn of one of the bot's loops last came to its end."""
        return self._turns.ended_at if self._turns else None

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why the bot cannot receive, decide and send at the moment, in sentences; empty while it can."""
        lost = tuple(
            " ".join(part for part in (operator_texts.ALERTS[kind], _detail(kind, loss)) if part)
            for kind, loss in self.contact.lost_for(self._deaf_after).items()
        )
        if self._engine is None or self._alerts is None:
            return (*lost, operator_texts.STARTING)
        found = (
            None if self.live else operator_texts.STALLED,
            *self._engine.troubles,
            self._alerts.trouble,
            *lost,
            operator_texts.ALERTS[Kind.TELEGRAM] if self.contact.silent else None,
            operator_texts.ALERTS[Kind.STUCK] if self._alerts.finds(Kind.STUCK) else None,
            None if self._engine.helpdesk.policy.knowledge.topics() else operator_texts.NO_FAQ,
        )
        return tuple(dict.fromkeys(sentence for sentence in found if sentence))

    async def run(self) -> None:
        """Report lost contact to the alerts, and changes of readiness to the log, until cancelled."""
        before: tuple[str, ...] = ()
        while True:
            before = self._look(before)
            await asyncio.sleep(POLL_SECONDS)

    def _look(self, before: tuple[str, ...]) -> tuple[str, ...]:
        if self._alerts is not None:
            lost = self.contact.lost_for(self._deaf_after)
            for kind in OF_CONTACT:
                self._alerts.report(kind, kind in lost, _detail(kind, lost[kind]) if kind in lost else "")
        troubles = self.troubles
        if troubles:
            self.last_error = (" ".join(troubles), self._now())
        if troubles and troubles != before:
            log.error("not ready", troubles=troubles)
        elif before and not troubles:
            log.warning("ready again")
        return troubles


def _detail(kind: Kind, loss: Loss) -> str:
    """Return Telegram's own error text; empty where Telegram does not answer."""
    return "" if kind is Kind.TELEGRAM else operator_texts.TELEGRAM_SAYS.format(words=loss.words)
