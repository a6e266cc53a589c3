"""Staff correct the FAQ in their chat: a fee, a phrasing, a signature; a second person agrees; it is taken back."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pytest

from bot.app.staff_invitation import invited
from bot.helpdesk.model.staff import Member, Role
from telegram_simulator.phone import Phone
from tests.databases import new_sqlite
from tests.shipped import SMALL, SMALL_CACHE, small_index
from tests.stories.conftest import Village, learnt, village_with

QUESTION, OLD, NEW = "brp biaya bikin paspor", "Rp650.000", "Rp700.000"
LIVE_WITHIN = 3.0
"""Seconds from the last press until residents read it."""
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
        link = await invited(self.village.settings, member, self.village.clock())
        await phone.starts(link.partition("start=")[2])
        await phone.hears(contains="Selamat datang")
        return link

    async def answer(self) -> str:
        """Ask as a resident what a passport costs."""
        await self.village.warga.sends(QUESTION)
        return (await self.village.warga.hears(contains="Paspor elektronik berlaku")).text

    async def reads(self, amount: str) -> None:
        """Ask until the answer names the amount."""
        while amount not in await self.answer():
            pass

    async def corrects_the_fee(self, *typed: str) -> None:
        """Go through the menu until the new fee can be published."""
        await self.rini.sends("/kelola")
        await self.rini.presses(await self.rini.hears(contains="Pilih yang mau dikerjakan"), "Ubah tarif")
        await self.rini.presses(await self.rini.hears(contains="Tarif mana"), "Paspor elektronik 5 tahun")
        assert "dikutip di 1 jawaban" in (await self.rini.hears(contains=OLD)).text.lower()
        for one in typed:
            await self.rini.sends(one)

    async def publishes(self, why: str = "tarif baru sesuai PP") -> None:
        """Press Terbitkan under the summary, and give the reason."""
        await self.rini.presses(await self.rini.hears(contains="ini yang berubah"), "Terbitkan")
        await self.rini.hears(contains="alasannya")
        await self.rini.sends(why)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    await learnt(small_index)
    faq = shutil.copytree(SMALL, tmp_path / "faq")
    async with village_with(await new_sqlite(tmp_path), faq=faq, cache=SMALL_CACHE) as village:
        scene = Office(village, faq, village.server.phone(8001, "Rini"), village.server.phone(8002, "Tono"))
        await scene.joins(scene.rini, RINI)
        await scene.joins(scene.tono, TONO)
        await village.warga.starts("mandurian")
        await village.warga.hears()
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
    began = perf_counter()
    await office.tono.presses(card, "Setujui")
    await office.reads(NEW)
    assert perf_counter() - began < LIVE_WITHIN
    await office.rini.hears(contains="Pak Tono setuju")
    # taken back in two taps, without anybody else
    began = perf_counter()
    await office.tono.sends("/kelola")
    await office.tono.presses(await office.tono.hears(contains="Pilih yang"), "Batalkan terbitan terakhir")
    await office.tono.presses(await office.tono.hears(contains="oleh Bu Rini, disetujui Pak Tono"), "Ya, batalkan")
    await office.tono.hears(contains="Sudah dibatalkan")
    await office.reads(OLD)
    assert perf_counter() - began < 30


async def test_a_fee_that_moves_far_is_typed_twice_and_can_be_taken_back(office: Office) -> None:
    await office.corrects_the_fee("sekitar satu juta", "6500000")
    await office.rini.hears(contains="belum terbaca")
    assert "lebih dari 30 persen" in (await office.rini.hears(contains="Rp6.500.000")).text
    await office.rini.sends("650000")
    await office.rini.hears(contains="tidak sama")
    await office.rini.sends("6500000")
    await office.publishes()
    await office.tono.presses(await office.tono.hears(contains="minta persetujuan"), "Setujui")
    await office.reads("Rp6.500.000")
    await office.tono.sends("/kelola")
    await office.tono.presses(await office.tono.hears(contains="Pilih yang"), "Batalkan terbitan terakhir")
    await office.tono.presses(await office.tono.hears(contains="Batalkan, dan kembali"), "Ya, batalkan")
    await office.reads(OLD)
    assert "rupiah: 650000" in (office.faq / "biaya.yaml").read_text("utf-8")


async def test_a_second_person_may_refuse_and_nobody_agrees_to_his_own(office: Office) -> None:
    await office.corrects_the_fee("700000")
    await office.publishes()
    card = await office.tono.hears(contains="minta persetujuan")
    await office.tono.presses(card, "Tolak")
    await office.rini.hears(contains="Pak Tono tidak setuju")
    await office.tono.presses(card, "Setujui")
    await office.tono.hears(contains="sudah diputuskan")
    assert OLD in await office.answer()


async def test_strangers_and_used_links_are_refused_kindly(office: Office) -> None:
    stranger = office.village.server.phone(6666, "Maling")
    used = await office.joins(office.rini, RINI)
    await stranger.starts(used.partition("start=")[2])
    await stranger.hears(contains="sudah dipakai")
    await stranger.sends("/kelola")
    await stranger.hears(contains="Perintah ini untuk pengelola")
    await office.village.budi.sends("/kelola")
    await office.village.budi.hears(contains="Perintah ini untuk pengelola")
    # staff who write something else are answered as residents are
    await office.rini.sends(QUESTION)
    await office.rini.hears(contains=OLD)


async def test_a_phrasing_of_another_entry_is_refused_by_its_name(office: Office) -> None:
    await office.rini.sends("/kelola")
    await office.rini.presses(await office.rini.hears(contains="Pilih yang"), "Tambah kalimat")
    await office.rini.sends("paspor hilang")
    await office.rini.presses(await office.rini.hears(contains="Pilih jawabannya"), "Bagaimana kalau paspor hilang?")
    await office.rini.hears(contains="Tulis satu kalimat")
    await office.rini.sends("Biaya paspor!")
    await office.rini.hears(contains="sudah milik jawaban lain: “Berapa biaya membuat paspor?”")
    await office.rini.sends("buku ijo ulun tabuang ka sungai")
    await office.rini.hears(contains="Tersimpan di naskah")
    assert "- buku ijo ulun tabuang ka sungai\n" in (office.faq / "paspor.kalimat.yaml").read_text("utf-8")


async def test_a_signature_is_for_what_was_read(office: Office) -> None:
    await office.rini.sends("/kelola")
    await office.rini.presses(await office.rini.hears(contains="Pilih yang"), "Tanda tangan")
    await office.rini.presses(await office.rini.hears(contains="2 jawaban belum"), "Berapa biaya membuat paspor?")
    preview = await office.rini.hears(contains="Begini warga membacanya")
    assert OLD in preview.text
    path = office.faq / "biaya.yaml"
    path.write_text(path.read_text("utf-8").replace("650000", "660000"), "utf-8")
    await office.rini.presses(preview, "Saya tanda tangani")
    await office.rini.hears(contains="baru saja diubah orang lain")
    await office.rini.sends("/kelola")
    await office.rini.presses(await office.rini.hears(contains="Pilih yang"), "Tanda tangan")
    await office.rini.presses(await office.rini.hears(contains="jawaban belum"), "Bagaimana kalau paspor rusak?")
    await office.rini.presses(await office.rini.hears(contains="Begini warga"), "Saya tanda tangani")
    await office.rini.hears(contains="Ditandatangani di naskah")
    assert "paspor-rusak: {tanggal: " in (office.faq / "tanda.yaml").read_text("utf-8")


async def test_what_was_asked_before_a_restart_is_done_and_told_after_it(office: Office) -> None:
    await office.corrects_the_fee("700000")
    await office.publishes()
    card = await office.tono.hears(contains="minta persetujuan")
    assert office.village.app
    await office.village.closes()
    await office.tono.taps(card, "Setujui")
    await office.village.opens()
    await office.rini.hears(contains="Pak Tono setuju")
    await office.reads(NEW)
