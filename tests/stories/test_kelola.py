"""Staff correct the FAQ in their chat: a fee, a phrasing, a signature; a second person agrees; it is taken back."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.app.people.invitations import VALID, invited
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.people import Address, Member, Resident, Role
from bot.helpdesk.model.ticket import Author, FaqDraft, Line
from bot.helpdesk.texts import staff as texts
from bot.storage import queries
from telegram_simulator.phone import Phone
from tests.command import Done, typed
from tests.databases import new_sqlite
from tests.shipped import SMALL, SMALL_CACHE, save, small_index
from tests.storage.samples import make_ticket
from tests.stories.conftest import Village, carried, learnt, press, settles, village_with
from tests.typed import some

BASIS = "PP 1/2026\n1 Desember 2026\nKantor Imigrasi Banjarmasin"
QUESTION, OLD, NEW = "brp biaya bikin paspor", "Rp650.000", "Rp700.000"
READ_WITHIN = 120.0
"""Seconds for reading a FAQ in a process of its own on a machine that does much else; mostly it takes two."""
RINI = Member("rini", "Bu Rini", frozenset(Role), frozenset({"kanim"}))
TONO = Member("tono", "Pak Tono", frozenset({Role.PUBLISHER}))


@dataclass
class Office:
    """A village whose FAQ two members of the staff keep: she writes, publishes and signs; he only publishes."""

    village: Village
    faq: Path
    rini: Phone
    tono: Phone

    async def joins(self, phone: Phone, member: Member) -> str:
        """Invite a member, who opens the link; returns it."""
        link = (await invited(self.village.settings, self.village.clock() + VALID, member))[member.id]
        await phone.starts(link.partition("start=")[2])
        await phone.hears(contains="Selamat datang")
        return link

    async def is_kept_by_rini_alone(self) -> None:
        """Let the other publisher leave."""
        await self.village.app.store.write(queries.staff.remove, "tono")

    def writes(self, old: str, new: str) -> None:
        """Change the words of the draft's answers."""
        save(self.faq, old, new, "paspor.yaml")

    async def chooses(self, phone: Phone, button: str) -> None:
        """Open the staff's menu, and press a button of it."""
        await phone.presses(await phone.asks("/kelola", "Pilih yang"), button)

    async def asks_to_publish(self, why: str) -> None:
        """Rini looks at what differs, and publishes it."""
        await self.chooses(self.rini, "Lihat bedanya")
        await self.publishes(why)

    async def answer(self) -> str:
        """Ask as a resident what a passport costs."""
        await self.village.warga.sends(QUESTION)
        return (await self.village.warga.hears(contains="Paspor elektronik berlaku")).text

    async def reads(self, amount: str) -> None:
        """Ask until the answer names the amount."""
        while amount not in await self.answer():
            pass

    async def opens_the_fee(self) -> None:
        """Go through the menu until the new amount is asked for."""
        await self.chooses(self.rini, "Ubah tarif")
        await self.rini.presses(await self.rini.hears(contains="Tarif mana"), "Paspor elektronik 5 tahun")
        assert "dikutip di 1 jawaban" in (await self.rini.hears(contains=OLD)).text.lower()

    async def corrects_the_fee(self, *typed: str) -> None:
        """Give the fee its amount and basis, until it can be published."""
        await self.opens_the_fee()
        await self.types_the_fee(*typed)

    async def types_the_fee(self, *typed: str) -> None:
        """Type the amount, each time that it is asked for, and its basis."""
        for one in typed:
            await self.rini.sends(one)
        await self.rini.hears(contains="Menurut apa?")
        await self.rini.sends(BASIS)

    async def publishes(self, why: str = "tarif baru sesuai PP") -> None:
        """Press Terbitkan under the summary, and give the reason."""
        await self.rini.presses(await self.rini.hears(contains="ini yang berubah", timeout=READ_WITHIN), "Terbitkan")
        await self.rini.hears(contains="alasannya")
        await self.rini.sends(why)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    await learnt(small_index)
    async with office_in(tmp_path, SMALL_CACHE) as office:
        yield office


@asynccontextmanager
async def office_in(folder: Path, cache: Path) -> AsyncIterator[Office]:
    """Open an office whose matcher learns in that folder."""
    faq = shutil.copytree(SMALL, folder / "faq")
    async with village_with(await new_sqlite(folder), faq=faq, cache=cache) as village:
        scene = Office(village, faq, village.server.phone(8001, "Rini"), village.server.phone(8002, "Tono"))
        await scene.joins(scene.rini, RINI)
        await scene.joins(scene.tono, TONO)
        await settles(village.warga)
        yield scene


