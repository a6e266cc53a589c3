"""Calls for help as conversations: recognised anywhere, escalated until somebody helps, quiet where that is safer."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

from telegram_simulator.phone import Phone
from tests.databases import new_sqlite
from tests.stories.conftest import OFFICE, PEOPLE, Village, opens_a_ticket, settles, shown, village_with

HELP = "tolong saya disekap di rumah agen, paspor diambil, saya dipukul"


async def test_a_flood_of_calls_rings_once_and_another_chats_call_is_heard(village: Village) -> None:
    warga, budi, citra = village.warga, village.budi, village.citra
    await settles(warga)
    for number in range(12):
        await warga.sends(f"{HELP} {number}")
    await village.tetangga.starts("mandurian")
    await village.tetangga.sends(HELP)
    for phone in (budi, citra):
        await village.until(partial(has_heard_of, phone, "Udin"))
        for number in range(12):
            await phone.sees(f"dipukul {number}")
        assert [rang_for(phone, name) for name in ("Siti", "Udin")] == [1, 1]
    first = next(one for one in warga.messages if "Salah paham" in one.buttons)
    await warga.presses(first, "Salah paham")
    await citra.hears(contains="Salah paham")
    await warga.sends(f"{HELP} lagi")
    await citra.hears(contains="dipukul lagi")
    assert rang_for(citra, "Siti") == 1
    # in another village her case stays where it is
    await warga.starts("jauh")
    await warga.sends(f"{HELP} di sini")
    await citra.hears(contains="dipukul di sini")
    assert not any("Siti" in text for text in village.eko.heard)


def rang_for(phone: Phone, name: str) -> int:
    """Count the messages about somebody that came with a sound."""
    return sum(name in message.text and not message.silent for message in phone.messages)


async def test_after_a_voice_message_a_plea_is_read_and_the_words_shown_help(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    await warga.sends_voice()
    way = await warga.hears(contains="tidak bisa mendengar")
    assert way.buttons == ["Ya, butuh bantuan"]
    await warga.sends("tolong pak")
    await budi.hears(contains="tolong pak")
    await warga.hears(contains="Ada apa, Bapak/Ibu?")
    await warga.sends("saya dalam bahaya")
    assert "tulis: saya dalam bahaya" in way.text.lower()
    await budi.hears(contains="DARURAT")
    await village.citra.hears(contains="saya dalam bahaya")


def has_heard_of(phone: Phone, name: str) -> bool:
    return any("DARURAT" in text and name in text for text in phone.heard)


async def test_in_danger_the_officers_question_comes_first(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    await warga.asks("pak tolong pasport sy di tahan bos d malaysia ga boleh pulang", "KBRI")
    card = await budi.hears(contains="DARURAT")
    await warga.asks("sy di johor pak", "Saya teruskan ke petugas")
    assert "KBRI atau KJRI" in (await warga.asks("nomor kbri brp ya", "Petugas sudah diberi tahu dan")).text
    await budi.hears(contains="nomor kbri brp ya")
    assert "Saya teruskan ke petugas" in (await warga.asks("syarat paspor anak apa aja", "akta")).text
    await warga.asks("makasih", "Sama-sama. Anda tidak sendiri")
    assert (await budi.hears(contains="makasih")).silent
    await warga.asks("cek tawaran kerja", "Pertanyaan 1 dari")
    assert (await warga.asks("salah pencet", "Tekan tombol ini")).buttons == ["Salah paham"]
    await budi.replies(card, "Apakah ibu sekarang bisa keluar rumah?")
    await warga.hears(contains="keluar rumah")
    await warga.asks("bisa pak kalau pagi ke pasar", "Saya teruskan ke petugas")
    await warga.asks("brp biaya paspor", "Rp650.000")
    assert (await budi.hears(contains="kalau pagi ke pasar")).text.startswith("#1 ")
    await warga.asks("Salah paham", "Petugas tetap melihat pesan tadi")
    await warga.asks("gmn pak", "Petugas sudah diberi tahu dan")


async def test_a_cry_while_asked_about_erasing_is_heard_and_kept(village: Village) -> None:
    await settles(village.warga)
    asked = await village.warga.asks("/hapus", "Lanjutkan?")
    await village.warga.asks(HELP, "Apakah Anda bisa membalas dengan aman?")
    card = await village.budi.hears(contains="DARURAT")
    await village.warga.presses(asked, "Ya, hapus semua")
    await village.warga.sees("masih ditangani petugas")
    await village.budi.replies(card, "Saya di sini, Bu.")
    await village.warga.hears(contains="Saya di sini, Bu.")


async def test_before_a_village_is_chosen_and_at_night_help_is_called_at_once(tmp_path: Path) -> None:
    closed = {**OFFICE, "hours": {"mon": "08:00-08:01"}}
    offices = [{**office, **closed} for office in PEOPLE["offices"]]
    async with village_with(await new_sqlite(tmp_path), offices=offices) as village:
        await village.warga.starts()
        await village.warga.hears(contains="desa mana")
        await village.warga.asks(HELP, "110")
        card = await village.dewi.hears(contains="DARURAT")
        assert "luar desa binaan" in card.text
        await village.passes(timedelta(minutes=6))
        await village.dewi.hears(contains="belum ditangani")


async def test_a_watched_phone_is_sent_nothing_and_an_answer_comes_covered(village: Village) -> None:
    warga, budi, citra = village.warga, village.budi, village.citra
    await warga.starts("mandurian")
    assert "110" in (await warga.asks(HELP, "Apakah Anda bisa membalas dengan aman?")).text
    card = await budi.hears(contains="DARURAT")
    await citra.hears(contains="DARURAT")
    await warga.asks("gatau", "Saya teruskan")
    await warga.asks("ga", "tidak akan mengirim pesan dulu")
    silent = len(warga.heard)
    await village.passes(timedelta(minutes=6))
    ring = await budi.hears(contains="belum ditangani")
    await citra.hears(contains="belum ditangani")
    await budi.presses(ring, "Saya tangani")
    await village.until(lambda: "Ditangani Pak Budi" in shown(budi, card.id))
    assert "tidak bisa membalas dengan aman" in shown(budi, card.id)
    assert len(warga.heard) == silent
    await budi.replies(card, "Kami sedang ke sana.")
    asked = await budi.hears(contains="Tetap kirim?")
    assert len(warga.heard) == silent
    await warga.asks("/hapusjejak", "Ada yang bisa dibantu")
    await budi.hears(contains="menghapus obrolannya")
    await budi.presses(asked, "Kirim")
    answer = await warga.hears(contains="Kami sedang ke sana")
    assert answer.text.startswith("Ada pesan untuk Anda.")
    spoiler = next(one for one in answer.wire["entities"] if one["type"] == "spoiler")
    assert "Kami sedang" in answer.text[spoiler["offset"] :]
    assert "Kami sedang" not in answer.text[: spoiler["offset"]]


async def test_what_was_queued_before_she_is_not_safe_does_not_leave(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await opens_a_ticket(village)
    busy = village.server.faults.add("error", code=502, methods=["copyMessage"], chats=[warga.id])
    await budi.sends_photo()
    which = await budi.hears(contains="kasus yang mana")
    await budi.taps(which, which.buttons[0])
    await warga.hears(contains="Pak Budi menjawab")
    await village.until(lambda: busy.used)
    await warga.chooses(await warga.asks(HELP, "110"), "Tidak", "tidak akan mengirim pesan dulu")
    silent = len(warga.messages)
    busy.owner.remove(busy.id)
    await village.passes(timedelta(minutes=6))
    await budi.hears(contains="TIDAK dikirim")
    assert len(warga.messages) == silent
