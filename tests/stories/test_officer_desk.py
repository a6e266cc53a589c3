"""The officer's desk, as conversations."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from telegram_simulator.phone import Phone
from tests.stories.conftest import Village, asks_officer, buttons, opens_a_ticket, press, settles, shown


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
    for phone, message in ((citra, hers.id), (budi, card.id)):
        await village.until(partial(answered_by_citra, phone, message))
        assert "Ambil" not in buttons(phone, message)
    await warga.sends("Selasa jam berapa bu?")
    await citra.hears(contains="jam berapa")
    await village.until(lambda: "Ditangani Bu Citra. Balas pesan ini" in shown(citra, hers.id))
    await citra.replies(hers, "Jam sembilan.")
    await village.until(lambda: "✓ Dijawab oleh Bu Citra." in shown(citra, hers.id))
    await citra.hears(contains="Sampai ke warga")
    await citra.sends("/tarik", reply_to=mine)
    await village.until(lambda: "Ditangani Bu Citra. Balas pesan ini" in shown(citra, hers.id))


async def test_an_edited_answer_changes_in_the_residents_chat(village: Village) -> None:
    card = await opens_a_ticket(village)
    mine = await village.budi.replies(card, "Datang hari Selasa.")
    answer = await village.warga.hears(contains="hari Selasa")
    await village.budi.hears(contains="Sampai ke warga")
    await village.budi.edits(mine, "Datang hari Rabu.")
    await village.until(lambda: "hari Rabu" in shown(village.warga, answer.id))
    await village.budi.hears(contains="Perubahan itu juga sudah terlihat")


async def test_a_withdrawn_answer_disappears_and_the_resident_is_notified(village: Village) -> None:
    card = await opens_a_ticket(village)
    mine = await village.budi.replies(card, "Ini untuk orang lain.")
    answer = await village.warga.hears(contains="orang lain")
    await village.budi.hears(contains="Sampai ke warga")
    await village.budi.sends("/tarik", reply_to=mine)
    await village.warga.hears(contains="menarik jawabannya")
    await village.until(lambda: all(message.id != answer.id for message in village.warga.messages))
    await village.budi.hears(contains="sudah ditarik dari chat warga")


async def test_while_an_officer_is_on_leave_his_tickets_are_the_deputys(village: Village) -> None:
    await opens_a_ticket(village)
    await village.budi.asks("/cuti 3 hari", "Kasus ke Bu Citra")
    await village.citra.hears(contains="Pak Budi cuti sampai")
    card = await village.citra.hears(contains="qqq pertama")
    await village.warga.hears(contains="sekarang ditangani Bu Citra")
    await settles(village.tetangga)
    await asks_officer(village.tetangga, "qqq kedua yang tak dikenal")
    await village.citra.hears(contains="qqq kedua")
    await village.citra.replies(card, "Pak Budi cuti, saya bantu.")
    await village.warga.hears(contains="saya bantu")
    await village.closes()
    await village.passes(timedelta(days=4))
    await village.opens()
    await village.budi.hears(contains="1 kasus kembali")
    await village.budi.hears(contains="qqq kedua")
    await village.citra.hears(contains="Pak Budi sudah kembali")


async def test_an_officer_who_left_the_settings_leaves_no_ticket_behind(village: Village) -> None:
    await opens_a_ticket(village)
    await village.closes()
    officers = [officer for officer in village.settings.officers if officer.id != "budi"]
    villages = [one.model_copy(update={"officer": "citra"}) for one in village.settings.villages[:2]]
    changed = {"officers": officers, "villages": [*villages, *village.settings.villages[2:]]}
    village.settings = village.settings.model_copy(update=changed)
    await village.opens()
    card = await village.citra.hears(contains="qqq pertama")
    await village.until(lambda: any("Bu Citra" in text and "Sudah sampai" in text for text in current(village.warga)))
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
    thread = await village.budi.asks("/kasus 1", "Seluruh isi kasus #1")
    for words in ("qqq pertama", "orang ini pernah datang", "Besok buka jam delapan"):
        assert words in thread.text
    lost = await village.budi.asks("/gagal", "tidak sampai")
    assert "#1" in lost.text
    assert "memblokir" in lost.text
    queue = await village.budi.asks("/antrean", "qqq pertama")
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


async def test_a_waiting_answer_that_becomes_a_note_never_leaves(village: Village) -> None:
    card = await opens_a_ticket(village)
    budi, warga = village.budi, village.warga
    mine = await budi.replies(card, "kirim jam 10.00 Datang hari Selasa.")
    await budi.hears(contains="Warga akan membaca")
    await budi.edits(mine, "// orang ini sepertinya bohong")
    await budi.hears(contains="TIDAK jadi dikirim")
    await village.closes()
    await village.passes(timedelta(days=1))
    await village.opens()
    await budi.asks("/kasus 1", "sepertinya bohong")
    assert not any("bohong" in text or "Selasa" in text for text in warga.heard)


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


async def test_handing_over_shows_how_much_lies_on_each_colleagues_desk(village: Village) -> None:
    card = await opens_a_ticket(village)
    await settles(village.tetangga, "lawahan")
    await asks_officer(village.tetangga, "qqq untuk bu citra")
    await village.citra.hears(contains="qqq untuk bu citra")
    choice = await village.budi.chooses(card, "Alihkan", "kepada siapa")
    assert "Bu Citra (1 kasus terbuka)" in choice.buttons
    await village.budi.presses(choice, "Bu Dewi (0 kasus terbuka)")
    await village.dewi.hears(contains="qqq pertama")


def answered_by_citra(phone: Phone, card: int) -> bool:
    return "✓ Dijawab oleh Bu Citra." in shown(phone, card)


def current(phone: Phone) -> list[str]:
    """Return the texts that stand in the chat now."""
    return [message.text for message in phone.messages]
