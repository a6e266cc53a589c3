"""An answer on the phone, and talk with the officer beside it: nobody talks over anybody, nobody holds others up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.helpdesk.texts import resident as texts
from telegram_simulator.phone import Phone
from tests.databases import new_sqlite
from tests.stories.conftest import Village, asks_officer, learnt, opens_a_ticket, settles, village_with


async def test_the_officer_gets_the_question_that_stands_above_the_button(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    aside = await warga.asks("harga emas hari ini berapa", "soal itu saya tidak tahu")
    answer = await warga.asks("brp biaya bikin paspor", "Rp650.000")
    assert answer.text.index("Rp650.000") < answer.text.index("Sumber:")
    assert len(answer.buttons) <= 5
    await warga.asks("paspor hilang gimana", "olisi")
    for asked, words in ((answer, "brp biaya bikin paspor"), (aside, "harga emas hari ini")):
        await warga.presses(asked, "Tanya petugas")
        await budi.hears(contains=words)
    assert "#1" in ((await warga.presses(answer, "Tanya petugas")).text or "")


async def test_whoever_asks_for_the_officer_sends_his_last_question(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    await warga.asks("brp biaya bikin paspor", "Rp650.000")
    await warga.presses(await warga.asks("mau tanya petugas aja", "brp biaya bikin paspor"), "Kirim pertanyaan tadi")
    await budi.hears(contains="brp biaya bikin paspor")


async def test_what_an_answer_asks_for_goes_to_the_officer_as_that(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    await warga.asks("cara cek p3mi resmi atau tidak", "Tulis nama perusahaannya di sini")
    await warga.asks("PT Maju Jaya Sentosa", "Pertanyaan #1")
    assert "nama perusahaan: PT Maju Jaya Sentosa" in (await budi.hears(contains="Kasus #1")).text


def reacted(phone: Phone, message: int) -> bool:
    """Whether the bot has put its sign on one of the person's messages."""
    return any(one.id == message and one.reactions for one in phone.messages)


async def test_laughs_sighs_and_insults_are_no_part_of_the_question(village: Village) -> None:
    card = await opens_a_ticket(village)
    budi, warga = village.budi, village.warga
    said = [await warga.sends(text) for text in ("wkwkwk", "hadeh", "waduh")]
    await village.until(lambda: all(reacted(warga, one.id) for one in said))
    for words in ("dasar bot goblok", "gak jelas", "lambat banget sih", "😡"):
        await warga.asks(words, f"{texts.SORRY}\n\n{texts.STATUS_HEAD}")
    await budi.replies(card, "Datang hari Selasa.")
    await warga.hears(contains="hari Selasa")
    await warga.asks("bangsat", "Apa yang masih kurang dari pertanyaan #1?")
    await warga.sends("yang kurang jamnya pak")
    await budi.hears(contains="yang kurang jamnya")
    assert not any(words in text for text in budi.heard for words in ("wkwk", "hadeh", "waduh", "goblok", "bangsat"))


async def test_a_reply_to_the_officer_is_his_even_where_the_faq_knows_an_answer(village: Village) -> None:
    card = await opens_a_ticket(village)
    budi, warga = village.budi, village.warga
    thanks = await warga.sends("makasih banyak ya bu")
    await village.until(lambda: reacted(warga, thanks.id))
    await warga.sends("pak petugas, mana jawabannya, saya takut")
    await budi.hears(contains="saya takut")
    await budi.replies(card, "Tenang, Bu. Sudah punya KTP? Mau ke negara mana?")
    await warga.hears(contains="Mau ke negara mana?")
    for words in ("belum punya ktp pak", "saya mau ke malaysia kerja pak", "paspor lama hilang pak", "ok pak"):
        await warga.sends(words)
        await budi.hears(contains=words)
    sticker = await warga.sends_sticker()
    await village.until(lambda: reacted(warga, sticker.id))
    await warga.sends_photo()
    await budi.hears(contains="mengirim foto")
    assert not any("mengirim stiker" in text or "makasih" in text for text in budi.heard)
    assert not any(texts.AUTOMATIC in text or "Sumber:" in text for text in warga.heard)


