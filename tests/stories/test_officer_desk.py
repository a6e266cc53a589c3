"""The officer's desk, as conversations."""

from __future__ import annotations

from datetime import timedelta

from bot.storage import queries
from telegram_simulator.phone import Phone
from tests.stories.conftest import Village, asks_officer, buttons, opens_a_ticket, press, settles, shown
from tests.typed import some


async def test_an_officer_of_another_office_sees_nothing_of_a_ticket(village: Village) -> None:
    card = await opens_a_ticket(village)
    eko = village.eko
    for command in ("/antrean", "/kasus 1", "/kasus #1", "/gagal", "/cari qqq", "/tarik", "/cuti"):
        await eko.sends(command)
        await eko.hears()
    copied = await eko.sends(card.text)
    await eko.hears()
    await eko.replies(copied, "Saya yang jawab.")
    await eko.hears()
    assert not any("tak dikenal" in text or "Siti" in text for text in eko.heard)
    press(village, eko, 1, "ambil:1")
    await village.budi.presses(card, "Ambil")
    await village.until(lambda: "Ditangani Pak Budi" in shown(village.budi, card.id))
    assert not any("Saya yang jawab" in text for text in village.warga.heard)


async def test_after_a_typed_answer_every_card_shows_the_ticket_as_it_now_is(village: Village) -> None:
    warga, budi, citra = village.warga, village.budi, village.citra
    card = await opens_a_ticket(village)
    await budi.presses(await budi.chooses(card, "Alihkan", "kepada siapa"), "Bu Citra (0 kasus terbuka)")
    hers = await citra.hears(contains="qqq pertama")
    mine = await citra.replies(hers, "Datang hari Selasa.")
    await warga.hears(contains="hari Selasa")
    both = ((citra, hers.id), (budi, card.id))
    await village.until(lambda: all("✓ Dijawab oleh Bu Citra." in shown(*one) for one in both))
    assert not any("Ambil" in buttons(*one) for one in both)
    await warga.sends("Selasa jam berapa bu?")
    await citra.hears(contains="jam berapa")
    await village.until(lambda: "Ditangani Bu Citra. Balas pesan ini" in shown(citra, hers.id))
    last = await citra.replies(hers, "Jam sembilan.")
    await village.until(lambda: "✓ Dijawab oleh Bu Citra." in shown(citra, hers.id))
    arrived = await citra.hears(contains="Sampai ke warga")

    async def answered() -> bool:
        return some(await village.app.store.read(queries.tickets.numbered, 1)).first_reply_at is not None

    for answer in (mine, arrived):
        assert await answered(), "until all its answers are withdrawn"
        await citra.sends("/tarik", reply_to=answer)
        await village.until(lambda: "Ditangani Bu Citra. Balas pesan ini" in shown(citra, hers.id))
        await warga.hears(contains="menarik jawabannya")
    assert not await answered()
    await citra.replies(last, "/tarik")
    await citra.hears(contains="Tidak ada jawaban untuk ditarik di situ")
    assert not any("Sampai ke warga" in message.text for message in citra.messages)


async def test_a_photo_is_one_message_with_its_caption_and_is_withdrawn(village: Village) -> None:
    card, budi, warga = await opens_a_ticket(village), village.budi, village.warga
    send = village.server.acts.send_media
    mine = send(budi.chat, budi.person, "photo", b"x", caption="Isi *ini*, Bu.", reply_to=card.id)
    answer = await warga.hears(contains="Isi *ini*, Bu.")
    assert answer.wire["caption"] == "Pak Budi menjawab (pertanyaan #1):\n\nIsi *ini*, Bu."
    await budi.hears(contains="Sampai ke warga")
    await budi.sends("/tarik", reply_to=mine)
    await warga.hears(contains="menarik jawabannya")
    await village.until(lambda: all("menjawab" not in message.text for message in warga.messages))
    await budi.hears(contains="sudah ditarik dari chat warga")


def has_voice(phone: Phone) -> bool:
    return any("voice" in message.wire for message in phone.messages)


