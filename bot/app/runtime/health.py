"""Whether the bot can work, as its parts last recorded it, and what can be reached from outside: health pages, webhook.

Nothing here asks the database or Telegram: a page that waits for a broken part does not answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec
import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.app.jobs.alerts import Alerts
from bot.app.runtime.engine import Engine
from bot.app.runtime.watchdog import Turns
from bot.channels.telegram.contact import Contact
from bot.channels.telegram.receive import Keep, webhook_app
from bot.channels.telegram.request import AiohttpRequest, NoAnswer, NotSent
from bot.helpdesk.model.errors import OF_CONTACT, OF_TICKETS, AlertKind, Trouble
from bot.helpdesk.model.store import Received
from bot.helpdesk.texts import alerts as texts
from bot.helpdesk.texts.operator import why_not
from bot.metrics import Metrics
from bot.settings import Settings
from bot.settings.model import split_address

ANSWER_WITHIN = 10.0  # seconds that an outside monitor has to answer the heartbeat
HALF_OPEN = 10.0  # seconds in which a request's head must have come, and for which an idle connection is kept
LINGER = 2.0  # seconds in which the rest of a request that was refused is read and thrown away

log = structlog.get_logger()


class Health:
    """The state behind /livez, /readyz and /healthz. `deaf_after`: how long contact with Telegram may be lost.

    `built`: the parts whose state is shown as soon as the bot is built.
    """

    def __init__(self, contact: Contact, deaf_after: timedelta) -> None:
        self.contact, self._deaf_after = contact, deaf_after
        self.built: tuple[Engine, Alerts, Turns] | None = None
        self._before: tuple[str, ...] = ()

    @property
    def live(self) -> bool:
        """Whether the process turns; the watchdog says when it does not."""
        return self.built is None or not self.built[2].stalled

    def _lost(self) -> dict[AlertKind, str]:
        """Return in which ways contact is lost, with Telegram's own error text, where it answers."""
        lost = self.contact.lost_for(self._deaf_after)
        silent = AlertKind.TELEGRAM
        return {kind: "" if kind is silent else texts.TELEGRAM_SAYS.format(words=lost[kind]) for kind in lost}

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why the bot cannot receive, decide and send at the moment, in sentences; empty while it can."""
        lost = tuple(f"{texts.ALERTS[kind]} {detail}".strip() for kind, detail in self._lost().items())
        if self.built is None:
            return (*lost, texts.STARTING)
        engine, alerts, _ = self.built
        found = (
            None if self.live else texts.STALLED,
            *engine.troubles,
            alerts.trouble,
            *lost,
            texts.ALERTS[AlertKind.TELEGRAM] if self.contact.silent else None,
            texts.ALERTS[AlertKind.STUCK] if alerts.finds(AlertKind.STUCK) else None,
            None if engine.helpdesk.policy.knowledge.topics() else texts.NO_FAQ,
        )
        return tuple(dict.fromkeys(sentence for sentence in found if sentence))

    async def look(self) -> None:
        """Report lost contact to the alerts, and changes of readiness to the log."""
        if self.built:
            lost = self._lost()
            for kind in OF_CONTACT:
                self.built[1].report(kind, kind in lost, lost.get(kind, ""))
        troubles = self.troubles
        if troubles and troubles != self._before:
            log.error("not ready", troubles=troubles)
        elif self._before and not troubles:
            log.warning("ready again")
        self._before = troubles


class Heartbeat:
    """Calls an outside monitor while the bot can work, so that it notices when the calls stop.

    `url`: a secret, of which the log sees only the host.
    """

    def __init__(self, request: AiohttpRequest, url: str, ready: Callable[[], bool]) -> None:
        self._request, self._url, self._ready = request, url, ready
        self._failing = False

    async def beat(self) -> None:
        if not self._ready():
            return
        try:
            status, _ = await self._request.get(self._url, ANSWER_WITHIN)
            cause = "" if status < HTTPStatus.BAD_REQUEST else f"HTTP {status}"
        except (NotSent, NoAnswer) as error:
            cause = str(error)
        if bool(cause) != self._failing:
            self._failing = bool(cause)
            event = "the heartbeat does not arrive" if cause else "the heartbeat arrives again"
            log.warning(event, host=urlsplit(self._url).hostname, cause=cause)


class WebListener:
    """The listening addresses of the settings. Until a bot takes updates they are refused, and Telegram keeps them.

    `keep`: stores Telegram's updates, as soon as a bot is built.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self._settings, self.metrics = settings, Metrics()
        self.keep: Keep | None = None
        self.contact = Contact(now)
        self.health = Health(self.contact, settings.health.deaf_after)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listen until the block ends. Raises Trouble when an address is taken."""
        telegram, address = self._settings.telegram, self._settings.health.listen
        async with AsyncExitStack() as stack:
            if address:
                pages = web.Application()
                pages.add_routes(health_routes(self.health, self.metrics))
                await stack.enter_async_context(listening(pages, address, "health.listen"))
            if telegram.mode == "webhook":
                app = webhook_app(self._take, telegram.webhook.secret_token.get_secret_value(), self.contact)
                await stack.enter_async_context(listening(app, telegram.webhook.listen, "telegram.webhook.listen"))
            yield

    async def _take(self, updates: Sequence[Received]) -> object:
        if self.keep is None:
            raise Trouble(texts.STARTING, RuntimeError("the bot is being started or ended"))
        return await self.keep(updates)


def health_routes(health: Health, metrics: Metrics) -> list[web.RouteDef]:
    """/livez: 200 while the process turns. /readyz: 200 while it can also receive, decide and send, else 503 and why.

    /healthz: both, with the alerts; /metrics: Prometheus text. No page holds a resident's text.
    """

    async def page(request: web.Request) -> web.Response:
        stalled = () if health.live else (texts.STALLED,)
        troubles = stalled if request.path == "/livez" else health.troubles
        report: dict[str, object] = {"ok": not troubles, "trouble": " ".join(troubles) or None}
        if request.path == "/healthz":
            alarms = []
            for one in health.built[1].standing if health.built else ():
                ticket = {"case": int(one.alert.subject)} if one.alert.kind in OF_TICKETS else {}
                alarms.append({"kind": one.alert.kind, **ticket, "since": one.since.isoformat(timespec="seconds")})
            report["alarms"] = alarms
        body = msgspec.json.encode(report)
        return web.Response(status=503 if troubles else 200, body=body, content_type="application/json")

    async def show(_: web.Request) -> web.Response:
        metrics.ready.set(not health.troubles)
        metrics.last_contact.set(health.contact.last.timestamp())
        metrics.webhook_pending.set(health.contact.pending)
        metrics.webhook_failed_at.set(health.contact.failed_at)
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [*(web.get(path, page) for path in ("/livez", "/readyz", "/healthz")), web.get("/metrics", show)]


@asynccontextmanager
async def listening(app: web.Application, address: str, setting: str) -> AsyncIterator[None]:
    """Serve until the block ends. Raises Trouble when the address is taken."""
    host, port = split_address(address)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, keepalive_timeout=HALF_OPEN, lingering_time=LINGER)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            sentence = f"{setting}: alamat {address} tidak bisa dipakai ({why_not(error)})."
            raise Trouble(f"{sentence} Pilih port atau alamat lain.", error) from error
        yield
    finally:
        await runner.cleanup()
