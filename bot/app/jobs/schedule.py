"""What a bot does besides answering: forgetting, backing up, looking at itself, and telling the staff."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, time
from functools import partial

import structlog

from bot.app.jobs.alerts import Alerts
from bot.app.jobs.backup import Backups, Copies
from bot.app.jobs.daily_report import Daily
from bot.app.jobs.holidays import keep_known
from bot.app.jobs.retention import Nightly
from bot.app.jobs.self_checks import Checks
from bot.app.jobs.truncate_wal import keep_scrubbed
from bot.helpdesk.model.policy import Policy
from bot.settings import Settings
from bot.storage.database.engine import folder_of
from bot.storage.store import SqlStore

log = structlog.get_logger()


def housekeeping(
    settings: Settings,
    store: SqlStore,
    policy: Policy,
    alerts: Alerts,
    wake: Callable[[], None],
    now: Callable[[], datetime],
) -> list[Callable[[], Awaitable[None]]]:
    """The loops. `wake`: called when a message was queued."""
    hours, url = policy.directory.first_office.hours, settings.database.get_secret_value()
    kept = settings.backup
    backups = Backups(store, url, kept.folder, kept.keep, hours.zone, now) if kept.folder else None
    beside = folder_of(url)
    folders = [folder for folder in (beside, settings.cache, kept.folder) if folder is not None]
    nightly = Nightly(store, hours.zone, settings.privacy.keep_conversations, now)
    loops: list[Callable[[], Awaitable[None]]] = [
        nightly.run,
        partial(keep_scrubbed, store),
        alerts.run,
        Checks(store, url, alerts, folders, backups, now).run,
    ]
    if backups:
        loops.append(backups.run)
    if beside and beside != kept.folder:
        loops.append(Copies(store, beside, kept.keep, now).run)
    if any(office.holidays for office in settings.offices):
        loops.append(partial(keep_known, now))
    if policy.staff:
        at = time.fromisoformat(settings.staff.daily_at)
        loops.append(Daily(store, url, policy.staff, hours, at, alerts, policy.directory.villages, wake, now).run)
    else:
        log.warning("staff.telegram_chat is not set: alarms are told to log, /metrics and /healthz alone")
    return loops
