"""A bot that starts while its FAQ cannot be used: it runs, hears danger, and says truthfully what residents get."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.shipped import ROOT
from tests.stories.conftest import Village, learnt, village_with
from tests.stories.test_alarms import STAFF, staff_of, watched

QUESTION, ANSWER = "brp biaya bikin paspor", "Rp650.000"
HELP = "tolong saya disekap, paspor saya ditahan agen"


async def alarm_of(village: Village) -> str:
    """What the staff reads about the FAQ."""
    staff = village.server.phone(STAFF, "Pengelola")
    return (await staff.hears(contains="tidak bisa dipakai", timeout=20)).text


def kept(folder: Path) -> list[Path]:
    return list((folder / "faq-terakhir").glob("*-*"))


async def test_without_a_faq_folder_danger_is_heard_until_the_folder_appears(tmp_path: Path) -> None:
    await learnt()
    faq = tmp_path / "faq"
    async with village_with(f"sqlite:///{tmp_path}/bot.db", **watched(faq=faq)) as village:
        await staff_of(village)
        alert = await alarm_of(village)
        assert "Tidak ada jawaban lama" in alert
        assert str(faq) in alert
        await village.warga.starts("mandurian")
        await village.warga.sends(QUESTION)
        await village.budi.hears(contains=QUESTION)
        await village.tetangga.starts("mandurian")
        await village.tetangga.sends(HELP)
        await village.tetangga.hears(contains="110")
        await village.citra.hears(contains="DARURAT")
        shutil.copytree(ROOT / "faq", tmp_path / "baru")
        (tmp_path / "baru").rename(faq)
        await village.server.phone(STAFF, "Pengelola").hears(contains="sudah benar lagi", timeout=60)
        other = village.server.phone(5003, "Rahmah")
        await other.starts("mandurian")
        await other.hears()
        await other.sends(QUESTION)
        await other.hears(contains=ANSWER)


async def test_a_restart_on_a_broken_file_goes_on_with_the_last_good_answers(tmp_path: Path) -> None:
    await learnt()
    faq = shutil.copytree(ROOT / "faq", tmp_path / "faq")
    whole = (faq / "biaya.yaml").read_text(encoding="utf-8")
    async with village_with(f"sqlite:///{tmp_path}/bot.db", **watched(faq=faq)) as village:
        await village.until(lambda: kept(tmp_path))
        await staff_of(village)
        await village.closes()
        (faq / "biaya.yaml").write_text("[" + whole, encoding="utf-8")
        await village.opens()
        alert = await alarm_of(village)
        assert "Jawaban lama, dari " in alert
        assert "WITA, tetap dipakai, juga sesudah bot dinyalakan ulang" in alert
        assert "biaya.yaml:" in alert
        await village.warga.starts("mandurian")
        await village.warga.hears()
        await village.warga.sends(QUESTION)
        await village.warga.hears(contains=ANSWER)
        shutil.rmtree(faq)
        await village.closes()
        await village.opens()
        await village.tetangga.starts("mandurian")
        await village.tetangga.hears()
        await village.tetangga.sends(QUESTION)
        await village.tetangga.hears(contains=ANSWER)