async def test_a_fee_corrected_in_chat_reaches_residents_once_a_second_agrees(office: Office) -> None:
    assert OLD in await office.answer()
    await office.corrects_the_fee("700.000")
    await office.publishes()
    await office.rini.hears(contains="Menunggu orang kedua: Pak Tono")
    card = await office.tono.hears(contains="Bu Rini minta persetujuan")
    assert f"{OLD} → {NEW}" in card.text
    assert "tarif baru sesuai PP" in card.text
    assert OLD in await office.answer()
    await office.tono.presses(card, "Setujui")
    await office.reads(NEW)
    await office.rini.hears(contains="Pak Tono setuju", timeout=READ_WITHIN)
    # taken back in two taps, without anybody else
    await office.chooses(office.tono, "Batalkan terbitan terakhir")
    undoing = await office.tono.hears(contains="oleh Bu Rini, disetujui Pak Tono")
    assert f"{NEW} → {OLD}" in undoing.text
    await office.tono.presses(undoing, "Ya, batalkan")
    await office.tono.hears(contains="Sudah dibatalkan", timeout=READ_WITHIN)
    await office.reads(OLD)


async def test_a_far_fee_is_typed_twice_may_be_refused_and_can_be_taken_back(office: Office) -> None:
    await office.corrects_the_fee("sekitar satu juta", "0", "700000", "6,5 juta", "6500000")
    heard = "\n".join(office.rini.heard)
    told = ("bukan jumlah rupiah", "warga akan membaca Rp0. Betul gratis?", "tidak sama", "lebih dari 30 persen")
    assert [words for words in told if words not in heard] == []
    await office.publishes()
    refused = await office.tono.hears(contains="minta persetujuan")
    # a task that is carried out again after a kill asks nobody twice
    desk = await office.village.app.staff.desk()
    proposal = some(await desk.propose(RINI))
    again = await desk.publish(RINI, proposal.id, "sekali lagi")
    assert again == texts.ASKED.format(names=TONO.name)
    assert len((await desk.today(TONO)).requests) == 1
    assert len([text for text in office.tono.heard if "minta persetujuan" in text]) == 1
    await office.tono.presses(refused, "Tolak")
    await office.rini.hears(contains="Pak Tono tidak setuju")
    await office.tono.chooses(refused, "Setujui", "sudah diputuskan")
    assert OLD in await office.answer()
    await office.chooses(office.rini, "Lihat bedanya")
    await office.publishes("sekali lagi, memang benar")
    await office.tono.presses(await office.tono.hears(contains="minta persetujuan"), "Setujui")
    await office.reads("Rp6.500.000")
    await office.chooses(office.rini, "Batalkan terbitan terakhir")
    await office.rini.presses(await office.rini.hears(contains="Batalkan, dan kembali"), "Ya, batalkan")
    # who agreed hears that it is gone
    await office.tono.hears(contains="Bu Rini menarik kembali terbitan 2", timeout=READ_WITHIN)
    await office.reads(OLD)
    assert "rupiah: 650000" in (office.faq / "biaya.yaml").read_text("utf-8")


async def test_a_phrasing_that_takes_a_question_over_is_seen_and_agreed_to(tmp_path: Path, module_cache: Path) -> None:
    async with office_in(tmp_path, module_cache) as office:
        await asked_by(office.village, 9001, text="biaya paspor berapa")
        await office.chooses(office.rini, "Tambah kalimat")
        await office.rini.sends("paspor rusak")
        await office.rini.presses(await office.rini.hears(contains="Pilih jawabannya"), "Bagaimana kalau paspor rusak?")
        await office.rini.hears(contains="Tulis satu kalimat")
        asked = await office.rini.asks("biaya paspor brp", "Di jawaban mana", timeout=READ_WITHIN)
        assert "“biaya paspor brp” hari ini dijawab dengan “Berapa biaya membuat paspor?” (yakin " in asked.text
        added = await office.rini.chooses(asked, "Tetap di: Bagaimana", "Tersimpan di naskah", timeout=READ_WITHIN)
        shown = await office.rini.chooses(added, "Lihat bedanya", "ini yang berubah", timeout=READ_WITHIN)
        cost, broken = "“Berapa biaya membuat paspor?”", "“Bagaimana kalau paspor rusak?”"
        taken = f"'biaya paspor brp': hari ini {cost} (yakin 100%), nanti {broken}"
        assert taken in shown.text
        assert f"'biaya paspor berapa': {cost} → {broken}" in shown.text
        assert "Tidak ada jawaban yang berubah" not in shown.text
        await office.rini.chooses(shown, "Terbitkan", "alasannya")
        await office.rini.asks("kata warga", "paling sedikit tiga kata")
        await office.rini.asks("kata warga desa", "Menunggu orang kedua: Pak Tono")
        card = await office.tono.hears(contains="Bu Rini minta persetujuan")
        assert taken in card.text
        # what residents wrote is not stored with the request
        assert "biaya paspor berapa" not in card.text
        assert f"{cost} → {broken}: 1 pertanyaan" in card.text
        assert OLD in await office.answer()
        # one that takes nothing from anybody needs nobody
        save(office.faq, "biaya paspor brp", "buku ijo ulun digigit tikus", "paspor.kalimat.yaml")
        await office.asks_to_publish("kata warga desa")
        await office.rini.hears(contains="Sudah terbit", timeout=READ_WITHIN)