async def test_a_separate_question_is_answered_by_the_bot_and_help_is_heard(village: Village) -> None:
    card = await opens_a_ticket(village)
    budi, warga = village.budi, village.warga
    await budi.replies(card, "Datang hari Selasa, bawa KTP dan KK.")
    await warga.hears(contains="hari Selasa")
    await warga.asks("kantor imigrasi buka jam berapa?", texts.AUTOMATIC)
    done = await warga.asks("terima kasih banyak pak", "sudah terjawab")
    assert done.buttons
    await warga.asks("nomor ambulans berapa?", "ambulans 119")
    await village.passes(timedelta(hours=2))
    await warga.asks("biaya paspor", texts.AUTOMATIC)
    assert not any("jam berapa" in text or "biaya paspor" in text or "terima kasih" in text for text in budi.heard)
    await warga.sends("tolong pak saya disekap agen, paspor saya diambil")
    await budi.hears(contains="DARURAT")


async def test_a_question_beside_a_case_is_answered_or_its_answer_offered(village: Village) -> None:
    await opens_a_ticket(village)
    budi, warga = village.budi, village.warga
    offered = await warga.asks("brp biaya paspor haji ya pak", "Mungkin jawabannya sudah ada")
    await warga.chooses(offered, offered.buttons[0], "Sumber:")
    await warga.asks("paspor hilang", texts.AUTOMATIC)
    await warga.asks("ini nomor petugas bukan? 081345678900", "tidak ada di daftar nomor kantor")
    await warga.asks("ini link resmi ga? http://paspor-murah.xyz", "BUKAN alamat pemerintah")
    await warga.asks("https://imigrasi.go.id ini resmi?", "✓ imigrasi.go.id")
    for words in ("cucu saya dua pak", "mapnya warna merah pak", "sama ktp jg ya pak", "eh pak jam 10 bisa ga?"):
        assert texts.STATUS_HEAD not in (await warga.asks(words, "Sudah saya tambahkan")).text
    for words in ("kok lama", "berapa lama dijawab pak", "kapan dijawab", "belum dibalas ya", "sudah sampai belum"):
        assert "jam kantor" in (await warga.asks(words, "ke Pak Budi, menunggu jawaban sejak hari ini pukul 10")).text
    heard = {"081345678900", "paspor-murah.xyz", "imigrasi.go.id", "cucu saya", "warna merah"}
    await village.until(lambda: all(any(words in text for text in budi.heard) for words in heard))
    assert not any("hilang" in text for text in budi.heard)


FLOOD = 200


async def test_two_hundred_further_messages_hold_up_nobodys_card(tmp_path: Path) -> None:
    await learnt()
    async with village_with(await new_sqlite(tmp_path), real_limits=True) as village:
        warga, tetangga, budi = village.warga, village.tetangga, village.budi
        for phone in (warga, tetangga):
            await settles(phone)
        await asks_officer(warga, "papan nama balai desa jatuh kemarin sore")
        await budi.hears(contains="papan nama")
        for number in range(FLOOD):
            await warga.sends(f"papan ke-{number}.")
        before = len(budi.heard)
        await asks_officer(tetangga, "kunci balai desa dipegang siapa")
        await budi.hears(contains="kunci balai desa", timeout=60)
        await village.until(lambda: any(f"papan ke-{FLOOD - 1}." in text for text in budi.heard), 30)
        said = "\n".join(budi.heard)
        assert all(f"papan ke-{number}." in said for number in range(FLOOD))
        assert [call for call in village.server.calls if call.status == 429] == []
        card = next(place for place, text in enumerate(budi.heard) if "kunci balai desa" in text)
        # a chat takes one message a second
        assert card - before < 5
