"""Visits to a village and an officer's report of the month, as conversations."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest

from telegram_simulator.phone import Phone
from tests.stories.conftest import Village, settles
from tests.stories.test_news import WITA, at_hour, goes_by

QUESTION = "kapan ada penyuluhan imigrasi di desa saya"


def in_days(village: Village, count: int) -> str:
    """Write a day so many days ahead as an officer does."""
    day = village.clock().astimezone(WITA) + timedelta(days=count)
    return f"{day.day}-{day.month}-{day.year}"


async def lives(phone: Phone, home: str) -> None:
    await settles(phone, home)


async def test_from_planning_to_the_answer_the_reminder_and_the_change(village: Village) -> None:
    warga, tetangga, budi = village.warga, village.tetangga, village.budi
    await settles(warga, "mandurian")
    await settles(tetangga, "lawahan")
    answer = await warga.asks(QUESTION, "Tanggalnya ditentukan petugas desa")
    assert "Ingatkan saya" not in "".join(answer.buttons)
    await budi.asks(f"/jadwal {in_days(village, 3)} 09.00 Balai Desa Mandurian penyuluhan", "Dicatat")
    await village.until(lambda: village.app.engine.helpdesk.policy.visits)
    answer = await warga.asks(QUESTION, "pukul 09.00 WITA: Penyuluhan imigrasi, Balai Desa Mandurian")
    await warga.chooses(answer, "Ingatkan saya", "pukul 16.00 WITA")
    assert "09.00 WITA" not in (await tetangga.asks(QUESTION, "Tanggalnya ditentukan petugas desa")).text
    # changed: who asked to be reminded is notified at once, and reminded of the new day
    await budi.presses(await budi.asks("/jadwal", "1 warga minta diingatkan"), "Ubah 1")
    await budi.hears(contains="Tulis tanggal dan jam yang baru")
    await budi.asks("32-13 10.00", "Tanggal 32-13 tidak ada")
    await budi.asks(f"{in_days(village, 4)} 10.00", "1 warga yang minta diingatkan diberi tahu")
    await warga.hears(contains="Jadwal berubah")
    await village.closes()
    at_hour(village, 16)
    goes_by(village, timedelta(days=3, minutes=1))
    await village.opens()
    reminder = await warga.hears(contains="Pengingat")
    assert "Besok pukul 10.00 WITA" in reminder.text
    await village.passes(timedelta(hours=1))
    assert sum("⏰" in text for text in warga.heard) == 1
    # cancelled on the last evening
    await budi.presses(await budi.asks("/jadwal", "1 warga minta diingatkan"), "Hapus 1")
    await budi.presses(await budi.hears(contains="Hapus jadwal ini"), "Ya, hapus")
    await warga.hears(contains="dibatalkan petugas")
    await budi.asks("/jadwal", "Belum ada jadwal")
    assert not any("Pengingat" in text for text in tetangga.heard)


async def test_another_villages_officer_cannot_touch_a_day(village: Village) -> None:
    budi, citra, eko = village.budi, village.citra, village.eko
    await budi.asks(f"/jadwal {in_days(village, 3)} 09.00 Balai Desa penyuluhan", "Dicatat")
    listed = await budi.asks("/jadwal", "Balai Desa")
    number = listed.inline_keyboard[0][1]["callback_data"].split(":")[2]
    for other in (citra, eko):
        empty = await other.asks("/jadwal", "Belum ada jadwal")
        # a forged press under a message of his own
        empty.inline_keyboard[0][0]["callback_data"] = f"jadwal:ya:{number}"
        refused = await other.presses(empty, "Tambah")
        assert "bukan di desa" in (refused.text or "")
    await budi.asks("/jadwal", "Balai Desa")


async def test_from_questions_and_a_visit_to_the_picture(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    for _ in range(3):
        await warga.asks("berapa biaya paspor", "Rp")
    await budi.asks(f"/jadwal {in_days(village, 1)} 09.00 Balai Desa penyuluhan", "Dicatat")
    goes_by(village, timedelta(days=2))
    await budi.asks("/hadir 1 35", "35 orang hadir")
    asked = await budi.asks("/laporan", "sedang dibuat")
    shown = await budi.hears(contains="mengajukan 3 pertanyaan")
    assert shown.kind == "photo"
    assert shown.wire["photo"][-1]["width"] == 1080
    listed = await budi.hears(contains="Kegiatan PIMPASA")
    assert "Hadir: 35 orang" in listed.text
    await budi.chooses(asked, "Laporan", "belum ada pertanyaan")


async def test_without_typst_the_sentences_go_out_alone(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    told = await village.budi.asks("/laporan", "belum ada pertanyaan dari warga Desa Mandurian")
    assert told.kind == "text"
    await village.budi.hears(contains="Belum ada kegiatan yang tercatat")


async def test_a_report_that_was_asked_for_outlives_the_bot(village: Village) -> None:
    with village.server.faults.add("error", code=502, methods=["sendPhoto"]):
        await village.budi.asks("/laporan", "sedang dibuat")
        await village.closes()
    goes_by(village, timedelta(minutes=1))
    await village.opens()
    await village.budi.hears(contains="belum ada pertanyaan")