HONEST, SWINDLE = "Tanya petugas desa lewat bot ini.", "Bayar dulu separuhnya tunai kepada Pak Budi di pasar."


async def test_the_supervisor_is_the_second_where_nobody_else_publishes(office: Office) -> None:
    await office.is_kept_by_rini_alone()
    dewi = office.village.dewi
    office.writes(HONEST, SWINDLE)
    await office.asks_to_publish("perbaikan kecil saja")
    await office.rini.hears(contains="Menunggu orang kedua: Bu Dewi")
    card = await dewi.hears(contains="Bu Rini minta persetujuan")
    assert f"sebelum: {HONEST}" in card.text
    assert f"sesudah: {SWINDLE}" in card.text
    assert HONEST in await office.answer()
    # neither she nor another officer has that button
    (agree,) = (data for data in carried(office.village.server) if ":setuju:" in data)
    press(office.village, office.rini, 1, agree)
    await office.rini.hears(contains="Ini permintaan Anda sendiri")
    press(office.village, office.village.budi, 1, agree)
    press(office.village, dewi, 1, agree.replace("setuju", "semua"))
    card = await dewi.hears(contains=f"sesudah: {SWINDLE}")
    await dewi.chooses(card, "Tolak", "permintaan Bu Rini tidak terbit")
    await office.rini.hears(contains="Bu Dewi tidak setuju")
    await dewi.asks("/kelola", "Perintah ini untuk pengelola")
    office.writes(SWINDLE, "Bayar di bank atau kantor pos.")
    await office.asks_to_publish("cara membayar baru")
    await dewi.presses(await dewi.hears(contains="Bayar di bank atau kantor pos."), "Setujui")
    await dewi.hears(contains="Sudah terbit", timeout=READ_WITHIN)
    await office.reads("Bayar di bank atau kantor pos.")
    # taken back at once by her alone, and told; never brought back in the same way
    for last in ("Ya, batalkan", ""):
        await office.chooses(office.rini, "Batalkan terbitan terakhir")
        if last:
            await office.rini.presses(await office.rini.hears(contains="kembali ke terbitan 1"), last)
            await office.rini.hears(contains="Sudah dibatalkan", timeout=READ_WITHIN)
            told = await dewi.hears(contains="Bu Rini menarik kembali terbitan 2")
            assert "sebelum: Bayar di bank atau kantor pos." in told.text
    await office.rini.hears(contains="Tidak ada yang bisa dibatalkan")
    await office.reads(HONEST)


