"""A bot that starts while its FAQ cannot be used: it runs, hears danger, and says truthfully what residents get."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from tests.databases import new_sqlite
from tests.shipped import SMALL, SMALL_CACHE, small_index
from tests.stories.conftest import learnt, settles, village_with
from tests.stories.test_alerts import STAFF, staff_of, watched
from tests.stories.test_despair import ACT, VEILED, gently

QUESTION, ANSWER = "brp biaya bikin paspor", "Rp650.000"
HELP = "tolong saya disekap, paspor saya ditahan agen"


async def test_without_a_faq_folder_danger_is_heard_until_the_folder_appears(tmp_path: Path) -> None:
    await learnt(small_index)
    faq = tmp_path / "faq"
    async with village_with(await new_sqlite(tmp_path), **watched(faq=faq, cache=SMALL_CACHE)) as village:
        await staff_of(village)
        # the first alert came before the staff had pressed Start
        await village.passes(timedelta(hours=4, minutes=1))
        staff = village.server.phone(STAFF, "Pengelola")
        assert str(faq) in (await staff.hears(contains="Belum ada jawaban yang bisa dipakai", timeout=20)).text
        await village.warga.starts("mandurian")
        await village.warga.sends(QUESTION)
        await village.budi.hears(contains=QUESTION)
        await village.tetangga.starts("mandurian")
        assert "Salah paham" in (await village.tetangga.asks(HELP, "110")).buttons
        await village.citra.hears(contains="DARURAT")
        other = village.server.phone(5003, "Rahmah")
        await settles(other)
        await other.sends(VEILED)
        gently(await other.hears(contains="Anda tidak sendiri, dan petugas sudah diberi tahu"))
        await other.asks(ACT, "Ke puskesmas atau IGD sekarang juga")
        shutil.copytree(SMALL, tmp_path / "baru")
        (tmp_path / "baru").rename(faq)
        await staff.hears(contains="teratasi:\n• FAQ bot di ", timeout=60)
        last = village.server.phone(5004, "Rahmi")
        await settles(last)
        await last.asks(QUESTION, ANSWER)


async def test_a_restart_on_broken_files_goes_on_with_the_published_answers(tmp_path: Path) -> None:
    await learnt(small_index)
    faq = shutil.copytree(SMALL, tmp_path / "faq")
    async with village_with(await new_sqlite(tmp_path), **watched(faq=faq, cache=SMALL_CACHE)) as village:
        await staff_of(village)
        await village.closes()
        (faq / "biaya.yaml").write_text("[", encoding="utf-8")
        await village.opens()
        await settles(village.warga)
        await village.warga.asks(QUESTION, ANSWER)
        shutil.rmtree(faq)
        await village.closes()
        await village.opens()
        await settles(village.tetangga)
        await village.tetangga.asks(QUESTION, ANSWER)
        assert not any("ALARM" in text for text in village.server.phone(STAFF, "Pengelola").heard)
