"""What can be reached from outside as soon as the process starts: health pages, metrics and webhook."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import datetime
from functools import partial

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.app.runtime.health import Health
from bot.channels.telegram.contact import Contact
from bot.channels.telegram.receive import Keep
from bot.channels.telegram.webhook import webhook_app
from bot.helpdesk.model.alerts import OF_TICKETS
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import Received
from bot.helpdesk.texts import operator as texts
from bot.helpdesk.texts.system_errors import why_not
from bot.metrics import Metrics
from bot.settings import Settings
from bot.settings.model import split_address

HALF_OPEN = 10.0
"""Seconds in which a request's head must have come, and for which an idle connection is kept."""
LINGER = 2.0
"""Seconds in which the rest of a request that was refused is read and thrown away."""

_json = partial(web.json_response, dumps=partial(json.dumps, ensure_ascii=False))


class WebListener:
    """The listening addresses of the settings. Until a bot takes updates they are refused, and Telegram keeps them."""

    def __init__(self, settings: Settings, metrics: Metrics, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._metrics = metrics
        self._keep: Keep | None = None
        self.contact = Contact(now)
        self.health = Health(self.contact, settings.health.deaf_after, now)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listen until the block ends. Raises Trouble when an address is taken."""
        telegram, address = self._settings.telegram, self._settings.health.listen
        async with AsyncExitStack() as stack:
            if address:
                pages = web.Application()
                pages.add_routes(health_routes(self.health, self._metrics))
                await stack.enter_async_context(listening(pages, address, "health.listen"))
            if telegram.mode == "webhook":
                app = webhook_app(self._take, telegram.webhook.secret_token.get_secret_value(), self.contact)
                await stack.enter_async_context(listening(app, telegram.webhook.listen, "telegram.webhook.listen"))
            yield

    @contextmanager
    def receiving(self, keep: Keep) -> Iterator[None]:
        """Inside the block, Telegram's updates are stored."""
        self._keep = keep
        try:
            yield
        finally:
            self._keep = None

    async def _take(self, updates: Sequence[Received]) -> object:
        if self._keep is None:
            raise Trouble(texts.STARTING, RuntimeError("the bot is being started or ended"))
        return await self._keep(updates)


def health_routes(health: Health, metrics: Metrics) -> list[web.RouteDef]:
    """/livez: 200 while the process turns. /readyz: 200 while it can also receive, decide and send, else 503 and why.

    /healthz: both, with the alerts; /metrics: Prometheus text. No page holds a resident's text.
    """

    async def livez(_: web.Request) -> web.Response:
        return _json(
            {"ok": health.live, "trouble": None if health.live else texts.STALLED}, status=_status(health.live)
        )

    async def readyz(_: web.Request) -> web.Response:
        report = _readiness(health)
        return _json(report, status=_status(report["ok"]))

    async def healthz(_: web.Request) -> web.Response:
        report = _readiness(health)
        return _json(report | _seen(health), status=_status(report["ok"]))

    async def show(_: web.Request) -> web.Response:
        metrics.ready.set(not health.troubles)
        metrics.last_contact.set(health.contact.last.timestamp())
        metrics.webhook_pending.set(health.contact.pending)
        metrics.webhook_failed_at.set(health.contact.failed_at)
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    pages = {"/livez": livez, "/readyz": readyz, "/healthz": healthz, "/metrics": show}
    return [web.get(path, handler) for path, handler in pages.items()]


def _status(ok: object) -> int:
    return 200 if ok else 503


def _readiness(health: Health) -> dict[str, object]:
    troubles = health.troubles
    return {"ok": not troubles, "trouble": " ".join(troubles) or None}


def _seen(health: Health) -> dict[str, object]:
    """Return the alerts, the times of the last turn, contact and error, and since when the longest wait lasts."""
    error, error_at = health.last_error or (None, None)
    moments = {
        "last_turn": health.turns.ended_at if health.turns else None,
        "last_contact": health.contact.last,
        "oldest_waiting": health.alerts.oldest_waiting if health.alerts else None,
        "last_error_at": error_at,
    }
    alarms = [
        {
            "kind": one.alert.kind.value,
            **({"case": int(one.alert.subject)} if one.alert.kind in OF_TICKETS else {}),
            "since": _iso(one.since),
        }
        for one in (health.alerts.standing if health.alerts else ())
    ]
    return {"alarms": alarms, **{name: _iso(moment) for name, moment in moments.items()}, "last_error": error}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


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
            sentence = (
                f"{setting}: alamat {address} tidak bisa dipakai ({why_not(error)}). Pilih port atau alamat lain."
            )
            raise Trouble(sentence, error) from error
        yield
    finally:
        await runner.cleanup()
