"""The staff's daily report: sent once a day by one process, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app.jobs.alerts import Alerts
from bot.app.jobs.staff_reports import DailyReport
from bot.helpdesk.model.actions import Outcome, Send, Verdict
from bot.helpdesk.model.alerts import Alert, Kind
from bot.helpdesk.model.directory import Directory, Office, Village
from bot.helpdesk.model.entities import Address, CheckCount, FaqDraft
from bot.helpdesk.model.markup import BOLD_OFF, BOLD_ON
from bot.helpdesk.model.office_hours import OfficeHours
from bot.helpdesk.model.store import Delivery
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.texts.operator import StaffChat
from bot.storage import SqlStore, open_store
from tests.app.jobs.samples import context_of
from tests.databases import database_url
from tests.storage.samples import BUDI, OFFICER, SITI, asked, execute, make_ticket, person, save, send, settle

__all__ = ["database_url"]

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
    context = context_of(store, url, lambda: now)
    alerts = Alerts(context, StaffChat(STAFF, HOURS, {}))
    return DailyReport(context, STAFF, time(7, 30), alerts, DIRECTORY), alerts


async def sent_to_staff(store: SqlStore) -> list[str]:
    rows = await store.claim(MORNING + 48 * HOUR, 50)
    await settle(store, rows, Delivery.SENT, message="m")
    texts = [row.action.text for row in rows if row.action.to == STAFF and isinstance(row.action, Send)]
    return [text.replace(BOLD_ON, "").replace(BOLD_OFF, "") for text in texts]


async def test_it_is_sent_once_a_day_by_one_process_also_after_a_restart(database_url: str) -> None:
    store = await open_store(database_url, exclusive=True)
    sent = []
    for hours in (-1, 0, 0, 5, 23.9, 24, 24, 72):
        # a new one each time, as another process or after a restart
        daily, _ = daily_of(store, database_url, MORNING + hours * HOUR)
        sent.append(await daily.look())
    # the first check is late for the day before: that day's report was not sent yet
    assert sent == [True, True, False, False, False, True, False, True]
    await store.close()


async def test_what_it_says(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    store = await open_store(url, exclusive=True)
    await asked(store, 1, Outcome(Verdict.ANSWERED, (Send(SITI, "Biayanya …"),)))
    old = make_ticket(1, opened_at=MORNING - 30 * HOUR, waiting_since=MORNING - 30 * HOUR)
    await asked(store, 2, Outcome(Verdict.TICKET, resident=person(), tickets=(old,), ticket=1))
    urgent = replace(make_ticket(2, emergency=True), waiting_since=MORNING - HOUR)
    await save(store, Outcome(resident=person(BUDI), tickets=(urgent,)))
    await settle(store, await store.claim(MORNING, 9), Delivery.SENT, message="1")
    await send(store, Send(SITI, "Jawaban petugas", ticket=1, purpose=Purpose.REPLY), now=MORNING - 2 * HOUR)
    await settle(store, await store.claim(MORNING, 9), Delivery.FAILED, reason="blocked")
    await execute(store, f"UPDATE inbox SET received_at = '{MORNING - HOUR:%Y-%m-%d %H:%M:%S.%f+00:00}'")
    draft = FaqDraft(MORNING, old.office, "budi", 1, "paspor hanyut", (), "Lapor polisi dulu.")
    await save(store, Outcome(alerts=(Alert(Kind.UNANSWERED, "2"),), draft=draft), now=MORNING)
    daily, alerts = daily_of(store, url)
    await alerts.look()
    await sent_to_staff(store)
    assert await daily.look()
    (report,) = await sent_to_staff(store)
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
    await store.close()


async def test_the_early_warnings_of_a_week_are_one_line_of_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    store = await open_store(url, exclusive=True)
    today = date(2026, 11, 25)
    for days, times in ((0, 2), (6, 1), (7, 40)):
        red = CheckCount(today - timedelta(days=days), "tatah", "cek-tawaran-kerja", "merah")
        for _ in range(times):
            await save(store, Outcome(tallies=(red,)))
    daily, _ = daily_of(store, url)
    assert await daily.look()
    (report,) = await sent_to_staff(store)
    assert "Peringatan dini 7 hari terakhir: hasil merah di 1 desa (Desa Tatah 3)." in report
    await store.close()
