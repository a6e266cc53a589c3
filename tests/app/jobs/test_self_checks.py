"""The self-checks: what each one finds, and the alert that it raises."""

from __future__ import annotations

import asyncio
import shutil
from collections import namedtuple
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app.jobs.alerts import Alerts
from bot.app.jobs.nightly import Backups
from bot.app.jobs.self_checks import Checks
from bot.helpdesk.model.actions import Outcome, Priority, Send, Verdict
from bot.helpdesk.model.alerts import Kind
from bot.helpdesk.model.office_hours import OfficeHours
from bot.helpdesk.model.store import Delivery
from bot.helpdesk.texts.operator import StaffChat
from bot.storage import SqlStore, open_store
from tests.app.jobs.samples import context_of
from tests.databases import database_url
from tests.storage.samples import BUDI, NOW, SITI, asked, closed, execute, opened, save, send, settle, update

__all__ = ["database_url"]

MINUTE = timedelta(minutes=1)
Usage = namedtuple("Usage", "total used free")


class Bot:
    """A store with its alerts and checks, and a clock moved by hand."""

    def __init__(self, store: SqlStore, url: str, folder: Path) -> None:
        self.store, self.now = store, NOW
        staff = StaffChat(None, OfficeHours(ZoneInfo("UTC"), {}), {})
        self.context = context = context_of(store, url, lambda: self.now)
        self.alerts = Alerts(context, staff)
        self.checks = Checks(context, self.alerts, [folder], None)

    async def wrong(self) -> list[Kind]:
        await self.alerts.look()
        return [one.alert.kind for one in self.alerts.standing]


@pytest.fixture
async def bot(database_url: str, tmp_path: Path) -> AsyncIterator[Bot]:
    store = await open_store(database_url, exclusive=True)
    yield Bot(store, database_url, tmp_path / "belum-ada")
    await store.close()


async def test_updates_that_wait_too_long_while_the_bot_runs_are_noticed(bot: Bot) -> None:
    await bot.store.receive([update(1)], NOW)
    for minutes, wrong in ((5, []), (11, [Kind.STUCK])):
        bot.now = NOW + minutes * MINUTE
        await bot.checks.queues()
        assert await bot.wrong() == wrong
    async with bot.store.unit() as unit:
        (row,) = await unit.take(1)
        await unit.save([(row, Outcome(Verdict.IGNORED))], bot.now)
    await bot.checks.queues()
    assert await bot.wrong() == []


async def test_undelivered_messages_alert_except_broadcasts_and_paused_chats(bot: Bot) -> None:
    await send(bot.store, Send(SITI, "a"), Send(BUDI, "kabar", priority=Priority.BROADCAST))
    paused, _ = await bot.store.claim(NOW, 9)
    await settle(bot.store, [paused], Delivery.WAITING, retry_at=NOW, chat_until=NOW + 90 * MINUTE)
    for minutes, wrong in ((60, []), (91, [Kind.STUCK])):
        bot.now = NOW + minutes * MINUTE
        await bot.checks.queues()
        assert await bot.wrong() == wrong


async def test_a_dead_letter_is_an_alert_for_a_day(bot: Bot) -> None:
    await bot.store.receive([update(1)], NOW)
    async with bot.store.unit() as unit:
        (row,) = await unit.take(1)
        await unit.dead_letter(row.id, "unreadable", NOW)
    await bot.checks.queues()
    assert await bot.wrong() == [Kind.DEAD_LETTERS]
    bot.now = NOW + timedelta(hours=25)
    await bot.checks.queues()
    assert await bot.wrong() == []


async def test_a_message_that_cannot_be_sent_as_stored_is_an_alert_for_a_day(bot: Bot) -> None:
    await send(bot.store, Send(SITI, "a"))
    await execute(bot.store, "UPDATE outbox SET action = '{}'")
    await bot.store.claim(NOW, 9)
    await bot.checks.queues()
    assert await bot.wrong() == [Kind.DEAD_LETTERS]
    bot.now = NOW + timedelta(hours=25)
    await bot.checks.queues()
    assert await bot.wrong() == []