async def test_while_an_officer_is_on_leave_his_tickets_are_the_deputys(village: Village) -> None:
    await opens_a_ticket(village)
    await village.warga.sends_voice()
    await village.until(lambda: has_voice(village.budi))
    await village.budi.asks("/cuti 1 hari", "Kasus ke Bu Citra")
    told = await village.warga.hears(contains="sekarang ditangani Bu Citra")
    await village.until(lambda: has_voice(village.citra))
    await village.budi.asks("/cuti selesai", "1 kasus kembali")
    await village.until(lambda: "sekarang ditangani Pak Budi" in shown(village.warga, told.id))
    await village.budi.asks("/cuti 3 hari", "Kasus ke Bu Citra")
    await village.citra.hears(contains="Pak Budi cuti sampai")
    card = await village.citra.hears(contains="qqq pertama")
    await village.until(lambda: "sekarang ditangani Bu Citra" in shown(village.warga, told.id))
    assert sum("sekarang ditangani" in message.text for message in village.warga.messages) == 1
    await settles(village.tetangga)
    await asks_officer(village.tetangga, "qqq kedua yang tak dikenal")
    hers = await village.citra.hears(contains="qqq kedua")
    await asks_officer(village.tetangga, "qqq ketiga yang lain lagi")
    assert "Menunggu Bu Citra" in shown(village.citra, card.id)
    await village.citra.replies(card, "Pak Budi cuti, saya bantu.")
    await village.warga.hears(contains="saya bantu")
    await village.closes()
    await village.passes(timedelta(days=4))
    await village.opens()
    await village.budi.hears(contains="2 kasus kembali")
    await village.budi.hears(contains="qqq kedua")
    await village.citra.hears(contains="Pak Budi sudah kembali")
    await village.until(lambda: "Menunggu Pak Budi" in shown(village.citra, hers.id))
    await village.tetangga.hears(contains="Pertanyaan #2 dan #3 sekarang ditangani Pak Budi")
    assert sum("sekarang ditangani" in text for text in village.tetangga.heard) == 1


async def test_an_officer_who_left_the_settings_leaves_no_ticket_behind(village: Village) -> None:
    await opens_a_ticket(village)
    await village.closes()
    officers = [officer for officer in village.settings.officers if officer.id != "budi"]
    villages = [one.model_copy(update={"officer": "citra"}) for one in village.settings.villages[:2]]
    changed = {"officers": officers, "villages": [*villages, *village.settings.villages[2:]]}
    village.settings = village.settings.model_copy(update=changed)
    await village.opens()
    card = await village.citra.hears(contains="qqq pertama")
    warga = village.warga
    await village.until(lambda: any("Bu Citra" in one.text and "Sudah sampai" in one.text for one in warga.messages))
    await village.citra.replies(card, "Sekarang saya petugasnya.")
    await village.warga.hears(contains="Sekarang saya petugasnya")


async def test_a_closed_ticket_of_a_removed_office_goes_on_with_another_officer(village: Village) -> None:
    warga, eko, citra = village.warga, village.eko, village.citra
    await settles(warga, "jauh")
    await asks_officer(warga, "qqq pertama yang tak dikenal")
    await eko.replies(await eko.hears(contains="qqq pertama"), "Datang hari Selasa.")
    answer = await warga.hears(contains="hari Selasa")
    await eko.presses(await eko.hears(contains="Sampai ke warga"), "Tutup")
    asked = await warga.hears(contains="sudah terjawab")
    await village.closes()
    officers = [officer for officer in village.settings.officers if officer.id != "eko"]
    villages = [one.model_copy(update={"officer": "citra"}) for one in village.settings.villages]
    changed = {"offices": village.settings.offices[:1], "officers": officers, "villages": villages}
    village.settings = village.settings.model_copy(update=changed)
    await village.opens()
    await warga.chooses(asked, "Belum", "Kantor yang dulu menangani pertanyaan #1 sudah tidak melayani")
    card = await citra.hears(contains="Kasus #2")
    assert "qqq pertama" in card.text
    # what he writes about it now joins the new ticket, whichever message of the old one he replies to
    await warga.sends("selasa itu libur bu", reply_to=answer)
    await warga.hears(contains="Sudah saya tambahkan ke pertanyaan #2")
    await citra.hears(contains="selasa itu libur")
    await citra.replies(card, "Kalau begitu Rabu.")
    await warga.hears(contains="Kalau begitu Rabu")
    assert not any("gangguan" in text for text in warga.heard)


