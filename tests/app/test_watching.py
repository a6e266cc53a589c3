"""What watches over a running bot: self-checks with their alerts, and what staff are told by the clock."""

from __future__ import annotations

import asyncio
import shutil
from collections import namedtuple
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from bot.app.jobs.alerts import Alerts, Checks, DailyReport, ReviewNotices
from bot.app.jobs.job import Job, JobContext, keep
from bot.helpdesk.model.actions import Outcome, Purpose, Send, Verdict
from bot.helpdesk.model.errors import Alert, AlertKind, Trouble
from bot.helpdesk.model.hours import OfficeHours
from bot.helpdesk.model.markup import BOLD_OFF, BOLD_ON
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.policy import Directory, Office, Village
from bot.helpdesk.model.store import Delivery
from bot.helpdesk.model.ticket import CheckCount, FaqDraft
from bot.helpdesk.staff import Reviewed
from bot.helpdesk.texts import alerts as operator_texts
from bot.helpdesk.texts.alerts import StaffChat
from bot.metrics import Metrics
from bot.storage import SqlStore, queries
from tests.storage.queries.test_staff import CHAT, RINI, TONO
from tests.storage.samples import BUDI, NOW, OFFICER, SITI, make_ticket, person, update
from tests.storage.steps import asked, execute, opened, save, scalar, send, settle

MINUTE = timedelta(minutes=1)
Usage = namedtuple("Usage", "total used free")


class Bot:
    """A store with its alerts and checks, and a clock moved by hand."""

    def __init__(self, store: SqlStore, url: str, folder: Path) -> None:
        self.store, self.now = store, NOW
        staff = StaffChat(None, OfficeHours(ZoneInfo("UTC"), {}), {})
        self.context = context = JobContext(store, url, lambda: self.now, lambda: None, Metrics())
        self.alerts = Alerts(context, staff)
        self.checks = Checks(context, self.alerts, [folder], None)

    async def wrong(self) -> list[AlertKind]:
        await self.alerts.look()
        return [one.alert.kind for one in self.alerts.standing]


@pytest.fixture
async def bot(store: SqlStore, database_url: str, tmp_path: Path) -> Bot:
    return Bot(store, database_url, tmp_path / "belum-ada")


async def test_updates_that_wait_too_long_while_the_bot_runs_are_noticed(bot: Bot) -> None:
    await bot.store.receive([update(1)], NOW)
    for minutes, wrong in ((5, []), (11, [AlertKind.STUCK])):
        bot.now = NOW + minutes * MINUTE
        await bot.checks.queues()
        assert await bot.wrong() == wrong
    async with bot.store.unit() as unit:
        (row,) = await unit.take(1)
        await unit.save([(row, Outcome(Verdict.IGNORED))], bot.now)
    await bot.checks.queues()
    assert await bot.wrong() == []


@pytest.mark.parametrize("coming", [True, False], ids=["an update", "a message"])
async def test_what_cannot_be_read_is_an_alert_for_a_day(bot: Bot, coming: bool) -> None:
    if coming:
        await bot.store.receive([update(1)], NOW)
        async with bot.store.unit() as unit:
            (row,) = await unit.take(1)
            await unit.dead_letter(row.id, "unreadable", NOW)
    else:
        await send(bot.store, Send(SITI, "a"))
        await execute(bot.store, "UPDATE outbox SET action = '{}'")
        await bot.store.claim(NOW, 9)
    await bot.checks.queues()
    assert await bot.wrong() == [AlertKind.DEAD_LETTERS]
    bot.now = NOW + timedelta(hours=25)
    await bot.checks.queues()
    assert await bot.wrong() == []


async def test_books_that_do_not_hold_are_an_alert(bot: Bot) -> None:
    await asked(bot.store, 1, Outcome(Verdict.ANSWERED))
    await asked(bot.store, 2, Outcome(Verdict.ANSWERED))
    await bot.checks.ledger()
    assert await bot.wrong() == []
    await execute(bot.store, "DELETE FROM inbox WHERE id = 2")
    await bot.checks.ledger()
    assert await bot.wrong() == [AlertKind.LEDGER]


async def test_a_deadline_that_passed_while_the_bot_was_off_is_no_alert(bot: Bot) -> None:
    await opened(bot.store, carded_at=NOW, next_at=NOW - 60 * MINUTE)
    for minutes, wrong in ((0, []), (10, []), (11, [AlertKind.LEDGER])):
        bot.now = NOW + minutes * MINUTE
        await bot.checks.ledger()
        assert await bot.wrong() == wrong


