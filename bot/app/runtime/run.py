"""A bot from its settings to its end: its engine and its jobs side by side, until a signal, and ended in order."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from datetime import timedelta

import structlog

from bot import clock
from bot.app.jobs.job import Job, keep, settle_gc
from bot.app.runtime.engine import Engine
from bot.app.runtime.health import WebListener
from bot.app.runtime.watchdog import Watchdog, notify
from bot.app.wiring import App, ServePage, build
from bot.settings import Settings

DRAIN = timedelta(seconds=6)
"""How long ending waits for messages that are on their way; well within the ten seconds that SIGTERM has."""
SENDS_FOR = 4.0  # the seconds of these that are left for sending when a turn does not come to its end

log = structlog.get_logger()


async def serve(settings: Settings, serve_page: ServePage) -> None:
    """Run until SIGTERM or SIGINT, then finish what is on its way and close. Raises Trouble."""
    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: me.cancel() if me else None)
    with suppress(asyncio.CancelledError):
        listener = WebListener(settings, clock.now)
        async with listener.open():
            app = await build(settings, listener, serve_page)
            settle_gc()
            await run_app(app)


async def run_app(app: App) -> None:
    """Run a built bot to its end and close what it holds."""
    watching = asyncio.create_task(Watchdog(app.turns).run())
    try:
        log.info("ready", bot=app.bot.username)
        notify("READY=1")
        await run(app.engine, *app.jobs)
    finally:
        notify("STOPPING=1")
        watching.cancel()
        await app.store.close()
        with suppress(Exception):
            await app.bot.shutdown()
        log.info("ended")


async def run(engine: Engine, *jobs: Job) -> None:
    """Run engine and jobs until cancelled, then finish what is on its way. Raises Trouble of a vital job."""
    tasks = [asyncio.create_task(keep(job), name=job.name) for job in jobs]
    turns = asyncio.create_task(engine.run(), name="engine")
    try:
        done, _ = await asyncio.wait([*tasks, turns], return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        end = asyncio.get_running_loop().time() + DRAIN.total_seconds()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # a turn claims what it answers: once that is committed it is to be sent, not to be left behind
        engine.end()
        await _ended(turns, end - SENDS_FOR)
        await _ended(asyncio.create_task(engine.drain()), end)


async def _ended(task: asyncio.Task[None], at: float) -> None:
    """Wait for a task's own end, until that time of the loop's clock, and end it then."""
    await asyncio.wait([task], timeout=max(0.0, at - asyncio.get_running_loop().time()))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
