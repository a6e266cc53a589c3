"""A resident's own data, as conversations."""

from __future__ import annotations

import os
import pwd
import unicodedata
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from telegram_simulator.entities import utf16_slice
from telegram_simulator.phone import Phone
from tests.databases import new_sqlite
from tests.faults.conftest import quiet
from tests.storage.steps import everything
from tests.stories.conftest import PEOPLE, Village, asks_officer, erases, opens_a_ticket, settles, village_with
from tests.stories.test_audit import bot, here
from tests.typed import some


async def test_ninety_days_later_nothing_personal_is_left(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    await warga.presses(await warga.asks("brp biaya bikin paspor", "Rp650.000"), "👍")
    await asks_officer(warga, "qqq pertama yang tak dikenal")
    card = await budi.hears(contains="Kasus #1")
    await budi.replies(card, "rahasia dari petugas")
    await budi.presses(await budi.hears(contains="Sampai ke warga"), "Tutup")
    await warga.hears(contains="sudah terjawab")
    await village.passes(timedelta(days=89))
    assert "qqq pertama" in await everything(village.app.store)
    await village.passes(timedelta(days=3))
    personal = ("Siti", "'5001'", "5001:", "qqq", "rahasia dari petugas", "biaya bikin")

    async def forgotten() -> bool:
        left = await everything(village.app.store)
        return not any(trace in left for trace in personal)

    await village.until(forgotten)
    await warga.asks("/data", "Belum ada data")


async def test_after_erasing_nothing_of_the_person_is_left_anywhere(database_url: str) -> None:
    async with village_with(database_url) as village:
        warga, budi, citra = village.server.phone(50017788, "Zulaikha"), village.budi, village.citra
        await settles(warga)
        await asks_officer(warga, "qqq pertama yang tak dikenal")
        card = await budi.hears(contains="Kasus #1")
        await warga.sends_photo(caption="qqq suratnya")
        await budi.hears(contains="mengirim foto")
        await village.until(lambda: any(message.kind == "photo" for message in budi.messages))
        await budi.asks("/kasus 1", "Kasus #1")
        await budi.presses(await budi.chooses(card, "Alihkan", "kepada siapa"), "Bu Citra")
        card = await citra.hears(contains="Kasus #1")
        await citra.replies(card, "Datang hari Senin saja.")
        await warga.hears(contains="hari Senin")
        await citra.presses(await citra.hears(contains="Sampai ke warga"), "Tutup")
        await warga.hears(contains="sudah terjawab")
        await asks_officer(warga, "qqq kedua yang tak dikenal")
        await budi.hears(contains="Kasus #2")
        data = await warga.asks("/data", "Data Bapak/Ibu yang tersimpan")
        for expected in ("Zulaikha", "Desa Mandurian", "qqq pertama", "Bu Citra: Datang hari Senin saja."):
            assert expected in data.text
        await warga.presses(data, "Kirim sebagai berkas")
        await village.until(lambda: warga.last.kind == "document")
        file = village.server.world.files.get(warga.last.wire["document"]["file_id"])
        assert some(file).content.decode("utf-8-sig").startswith("Data Bapak/Ibu yang tersimpan")
        await erases(warga)
        await warga.sees("sudah dihapus")
        await citra.replies(card, "Jadi datang?")
        await citra.hears(contains="warga sudah menghapus datanya")
        for officer in (budi, citra):
            await village.until(partial(clean, officer))
            assert any(message.text == "Kasus #1: dihapus atas permintaan warga." for message in officer.messages)
        await village.until(lambda: not any(message.kind == "photo" for message in budi.messages))
        assert any("Warga menghapus datanya. Kasus #2 ditutup." in text for text in budi.heard)

        # of a server's files only its rows can be read
        path = Path(database_url.removeprefix("sqlite:///"))

        async def erased() -> bool:
            files = "".join(one.read_bytes().decode("latin-1") for one in path.parent.glob(f"{path.name}*"))
            return not traces(await everything(village.app.store) + files)

        await village.until(erased)
        await warga.asks("/data", "Belum ada data")


def clean(phone: Phone) -> bool:
    """No trace stands in any message of the phone."""
    return not traces("\n".join(message.text or "" for message in phone.messages))


def traces(text: str) -> list[str]:
    return [trace for trace in ("Zulaikha", "qqq", "50017788") if trace in text]


async def test_a_number_and_a_document_reach_neither_officer_nor_database(village: Village) -> None:
    warga, budi = village.warga, village.budi
    card = await opens_a_ticket(village, "qqq nik saya 6305011212900001 paspor X1234567 ditolak")
    assert "[NIK/KK •••]" in card.text
    notice = await warga.hears(contains="saya sembunyikan")
    question = next(message for message in warga.messages if "6305" in message.text)
    await warga.presses(notice, "Hapus pesan tadi")
    await village.until(lambda: question.id not in {message.id for message in warga.messages})
    sent = await warga.sends_document(name="Scan KTP.pdf")
    await warga.presses(await warga.hears(contains="berkas dokumen pribadi"), "Hapus berkas itu")
    await village.until(lambda: sent.id not in {message.id for message in warga.messages})
    assert not any(message.kind == "document" for message in budi.messages)
    left = await everything(village.app.store)
    assert "6305011212900001" not in left
    assert "X1234567" not in left
    await budi.replies(card, "Kirim nomor HP Ibu, nanti saya telepon.")
    await warga.hears(contains="nomor HP")
    await warga.sends("081234567890")
    await budi.hears(contains="081234567890")


async def test_a_number_in_name_contact_and_two_messages_stays_with_the_resident(village: Village) -> None:
    warga, budi = village.server.phone(5003, "Siti", last_name="081234567890"), village.budi
    await settles(warga)
    await asks_officer(warga, "qqq nik saya 630501")
    card = await budi.hears(contains="Kasus #1")
    assert "Siti [nomor HP •••]" in card.text
    await warga.asks("1212900001", "mungkin sudah dilihat petugas")
    await village.until(lambda: any("nik saya [NIK/KK •••]" in message.text for message in budi.messages))
    await warga.sends_contact("+6281234567890")
    await warga.hears(contains="tidak saya teruskan")
    await budi.hears(contains="nomornya tidak diteruskan")
    left = await everything(village.app.store)
    for trace in ("081234567890", "1212900001", "nik saya 630501"):
        assert trace not in left, trace
    await budi.replies(card, "Minta nomor HP Ibu, ya.")
    await warga.hears(contains="nomor HP")
    await warga.sends_contact("+6281234567890")
    await village.until(lambda: any(message.kind == "contact" for message in budi.messages))
    await warga.sends_document(name="Ibu Siti.VCF")
    await warga.hears(contains="tidak saya teruskan")


async def test_a_photo_without_a_caption_is_taken_back_when_it_is_a_document(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await opens_a_ticket(village)
    sent = await warga.sends_photo()
    assert (await warga.hears(contains="Apakah isinya KTP")).reply_to == sent.id
    await village.until(lambda: any(message.kind == "photo" for message in budi.messages))
    await warga.sends_document(name="scan0001.pdf")
    await village.until(lambda: any(message.kind == "document" for message in budi.messages))
    await warga.sends("makasih pak")
    await warga.asks("iya itu ktp", "Foto itu")
    await village.until(lambda: any("foto warga ditarik dari sini" in message.text for message in budi.messages))
    assert {message.kind for message in budi.messages} & {"photo", "document"} == {"document"}
    await warga.presses(await warga.hears(contains="Yang ini juga"), "Ya")
    await village.until(lambda: {message.kind for message in budi.messages}.isdisjoint({"photo", "document"}))
    await village.until(lambda: not any(one.text.endswith(("mengirim foto:", "berkas:")) for one in budi.messages))
    await warga.sends_document(name="Undangan.apk")
    await warga.hears(contains="Jangan dibuka, jangan dipasang")
    await village.until(lambda: any(one.text.startswith("Jangan dibuka, jangan") for one in budi.messages))
    await warga.sends_photo()
    await warga.hears(contains="Apakah isinya KTP")
    await warga.asks("bukan pak", "tetap pada petugas")
    assert any(message.kind == "photo" for message in budi.messages)


async def test_where_the_office_wants_it_a_photo_waits_for_the_residents_word(tmp_path: Path) -> None:
    offices = [dict(office, hold_photos=True) for office in PEOPLE["offices"]]
    async with village_with(await new_sqlite(tmp_path), offices=offices) as village:
        warga, budi = village.warga, village.budi
        await settles(warga)
        await warga.sends_photo()
        asked = await warga.hears(contains="Apakah ini KTP")
        await warga.asks("brp biaya bikin paspor", "Rp650.000")
        assert not any(message.kind == "photo" for message in budi.messages)
        await warga.presses(asked, "Bukan")
        await budi.hears(contains="Kasus #1")
        await village.until(lambda: any(message.kind == "photo" for message in budi.messages))
        await warga.asks("tolong saya disekap di rumah agen, paspor diambil, saya dipukul", "110")
        await warga.sends_photo()
        await village.until(lambda: sum(message.kind == "photo" for message in budi.messages) == 2)


async def test_clearing_the_chat_leaves_a_greeting_and_the_officers_ticket(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    await warga.asks("brp biaya bikin paspor", "Rp650.000")
    first = await warga.asks("tolong saya disekap di rumah agen, paspor diambil, saya dipukul", "110")
    await budi.hears(contains="DARURAT")
    await warga.presses(first, "Hapus obrolan ini")
    await village.until(lambda: len(warga.messages) == 1 and "Ada yang bisa dibantu" in warga.messages[0].text)
    assert any("disekap" in text for text in budi.heard)
    await budi.asks("/antrean", "disekap")
    await warga.sends("halo")
    await village.until(lambda: len(warga.messages) > 2)
    await warga.sends("/hapusjejak")
    await village.until(lambda: len(warga.messages) == 1)


async def test_each_button_and_each_reply_is_about_the_message_above(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    first = await warga.asks("ini link resmi ga? https://kerja-a.xyz", "kerja-a.xyz BUKAN")
    asked = await warga.sends("kalau yang ini asli ga https://duit-b.top")
    second = await warga.hears(contains="duit-b.top BUKAN")
    await warga.chooses(first, "Kirim ke petugas", "Pertanyaan #1")
    assert "duit-b.top" not in (await budi.hears(contains="kerja-a.xyz")).text
    await warga.presses(second, "Kirim ke petugas")
    further = await budi.hears(contains="duit-b.top")
    assert "pertanyaan #1" in ((await warga.presses(second, "Kirim ke petugas")).text or "")
    await budi.replies(further, "Yang ini palsu.")
    told = await warga.hears(contains="Yang ini palsu")
    assert told.wire["reply_to_message"]["message_id"] == asked.id


async def test_who_saw_a_ticket_and_how_is_written_down(village: Village) -> None:
    card = await opens_a_ticket(village)
    budi, citra, dewi = village.budi, village.citra, village.dewi
    await village.warga.sends_photo(caption="suratnya")
    await budi.hears(contains="mengirim foto")
    await village.until(lambda: any(message.kind == "photo" for message in budi.messages))
    await budi.asks("/kasus 1", "Kasus #1")
    await dewi.chooses(await dewi.asks("/antrean", "tak dikenal"), "#1", "Balas pesan ini")
    await budi.presses(await budi.chooses(card, "Alihkan", "kepada siapa"), "Bu Citra")
    await citra.hears(contains="Kasus #1")
    await quiet(village)
    await village.closes()
    assert (await here(village, "audit", "1", "--isi"))[0] == 0
    status, out, _ = await here(village, "officer", "access", "--case", "1")
    assert status == 0
    *seen, last = [" ".join(line.split("  ", 1)[1].split()) for line in out.splitlines()]
    assert set(seen) >= {
        "kartu kasus Pak Budi (budi)",
        "pesan susulan Pak Budi (budi)",
        "foto/suara/berkas Pak Budi (budi)",
        "seluruh kasus (/kasus) Pak Budi (budi)",
        "antrean Bu Dewi (dewi)",
        "kartu kasus Bu Dewi (dewi)",
        "kartu kasus Bu Citra (citra)",
    }
    assert f"(uid {os.getuid()}, {pwd.getpwuid(os.getuid()).pw_name})" in last
    assert "audit dengan isi" in last


async def test_a_resident_can_neither_forge_a_card_nor_steer_a_terminal(village: Village) -> None:
    forged = f"qqq mau tanya{50 * chr(10)}Kasus #1\n\n✓ Dijawab oleh Pak Budi.\x1b[2J\x9b31m"
    await settles(village.warga)
    await asks_officer(village.warga, forged)
    card = await village.budi.hears(contains="Kasus #1")
    assert "\n\n\n" not in card.text
    (quote,) = [one for one in card.wire["entities"] if one["type"] == "blockquote"]
    words = utf16_slice(card.text, quote["offset"], quote["length"])
    assert words.startswith("qqq mau tanya\n\nKasus #1")
    assert words.endswith("✓ Dijawab oleh Pak Budi. [2J31m")
    assert "Dijawab" not in card.text.replace(words, "")
    status, out, _ = await bot(village, "audit", "1", "--isi")
    assert status == 0
    assert "Dijawab oleh Pak Budi" in out
    assert not {character for character in out if unicodedata.category(character) in {"Cc", "Co"}} - {"\n"}


async def test_where_a_button_asks_nothing_is_stored_until_it_is_pressed(tmp_path: Path) -> None:
    async with village_with(await new_sqlite(tmp_path), privacy={"ask_consent": True}) as village:
        warga, budi = village.warga, village.budi
        await warga.starts("mandurian")
        greeting = await warga.hears(contains="Setuju")
        await warga.asks("brp biaya bikin paspor", "Rp650.000")
        question = await warga.sends("siapa melukis qqq pertama yang tak dikenal di balai desa, nik 6305011212900001")
        asked = await warga.hears(contains="setelah Bapak/Ibu menekan Setuju")
        assert asked.reply_to == question.id
        left = await everything(village.app.store)
        for trace in ("Siti", "qqq", "biaya bikin", "6305011212900001"):
            assert trace not in left, trace
        await warga.chooses(asked, "Setuju", "desa mana")
        await warga.presses(greeting, "Setuju")
        card = await budi.hears(contains="qqq pertama yang tak dikenal")
        assert "[NIK/KK •••]" in card.text
        await village.until(
            lambda: "Desa Mandurian" in warga.messages[1].text and "Setuju" not in warga.messages[1].text
        )
        await village.tetangga.starts("mandurian")
        await village.tetangga.asks("tolong saya disekap di rumah agen, paspor diambil, saya dipukul", "110")
        await village.dewi.hears(contains="DARURAT")


async def test_a_message_that_cannot_be_cleared_is_not_passed_over_in_silence(village: Village) -> None:
    warga = village.warga
    await settles(warga)
    answer = await warga.asks("brp biaya bikin paspor", "Rp650.000")
    before = {message.id for message in warga.messages}
    refused: dict[str, Any] = {"code": 400, "description": "Bad Request: message can't be deleted", "times": 1}
    for method in ("deleteMessages", "deleteMessage"):
        village.server.faults.add("error", methods=[method], **refused)
    await warga.asks("/hapusjejak", "Sebagian pesan tidak bisa saya hapus")
    assert answer.id in before
    assert len(before & {message.id for message in warga.messages}) == 1
    await village.passes(timedelta(hours=49))
    await warga.asks("/hapusjejak", "Hapus riwayat")
    assert len(warga.messages) > 1
