"""The main job as conversations: a resident asks, and the bot or the village's officer answers."""

from __future__ import annotations

from datetime import timedelta

from bot.app.editing.staff import token_hash
from bot.storage import queries
from tests.stories.conftest import Village, asks_officer, buttons, settles, shown


async def test_from_the_qr_code_to_an_answer(village: Village) -> None:
    warga = village.warga
    await warga.starts("mandurian")
    greeting = await warga.hears()
    assert "Desa Mandurian" in greeting.text
    assert "Gratis" in greeting.text
    assert "Pak Budi" in greeting.text
    answer = await warga.asks("brp biaya bikin paspor", "Rp650.000")
    assert answer.text.startswith("Paspor"), "the question is not repeated above its answer"
    assert "Sumber:" in answer.text
    assert ("👍" in answer.buttons, len(answer.buttons)) == (True, 4)
    await warga.forwards(answer)
    assert "Itu pesan dari bot ini" in (await warga.hears()).text
    three = await warga.asks("brp biaya paspor, alamat kantor dimana, kantornya buka jam brp", "Kantor imigrasi buka")
    assert three.text.count("belum ikut memeriksanya") == 1
    assert ("Rp650.000" in three.text, three.buttons) == (True, ["Tanya petugas"])
    assert len(warga.heard) == 4, "one message for each, and the greeting"


