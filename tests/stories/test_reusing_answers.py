"""Officers send what the FAQ already says, and turn their own good answers into FAQ; as conversations."""

from __future__ import annotations

from bot.storage import queries
from telegram_simulator.messages import Message
from tests.stories.conftest import Village, erases, opens_a_ticket, shown
from tests.typed import some


async def test_an_answer_is_searched_on_the_card_read_and_sent(village: Village) -> None:
    card = await opens_a_ticket(village, "qqq paspor hilang di pasar")
    budi, warga = village.budi, village.warga
    found = await budi.chooses(card, "Cari jawaban FAQ", "kasus #1). Belum ada yang dikirim")
    again = await budi.replies(found, "hil")
    found = await budi.hears(contains="“hil” (kasus #1)")
    assert again.text not in "".join(warga.heard)
    preview = await budi.chooses(found, label(found, "hilang"), "Warga akan membaca ini (kasus #1)")
    assert "Pak Budi menjawab (pertanyaan #1)" in preview.text
    await budi.presses(preview, "Kembali")
    await village.until(lambda: all(message.id != preview.id for message in budi.messages))
    preview = await budi.chooses(found, label(found, "hilang"), "Warga akan membaca ini (kasus #1)")
    await budi.presses(preview, "Kirim")
    answer = await warga.hears(contains="Pak Budi menjawab (pertanyaan #1)")
    assert answer.text in preview.text
    await budi.hears(contains="Sampai ke warga")
    await village.until(lambda: "Dijawab oleh Pak Budi" in shown(budi, card.id))
    assert "sudah dikirim" in some((await budi.presses(preview, "Kirim")).text)
    assert sum("menjawab (pertanyaan #1)" in text for text in warga.heard) == 1


async def test_a_found_answer_is_changed_before_it_is_sent(village: Village) -> None:
    card = await opens_a_ticket(village)
    budi, warga = village.budi, village.warga
    await budi.sends("/cari paspor hilang", reply_to=card)
    found = await budi.hears(contains="“paspor hilang” (kasus #1)")
    await budi.presses(await budi.chooses(found, label(found, "hilang"), "Warga akan membaca ini"), "Ubah dulu")
    await budi.hears(contains="Salin pesan di bawah ini")
    plain = await budi.hears(contains="surat laporan kehilangan")
    assert "menjawab (kasus" not in plain.text
    await budi.replies(plain, "Lapor polisi dulu, lalu datang hari Selasa.")
    await warga.hears(contains="datang hari Selasa")
    assert not any("Sumber:" in text for text in warga.heard)


async def test_without_a_ticket_the_bot_asks_which_one(village: Village) -> None:
    budi, warga = village.budi, village.warga
    await budi.asks("/cari", "Tulis kata yang dicari")
    await budi.asks("/cari zzzxq", "Tidak ada jawaban FAQ untuk “zzzxq”")
    found = await budi.asks("/cari calo", "Jawaban FAQ untuk “calo”")
    await budi.chooses(found, found.buttons[0], "hanya untuk dibaca")
    await opens_a_ticket(village)
    which = await budi.chooses(found, found.buttons[0], "untuk kasus yang mana")
    await budi.presses(await budi.chooses(which, which.buttons[0], "Warga akan membaca ini (kasus #1)"), "Kirim")
    await warga.hears(contains="Pak Budi menjawab (pertanyaan #1)")


async def test_another_office_can_neither_search_for_a_ticket_nor_send_to_it(village: Village) -> None:
    await opens_a_ticket(village)
    eko = village.eko
    await eko.asks("/cari qqq", "Tidak ada jawaban FAQ")
    found = await eko.asks("/cari hilang", "“hilang”")
    await eko.chooses(found, found.buttons[0], "hanya untuk dibaca")
    assert not any("pertama" in text or "Siti" in text or "#1" in text for text in eko.heard)
    assert not any("menjawab (kasus" in text for text in village.warga.heard)


def label(message: Message, word: str) -> str:
    """Find the first button whose label holds the word."""
    return next(button for button in message.buttons if word in button.lower())


async def test_a_good_answer_is_proposed_without_who_asked(village: Village) -> None:
    budi, warga = village.budi, village.warga
    card = await opens_a_ticket(village, "nama saya Siti Aminah, buku paspor jatuh ke sumur")
    mine = await budi.replies(card, "Bu Siti, keringkan dulu. Lalu bawa ke kantor imigrasi.")
    note = await budi.hears(contains="Sampai ke warga")
    await budi.edits(mine, "Bu Siti, keringkan dulu. Lalu bawa ke kantor imigrasi terdekat.")
    await budi.hears(contains="Perubahan itu juga sudah terlihat")
    notice = await budi.chooses(note, "Jadikan FAQ", "diusulkan menjadi FAQ")
    assert "kantor imigrasi terdekat" in notice.text
    await budi.chooses(note, "Jadikan FAQ", "diusulkan menjadi FAQ")
    await warga.asks("/data", "diusulkan menjadi FAQ, tanpa nama")
    (draft,) = await village.app.store.read(queries.staff.drafts_waiting)
    told = " ".join((draft.question, *draft.phrasings, draft.answer)).casefold()
    assert "buku paspor jatuh ke sumur" in told
    assert [name for name in ("siti", "aminah") if name in told] == []


async def test_a_draft_vanishes_with_the_residents_data(village: Village) -> None:
    card = await opens_a_ticket(village)
    await village.budi.replies(card, "Datang saja ke kantor.")
    await village.budi.presses(await village.budi.hears(contains="Sampai ke warga"), "Jadikan FAQ")
    await village.budi.hears(contains="diusulkan menjadi FAQ")
    await erases(village.warga)
    await village.budi.hears(contains="menghapus datanya")
    assert not await village.app.store.read(queries.staff.drafts_waiting)
