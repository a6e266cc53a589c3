"""Settings → a running bot. Everything is built here once and passed on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from bot import clock
from bot.app.editing.staff import Authenticator, PageAddress, StaffWorker, address_of
from bot.app.faq.follow import Follower, Sources, StartingFaq, knowledge_at_start
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.faq.published import published_sets
from bot.app.faq.shipped import copy_on_first_start
from bot.app.jobs.alerts import Alerts
from bot.app.jobs.job import Job, JobContext, run_in_thread
from bot.app.jobs.table import jobs_of
from bot.app.people.directory import CHANNEL, directory_of, escalation_delays, named_officers
from bot.app.people.regions import Regions, current_of
from bot.app.reports import Reporter
from bot.app.runtime.engine import Engine
from bot.app.runtime.health import Heartbeat, WebListener
from bot.app.runtime.sending import Pace, Sending
from bot.app.runtime.watchdog import Turns
from bot.app.shell.helpdesk import Helpdesk
from bot.channels.telegram.connect import Bot
from bot.channels.telegram.receive import ANSWER_WITHIN, Keep, Poller
from bot.channels.telegram.send import Sender
from bot.channels.telegram.translate import Translator
from bot.channels.telegram.webhook import PATH, Announcer
from bot.faqfiles.working_files import WorkingFiles
from bot.helpdesk.model.actions import Priority
from bot.helpdesk.model.errors import AlertKind
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.texts.alerts import StaffChat
from bot.matching import danger
from bot.metrics import Metrics
from bot.settings import Settings
from bot.storage.database.upgrade import open_for_bot
from bot.storage.store import SqlStore

if TYPE_CHECKING:
    from bot.app.editing.desk import Desk

log = structlog.get_logger()

CHECK_REGIONS_EVERY = 5.0
"""Seconds between two checks for offices, officers and villages that were imported."""
ServePage = Callable[[StaffWorker, PageAddress], Awaitable[None]]


@dataclass(frozen=True)
class App:
    """A bot that is ready to run: its engine and jobs, and what must be closed at the end."""

    engine: Engine
    jobs: tuple[Job, ...]
    bot: Bot
    store: SqlStore
    alerts: Alerts
    turns: Turns
    staff: StaffWorker
    page: PageAddress | None

    def serving(self, serve_page: ServePage) -> App:
        """Return the bot that serves the staff's page, too, where the settings have it."""
        if self.page is None:
            return self
        return replace(
            self, jobs=(*self.jobs, Job("staff page", None, partial(serve_page, self.staff, self.page), True))
        )


async def build(
    settings: Settings,
    metrics: Metrics,
    listener: WebListener,
    now: Callable[[], datetime] = clock.now,
    first: Callable[[Sources], StartingFaq] = knowledge_at_start,
) -> App:
    """Build a bot that is ready to run: database migrated, FAQ loaded, Telegram known. Raises Trouble.

    `first` gives the knowledge that the bot begins with.

    What an operator may have to mend (settings, token, database) is looked at before the matcher learns, which can take
    a minute. Telegram is waited for after that.
    """
    for warning in (*settings.dangling(), *settings.exposed()):
        log.warning("settings", problem=warning)
    bot, seed, url = Bot(settings.telegram), settings, settings.database.get_secret_value()
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
        ordinary, emergency = escalation_delays(settings)
        staff = settings.staff.telegram_chat
        policy = Policy(
            directory,
            start.knowledge,
            ordinary,
            emergency,
            staff=Address(CHANNEL, str(staff)) if staff else None,
            memory=settings.memory,
            keep=settings.privacy.keep_conversations,
            ask_consent=settings.privacy.ask_consent,
            news_per_week=settings.outreach.per_week,
            bot_name=bot.username,
        )
        helpdesk = Helpdesk(store, policy, Translator(bot.username, bot.id), now)
        await helpdesk.load_officers(named_officers(settings, now()))
        pace = Pace(settings.telegram.messages_per_second, now)
        staff_chat = StaffChat(policy.staff, directory.first_office.hours, directory.officers)
        context = JobContext(
            store,
            url,
            now,
            wake=lambda: engine.wake(),
            metrics=metrics,
            unpublished=sources.unpublished,
            due=lambda before: follower.knowledge.due(before),
        )
        alerts = Alerts(context, staff_chat)
        turns = Turns(lambda loop: metrics.turns.labels(loop).inc())
        reporter = Reporter(url, lambda: helpdesk.policy, now)
        calls = bot.calls(listener.contact.sending)
        send = alerts.watched(Sender(calls, now, reporter.make).send)
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
            links = Authenticator(store, page.url, now) if page else None
            office = StaffOffice(files, store, lambda: helpdesk.policy, now)
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
            *jobs_of(settings, context, policy, alerts, follower),
            Job("health", 1, listener.health.look),
            Job("receiving", None, _receiving(settings, bot, listener, engine.keep), vital=True),
        ]
        if heartbeat := settings.health.heartbeat_url.get_secret_value():
            beat = Heartbeat(bot.request, heartbeat, lambda: not listener.health.troubles).beat
            jobs.append(Job("heartbeat", 60, beat))
        jobs.append(Job("commands", None, partial(bot.register_commands, officers)))
        served = page if settings.staff.page.listen else None
        return App(engine, tuple(jobs), bot, store, alerts, turns, worker, served)
    except BaseException:
        await bot.shutdown()
        if store:
            await store.close()
        raise


def urgency(text: str) -> Priority:
    """Estimate quickly how urgent a text is, so that a call for help is decided first; the rules judge it in full."""
    return Priority.EMERGENCY if text and danger.assess(text).level != "none" else Priority.NORMAL


def _receiving(settings: Settings, bot: Bot, listener: WebListener, keep: Keep) -> Callable[[], Awaitable[None]]:
    """How updates arrive: polling, or the web address that Telegram calls."""
    hook, contact = settings.telegram.webhook, listener.contact
    if settings.telegram.mode == "polling":
        return Poller(bot.calls(contact.receiving, ANSWER_WITHIN), keep, contact).run
    address, secret = hook.url.rstrip("/") + PATH, hook.secret_token.get_secret_value()
    announcer = Announcer(bot.calls(contact.receiving), address, secret, contact, shared=settings.sqlite_file is None)

    async def receive() -> None:
        with listener.receiving(keep):
            await announcer.run()

    return receive