async def test_an_unknown_question_goes_to_the_officer_and_his_reply_comes_back(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    receipt = await warga.asks("cucu saya tanya, lagu mars imigrasi itu siapa penciptanya", "Pertanyaan #1")
    card = await budi.hears(contains="Kasus #1")
    assert "Desa Mandurian" in card.text
    assert "Siti" in card.text
    await village.until(lambda: "Sudah sampai ke petugas" in shown(warga, receipt.id))
    await budi.replies(card, "Sudah, Bu. Silakan datang hari Senin.")
    answer = await warga.hears(contains="Silakan datang hari Senin")
    assert "Pak Budi menjawab" in answer.text
    report = await budi.hears(contains="Sampai ke warga")
    await warga.sends("Lewat pintu depan atau samping pak?")
    later = await budi.hears(contains="Lewat pintu depan atau samping")
    await budi.replies(later, "Lewat samping, Bu.")
    await warga.hears(contains="Lewat samping")
    await budi.presses(report, "Tutup")
    closed = await warga.hears(contains="sudah terjawab")
    await warga.presses(closed, "Sudah")
    await village.until(lambda: "selesai" in shown(warga, closed.id))
    rating = next(message for message in warga.messages if message.id == closed.id)
    await warga.presses(rating, "5 ★")
    await village.until(lambda: "Nilai Bapak/Ibu: 5" in shown(warga, closed.id))
    assert len(warga.heard) == 6, "a case takes five messages, and the greeting"


async def test_a_stranger_is_answered_first_and_names_his_village_before_routing(village: Village) -> None:
    warga, budi, dewi = village.warga, village.budi, village.dewi
    await warga.asks("brp biaya bikin paspor", "Rp650.000")
    question = await warga.sends("cucu saya tanya, lagu mars imigrasi itu siapa penciptanya")
    await warga.hears(contains="desa mana")
    assert not any("cucu" in text for phone in (budi, dewi) for text in phone.heard)
    await warga.asks("saya di mandurian pak", "Petugasnya: Pak Budi")
    receipt = await warga.hears(contains="Pertanyaan #1")
    card = await budi.hears(contains="cucu saya")
    await warga.sends("tambahan: cucu saya dua")
    further = await budi.hears(contains="cucu saya dua")
    assert further.reply_to == card.id
    await budi.replies(card, "Sudah, Bu.")
    answer = await warga.hears(contains="Sudah, Bu.")
    assert answer.reply_to == question.id
    await village.until(lambda: "✓ Dijawab" in shown(warga, receipt.id))
    assert next(one for one in warga.messages if one.id == receipt.id).buttons == []
    assert not any("cucu" in text for text in dewi.heard)


async def test_a_message_without_a_target_asks_which_ticket(village: Village) -> None:
    warga, tetangga, budi = village.warga, village.tetangga, village.budi
    for phone, text in ((warga, "qqq pertama yang tak dikenal"), (tetangga, "qqq kedua yang tak dikenal")):
        await settles(phone)
        await asks_officer(phone, text)
        await budi.hears(contains=text)
    asked = await budi.asks("Ini jawaban untuk yang kedua.", "untuk kasus yang mana")
    await budi.presses(asked, next(label for label in asked.buttons if label.startswith("#2")))
    await tetangga.hears(contains="Ini jawaban untuk yang kedua.")
    assert not any("Ini jawaban" in text for text in warga.heard)


async def test_guesses_are_offered_and_the_chosen_one_takes_their_place(village: Village) -> None:
    warga = village.warga
    await settles(warga)
    asked = await warga.asks("haji", "Maksud Bapak/Ibu yang mana")
    await warga.presses(asked, asked.buttons[0])
    await village.until(lambda: "Sumber" in shown(warga, asked.id) or "belum ikut memeriksa" in shown(warga, asked.id))


async def test_browsing_changes_one_message(village: Village) -> None:
    warga = village.warga
    await warga.starts("mandurian")
    menu = await warga.hears()
    await warga.presses(menu, "Paspor")
    await village.until(lambda: "‹ Kembali" in buttons(warga, menu.id))
    count = len(warga.messages)
    topic = next(message for message in warga.messages if message.id == menu.id)
    await warga.presses(topic, topic.buttons[0])
    await village.until(lambda: "👍" in buttons(warga, menu.id))
    await warga.presses(next(m for m in warga.messages if m.id == menu.id), "‹ Kembali")
    await village.until(lambda: "👍" not in buttons(warga, menu.id))
    assert len(warga.messages) == count


async def test_cancelling_within_a_minute_and_not_later(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    await asks_officer(warga, "qqq pertama yang tak dikenal")
    receipt = await warga.hears(contains="Pertanyaan #1")
    card = await budi.hears(contains="Kasus #1")
    await warga.presses(receipt, "Batalkan")
    await village.until(lambda: "dibatalkan" in shown(warga, receipt.id))
    await village.until(lambda: "membatalkan" in shown(budi, card.id))
    await budi.replies(card, "Datang saja ke kantor.")
    await budi.hears(contains="Warga sudah membatalkan pertanyaan #1 sendiri.")
    await asks_officer(warga, "qqq kedua yang tak dikenal")
    second = await warga.hears(contains="Pertanyaan #2")
    await village.passes(timedelta(minutes=2))
    notice = await warga.presses(second, "Batalkan")
    assert "sudah lewat" in (notice.text or "")


async def test_photo_voice_and_location_reach_the_officer_a_sticker_does_not(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    signs = {"🐱": "tidak bisa kami pakai", "🙏": "Sama-sama", "😆": "Baik, ", "😡": "Maaf, Bapak/Ibu."}
    for emoji, told in signs.items():
        await warga.sends_sticker(emoji)
        await warga.hears(contains=told)
    await warga.sends_voice()
    await budi.hears(contains="Kasus #1")
    await village.until(lambda: any(message.kind == "voice" for message in budi.messages))
    await warga.sends_photo(caption="ini suratnya")
    await budi.hears(contains="mengirim foto")
    await village.until(lambda: any(message.kind == "photo" for message in budi.messages))
    await warga.sends_location(-2.95, 115.05)
    await budi.hears(contains="mengirim lokasi")
    await village.until(lambda: any(message.kind == "location" for message in budi.messages))


async def test_an_edited_question_reaches_the_officer_as_edited(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    question = await asks_officer(warga, "qqq pertama yang tak dikenal")
    await budi.hears(contains="Kasus #1")
    await warga.edits(question, "qqq maksud saya yang lain lagi")
    edited = await budi.hears(contains="maksud saya yang lain lagi")
    assert "mengubah pesannya" in edited.text


async def test_an_officer_joins_with_a_one_time_link(village: Village) -> None:
    fajar, thief = village.server.phone(7005, "Fajar"), village.server.phone(6666, "Maling")
    async with village.app.store.unit() as unit:
        await unit.run(
            queries.officers.invite,
            "officer",
            "fajar",
            token_hash("rahasia-sekali"),
            village.clock() + timedelta(days=3),
        )
    await fajar.starts("inv_rahasia-sekali")
    await fajar.hears(contains="Selamat bertugas, Pak Fajar")
    await thief.starts("inv_rahasia-sekali")
    await thief.hears(contains="sudah dipakai")
    await thief.sends("/antrean")
    assert not any("Kasus" in text and "#" in text for text in thief.heard)


async def test_in_a_group_the_bot_answers_when_addressed_nothing_personal(village: Village) -> None:
    group = village.server.group("RT 04", village.warga, [village.tetangga])
    here = village.warga.within(group)
    await here.sends("selamat pagi semua")
    await here.asks("@tanya_pimpasa_bot brp biaya bikin paspor", "Rp650.000")
    await here.asks("@tanya_pimpasa_bot qqq pertama yang tak dikenal", "chat pribadi")
    assert len(here.heard) == 2
    assert not any("qqq" in text for text in village.budi.heard)
