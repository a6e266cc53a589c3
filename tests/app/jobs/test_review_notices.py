"""The notices of reviews come once a week, also after a restart or from another process."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.app.jobs.job import JobContext
from bot.app.jobs.staff_reports import ReviewNotices
from bot.helpdesk.staff.cards import Reviewed
from bot.metrics import Metrics
from bot.storage import open_store, queries
from tests.databases import database_url
from tests.storage.queries.test_staff import CHAT, RINI, TONO
from tests.storage.samples import NOW, scalar

__all__ = ["database_url"]

DUE = Reviewed("a", "Berapa biaya paspor?", "kanim", date(2026, 12, 1))
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


async def test_a_member_is_reminded_once_a_week(database_url: str) -> None:
    store = await open_store(database_url, exclusive=True)
    async with store.unit() as unit:
        await unit.run(queries.staff.keep, RINI)
        await unit.run(queries.staff.keep, TONO)
        await unit.run(queries.staff.invite, "rini", "hash", NOW + timedelta(days=1))
        await unit.run(queries.staff.redeem, "hash", CHAT, NOW)
    rung: list[None] = []
    now = MONDAY
    context = JobContext(store, database_url, lambda: now, lambda: rung.append(None), Metrics())
    notices, again = (ReviewNotices(context, lambda: [DUE], UTC, time(7, 30)) for _ in range(2))
    looks = [(notices, -1, 0), (notices, 0, 1), (notices, 30 * 60, 0), (again, 31 * 60, 0), (notices, 7 * 24 * 60, 1)]
    for one, minutes, told in looks:
        now = MONDAY + timedelta(minutes=minutes)
        assert await one.look() == told
    assert len(rung) == 2
    assert await scalar(store, "SELECT count(*) FROM outbox WHERE action LIKE '%Berapa biaya paspor?%'") == 2
    await store.close()
