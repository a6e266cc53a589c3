"""The bot's background loops: retention, backup, self-checks, alerts and the daily report to staff."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import time
from functools import partial

import structlog

from bot.app.jobs.alerts import Alerts
from bot.app.jobs.backup import Backups, Copies
from bot.app.jobs.context import JobContext
from bot.app.jobs.daily_report import DailyReport
from bot.app.jobs.holidays import keep_known
from bot.app.jobs.retention import NightlyRetention
from bot.app.jobs.self_checks import Checks
from bot.app.jobs.truncate_wal import keep_scrubbed
from bot.helpdesk.model.policy import Policy
from bot.settings import Settings
from bot.storage.database.engine import folder_of

log = structlog.get_logger()


def housekeeping(
    settings: Settings, context: JobContext, policy: Policy, alerts: Alerts
) -> list[Callable[[], Awaitable[None]]]:
    """Return the loops that the settings ask for."""
    store, now = context.store, context.clock
    zone, kept = policy.directory.first_office.hours.zone, settings.backup
    backups = Backups(context, kept.folder, kept.keep, zone) if kept.folder else None
    beside = folder_of(context.url)
    folders = [folder for folder in (beside, settings.cache, kept.folder) if folder is not None]
    nightly = NightlyRetention(store, zone, settings.privacy.keep_conversations, now)
    loops: list[Callable[[], Awaitable[None]]] = [
        nightly.run,
        partial(keep_scrubbed, store),
        alerts.run,
        Checks(context, alerts, folders, backups).run,
    ]
    if backups:
        loops.append(backups.run)
    if beside and beside != kept.folder:
        loops.append(Copies(store, beside, kept.keep, now).run)
    if any(office.holidays for office in settings.offices):
        loops.append(partial(keep_known, now))
    if policy.staff:
        at = time.fromisoformat(settings.staff.daily_at)
        loops.append(DailyReport(context, policy.staff, at, alerts, policy.directory).run)
    else:
        log.warning("staff.telegram_chat is not set: alerts are told to log, /metrics and /healthz alone")
    return loops
