"""Guided checks, as conversations over the wire."""

from __future__ import annotations

import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.helpdesk.texts import resident as texts
from bot.storage import queries
from telegram_simulator.phone import Phone
from tests.databases import new_sqlite
from tests.shipped import SMALL, SMALL_CACHE, save, small_index
from tests.storage.steps import everything
from tests.stories.conftest import Village, erases, learnt, publish, settles, village_with

LEAD = ("Tidak ada", "18 tahun atau lebih", "Pabrik, kebun, bangunan", "Malaysia")
"""The answers before it is asked who offers the work."""
GREEN = (*LEAD, "Perusahaan, sudah dicek", "Visa kerja", "Tidak ada satu pun", "Tidak ada satu pun")
RED = ("kada ada pang", "umurku 25 th", "kawan ulun, pakai visa umroh")
"""Typed in place of the buttons; work and country stand in what was warned of."""


async def arrives(village: Village) -> Phone:
    await settles(village.warga)
    return village.warga


def standing(phone: Phone) -> tuple[int, str]:
    """Return the newest message with its text as it is now."""
    return phone.last.id, phone.last.text


def moved_on(phone: Phone, before: tuple[int, str], typed: str | None) -> bool:
    """Something newer than the question and what was typed stands in the chat."""
    return standing(phone) not in {before, (phone.last.id, typed)}


async def answers(village: Village, phone: Phone, *choices: str) -> None:
    """Press the buttons that end in these texts, or type what is no button, one question after the other."""
    for choice in choices:
        before = standing(phone)
        label = next((label for label in phone.last.buttons if label.partition(". ")[2] == choice), None)
        await (phone.presses(phone.last, label) if label else phone.sends(choice))
        typed = None if label else choice
        await village.until(partial(moved_on, phone, before, typed))


async def test_a_good_offer_ends_green_and_names_what_is_still_to_check(village: Village) -> None:
    warga = await arrives(village)
    await warga.asks("/cektawaran", "Pertanyaan 1 dari 8")
    count = len(warga.messages)
    await answers(village, warga, *GREEN)
    assert "Hijau" in warga.last.text
    assert "belum membuktikan" in warga.last.text
    assert "UU 18/2017" in warga.last.text
    assert "Kirim ke petugas" not in warga.last.buttons
    assert len(warga.messages) == count, "one message, which changes with each press"


async def test_a_bad_offer_ends_red_and_goes_to_the_officer_with_its_answers(village: Village) -> None:
    warga, budi = await arrives(village), village.budi
    await warga.sends("ditawari kerja di kamboja jadi admin gaji 12 juta, tiket dibayari, aman ga")
    await warga.chooses(await warga.hears(contains="Jangan berangkat dulu"), "Cek tawaran", "Pertanyaan 1 dari")
    await answers(village, warga, *RED)
    assert "Merah: jangan berangkat dulu" in warga.last.text
    for sign in ("Kerja admin atau operator", "lewat kenalan", "Visa umrah dan visa ziarah bukan untuk bekerja."):
        assert sign in warga.last.text
    await warga.presses(await warga.asks("orangnya tinggal di kota", "Hubungi bank"), "Kirim ke petugas")
    card = await budi.hears(contains="PERINGATAN DINI")
    for expected in ("Cek tawaran kerja → 🔴 Merah", "Negara: Kamboja", "umrah atau ziarah ⚠️", "tinggal di kota"):
        assert expected in card.text
    await warga.hears(contains="Pertanyaan #1")
    await budi.replies(card, "Jangan berangkat dulu, Bu. Saya cek.")
    await warga.hears(contains="Saya cek.")
    assert await village.app.store.read(queries.reports.checks_counted, None) == [
        ("mandurian", "cek-tawaran-kerja", "merah", 1)
    ]


async def test_typed_answers_going_back_another_question_and_going_on(village: Village) -> None:
    warga = await arrives(village)
    await warga.asks("/cektawaran", "Pertanyaan 1 dari")
    await answers(village, warga, *LEAD)
    await warga.asks("3", "visa apa")
    await warga.asks("kembali", "Siapa yang menawarkan")
    await warga.asks("kawan ulun", "visa apa")
    await warga.asks("brp lama jadinya paspor", "hari kerja")
    await village.until(lambda: "visa apa" in warga.last.text)
    await warga.asks("visa kerja", "Soal uang dan surat")
    await warga.presses(warga.last, "Berhenti")
    await village.until(lambda: warga.last.text == texts.CHECK_STOPPED)
    data = await warga.asks("/data", "Data Bapak/Ibu")
    assert "Jawaban pemeriksaan" not in data.text


