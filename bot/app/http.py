"""The bot's own web addresses: /livez, /readyz, /healthz, /metrics, and serving on a listening address."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.app.health import Health
from bot.helpdesk.model.alerts import OF_TICKETS, OpenAlert
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import operator as operator_texts
from bot.helpdesk.texts.system_errors import why_not
from bot.metrics import Metrics
from bot.settings.model import split_address

HALF_OPEN = 10.0
"""Seconds in which a request's head must have come, and for which an idle connection is kept."""
LINGER = 2.0
"""Seconds in which the rest of a request that was refused is read and thrown away."""

_json = partial(web.json_response, dumps=partial(json.dumps, ensure_ascii=False))


def health_routes(health: Health, metrics: Metrics) -> list[web.RouteDef]:
    """/livez: 200 while the process turns. /readyz: 200 while it can also receive, decide and send, else 503 and why.

    /healthz: both, with the alerts; /metrics: Prometheus text. No page holds a resident's text.
    """

    async def livez(_: web.Request) -> web.Response:
        trouble = None if health.live else operator_texts.STALLED
        return _json({"ok": health.live, "trouble": trouble}, status=200 if health.live else 503)

    async def readyz(_: web.Request) -> web.Response:
        troubles = health.troubles
        return _json({"ok": not troubles, "trouble": " ".join(troubles) or None}, status=503 if troubles else 200)

    async def healthz(_: web.Request) -> web.Response:
        troubles = health.troubles
        page = {
            "ok": not troubles,
            "trouble": " ".join(troubles) or None,
            "alarms": [_alert(one) for one in (health.alerts.standing if health.alerts else ())],
            **_seen(health),
        }
        return _json(page, status=503 if troubles else 200)

    async def show(_: web.Request) -> web.Response:
        _refresh(health, metrics)
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    pages = {"/livez": livez, "/readyz": readyz, "/healthz": healthz, "/metrics": show}
    return [web.get(path, handler) for path, handler in pages.items()]


def _alert(standing: OpenAlert) -> dict[str, str | int]:
    """Return an alert's kind, the ticket that it is about, and since when it stands."""
    alert = standing.alert
    ticket = {"case": int(alert.subject)} if alert.kind in OF_TICKETS else {}
    return {"kind": alert.kind.value, **ticket, "since": standing.since.isoformat(timespec="seconds")}


def _seen(health: Health) -> dict[str, str | None]:
    """Return the times of the last turn, contact and error, and since when the oldest update or message waits."""
    oldest = health.alerts.oldest_waiting if health.alerts else None
    error, at = health.last_error or (None, None)
    moments = {
        "last_turn": health.last_turn,
        "last_contact": health.contact.last,
        "oldest_waiting": oldest,
        "last_error_at": at,
    }
    return {
        **{name: moment.isoformat(timespec="seconds") if moment else None for name, moment in moments.items()},
        "last_error": error,
    }


def _refresh(health: Health, metrics: Metrics) -> None:
    metrics.ready.set(not health.troubles)
    metrics.last_contact.set(health.contact.last.timestamp())
    metrics.webhook_pending.set(health.contact.pending)
    metrics.webhook_failed_at.set(health.contact.failed_at)


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
            raise Trouble(
                f"{setting}: alamat {address} tidak bisa dipakai ({why_not(error)}). Pilih port atau alamat lain.",
                error,
            ) from error
        yield
    finally:
        await runner.cleanup()