async def test_the_whole_ticket_can_be_read_and_what_did_not_arrive_is_listed(village: Village) -> None:
    card = await opens_a_ticket(village)
    await village.budi.replies(card, "// orang ini pernah datang")
    await village.budi.hears(contains="TIDAK dikirim")
    await village.warga.blocks()
    await village.budi.replies(card, "Besok buka jam delapan.")
    await village.budi.hears(contains="memblokir")
    thread = await village.budi.asks("/kasus 1", "catatan, TIDAK dikirim")
    for words in ("qqq pertama", "orang ini pernah datang", "Besok buka jam delapan"):
        assert words in thread.text
    lost = await village.budi.asks("/gagal", "tidak sampai")
    assert "#1" in lost.text
    assert "memblokir" in lost.text
    queue = await village.budi.asks("Antrean", "qqq pertama")
    await village.budi.presses(queue, "Darurat")
    await village.until(lambda: "Tidak ada kasus" in shown(village.budi, queue.id))
    await village.eko.asks("/kasus 1", "bukan dari kantor")


async def test_a_waiting_answer_can_be_taken_back_or_changed_before_it_leaves(village: Village) -> None:
    card = await opens_a_ticket(village)
    budi, warga = village.budi, village.warga
    await budi.replies(card, "kirim jam 10.00 Ini salah kirim.")
    notice = await budi.hears(contains="Warga akan membaca")
    await budi.presses(notice, "Batal")
    await village.until(lambda: "Tidak jadi" in shown(budi, notice.id))
    mine = await budi.replies(card, "kirim jam 10.00 Datang hari Selasa.")
    await budi.hears(contains="hari Selasa")
    await budi.edits(mine, "Datang hari Rabu.")
    await budi.hears(contains="Warga akan membaca")
    await village.closes()
    await village.passes(timedelta(days=1))
    await village.opens()
    answer = await warga.hears(contains="Datang hari Rabu")
    await budi.hears(contains="Sampai ke warga")
    assert not any("salah kirim" in text or "Selasa" in text for text in warga.heard)
    await budi.edits(mine, "Datang hari Kamis.")
    await village.until(lambda: "hari Kamis" in shown(warga, answer.id))
    await budi.hears(contains="Perubahan itu juga sudah terlihat")
    assert not any("mengubah jawabannya" in text for text in warga.heard), "it is the last message of the chat"
    await warga.presses(next(one for one in warga.messages if "Lainnya" in one.buttons), "Lainnya")
    await budi.edits(mine, "Datang hari Jumat.")
    told = await warga.hears(contains="mengubah jawabannya")
    assert "Datang hari Jumat." in told.text
    await budi.edits(mine, "Datang hari Sabtu.")
    await village.until(lambda: "hari Sabtu" in shown(warga, answer.id))
    await warga.hears(contains="Datang hari Sabtu.")
    assert sum("mengubah jawabannya" in text for text in warga.heard) == 2
    await budi.sends("/tarik", reply_to=mine)
    await warga.hears(contains="menarik jawabannya")
    await village.until(lambda: not any("mengubah" in message.text for message in warga.messages))


async def test_a_burst_of_tickets_rings_three_times_and_once_more(village: Village) -> None:
    for number in range(6):
        neighbour = village.server.phone(5100 + number, f"Warga{number}")
        await settles(neighbour)
        await asks_officer(neighbour, f"qqq titipan nomor {number}")
        await village.budi.hears(contains=f"titipan nomor {number}")
    await village.passes(timedelta(minutes=3))
    notice = await village.budi.hears(contains="6 kasus menunggu")
    assert "#1" in notice.text
    cards = [message for message in village.budi.messages if "qqq titipan" in message.text]
    assert [card.silent for card in cards] == [False] * 3 + [True] * 3
    await village.budi.presses(notice, "Lihat antrean")
    await village.until(lambda: "nomor 5" in shown(village.budi, notice.id))