async def test_danger_in_the_middle_notifies_and_the_check_can_go_on(village: Village) -> None:
    warga, budi = await arrives(village), village.budi
    assert "memaksa" in (await warga.asks("/cektawaran", "Pertanyaan 1 dari")).text, "force is asked about first"
    await answers(village, warga, *LEAD, "Agen, sponsor, atau calo")
    question = warga.last
    await warga.asks("tolong saya disekap di rumah agen, paspor diambil, saya dipukul", "110")
    await budi.hears(contains="DARURAT")
    label = next(label for label in question.buttons if "Visa kerja" in label)
    await warga.presses(question, label)
    await village.until(lambda: "Soal uang dan surat" in next(m.text for m in warga.messages if m.id == question.id))


async def test_left_for_hours_it_begins_anew_with_a_kind_word(village: Village) -> None:
    warga = await arrives(village)
    await warga.asks("/cektawaran", "Pertanyaan 1 dari")
    await answers(village, warga, *LEAD, "Kantor pemerintah")
    question = warga.last
    await village.passes(timedelta(hours=7))
    await warga.presses(question, next(label for label in question.buttons if "Visa kerja" in label))
    await village.until(lambda: texts.CHECK_ANEW in warga.last.text)
    assert "Pertanyaan 1 dari" in warga.last.text


async def test_a_faq_that_changes_in_the_middle_begins_anew(tmp_path: Path) -> None:
    await learnt(small_index)
    folder = shutil.copytree(SMALL, tmp_path / "faq")
    async with village_with(await new_sqlite(tmp_path), faq=folder, cache=SMALL_CACHE) as village:
        warga = await arrives(village)
        await warga.asks("/cekcontoh", "Pertanyaan 1 dari")
        await answers(village, warga, "Kenalan")
        save(folder, "Siapa yang menawarkan", "Siapakah yang menawarkan", "alur/cek-contoh.yaml")
        publish(village)
        helpdesk = village.app.engine.helpdesk
        await village.until(
            lambda: helpdesk.policy.knowledge.guided_checks()[0].questions[0].text.startswith("Siapakah")
        )
        await warga.presses(warga.last, next(label for label in warga.last.buttons if "Visa kerja" in label))
        await village.until(lambda: texts.CHECK_ANEW in warga.last.text)
        assert "Siapakah yang menawarkan" in warga.last.text


async def test_erasing_takes_the_answers_along(tmp_path: Path) -> None:
    await learnt(small_index)
    async with village_with(await new_sqlite(tmp_path), faq=SMALL, cache=SMALL_CACHE) as village:
        warga = await arrives(village)
        await warga.asks("/cekcontoh", "Pertanyaan 1 dari")
        await answers(village, warga, "Perusahaan", "pokoknya pt contoh jaya")
        assert "pt contoh jaya" in await everything(village.app.store)
        kept = await warga.asks("/data", "Data Bapak/Ibu")
        assert "Yang menawarkan: Perusahaan" in kept.text
        await erases(warga)
        await warga.sees("sudah dihapus")
        assert "pt contoh jaya" not in await everything(village.app.store)


async def test_a_photo_to_be_checked_reaches_the_officer_as_early_warning(village: Village) -> None:
    warga, budi = await arrives(village), village.budi
    await warga.asks("/resmi", "@tanya_pimpasa_bot")
    await warga.sends_photo(caption="Lowongan cepat! hubungi 081234567890, daftar di imigrasi-cepat.com")
    listed = await warga.hears(contains="Periksa dulu")
    assert "imigrasi-cepat.com BUKAN alamat pemerintah, walaupun namanya mirip kantor" in listed.text
    card = await budi.hears(contains="PERINGATAN DINI")
    assert "081234567890" in card.text
    await village.until(lambda: any(message.kind == "photo" for message in budi.messages))
    assert ("mandurian", "resmi", "diteruskan", 1) in await village.app.store.read(queries.reports.checks_counted, None)