async def test_what_the_console_asks_for_is_published_once_a_publisher_agrees(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def types(*words: str) -> Done:
        return await asyncio.to_thread(typed, "faq", *words, "--alasan", "dari konsol", "--ya")

    given = office.village.settings
    monkeypatch.setenv("BOT_FAQ", str(office.faq))
    monkeypatch.setenv("BOT_CACHE", str(SMALL_CACHE))
    monkeypatch.setenv("BOT_DATABASE", given.database.get_secret_value())
    office.writes(HONEST, SWINDLE)
    waits = await types("publish")
    assert (waits.status, "menunggu orang kedua (Bu Rini, Pak Tono)" in waits.err) == (1, True)
    card = await office.tono.hears(contains="minta persetujuan")
    assert f"sesudah: {SWINDLE}" in card.text
    await office.tono.chooses(card, "Setujui", "Sudah terbit (terbitan 2)", timeout=READ_WITHIN)
    await office.reads(SWINDLE)
    office.writes("2027-05-24", "2027-06-01")
    assert (await types("publish")).status == 0
    # two back, so not at once; then the folder goes back, too
    waits = await types("rollback", "1")
    assert (waits.status, "menunggu orang kedua" in waits.err) == (1, True)
    await office.rini.presses(await office.rini.hears(contains=f"sebelum: {SWINDLE}"), "Setujui")
    await office.rini.hears(contains="Sudah terbit (terbitan 4)", timeout=READ_WITHIN)
    await office.reads(HONEST)
    assert SWINDLE not in (office.faq / "paspor.yaml").read_text("utf-8")
    assert "sudah pernah ditarik kembali" in (await types("rollback", "2")).err


async def test_strangers_and_used_links_are_refused_kindly(office: Office) -> None:
    stranger = office.village.server.phone(6666, "Maling")
    used = await office.joins(office.rini, RINI)
    await stranger.starts(used.partition("start=")[2])
    await stranger.hears(contains="sudah dipakai")
    await stranger.asks("/kelola", "Perintah ini untuk pengelola")
    await office.village.budi.asks("/kelola", "Perintah ini untuk pengelola")
    # staff who write something else are answered as residents are
    await office.rini.asks(QUESTION, OLD)


async def test_a_phrasing_has_one_owner_and_a_signature_is_for_what_was_read(office: Office) -> None:
    await office.chooses(office.rini, "Tambah kalimat")
    await office.rini.sends("paspor hilang")
    await office.rini.presses(await office.rini.hears(contains="Pilih jawabannya"), "Bagaimana kalau paspor hilang?")
    await office.rini.hears(contains="Tulis satu kalimat")
    await office.rini.asks("Biaya paspor!", "sudah milik jawaban lain: “Berapa biaya membuat paspor?”")
    await office.rini.asks("buku ijo ulun tabuang ka sungai", "Tersimpan di naskah", timeout=READ_WITHIN)
    assert "- buku ijo ulun tabuang ka sungai\n" in (office.faq / "paspor.kalimat.yaml").read_text("utf-8")
    await office.chooses(office.rini, "Tanda tangan")
    await office.rini.presses(
        await office.rini.hears(contains="2 jawaban belum", timeout=READ_WITHIN), "Berapa biaya membuat paspor?"
    )
    preview = await office.rini.hears(contains="Begini warga membacanya")
    assert OLD in preview.text
    save(office.faq, "650000", "660000")
    await office.rini.chooses(preview, "Saya tanda tangani", "sudah diubah langsung di berkasnya", timeout=READ_WITHIN)
    await office.chooses(office.rini, "Tanda tangan")
    await office.rini.presses(
        await office.rini.hears(contains="jawaban belum", timeout=READ_WITHIN), "Bagaimana kalau paspor rusak?"
    )
    await office.rini.presses(await office.rini.hears(contains="Begini warga"), "Saya tanda tangani")
    await office.rini.hears(contains="Ditandatangani di naskah", timeout=READ_WITHIN)
    assert "paspor-rusak: {tanggal: " in (office.faq / "tanda.yaml").read_text("utf-8")


async def test_what_was_asked_before_a_restart_is_done_and_told_after_it(office: Office) -> None:
    await office.corrects_the_fee("700000")
    await office.publishes()
    card = await office.tono.hears(contains="minta persetujuan")
    await office.village.closes()
    await office.tono.taps(card, "Setujui")
    await office.village.opens()
    await office.rini.hears(contains="Pak Tono setuju", timeout=READ_WITHIN)
    await office.reads(NEW)


async def asked_by(village: Village, *people: int, text: str, answer: str = "") -> None:
    """Residents have asked this, and an officer has answered it and proposed his answer."""
    helpdesk = village.app.engine.helpdesk
    for person in people:
        number = await helpdesk.store.read(queries.tickets.next_number)
        address, now = Address("telegram", str(person)), village.clock()
        ticket = replace(
            make_ticket(number), question=text, officer="budi", office="barat", opened_at=now, next_at=None
        )
        said = (Line(number, Author.OFFICER, now, answer, "budi"),) if answer else ()
        draft = FaqDraft(now, "barat", "budi", number, text, (text,), answer) if answer else None
        resident = Resident(0, address, "Siti", "mandurian", now)
        outcome = Outcome(resident=resident, tickets=(ticket,), lines=said, draft=draft)
        async with helpdesk.store.unit() as unit:
            await unit.save([(None, outcome)], now)


ANSWER = "Datang ke kantor dan bawa paspor yang basah itu. Petugas akan memeriksa dulu."
WAYS = ("paspor kacabur", "paspor kelelep", "paspor kuyup")


async def test_officers_answers_and_gaps_become_answers_and_phrasings(office: Office) -> None:
    rini, budi = office.rini, office.village.budi
    for person, text in ((5010, "pak paspor ulun basah kena banjir kaya apa"), (5011, "harga beras naik"), (5012, "x")):
        await asked_by(office.village, person, text=text, answer=f"{ANSWER} {person}")
    # each button is about what stands above it, whatever was shown after it
    await office.chooses(rini, "Usulan petugas")
    shown = await rini.hears(contains="Usulan 1 dari Pak Budi")
    second = await rini.chooses(shown, "Berikutnya", "Usulan 2 dari Pak Budi")
    await rini.presses(await rini.chooses(second, "Berikutnya", "Usulan 3"), "Kembali ke menu")
    await rini.chooses(second, "Sisihkan", "Baik, disisihkan")
    assert "kasus #2 tidak dijadikan FAQ" in (await budi.hears(contains="tidak dijadikan FAQ")).text
    assert [one.id for one in await office.village.app.store.read(queries.staff.drafts_waiting)] == [1, 3]
    await rini.presses(await rini.chooses(shown, "Jawaban baru", "Masuk topik mana"), "Paspor")
    heading = await rini.hears(contains="Tulis judulnya")
    assert "pak paspor ulun basah" not in heading.text
    await rini.asks("Berapa biaya membuat paspor", "Pertanyaan itu sudah ada", timeout=READ_WITHIN)
    await rini.asks("Bagaimana kalau paspor basah?", "Tulis jawabannya", timeout=READ_WITHIN)
    # it waits, whatever is done meanwhile, and what is written the next day is for it once that is said
    office.village.clock.ahead += timedelta(days=1)
    waits = await rini.asks("Tanya [nama] di kios.", "masih menunggu: “Bagaimana kalau paspor basah?”")
    await rini.chooses(waits, "Lanjutkan", "disamarkan: [nama]", timeout=READ_WITHIN)
    await office.chooses(rini, "Ubah tarif")
    await rini.asks(QUESTION, OLD)
    menu = await rini.asks("/kelola", "masih menunggu: “Bagaimana kalau paspor basah?”")
    await rini.chooses(menu, "Lanjutkan jawaban baru", "Tulis jawabannya")
    await rini.presses(await rini.chooses(shown, "Jawaban baru", "masih menunggu"), "Lanjutkan")
    await rini.hears(contains="Jawaban petugas: Tanya [nama]")
    # what is hidden and what is a number is settled before any phrasing is asked for, and nothing has to be typed twice
    await rini.asks("Tanya [nama] di loket.", "disamarkan: [nama]", timeout=READ_WITHIN)
    told = await rini.asks("Datang ke kantor dan bawa 9 lembar fotonya.", "ada angka: 9 lembar", timeout=READ_WITHIN)
    await rini.chooses(told, "Ya, angkanya benar", "Tulis paling sedikit 3 pertanyaan")
    asked = await rini.asks("paspor lembab\nbuku kena air\nluntur semua", "Tulis paling sedikit 4 cara")
    assert "• pak paspor ulun basah kena banjir kaya apa" in asked.text
    few = await rini.asks("biaya paspor\npaspor kehujanan", "Sudah 2, dan tersimpan", timeout=READ_WITHIN)
    assert "“biaya paspor” sudah milik jawaban lain: “Berapa biaya membuat paspor?”" in few.text
    await rini.asks("\n".join(WAYS), "Tersimpan di naskah", timeout=READ_WITHIN)
    await budi.hears(contains="Bagaimana kalau paspor basah?")
    written = (office.faq / "paspor.yaml").read_text("utf-8")
    assert "tanya: Bagaimana kalau paspor basah?" in written
    assert '"9 lembar": staf-rini' in written
    await asked_by(office.village, 5020, 5021, 5022, text="paspor ulun rusak digigit tikus Ibu Rahmah")
    await office.chooses(rini, "Pertanyaan tanpa jawaban")
    gap = await rini.hears(contains="Ditanyakan 3 orang")
    assert "Rahmah" not in gap.text
    assert "Desa Mandurian (3)" in gap.text
    await rini.presses(gap, "Jadikan kalimat: Bagaimana kalau paspor rusak?")
    await rini.hears(contains="Tersimpan di naskah", timeout=READ_WITHIN)
    assert "paspor ulun rusak digigit tikus Ibu" in (office.faq / "paspor.kalimat.yaml").read_text("utf-8")