async def test_a_disk_that_fills_up_is_noticed_also_before_the_folder_exists(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for free, wrong in ((600, []), (400, [AlertKind.DISK]), (600, [])):
        # the disk itself cannot be filled in a test
        monkeypatch.setattr(shutil, "disk_usage", lambda path, free=free: Usage(0, 0, free * 2**20))
        await bot.checks.machine()
        assert await bot.wrong() == wrong


async def test_without_the_database_the_alert_stands_in_this_process(on_sqlite: SqlStore, tmp_path: Path) -> None:
    bot = Bot(on_sqlite, "", tmp_path)
    await bot.store.close()
    assert await bot.wrong() == [AlertKind.DATABASE]
    assert await bot.wrong() == [AlertKind.DATABASE]


STAFF = Address("telegram", "-100900")
HOURS = OfficeHours(ZoneInfo("Asia/Makassar"), {})
MORNING = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
"""07.30 WITA of the 25th."""
HOUR = timedelta(hours=1)
DIRECTORY = Directory(
    {"barat": Office("barat", "Kantor Barat", HOURS, None, None, None, None)},
    {},
    {"tatah": Village("tatah", "Desa Tatah", "Barat", "Banjar", "budi")},
)


def daily_of(store: SqlStore, url: str, now: datetime = MORNING) -> tuple[DailyReport, Alerts]:
    context = JobContext(store, url, lambda: now, lambda: None, Metrics())
    alerts = Alerts(context, StaffChat(STAFF, HOURS, {}))
    return DailyReport(context, STAFF, time(7, 30), alerts, DIRECTORY), alerts


async def sent_to_staff(store: SqlStore) -> list[str]:
    rows = await store.claim(MORNING + 48 * HOUR, 50)
    await settle(store, rows, Delivery.SENT, message="m")
    texts = [row.action.text for row in rows if row.action.to == STAFF and isinstance(row.action, Send)]
    return [text.replace(BOLD_ON, "").replace(BOLD_OFF, "") for text in texts]


async def test_it_is_sent_once_a_day_by_one_process_also_after_a_restart(store: SqlStore, database_url: str) -> None:
    sent = []
    for hours in (-1, 0, 0, 5, 23.9, 24, 24, 72):
        # a new one each time, as another process or after a restart
        daily, _ = daily_of(store, database_url, MORNING + hours * HOUR)
        sent.append(await daily.look())
    # the first check is late for the day before: that day's report was not sent yet
    assert sent == [True, True, False, False, False, True, False, True]


async def test_what_it_says(on_sqlite: SqlStore, tmp_path: Path) -> None:
    await asked(on_sqlite, 1, Outcome(Verdict.ANSWERED, (Send(SITI, "Biayanya …"),)))
    old = make_ticket(1, opened_at=MORNING - 30 * HOUR, waiting_since=MORNING - 30 * HOUR)
    await asked(on_sqlite, 2, Outcome(Verdict.TICKET, resident=person(), tickets=(old,), ticket=1))
    urgent = replace(make_ticket(2, emergency=True), waiting_since=MORNING - HOUR)
    await save(on_sqlite, Outcome(resident=person(BUDI), tickets=(urgent,)))
    await settle(on_sqlite, await on_sqlite.claim(MORNING, 9), Delivery.SENT, message="1")
    await send(on_sqlite, Send(SITI, "Jawaban petugas", ticket=1, purpose=Purpose.REPLY), now=MORNING - 2 * HOUR)
    await settle(on_sqlite, await on_sqlite.claim(MORNING, 9), Delivery.FAILED, reason="blocked")
    await execute(on_sqlite, f"UPDATE inbox SET received_at = '{MORNING - HOUR:%Y-%m-%d %H:%M:%S.%f+00:00}'")
    draft = FaqDraft(MORNING, old.office, "budi", 1, "paspor hanyut", (), "Lapor polisi dulu.")
    await save(on_sqlite, Outcome(alerts=(Alert(AlertKind.UNANSWERED, "2"),), draft=draft), now=MORNING)
    daily, alerts = daily_of(on_sqlite, f"sqlite:///{tmp_path}/bot.db")
    await alerts.look()
    await sent_to_staff(on_sqlite)
    assert await daily.look()
    (report,) = await sent_to_staff(on_sqlite)
    assert report == (
        "📒 Kabar harian, 25 November 2026\n\n"
        "Pesan masuk 24 jam: 2 = dijawab 1 + terbuka 1 + gagal 0 + diabaikan 0. Buku cocok.\n"
        "Pesan keluar: terkirim 1, menunggu 0, belum pasti 0, gagal 1.\n\n"
        "Kasus terbuka: 2, di antaranya darurat 1.\n"
        "Paling lama menunggu: #1, sejak kemarin pukul 01.30 WITA.\n\n"
        "Jawaban petugas yang tidak sampai: #1. Petugasnya bisa melihat: /gagal\n\n"
        "Usulan FAQ dari petugas: 1 menunggu. Buka /kelola, lalu Usulan petugas.\n\n"
        "Alarm yang masih berlaku:\n"
        "• Kasus #2 belum dijawab siapa pun, juga sesudah naik ke atasan. Hubungi petugasnya sekarang."
    )
    assert OFFICER.chat not in report


async def test_the_early_warnings_of_a_week_are_one_line_of_it(on_sqlite: SqlStore, tmp_path: Path) -> None:
    today = date(2026, 11, 25)
    for days, times in ((0, 2), (6, 1), (7, 40)):
        red = CheckCount(today - timedelta(days=days), "tatah", "cek-tawaran-kerja", "merah")
        for _ in range(times):
            await save(on_sqlite, Outcome(tallies=(red,)))
    daily, _ = daily_of(on_sqlite, f"sqlite:///{tmp_path}/bot.db")
    assert await daily.look()
    (report,) = await sent_to_staff(on_sqlite)
    assert "Peringatan dini 7 hari terakhir: hasil merah di 1 desa (Desa Tatah 3)." in report


DUE = Reviewed("a", "Berapa biaya paspor?", "kanim", date(2026, 12, 1))
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


async def test_a_member_is_reminded_once_a_week(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.run(queries.staff.keep, RINI)
        await unit.run(queries.staff.keep, TONO)
        await unit.run(queries.officers.invite, "staff", "rini", "hash", NOW + timedelta(days=1))
        await unit.run(queries.staff.redeem, "hash", CHAT, NOW)
    rung: list[None] = []
    now = MONDAY
    told_by = (lambda: now, lambda: rung.append(None), Metrics())
    context = JobContext(store, "", *told_by, reviewed=lambda: [DUE])
    notices, again = (ReviewNotices(context, UTC, time(7, 30)) for _ in range(2))
    looks = [(notices, -1, 0), (notices, 0, 1), (notices, 30 * 60, 0), (again, 31 * 60, 0), (notices, 7 * 24 * 60, 1)]
    for one, minutes, told in looks:
        now = MONDAY + timedelta(minutes=minutes)
        assert await one.look() == told
    assert len(rung) == 2
    assert await scalar(store, "SELECT count(*) FROM outbox WHERE action LIKE '%Berapa biaya paspor?%'") == 2


def test_every_alert_has_its_line_in_the_guide_and_its_texts() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "alarm.md").read_text(encoding="utf-8")
    lines = [line.split("|")[1].strip() for line in guide.splitlines() if "| `" in line]
    assert set(lines) == {f"`{kind}`" for kind in AlertKind}
    assert set(operator_texts.ALERTS) == set(AlertKind)


async def test_a_job_that_fails_is_said_once_and_tried_again_unless_it_is_vital() -> None:
    faults = [*[Trouble("Disk penuh.")] * 2, OSError("away"), ValueError("our own"), None, OSError("away")]
    done = asyncio.Event()

    async def run() -> None:
        if not faults:
            done.set()
        elif fault := faults.pop(0):
            raise fault

    with capture_logs() as logs:
        keeping = asyncio.create_task(keep(Job("machine", 0.0, run)))
        await asyncio.wait_for(done.wait(), 60)
        keeping.cancel()
    said = [(line["event"], line.get("cause")) for line in logs]
    assert said == [
        ("a job must wait", "Disk penuh."),
        ("a job must wait", "away"),
        ("a part of the bot failed; it begins again", None),
        ("a job must wait", "away"),
    ]
    faults.append(Trouble("Token ditolak."))
    with pytest.raises(Trouble, match="Token ditolak"):
        await keep(Job("receiving", None, run, vital=True))
