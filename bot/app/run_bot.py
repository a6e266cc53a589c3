"""A bot from its settings to its end: addresses first, then what it is made of, until a signal."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import structlog

from bot import clock
from bot.app.threads import run_in_thread, settle_gc
from bot.app.watchdog import notify, watched
from bot.app.web_listener import WebListener
from bot.metrics import Metrics
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.app.wiring import App

log = structlog.get_logger()


def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT. Raises Trouble."""
    import uvloop

    uvloop.run(run_until_signal(settings))


async def run_until_signal(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT, then finish what is on its way and close. Raises Trouble."""
    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: me.cancel() if me else None)
    with suppress(asyncio.CancelledError):
        metrics = Metrics()
        listener = WebListener(settings, metrics, clock.now)
        async with listener.open():
            # what a bot is made of takes a second to import; the addresses answer meanwhile
            await run_in_thread(partial(import_module, "bot.app.wiring"))
            from bot.app.wiring import build

            app = await build(settings, metrics, listener)
            settle_gc()
            await run_app(app)


async def run_app(app: App) -> None:
    """Run a built bot to its end and close what it holds."""
    try:
        log.info("ready", bot=app.bot.username)
        notify("READY=1")
        with watched(app.turns):
            await app.run()
    finally:
        notify("STOPPING=1")
        await app.store.close()
        with suppress(Exception):
            await app.bot.shutdown()
        log.info("ended")
