"""An officer's report, told as conversations: one picture, sentences to copy, and what PIMPASA did."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest

from tests.stories.conftest import Village
from tests.stories.test_news import WITA, at_hour, goes_by
from tests.stories.test_schedule import in_days


def in_mid_month(village: Village) -> None:
    """Make it ten o'clock on a day that the month goes on after."""
    at_hour(village, 10)
    while not 5 <= village.clock().astimezone(WITA).day <= 20:
        goes_by(village, timedelta(days=1))


async def test_from_questions_and_a_visit_to_the_picture(village: Village) -> None:
    in_mid_month(village)
    warga, budi = village.warga, village.budi
    await warga.starts("mandurian")
    await warga.hears(contains="Saya bot Imigrasi")
    for _ in range(3):
        await warga.sends("berapa biaya paspor")
        await warga.hears(contains="Rp")
    await budi.sends(f"/jadwal {in_days(village, 1)} 09.00 Balai Desa penyuluhan")
    await budi.hears(contains="Dicatat")
    goes_by(village, timedelta(days=2))
    await budi.sends("/hadir 1 35")
    await budi.hears(contains="35 orang hadir")
    await budi.sends("/laporan")
    asked = await budi.hears(contains="sedang dibuat")
    shown = await budi.hears(contains="mengajukan 3 pertanyaan")
    assert shown.kind == "photo"
    assert shown.wire["photo"][-1]["width"] == 1080
    listed = await budi.hears(contains="Kegiatan PIMPASA")
    assert "Hadir: 35 orang" in listed.text
    await budi.presses(asked, "Laporan")
    await budi.hears(contains="belum ada pertanyaan")


async def test_without_typst_the_sentences_go_out_alone(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    await village.budi.sends("/laporan")
    told = await village.budi.hears(contains="belum ada pertanyaan dari warga Desa Mandurian")
    assert told.kind == "text"
    await village.budi.hears(contains="Belum ada kegiatan yang tercatat")


async def test_a_report_that_was_asked_for_outlives_the_bot(village: Village) -> None:
    with village.server.faults.add("error", code=502, methods=["sendPhoto"]):
        await village.budi.sends("/laporan")
        await village.budi.hears(contains="sedang dibuat")
        await village.closes()
    goes_by(village, timedelta(minutes=1))
    await village.opens()
    await village.budi.hears(contains="belum ada pertanyaan")
