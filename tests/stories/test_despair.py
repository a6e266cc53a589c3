"""Somebody who is tired of life, and who writes of one: heard, told so gently, and never alone with a form."""

from __future__ import annotations

from functools import partial

from telegram_simulator.messages import Message
from tests.stories.conftest import Village, settles, shown
from tests.stories.test_danger import HELP, has_heard_of

OF_A_KIDNAP = ("Pintu", "dijaga", "Jangan memaksa", "membalas dengan aman", "memberangkatkan", "110")
OFFICE_WORK = ("👍", "👎", "Tanya petugas", "Daftar topik", "Langkah lengkap", "Cek tawaran", "Batalkan")
NO_CALL = "gaji tidak dibayar, tidak boleh pulang"
VEILED, ACT = "lebih baik saya tiada", "saya sudah minum racun rumput"


def gently(message: Message) -> None:
    """Check that nothing in a message is of a kidnap, or of an office."""
    assert not [word for word in OF_A_KIDNAP if word in message.text]
    assert not [label for label in message.buttons if label in OFFICE_WORK]


async def test_veiled_despair_is_answered_gently_and_told_silently(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await warga.starts()  # without a village: nothing of it waits for one
    await warga.hears()
    answer = await warga.asks(VEILED, "Anda tidak sendiri, dan petugas sudah diberi tahu")
    gently(answer)
    assert answer.buttons == ["Ya, butuh bantuan", "Salah paham"]
    card = await village.dewi.hears(contains="Mungkin putus asa")
    assert card.silent
    assert VEILED in card.text
    assert not any("DARURAT" in text for phone in (budi, village.citra, village.dewi) for text in phone.heard)
    await warga.sends("capek pak, semua salah saya")
    await village.dewi.hears(contains="semua salah saya")
    further = await warga.hears(contains="Ini juga sudah sampai ke petugas. Panggil satu orang yang dekat")
    assert "119, lalu tekan 8" in further.text
    await warga.asks("rasanya ga sanggup lagi", "Saya teruskan ke petugas. Anda tidak sendiri")
    assert VEILED not in (await warga.asks("/status", "juga di luar jam kantor")).text
    now = await warga.chooses(answer, "Ya, butuh bantuan", "Jangan sendirian sekarang")
    gently(now)
    await village.until(partial(has_heard_of, village.dewi, "Siti"))


async def test_a_plan_rings_officer_and_deputy(village: Village) -> None:
    warga, budi, citra = village.warga, village.budi, village.citra
    await settles(warga)
    answer = await warga.asks("saya mau gantung diri", "Jangan sendirian sekarang")
    gently(answer)
    assert answer.buttons == ["Salah paham"]
    for phone in (budi, citra):
        card = await phone.hears(contains="DARURAT")
        assert not card.silent
        assert "Mungkin putus asa" in card.text
    await warga.sends("saya di dapur sendirian")
    await citra.hears(contains="saya di dapur sendirian")
    gently(await warga.hears(contains="Ini juga sudah sampai ke petugas"))
    red = next(message for message in budi.messages if "DARURAT" in message.text)
    steps = await budi.chooses(red, "Langkah darurat", "Menemani yang putus asa")
    assert "Balas: jangan sendirian" in steps.buttons


async def test_an_emergency_is_closed_only_after_a_second_look(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await warga.starts("mandurian")
    await warga.asks("tolong saya disekap di kamboja, saya dipukul", "KBRI")
    card = await budi.hears(contains="DARURAT")
    await budi.replies(card, "Kami bantu sekarang.")
    await warga.hears(contains="Kami bantu sekarang")
    await warga.sends("mereka datang lagi, saya sembunyi di gudang")
    await budi.hears(contains="sembunyi di gudang")
    asked = await budi.chooses(card, "Tutup", "Pesan itu belum dijawab")
    assert "sembunyi di gudang" in asked.text
    assert "Ditutup" not in shown(budi, card.id)
    await budi.presses(asked, "Ya, tutup")
    told = await warga.hears(contains="Kata Pak Budi, ini sudah selesai")
    assert "KBRI atau KJRI" in told.text
    assert "110" in told.text
    await village.until(lambda: "Ditutup" in shown(budi, card.id))


async def test_after_salah_paham_what_comes_next_is_judged_afresh(village: Village) -> None:
    warga, tetangga, budi = village.warga, village.tetangga, village.budi
    await warga.starts("mandurian")
    await warga.chooses(await warga.asks(HELP, "110"), "Salah paham", "Petugas tetap melihat pesan tadi")
    answer = await warga.asks("brp biaya bikin paspor", "Rp650.000")
    assert "Jawaban otomatis" not in answer.text
    await warga.sends("terus bagaimana?")
    await warga.asks("apa syarat paspor anak", "akta")
    assert not any("sedang dalam bahaya" in text or "Anda tidak sendiri" in text for text in warga.heard[-3:])
    await tetangga.starts("mandurian")
    await tetangga.sends(HELP)
    await budi.hears(contains="Udin")
    queue = (await budi.asks("/antrean", "terbuka")).text
    assert queue.index("Udin") < queue.index("⚪")
    assert "“Salah paham” ditekan" in queue
    await warga.sends(f"{HELP} lagi")
    await budi.hears(contains="dipukul lagi")
    assert "⚪" not in (await budi.asks("/antrean", "2 darurat")).text


async def test_what_was_no_call_for_help_is_answered(village: Village) -> None:
    warga = village.warga
    await settles(warga)
    await warga.sends(NO_CALL)
    ways = ("Salah paham", "Tidak")
    await village.until(lambda: any(way in one.buttons for one in warga.messages for way in ways))
    asked = next(one for one in warga.messages if not {*ways}.isdisjoint(one.buttons))
    answer = await warga.chooses(asked, next(way for way in ways if way in asked.buttons), "Bagaimana kalau gaji")
    assert "Tanya petugas" in answer.buttons