async def test_what_changes_after_the_answer_stands_everywhere_the_same(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    question = await asks_officer(warga, "qqq paspor saya kapan")
    card = await budi.hears(contains="Kasus #1")
    receipt = next(one for one in warga.messages if "Pertanyaan #1" in one.text)

    async def stands(receipt_says: str, status: str, card_says: str) -> None:
        await village.until(lambda: receipt_says in shown(warga, receipt.id))
        await village.until(lambda: card_says in shown(budi, card.id))
        await warga.asks("/status", status)

    await budi.replies(card, "Datang hari Selasa.")
    await warga.hears(contains="hari Selasa")
    await warga.edits(question, "qqq paspor anak saya kapan")
    await warga.hears(contains="Sudah saya tambahkan ke pertanyaan #1")
    await stands("✓ Sudah sampai", "anak saya kapan\n→ sudah sampai ke Pak Budi", "qqq paspor anak saya kapan")
    await budi.replies(card, "Datang hari Rabu.")
    await budi.presses(card, "Tutup")
    asked = await warga.hears(contains="sudah terjawab")
    await stands("✓ Selesai", "→ selesai", "✓ Ditutup")
    await budi.presses(card, "Buka lagi")
    await warga.hears(contains="Pak Budi membuka lagi pertanyaan #1")
    await stands("✓ Sudah sampai", "menunggu jawaban", "Ditangani Pak Budi. Balas")
    # both buttons, one right after the other: what was pressed last holds, and stands in the place of the question
    await warga.taps(asked, "Belum")
    await warga.taps(asked, "Sudah")
    await village.until(lambda: "Pertanyaan #1 selesai" in shown(warga, asked.id))
    await budi.hears(contains="Warga menekan Sudah: kasus #1 selesai")
    await stands("✓ Selesai", "→ selesai", "✓ Ditutup")


async def test_a_single_star_asks_why_before_the_ticket_closes(village: Village) -> None:
    card, warga, budi = await opens_a_ticket(village), village.warga, village.budi
    await budi.replies(card, "Datang hari Selasa.")
    await warga.hears(contains="hari Selasa")
    rating = await warga.asks("makasih", "sudah terjawab")
    await warga.presses(rating, "Sudah")
    await village.until(lambda: "1 ★" in buttons(warga, rating.id))
    await warga.presses(rating, "1 ★")
    await village.until(lambda: "Apa yang masih kurang?" in shown(warga, rating.id))
    await budi.hears(contains="ditanya apa yang kurang")
    await warga.asks("jawabannya tidak jelas pak, kok dijawab hari", "Sudah saya tambahkan ke pertanyaan #1")
    await budi.hears(contains="kok dijawab hari")
    await warga.presses(rating, "Sudah cukup")
    await village.until(lambda: "✓ Ditutup" in shown(budi, card.id))


async def test_handing_over_lets_the_time_of_return_be_chosen(village: Village) -> None:
    card, budi, citra = await opens_a_ticket(village), village.budi, village.citra
    await settles(village.tetangga, "lawahan")
    await asks_officer(village.tetangga, "qqq untuk bu citra")
    choice = await budi.chooses(card, "Alihkan", "kepada siapa")
    assert choice.buttons == ["Bu Dewi (0 kasus terbuka)", "Bu Citra (1 kasus terbuka)"]
    await budi.presses(choice, "Bu Citra (1 kasus terbuka)")
    await village.until(lambda: "kembali ke Pak Budi" in shown(budi, choice.id))
    await budi.presses(choice, "1 jam kerja")
    hers = await citra.hears(contains="qqq pertama")
    await village.passes(timedelta(minutes=61))
    await budi.hears(contains="belum diambil Bu Citra")
    await village.until(lambda: "Menunggu Pak Budi" in shown(citra, hers.id))
    assert (await budi.presses(choice, "Tidak kembali")).text == "Kasus itu sudah diambil atau sudah berpindah."
