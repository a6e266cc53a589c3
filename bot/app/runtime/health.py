"""Whether the bot's loops run and whether it can work, from the state that its parts last recorded.

Nothing here asks the database or Telegram: a page that waits for a broken part does not answer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog

from bot.app.jobs.alerts import Alerts
from bot.app.runtime.engine import Engine
from bot.app.runtime.watchdog import Turns
from bot.channels.telegram.contact import Contact, Loss
from bot.channels.telegram.request import AiohttpRequest, NoAnswer, NotSent
from bot.helpdesk.model.alerts import OF_CONTACT, Kind
from bot.helpdesk.texts import operator as texts

ANSWER_WITHIN = 10.0
"""Seconds that an outside monitor has to answer the heartbeat."""

log = structlog.get_logger()


class Health:
    """The state behind /livez, /readyz and /healthz. `deaf_after`: how long contact with Telegram may be lost."""

    def __init__(self, contact: Contact, deaf_after: timedelta, now: Callable[[], datetime]) -> None:
        self.contact = contact
        self._deaf_after = deaf_after
        self._now = now
        self.engine: Engine | None = None
        self.alerts: Alerts | None = None
        self.turns: Turns | None = None
        self.last_error: tuple[str, datetime] | None = None
        """What was last wrong, and when it was last seen."""
        self._before: tuple[str, ...] = ()

    def built(self, engine: Engine, alerts: Alerts, turns: Turns) -> None:
        """Set the parts whose state is shown from now on: the bot is built."""
        self.engine, self.alerts, self.turns = engine, alerts, turns

    @property
    def live(self) -> bool:
        """Whether the process turns; the watchdog says when it does not."""
        return self.turns is None or not self.turns.stalled

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why the bot cannot receive, decide and send at the moment, in sentences; empty while it can."""
        lost = tuple(
            f"{texts.ALERTS[kind]} {_detail(kind, loss)}".strip()
            for kind, loss in self.contact.lost_for(self._deaf_after).items()
        )
        if self.engine is None or self.alerts is None:
            return (*lost, texts.STARTING)
        found = (
            None if self.live else texts.STALLED,
            *self.engine.troubles,
            self.alerts.trouble,
            *lost,
            texts.ALERTS[Kind.TELEGRAM] if self.contact.silent else None,
            texts.ALERTS[Kind.STUCK] if self.alerts.finds(Kind.STUCK) else None,
            None if self.engine.helpdesk.policy.knowledge.topics() else texts.NO_FAQ,
        )
        return tuple(dict.fromkeys(sentence for sentence in found if sentence))

    async def look(self) -> None:
        """Report lost contact to the alerts, and changes of readiness to the log."""
        if self.alerts is not None:
            lost = self.contact.lost_for(self._deaf_after)
            for kind in OF_CONTACT:
                self.alerts.report(kind, kind in lost, _detail(kind, lost[kind]) if kind in lost else "")
        troubles = self.troubles
        if troubles:
            self.last_error = (" ".join(troubles), self._now())
        if troubles and troubles != self._before:
            log.error("not ready", troubles=troubles)
        elif self._before and not troubles:
            log.warning("ready again")
        self._before = troubles


def _detail(kind: Kind, loss: Loss) -> str:
    """Return Telegram's own error text; empty where Telegram does not answer."""
    return "" if kind is Kind.TELEGRAM else texts.TELEGRAM_SAYS.format(words=loss.words)


class Heartbeat:
    """Calls an outside monitor while the bot can work, so that it notices when the calls stop.

    `url`: a secret, of which the log sees only the host.
    """

    def __init__(self, request: AiohttpRequest, url: str, ready: Callable[[], bool]) -> None:
        self._request = request
        self._url = url
        self._ready = ready
        self._failing = False

    async def beat(self) -> None:
        """Call once."""
        if not self._ready():
            return
        try:
            status, _ = await self._request.get(self._url, ANSWER_WITHIN)
            cause = "" if status < HTTPStatus.BAD_REQUEST else f"HTTP {status}"
        except (NotSent, NoAnswer) as error:
            cause = str(error)
        if bool(cause) == self._failing:
            return
        self._failing, host = bool(cause), urlsplit(self._url).hostname
        if cause:
            log.warning("the heartbeat does not arrive", host=host, cause=cause)
        else:
            log.info("the heartbeat arrives again", host=host)
