"""python -m bot faq publish, rollback, history, as staff call them."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click
import pytest
from msgspec.structs import replace

from bot.faqfiles.load import load_faq
from bot.helpdesk.model.actions import Outcome
from tests.command import typed
from tests.databases import store_in
from tests.faqfiles.test_commands import Run
from tests.shipped import OTHERS, save
from tests.storage.samples import make_ticket, person
from tests.storage.steps import save as store_save

pytestmark = pytest.mark.process


@pytest.fixture
def office(sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the FAQ folder of an office that has published it once."""
    monkeypatch.setenv("BOT_FAQ", str(sample_folder))
    monkeypatch.setenv("BOT_DATABASE", f"sqlite:///{tmp_path}/data/bot.db")
    monkeypatch.setenv("BOT_CACHE", str(OTHERS / "publish"))
    first = Run("publish", "--alasan", "mulai", "--ya")
    assert (first.status, first.out.splitlines()[0]) == (0, "Ini terbitan pertama: 3 jawaban.")
    return sample_folder


async def asked(folder: Path, *questions: str) -> None:
    """Residents have asked, and are answered by officers."""
    tickets = tuple(replace(make_ticket(number), question=text) for number, text in enumerate(questions, 1))
    async with store_in(f"sqlite:///{folder}/data/bot.db") as store:
        await store_save(store, Outcome(resident=person(), tickets=tickets))


def test_commands_that_show_the_draft_say_what_residents_get(office: Path) -> None:
    shown = (["faq", "show", "paspor-biaya"], ["faq", "list", "--json"], ["ask", "biaya paspor"])
    assert [typed(*words).err for words in shown] == ["", "", ""]
    save(office)
    for words in shown:
        done = typed(*words)
        assert done.status == 0
        assert f"Ini dari naskah di {office}. Warga masih mendapat terbitan 1" in done.err
        assert "berubah: biaya.yaml" in done.err
        assert "Rp700.000" in done.out, "the answer itself, as residents would read it"


def test_a_fee_is_published_taken_back_and_listed(office: Path, tmp_path: Path) -> None:
    again = Run("publish", "--alasan", "lagi", "--ya")
    assert again.out == "Tidak ada yang perlu diterbitkan: berkasnya sama dengan terbitan 1.\n"
    save(office)
    unsure = Run("publish")
    assert unsure.status == 1
    assert "Tulis alasannya dan setujui di baris perintah: --alasan '…' --ya" in unsure.err
    assert unsure.out.splitlines()[:3] == [
        "Paspor elektronik 5 tahun: Rp650.000 → Rp700.000, menurut PP 45/2024, berlaku sejak "
        "17 Desember 2024, ada di 1 jawaban",
        "1 tulisan ikut berubah, hanya tarifnya",
        "Uji: 5 dari 10 uji dijawab langsung (50,0%); uji dan kalimat yang tidak sampai: 2",
    ]
    assert unsure.out.splitlines()[4:7] == [
        "paspor-biaya",
        "  sebelum: Paspor elektronik berlaku 5 tahun: **Rp650.000**.",
        "  sesudah: Paspor elektronik berlaku 5 tahun: **Rp700.000**.",
    ]
    assert "Pertanyaan warga tidak ikut dibandingkan: " in unsure.err
    asyncio.run(asked(tmp_path, "brp biaya paspor, nik saya 6305010101900001", "qqq"))
    done = Run("publish", "--alasan", "PP baru", "--ya")
    assert "Dari 2 pertanyaan terakhir warga, 0 mendapat jawaban lain, 1 jawaban yang isinya berubah" in done.out
    assert "6305010101900001" not in done.out
    assert done.out.splitlines()[-1] == "Terbit: terbitan 2. Bot yang sedang jalan memakainya dalam beberapa detik."
    save(office, "nama: Paspor", "nama: Buku paspor")
    back = Run("rollback", "--alasan", "salah angka", "--ya")
    assert "Paspor elektronik 5 tahun: Rp700.000 → Rp650.000" in back.out
    assert "Sudah dibatalkan (terbitan 3). Warga membaca lagi isi terbitan 1." in back.out
    assert "Perubahan yang belum pernah terbit disimpan di " in back.out
    assert load_faq(office).fees["paspor-elektronik-5"].rupiah == 650_000
    rows = Run("history").out.splitlines()
    assert [row.split()[0] for row in rows] == ["3", "2", "1"]
    assert rows[0].endswith("uji 50,0%  Kembali ke terbitan 1: salah angka")
    assert all("konsol:" in row for row in rows)


def test_what_staff_type_at_a_terminal_decides(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(office)
    answers = ["PP baru", "tidak", "PP baru", "ya"]
    monkeypatch.setattr(click, "prompt", lambda *_, value_proc=str, **__: value_proc(answers.pop(0)))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    refused = Run("publish")
    assert (refused.status, refused.err.splitlines()[-1]) == (1, "Belum terbit. Jawaban warga tidak berubah.")
    assert Run("publish").status == 0
    assert "PP baru" in Run("history").out.splitlines()[0]
    assert "paspor-hilang: {tanggal: 2026-10-01, segel: " in (office / "tanda.yaml").read_text("utf-8")


def test_what_was_taken_back_is_not_brought_back_by_taking_back_again(office: Path) -> None:
    save(office)
    assert Run("publish", "--alasan", "salah ketik", "--ya").status == 0
    assert Run("rollback", "--alasan", "salah", "--ya").status == 0
    for words in (["rollback"], ["rollback", "2"]):
        again = Run(*words, "--alasan", "lagi", "--ya")
        assert (again.status, again.out) == (1, "")
        assert "Terbitan 2 sudah pernah ditarik kembali" in again.err
    assert load_faq(office).fees["paspor-elektronik-5"].rupiah == 650_000
    # what is published on that can be taken back at once again
    save(office)
    assert Run("publish", "--alasan", "PP baru", "--ya").status == 0
    assert Run("rollback", "--alasan", "keliru", "--ya").status == 0


def test_broken_files_and_missing_sets_are_refused_in_words(office: Path, tmp_path: Path) -> None:
    save(office, "topik: paspor", "topik: [", "paspor.yaml")
    broken = Run("publish", "--alasan", "uji", "--ya")
    assert broken.status == 1
    assert f"\n{office / 'paspor.yaml'}:" in broken.err
    assert "Warga tetap mendapat jawaban yang lama." in broken.err
    assert "Belum ada terbitan yang lebih lama" in Run("rollback").err
    assert "Terbitan 9 tidak ada" in Run("rollback", "9").err
