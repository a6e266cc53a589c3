"""`faq shipped` offers newer answers; `faq sheet` does what the chat does, for who has a console."""

from __future__ import annotations

import asyncio
import shutil
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.app.faq import shipped as program
from bot.faqfiles.load import load_faq
from bot.helpdesk.texts import staff as texts
from bot.storage import open_store
from tests.command import Done, typed
from tests.shipped import SMALL, save

pytestmark = pytest.mark.process

LOST = "Lapor dulu ke polisi."
FEE = "  surat: {nama: Surat, rupiah: 5000, dasar: PP 45/2024, berlaku_sejak: 2024-12-17}\n"
NEW = """
  - id: paspor-anak
    tanya: Berapa umur anak untuk paspor?
    inti: Anak boleh punya paspor sejak lahir, sampai 17 tahun.
    terkait: [paspor-biaya, paspor-hilang]
    sumber:
      - judul: PP 45/2024
    diverifikasi: 2026-01-01
    tinjau_sebelum: 2027-11-24
    pemilik: kanim
"""
ASKED = ["paspor bayi", "anak bayi bikin paspor", "umur anak paspor", "paspor anak brp", "paspor balita", "bayi paspor"]


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(SMALL, tmp_path / "bawaan")
    monkeypatch.setattr(program, "FAQ", (folder,))
    return folder


