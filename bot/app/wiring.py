"""A bot from its settings to its end: built with everything that it uses, run until a signal, and ended in order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import structlog
from msgspec.structs import replace

from bot import clock
from bot.app.editing.staff import Authenticator, PageAddress, StaffWorker, address_of
from bot.app.faq.follow import Follower, Sources, StartingFaq, knowledge_at_start
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.faq.published import published_sets
from bot.app.faq.shipped import copy_on_first_start
from bot.app.jobs.alerts import Alerts, Checks, DailyReport, ReviewNotices
from bot.app.jobs.job import Job, JobContext, keep, run_in_thread, settle_gc
from bot.app.jobs.nightly import Copies, Retention
from bot.app.people.directory import directory_of, know_holidays, named_officers, policy_of
from bot.app.people.regions import Regions, current_of
from bot.app.reports import Reporter
from bot.app.runtime.engine import Engine
from bot.app.runtime.health import Heartbeat, WebListener
from bot.app.runtime.sending import Pace, Sending
from bot.app.runtime.watchdog import Turns, Watchdog, notify
from bot.app.shell.helpdesk import Helpdesk
from bot.channels.telegram.connect import Bot
from bot.channels.telegram.receive import ANSWER_WITHIN, PATH, Announcer, Keep, Poller
from bot.channels.telegram.send import Sender
from bot.channels.telegram.translate import Translator
from bot.faqfiles.working_files import WorkingFiles
from bot.helpdesk.model.actions import Priority
from bot.helpdesk.model.errors import AlertKind
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.texts.alerts import StaffChat
from bot.matching import danger
from bot.settings import Settings
from bot.storage.database.upgrade import open_for_bot
from bot.storage.database.url import folder_of
from bot.storage.store import SqlStore

if TYPE_CHECKING:
    from bot.app.editing.desk import Desk

CHECK_REGIONS_EVERY = 5.0  # seconds between two checks for offices, officers and villages that were imported
DRAIN = timedelta(seconds=6)
"""How long ending waits for messages that are on their way; well within the ten seconds that SIGTERM has."""
SENDS_FOR = 4.0  # the seconds of these that are left for sending when a turn does not come to its end

log = structlog.get_logger()

ServePage = Callable[[StaffWorker, PageAddress], Awaitable[None]]


class App(NamedTuple):
    """A bot that is ready to run: its engine and jobs, and what must be closed at the end."""

    engine: Engine
    jobs: tuple[Job, ...]
    bot: Bot
    store: SqlStore
    alerts: Alerts
    turns: Turns
    staff: StaffWorker


async def build(
    settings: Settings,
    listener: WebListener,
    serve_page: ServePage,
    now: Callable[[], datetime] = clock.now,
    first: Callable[[Sources], StartingFaq] = knowledge_at_start,
) -> App:
    """Build a bot that is ready to run: database migrated, FAQ loaded, Telegram known. Raises Trouble.

    `first` gives the knowledge that the bot begins with.

    What an operator may have to mend (settings, token, database) is looked at before the matcher learns, which can take
    a minute. Telegram is waited for after that.
    """
    for warning in settings.doubts():
        log.warning("settings", problem=warning)
    bot, seed, url, metrics = Bot(settings.telegram), settings, settings.database.get_secret_value(), listener.metrics
    store: SqlStore | None = None
    try:
        known = await bot.known(listener.contact)
        await copy_on_first_start(settings)
        local = now().astimezone(ZoneInfo(settings.offices[0].timezone))
        store, upgraded = await open_for_bot(url, settings.backup.folder, local)
        if upgraded:
            log.info("the database was upgraded", before=upgraded.before, copy=str(upgraded.copy))
        store.paced = settings.telegram.messages_per_second > 0
        imported, settings = await current_of(store, seed)
        directory = directory_of(settings)
        sources = Sources(
            settings.faq, settings.cache, published_sets(settings, now), directory, settings.staff.overdue_to_officer
        )
        start = await run_in_thread(lambda: first(sources))
        while not known:
            await asyncio.sleep(2)
            known = await bot.known(listener.contact)
        policy = policy_of(settings, directory, start.knowledge, bot.username)
        helpdesk = Helpdesk(store, policy, Translator(bot.username, bot.id), now)
        await helpdesk.load_officers(named_officers(settings, now()))
        context = JobContext(
            store, url, now, lambda: engine.wake(), metrics, sources.unpublished, lambda: follower.reviewed()
        )
        alerts = Alerts(context, StaffChat(policy.staff, directory.first_office.hours, directory.officers))
        turns = Turns(lambda loop: metrics.turns.labels(loop).inc())
        reporter = Reporter(url, lambda: helpdesk.policy, now)
        send = alerts.watched(Sender(bot.calls(listener.contact.sending), now, reporter.make).send)
        pace = Pace(settings.telegram.messages_per_second, now)
        sending = Sending(send, pace, bot.answers, lambda: listener.contact.caught_up)
        engine = Engine(helpdesk, sending, urgency, metrics, turns)

        def publish(new: FaqKnowledge) -> None:
            helpdesk.policy = replace(helpdesk.policy, knowledge=new)

        follower = Follower(sources, start, publish, partial(alerts.report, AlertKind.FAQ), metrics)
        page = address_of(settings)

        def make_desk() -> Desk:
            # what reads and writes FAQ files takes half a second to import, which no start shall wait for
            from bot.app.editing.desk import Desk
            from bot.app.editing.office import StaffOffice
            from bot.app.editing.publish import Publisher

            files = WorkingFiles(sources.folder, sources.sets, follower.served)
            office = StaffOffice(files, store, lambda: helpdesk.policy, now)
            links = Authenticator(store, page.url, now) if page else None
            return Desk(office, Publisher(files, sources.cache, follower.hand), links)

        worker = StaffWorker(make_desk, store, directory, now)
        worker.wake, helpdesk.staff_asked = engine.wake, worker.ask
        regions = Regions(helpdesk, seed, imported, lambda: follower.knowledge.forget_rendered())
        engine.timers.append(Job("regions", CHECK_REGIONS_EVERY, regions.look))
        listener.health.built = engine, alerts, turns
        officers = [chat.address for chat in helpdesk.policy.chats.values()]
        jobs = [
            Job("faq", None, follower.run),
            Job("staff", None, worker.run),
            *_jobs_by_the_clock(settings, context, policy, alerts, follower),
            Job("health", 1, listener.health.look),
            Job("receiving", None, _receiving(settings, bot, listener, engine.keep), vital=True),
            Job("commands", None, partial(bot.register_commands, officers)),
        ]
        if heartbeat := settings.health.heartbeat_url.get_secret_value():
            beat = Heartbeat(bot.request, heartbeat, lambda: not listener.health.troubles).beat
            jobs.append(Job("heartbeat", 60, beat))
        if page and settings.staff.page.listen:
            jobs.append(Job("staff page", None, partial(serve_page, worker, page), vital=True))
        return App(engine, tuple(jobs), bot, store, alerts, turns, worker)
    except BaseException:
        await bot.shutdown()
        if store:
            await store.close()
        raise


def _jobs_by_the_clock(
    settings: Settings, context: JobContext, policy: Policy, alerts: Alerts, follower: Follower
) -> Iterator[Job]:
    """Yield the jobs that look after the record and the machine, and those that write to staff."""
    store, kept, beside = context.store, settings.backup, folder_of(context.url)
    zone, daily_at = policy.directory.first_office.hours.zone, time.fromisoformat(settings.staff.daily_at)
    backups = Copies(context, kept.folder, kept.keep, zone) if kept.folder else None
    checks = Checks(context, alerts, filter(None, (beside, settings.cache, kept.folder)), backups)
    yield Job("alerts", 2, alerts.look)
    yield Job("machine", 60, checks.machine)
    yield Job("queues", 60, checks.queues)
    yield Job("ledger", 600, checks.ledger)
    yield Job("retention", 20, Retention(context, zone, settings.privacy.keep_conversations).look)
    # soon after somebody was erased, and at times anyhow: messages that were decided pass through the database's log
    yield Job("erased", 1, store.scrub)
    yield Job("log", 60, partial(store.scrub, always=True))
    if backups:
        yield Job("backup", 30, backups.tend)
    if beside and beside != kept.folder:
        yield Job("copies", 30, Copies(context, beside, kept.keep).tend)
    if any(office.holidays for office in settings.offices):
        yield Job("holidays", 12 * 3600, partial(know_holidays, context.clock))
    yield Job("reviews", 60, ReviewNotices(context, zone, daily_at).look)
    if policy.staff:
        yield Job("daily report", 20, DailyReport(context, policy.staff, daily_at, alerts, policy.directory).look)
    else:
        log.warning("staff.telegram_chat is not set: alerts are told to log, /metrics and /healthz alone")


def urgency(text: str) -> Priority:
    """Estimate quickly how urgent a text is, so that a call for help is decided first; the rules judge it in full."""
    return Priority.EMERGENCY if text and danger.assess(text).level != "none" else Priority.NORMAL


def _receiving(settings: Settings, bot: Bot, listener: WebListener, keep: Keep) -> Callable[[], Awaitable[None]]:
    """How updates arrive: polling, or the web address that Telegram calls."""
    hook, contact = settings.telegram.webhook, listener.contact
    if settings.telegram.mode == "polling":
        return Poller(bot.calls(contact.receiving, ANSWER_WITHIN), keep, contact).run
    address, secret = hook.url.rstrip("/") + PATH, hook.secret_token.get_secret_value()
    listener.keep = keep
    shared = settings.sqlite_file is None
    return Announcer(bot.calls(contact.receiving), address, secret, contact, shared=shared).run


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
