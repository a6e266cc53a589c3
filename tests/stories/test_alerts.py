"""What goes wrong reaches the staff once, stays visible while it lasts, and is said to be over."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app.faq.published import published_sets
from bot.faqfiles.published_sets import Publication
from telegram_simulator.phone import PATIENCE, Phone
from tests.databases import new_sqlite
from tests.faults.conftest import quiet
from tests.ports import free_port
from tests.shipped import SMALL, SMALL_CACHE, small_index
from tests.stories.conftest import PEOPLE, Village, asks_officer, erases, learnt, settles, village_with
from tests.waiting import until

STAFF = 9009


async def shown_at(village: Village, page: str) -> str:
    url = f"http://{village.settings.health.listen}/{page}"
    async with aiohttp.ClientSession() as session, session.get(url) as got:
        assert got.status == 200
        return await got.text()


async def metric(village: Village, line: str) -> bool:
    return line in (await shown_at(village, "metrics")).splitlines()


def watched(**more: Any) -> dict[str, Any]:
    """Return settings with a staff chat and a health address."""
    staff = {"telegram_chat": STAFF, "daily_at": "07:30"}
    return {"staff": staff, "health": {"listen": f"127.0.0.1:{free_port()}"}, **more}


async def staff_of(village: Village) -> Phone:
    """Return the staff's phone, which has spoken to the bot once, as it must, and has read the daily report."""
    staff = village.server.phone(STAFF, "Pengelola")
    await staff.starts()
    await staff.hears(contains="Saya bot Imigrasi")
    return staff


async def until_alarms(village: Village, *kinds: str) -> dict[str, Any]:
    """Wait until the page of health shows alarms of these kinds, and return it."""

    async def shown() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(await shown_at(village, "healthz"))
        return found if [one["kind"] for one in found["alarms"]] == list(kinds) else {}

    await until(shown, f"alarms {kinds}")
    return await shown()


@pytest.fixture
def no_one() -> dict[str, Any]:
    """Nobody of the villages' officers has joined."""
    officers = [{k: v for k, v in officer.items() if k != "telegram_id"} for officer in PEOPLE["officers"]]
    return {"officers": officers}


async def test_a_ticket_that_reached_nobody_is_an_alert_until_it_is_answered(
    tmp_path: Path, no_one: dict[str, Any]
) -> None:
    async with village_with(await new_sqlite(tmp_path), **watched(**no_one)) as village:
        staff = await staff_of(village)
        await settles(village.warga)
        await asks_officer(village.warga, "qqq yang tak dikenal")
        alert = await staff.hears(contains="ALARM")
        assert "Pak Budi (budi) tidak bisa dihubungi bot" in alert.text
        assert "1 (#1)" in alert.text
        page = await until_alarms(village, "unreached")
        assert page["alarms"][0]["case"] == 1
        assert (page["ok"], page["trouble"]) == (True, None)
        assert await metric(village, 'bot_alerts{kind="unreached"} 1.0')
        assert "Siti" not in str(page)
        # neither a restart nor the passing of an hour repeats it
        heard = len(staff.heard)
        await village.closes()
        await village.opens()
        await quiet(village)
        await village.passes(timedelta(hours=1))
        assert not any("ALARM" in text for text in staff.heard[heard:])
        await village.passes(timedelta(hours=3, minutes=1))
        await staff.hears(contains="ALARM")
        await erases(village.warga)
        await staff.hears(contains="Alarm selesai")


async def test_sixty_tickets_of_an_officer_who_never_joined_are_one_alert(
    tmp_path: Path, no_one: dict[str, Any]
) -> None:
    async with village_with(await new_sqlite(tmp_path), **watched(**no_one)) as village:
        staff = await staff_of(village)
        residents = [village.server.phone(6000 + number, "Warga") for number in range(60)]
        for phone in residents:
            await phone.starts("mandurian")
            await phone.sends("/petugas")
            await phone.sends("qqq yang tak dikenal")
        await until_alarms(village, *["unreached"] * 60)
        await staff.hears(contains="Pak Budi (budi) tidak bisa dihubungi bot")
        # four hours later all of them are reported again, together; escalation has ended meanwhile
        await village.passes(timedelta(hours=4, minutes=1))
        again = await staff.hears(contains="60 (#1, #2, #3, #4, #5, dan 55 lagi)")
        assert "tanya-pimpasa officer invite budi" in again.text
        assert "Warga" not in again.text
        alerts = [text for text in staff.heard if "ALARM" in text]
        assert len(alerts) == 2
        assert sum("kasus #" in text.lower() for text in alerts) == 0
        await until_alarms(village, *["unreached"] * 60)


async def test_a_damaged_faq_is_reported_and_then_that_it_is_whole(tmp_path: Path) -> None:
    await learnt(small_index)
    folder = shutil.copytree(SMALL, tmp_path / "faq")
    async with village_with(await new_sqlite(tmp_path), **watched(faq=folder, cache=SMALL_CACHE)) as village:
        staff = await staff_of(village)
        sets = published_sets(village.settings)
        before = sets.current()
        with sets.staged(folder) as staged, sets.alone():
            made = sets.add(staged, Publication("ani", "uji", ""), before)
            (made.faq / "paspor.yaml").write_text("[")
            sets.point_to(made)
        alert = await staff.hears(contains="FAQ bot", timeout=PATIENCE)
        assert "paspor.yaml sudah berubah" in alert.text
        await until_alarms(village, "faq")
        assert before
        sets.point_to(before)
        await staff.hears(contains="teratasi:\n• FAQ bot di ", timeout=PATIENCE)
        await until_alarms(village)


async def test_an_emergency_that_nobody_takes_up_reaches_the_staff(tmp_path: Path) -> None:
    async with village_with(await new_sqlite(tmp_path), **watched()) as village:
        staff = await staff_of(village)
        await settles(village.warga)
        await village.warga.sends("tolong saya disekap, paspor saya ditahan agen")
        card = await village.budi.hears(contains="DARURAT")
        for _ in range(4):
            await village.passes(timedelta(minutes=16))
        await staff.hears(contains="ALARM: kasus #1")
        await until_alarms(village, "unanswered")
        await village.budi.replies(card, "Kami ke sana sekarang.")
        await staff.hears(contains="teratasi:\n• Kasus #1 belum dijawab siapa pun, juga sesudah naik ke atasan (sejak")


async def test_the_daily_word_comes_and_a_chat_that_refuses_it_is_noticed(tmp_path: Path) -> None:
    async with village_with(await new_sqlite(tmp_path), **watched()) as village:
        # nobody has spoken to the bot from that chat yet, so Telegram refuses today's report: that is an alert too
        await until_alarms(village, "staff")
        staff = await staff_of(village)
        await village.closes()
        await village.passes(timedelta(days=1))
        await village.opens()
        await staff.hears(contains="Kabar harian")
        await until_alarms(village)