@pytest.fixture
def office(tmp_path: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(SMALL, tmp_path / "faq")
    monkeypatch.setenv("BOT_FAQ", str(folder))
    monkeypatch.setenv("BOT_DATABASE", f"sqlite:///{tmp_path}/data/bot.db")
    return folder


def test_new_and_changed_answers_are_listed_and_taken_one_by_one(office: Path, shipped: Path) -> None:
    assert typed("faq", "shipped").out == ""
    save(shipped, LOST, "Lapor dulu ke kantor polisi.", "paspor.yaml")
    save(shipped, "650000", "700000", "biaya.yaml")
    (shipped / "paspor.yaml").write_text(
        (shipped / "paspor.yaml").read_text("utf-8").replace("angka:\n", 'angka:\n  "17 tahun": M-20\n') + NEW, "utf-8"
    )
    asked = "".join(f"      - {text}\n" for text in ASKED)
    phrasings = shipped / "paspor.kalimat.yaml"
    phrasings.write_text(f"{phrasings.read_text('utf-8')}  paspor-anak:\n    kalimat:\n{asked}", "utf-8")
    save(office, "- biaya paspor\n", "- biaya paspor\n      - paspor balita\n", "paspor.kalimat.yaml")
    before = (office / "paspor.yaml").read_text("utf-8")
    listed = typed("faq", "shipped").out.splitlines()
    assert [line.split()[:2] for line in listed] == [
        ["berbeda", "paspor-hilang"],
        ["baru", "paspor-anak"],
        ["tarif", "Paspor"],
    ]
    assert (office / "paspor.yaml").read_text("utf-8") == before

    done = typed("faq", "shipped", "paspor-hilang")
    assert done.status == 0, done.err
    assert "Lapor dulu ke kantor polisi." in done.out
    assert (office / "paspor.yaml").read_text("utf-8") == before.replace(LOST, "Lapor dulu ke kantor polisi.")
    done = typed("faq", "shipped", "paspor-anak")
    assert done.status == 0, done.err
    entry = load_faq(office).entries["paspor-anak"]
    assert (entry.lead, entry.verified_on) == ("Anak boleh punya paspor sejak lahir, sampai 17 tahun.", None)
    assert set(entry.phrasings) == {*ASKED} - {"paspor balita"}, "that one is the other answer's here"
    assert typed("faq", "shipped").out.startswith("tarif")
    save(office, "  - id: paspor-anak\n", "  - id: paspor-anak\n    arsip: true\n", "paspor.yaml")
    assert typed("faq", "shipped").out.startswith("tarif"), "what the office keeps away is not new"


class Keyboard(StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


async def test_an_upgrade_offers_them_and_goes_back_by_one_word(
    office: Path, shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await open_store(f"sqlite:///{tmp_path}/data/bot.db", exclusive=True)).close()
    save(shipped, LOST, "Lapor dulu ke kantor polisi.", "paspor.yaml")
    save(shipped, "650000", "700000", "biaya.yaml")
    before = (office / "paspor.yaml").read_text("utf-8")
    monkeypatch.setattr("sys.stdin", Keyboard("ya\n"))
    done = await asyncio.to_thread(typed, "upgrade")
    assert done.status == 0, done.err
    assert "bawaan Rp700.000, di sini Rp650.000; diubah di halaman staf, berdua" in done.out
    assert (office / "paspor.yaml").read_text("utf-8") == before.replace(LOST, "Lapor dulu ke kantor polisi.")
    done = await asyncio.to_thread(typed, "upgrade", "--kembali")
    assert (done.status, (office / "paspor.yaml").read_text("utf-8")) == (0, before), done.err
    assert "pasang dulu versi lama" in done.out


def test_an_answer_that_does_not_fit_is_refused_whole(office: Path, shipped: Path) -> None:
    save(shipped, LOST, "Lapor dulu ke polisi. Biayanya {biaya.surat}.", "paspor.yaml")
    save(shipped, "biaya:\n", f"biaya:\n{FEE}", "biaya.yaml")
    before = (office / "paspor.yaml").read_bytes()
    done = typed("faq", "shipped", "paspor-hilang")
    assert done.status == 1
    assert "{biaya.surat}" in done.err
    assert (office / "paspor.yaml").read_bytes() == before
    done = typed("faq", "shipped", "paspor-biaya")
    assert done.status == 1
    assert "'paspor-biaya' bukan jawaban bawaan yang baru atau berbeda" in done.err


@pytest.fixture
def faq(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BOT_DATABASE", f"sqlite:///{tmp_path}/bot.db")
    monkeypatch.setenv("BOT_FAQ", str(tmp_path / "faq"))
    monkeypatch.chdir(tmp_path)

    return shutil.copytree(SMALL, tmp_path / "faq")


def sheet(*words: str) -> Done:
    return typed("faq", "sheet", *words)


def filled(path: Path, id: str, column: int, *cells: str, by: int = 0) -> None:
    """Write into the first row of that id."""
    book = load_workbook(BytesIO(path.read_bytes()))
    row = next(row for row in book.active.iter_rows() if row[by].value == id)
    for place, cell in enumerate(cells, column):
        row[place].value = cell
    book.save(path)


def test_phrasings_go_out_and_come_back_once_somebody_agrees(faq: Path) -> None:
    assert sheet("export", "kalimat.xlsx").status == 0
    filled(Path("kalimat.xlsx"), "paspor-hilang", 2, "paspor ulun tabuang ka sungai")
    before = (faq / "paspor.kalimat.yaml").read_bytes()
    checked = sheet("import", "kalimat.xlsx", "--check")
    assert checked.status == 0
    assert "→ paspor ulun tabuang ka sungai" in checked.out
    assert (faq / "paspor.kalimat.yaml").read_bytes() == before
    assert texts.TAKEN.format(count=1) in sheet("import", "kalimat.xlsx", "--ya").out
    assert "- paspor ulun tabuang ka sungai\n" in (faq / "paspor.kalimat.yaml").read_text("utf-8")
    assert texts.NOTHING in sheet("import", "kalimat.xlsx").out
    filled(Path("kalimat.xlsx"), "paspor-biaya", 1, "contoh")
    wrong = sheet("import", "kalimat.xlsx", "--ya")
    assert wrong.status == 1
    assert "Baris 2, kolom jenis: jenis 'contoh' tidak ada" in wrong.err


def test_nobody_signs_at_the_console(faq: Path) -> None:
    assert sheet("export", "tanda.xlsx", "--owner", "kanim").status == 0
    filled(Path("tanda.xlsx"), "paspor-biaya", 5, "✓", "", "", "24-11-2026", by=1)
    refused = sheet("import", "tanda.xlsx", "--ya")
    assert refused.status == 1
    assert "ditandatangani 'kanim', dan Anda bukan penandatangannya" in refused.err
    assert load_faq(faq).entries["paspor-biaya"].verified_on is None


@pytest.mark.parametrize(
    "words", [("export", "kalimat.csv"), ("export", "kalimat.xlsx", "--owner", "lain"), ("import",)]
)
def test_wrong_usage_is_explained(faq: Path, words: tuple[str, ...]) -> None:
    assert faq.exists()
    assert sheet(*words).status == 2
