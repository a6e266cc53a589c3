"""The bot's own web addresses: /healthz, /metrics, and serving an application on a listening address."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import fields

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.app.running import Running
from bot.helpdesk.alarms import OF_CASES, Standing
from bot.helpdesk.errors import Trouble
from bot.metrics import Metrics

STARTING = "Bot sedang dinyalakan."


def health_routes(
    running: Callable[[], Running | None],
    metrics: Metrics,
    alarms: Callable[[], Sequence[Standing]],
) -> list[web.RouteDef]:
    """/healthz: 200 while the bot can work, else 503. /metrics: Prometheus text. Neither holds a word of anybody.

    `running` gives None while the bot is still being built. `alarms`: what is wrong although the bot can work.
    """

    async def healthz(_: web.Request) -> web.Response:
        bot = running()
        trouble = (bot.trouble or await _database(bot)) if bot else STARTING
        told = {"ok": not trouble, "trouble": trouble, "alarms": [_told(one) for one in alarms()]}
        return web.json_response(told, status=503 if trouble else 200)

    async def show(_: web.Request) -> web.Response:
        bot = running()
        if bot:
            with suppress(Trouble):  # the other figures count while the database is away
                ledger = await bot.store.ledger(None)
                for part in fields(ledger):
                    metrics.ledger.labels(part.name).set(getattr(ledger, part.name))
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/healthz", healthz), web.get("/metrics", show)]


def _told(standing: Standing) -> dict[str, str | int]:
    """An alarm: its kind, the case that it is about, since when."""
    alarm = standing.alarm
    case = {"case": int(alarm.subject)} if alarm.kind in OF_CASES else {}
    return {"kind": alarm.kind.value, **case, "since": standing.since.isoformat(timespec="seconds")}


async def _database(running: Running) -> str | None:
    try:
        await running.store.next_send()
    except Trouble as error:
        return str(error)
    return None


def split_address(address: str, setting: str) -> tuple[str, int]:
    """("127.0.0.1", 8443) from its text. Raises Trouble naming the setting."""
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdecimal() or not 0 <= int(port) < 65536:
        raise Trouble(f"{setting}: '{address}' bukan alamat. Tulis seperti 127.0.0.1:8443.")
    return host.strip("[]") or "127.0.0.1", int(port)


async def serve(
    app: web.Application, address: str, setting: str, ready: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Serve until cancelled. Raises Trouble when the address is taken. `ready` is awaited once it listens."""
    host, port = split_address(address, setting)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise Trouble(
                f"{setting}: alamat {address} tidak bisa dipakai; mungkin sudah dipakai program lain. Pilih port lain.",
                error,
            ) from error
        if ready:
            await ready()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