async def test_what_waits_is_counted_while_the_bots_own_connection_is_busy(bot: Bot) -> None:
    await asked(bot.store, 1, Outcome(Verdict.ANSWERED))
    await bot.store.receive([update(2)], NOW + MINUTE)
    await send(
        bot.store, Send(SITI, "a"), Send(BUDI, "b"), Send(BUDI, "kabar", priority=Priority.BROADCAST), now=NOW + MINUTE
    )
    async with bot.store.unit(), asyncio.timeout(5):
        await bot.checks.queues()
    shown = bot.context.metrics.registry.get_sample_value
    depths = [shown("bot_queue_depth", {"queue": queue}) for queue in ("incoming", "outgoing", "news")]
    assert depths == [1, 2, 1]
    assert [shown("bot_ledger", {"part": part}) for part in ("received", "answered", "queued")] == [2, 1, 3]
    assert shown("bot_oldest_waiting_timestamp_seconds") == (NOW + MINUTE).timestamp()


async def test_the_age_of_the_newest_backup_is_counted(bot: Bot, tmp_path: Path) -> None:
    folder = tmp_path / "cadangan"
    backups = Backups(bot.context, folder, timedelta(days=14), ZoneInfo("UTC"))
    checks = Checks(bot.context, bot.alerts, [], backups)
    shown = bot.context.metrics.registry.get_sample_value
    await checks.machine()
    assert shown("bot_backup_timestamp_seconds") == 0
    await backups.look(NOW)
    await checks.machine()
    assert shown("bot_backup_timestamp_seconds") == NOW.timestamp()


async def test_books_that_do_not_hold_are_an_alert(bot: Bot) -> None:
    await asked(bot.store, 1, Outcome(Verdict.ANSWERED))
    await asked(bot.store, 2, Outcome(Verdict.ANSWERED))
    await bot.checks.ledger()
    assert await bot.wrong() == []
    await execute(bot.store, "DELETE FROM inbox WHERE id = 2")
    await bot.checks.ledger()
    assert await bot.wrong() == [Kind.LEDGER]


async def test_an_uncertain_card_of_an_emergency_is_an_alert_until_it_is_over(bot: Bot) -> None:
    ticket = await opened(bot.store, emergency=True, carded_at=NOW)
    await send(bot.store, Send(BUDI, "Kasus #1", ticket=ticket.id))
    await settle(bot.store, await bot.store.claim(NOW, 9), Delivery.UNCERTAIN, retry_at=NOW)
    await bot.checks.ledger()
    assert await bot.wrong() == []
    await execute(bot.store, "UPDATE outbox SET state = 'uncertain'")
    await bot.checks.ledger()
    assert await bot.wrong() == [Kind.LEDGER]
    await save(bot.store, Outcome(tickets=(closed(ticket),)))
    await bot.checks.ledger()
    assert await bot.wrong() == []


async def test_a_deadline_that_passed_while_the_bot_was_off_is_no_alert(bot: Bot) -> None:
    await opened(bot.store, carded_at=NOW, next_at=NOW - 60 * MINUTE)
    for minutes, wrong in ((0, []), (10, []), (11, [Kind.LEDGER])):
        bot.now = NOW + minutes * MINUTE
        await bot.checks.ledger()
        assert await bot.wrong() == wrong


async def test_a_message_being_sent_for_too_long_is_noticed(bot: Bot) -> None:
    await send(bot.store, Send(SITI, "a"))
    await bot.store.claim(NOW, 9)
    bot.now = NOW + 11 * MINUTE
    await bot.checks.queues()
    assert await bot.wrong() == [Kind.STUCK]


async def test_a_disk_that_fills_up_is_noticed_also_before_the_folder_exists(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for free, wrong in ((600, []), (400, [Kind.DISK]), (600, [])):
        # the disk itself cannot be filled in a test
        monkeypatch.setattr(shutil, "disk_usage", lambda path, free=free: Usage(0, 0, free * 2**20))
        await bot.checks.machine()
        assert await bot.wrong() == wrong


async def test_without_the_database_the_alert_stands_in_this_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    bot = Bot(await open_store(url, exclusive=True), url, tmp_path)
    await bot.store.close()
    assert await bot.wrong() == [Kind.DATABASE]
    assert await bot.wrong() == [Kind.DATABASE]
