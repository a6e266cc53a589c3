"""An office that works in a group: one topic for each ticket, as conversations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from telegram_simulator.errors import ActError
from telegram_simulator.messages import Message
from telegram_simulator.people import Chat
from telegram_simulator.phone import Phone
from tests.databases import new_sqlite
from tests.stories.conftest import PEOPLE, Village, asks_officer, settles, shown, village_with

GROUP = -1001234567890


@dataclass
class Office:
    """A village whose office works in a group, and the phones of those in it."""

    village: Village
    group: Chat
    budi: Phone
    citra: Phone
    eko: Phone
    guest: Phone

    def topics(self) -> dict[str, bool]:
        """Return the topics of the group by name, and whether each is closed."""
        return {topic["name"]: topic["closed"] for topic in self.group.topics.values()}

    async def open_ticket(self, text: str = "qqq pertama yang tak dikenal") -> Message:
        """Siti's question as it stands in the group."""
        await settles(self.village.warga)
        await asks_officer(self.village.warga, text)
        return await self.budi.hears(contains=text)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Office Barat works in a forum; Pak Eko of another office and a guest are members too."""
    barat = {**PEOPLE["offices"][0], "group": GROUP}
    async with village_with(await new_sqlite(tmp_path), offices=[barat, PEOPLE["offices"][1]]) as village:
        members = [village.citra, village.eko, village.tetangga]
        group = village.server.group("Kantor Barat", village.budi, members, group_id=GROUP, forum=True)
        village.server.acts.set_member(group, village.budi.person, village.server.world.bot.id, "administrator")
        phones = (phone.within(group) for phone in (village.budi, village.citra, village.eko, village.tetangga))
        yield Office(village, group, *phones)


async def test_a_ticket_has_a_topic_with_its_card_and_the_reply_arrives(office: Office) -> None:
    card = await office.open_ticket()
    warga = office.village.warga
    assert office.topics() == {"Kasus #1 – Desa Mandurian": False}
    assert card.wire["is_topic_message"]
    assert "Siti" not in next(iter(office.topics()))
    await office.village.until(lambda: any("Sudah sampai ke petugas" in m.text for m in warga.messages))
    mine = await office.budi.replies(card, "Datang hari Selasa, Bu.")
    answer = await warga.hears(contains="hari Selasa")
    assert "Pak Budi menjawab" in answer.text
    notice = await office.budi.hears(contains="Sampai ke warga")
    assert notice.wire["message_thread_id"] == card.wire["message_thread_id"]
    await office.budi.edits(mine, "Datang hari Rabu, Bu.")
    await office.village.until(lambda: "hari Rabu" in shown(warga, answer.id))
    await warga.sends("tambahan: nomor antrean saya 17")
    later = await office.citra.hears(contains="nomor antrean saya 17")
    assert later.wire["message_thread_id"] == card.wire["message_thread_id"]
    assert not any("qqq" in text for text in office.village.budi.heard), "an ordinary case stays out of his own chat"
    await office.budi.asks("/antrean", "1 terbuka")
    await office.budi.sends("/tarik", reply_to=mine)
    await warga.hears(contains="menarik jawabannya")


async def test_a_chat_tells_the_number_that_the_settings_ask_for(office: Office) -> None:
    command = f"/nomor@{office.village.server.world.bot.username}"
    await office.budi.asks(command, f"Nomor chat ini: {GROUP}")
    lain = office.village.server.group("RT 04", office.village.tetangga, [])
    phone = office.village.tetangga.within(lain)
    await phone.asks(command, f"Nomor chat ini: {lain.id}")
    await office.village.citra.asks("/nomor", f"Nomor chat ini: {office.village.citra.person.id}")


async def test_talk_among_colleagues_and_notes_do_not_reach_the_resident(office: Office) -> None:
    card = await office.open_ticket()
    await office.budi.sends("siapa yang kenal ibu ini?", topic=card.wire["message_thread_id"])
    await office.citra.replies(card, "// saya kenal")
    await office.budi.hears(contains="TIDAK dikirim ke warga")
    await office.citra.replies(card, "Baik, Bu.")
    await office.village.warga.hears(contains="Baik, Bu.")
    assert not any("kenal" in text for text in office.village.warga.heard)


async def test_all_see_who_takes_a_ticket_and_its_topic_closes_and_opens(office: Office) -> None:
    card = await office.open_ticket()
    await office.citra.presses(card, "Ambil")
    await office.village.until(lambda: "Ditangani Bu Citra" in shown(office.budi, card.id))
    await office.budi.replies(card, "Saya jawab saja.")
    await office.budi.presses(await office.budi.hears(contains="sedang ditangani Bu Citra"), "Kirim")
    await office.village.warga.hears(contains="Saya jawab saja")
    await office.budi.presses(card, "Tutup")
    await office.village.until(lambda: list(office.topics().values()) == [True])
    await office.village.warga.presses(await office.village.warga.hears(contains="sudah terjawab"), "Belum")
    await office.village.until(lambda: list(office.topics().values()) == [False])
    await office.citra.hears(contains="belum merasa terjawab")


async def test_whoever_is_no_officer_of_the_office_can_do_nothing_in_its_group(office: Office) -> None:
    card = await office.open_ticket()
    await office.guest.replies(card, "Saya juga mau jawab.")
    await office.guest.hears(contains="TIDAK dikirim ke warga")
    await office.eko.replies(card, "Saya dari kantor lain.")
    await office.eko.hears(contains="TIDAK dikirim ke warga")
    for phone in (office.guest, office.eko):
        with suppress(ActError):
            await phone.presses(card, "Tutup")
    await office.budi.replies(card, "Silakan datang, Bu.")
    await office.village.warga.hears(contains="Silakan datang")
    assert not any("jawab." in text or "kantor lain" in text for text in office.village.warga.heard)
    assert list(office.topics().values()) == [False]


async def test_an_emergency_rings_in_the_officers_own_chats_as_well(office: Office) -> None:
    await settles(office.village.warga)
    await office.village.warga.sends("tolong pak saya disekap majikan tidak boleh keluar")
    own = await office.village.budi.hears(contains="DARURAT")
    await office.village.citra.hears(contains="DARURAT")
    await office.budi.hears(contains="DARURAT")
    assert list(office.topics()) == ["🔴 Kasus #1 – Desa Mandurian"]
    await office.village.budi.replies(own, "Kami bantu sekarang.")
    await office.village.warga.hears(contains="Kami bantu sekarang")


async def test_a_photo_sent_while_the_topic_was_being_opened_is_in_it(office: Office) -> None:
    warga = office.village.warga
    await settles(warga)
    await asks_officer(warga, "qqq surat ini benar pak?")
    await warga.sends_document(name="surat.txt", caption="ini suratnya")
    await office.budi.hears(contains="qqq surat ini")
    await office.village.until(
        lambda: any(m.wire.get("document") and m.wire.get("is_topic_message") for m in office.budi.messages)
    )


async def test_after_the_bot_is_removed_the_whole_ticket_goes_to_own_chats(office: Office) -> None:
    await office.open_ticket()
    world = office.village.server.world
    office.village.server.acts.set_member(office.group, office.village.budi.person, world.bot.id, "left")
    await office.village.warga.sends("qqq masih menunggu pak")
    card = await office.village.budi.hears(contains="qqq pertama")
    await office.village.budi.hears(contains="masih menunggu")
    await office.village.budi.replies(card, "Maaf menunggu, Bu.")
    await office.village.warga.hears(contains="Maaf menunggu")
    await settles(office.village.tetangga)
    await asks_officer(office.village.tetangga, "qqq kedua yang tak dikenal")
    await office.village.budi.hears(contains="qqq kedua")


async def test_an_faq_answer_is_searched_proposed_and_sent_in_the_topic(office: Office) -> None:
    card = await office.open_ticket()
    warga, budi = office.village.warga, office.budi
    found = await budi.chooses(card, "Cari jawaban FAQ", "(kasus #1)")
    await budi.replies(found, "calo")
    found = await budi.hears(contains="“calo” (kasus #1)")
    preview = await budi.chooses(found, found.buttons[0], "Warga akan membaca ini (kasus #1)")
    await office.eko.presses(preview, "Kirim")
    assert not any("menjawab (pertanyaan #1)" in text for text in warga.heard)
    await budi.presses(preview, "Kirim")
    await warga.hears(contains="Pak Budi menjawab (pertanyaan #1)")
    await budi.hears(contains="Sampai ke warga")
    await budi.replies(card, "Lapor saja ke kantor desa.")
    await budi.presses(await budi.hears(contains="Sampai ke warga"), "Jadikan FAQ")
    assert "Lapor saja" in (await budi.hears(contains="diusulkan menjadi FAQ")).text
