"""The table of the bot's jobs: what the settings ask for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from functools import partial

import structlog

from bot.app.faq.follow import Follower
from bot.app.jobs.alerts import Alerts, Checks
from bot.app.jobs.job import Job, JobContext
from bot.app.jobs.nightly import Backups, Copies, Retention
from bot.app.jobs.staff_reports import DailyReport, ReviewNotices
from bot.app.people.directory import know_holidays
from bot.helpdesk.model.policy import Policy
from bot.settings import Settings
from bot.storage.database.url import folder_of

log = structlog.get_logger()


def jobs_of(
    settings: Settings, context: JobContext, policy: Policy, alerts: Alerts, follower: Follower
) -> Iterable[Job]:
    """Yield the jobs that look after the record and the machine, and those that write to staff."""
    store, now, kept = context.store, context.clock, settings.backup
    zone, daily_at = policy.directory.first_office.hours.zone, time.fromisoformat(settings.staff.daily_at)
    beside = folder_of(context.url)
    folders = [folder for folder in (beside, settings.cache, kept.folder) if folder is not None]
    backups = Backups(context, kept.folder, kept.keep, zone) if kept.folder else None
    checks = Checks(context, alerts, folders, backups)
    yield Job("alerts", 2, alerts.look)
    yield Job("machine", 60, checks.machine)
    yield Job("queues", 60, checks.queues)
    yield Job("ledger", 600, checks.ledger)
    yield Job("retention", 20, Retention(store, zone, settings.privacy.keep_conversations, now).look)
    # soon after somebody was erased, and at times anyhow: messages that were decided pass through the database's log
    yield Job("erased", 1, store.scrub)
    yield Job("log", 60, partial(store.scrub, always=True))
    if backups:
        yield Job("backup", 30, backups.tend)
    if beside and beside != kept.folder:
        yield Job("copies", 30, Copies(context, beside, kept.keep).tend)
    if any(office.holidays for office in settings.offices):
        yield Job("holidays", 12 * 3600, partial(know_holidays, now))
    yield Job("reviews", 60, ReviewNotices(context, follower.reviewed, zone, daily_at).look)
    if policy.staff:
        yield Job("daily report", 20, DailyReport(context, policy.staff, daily_at, alerts, policy.directory).look)
    else:
        log.warning("staff.telegram_chat is not set: alerts are told to log, /metrics and /healthz alone")
