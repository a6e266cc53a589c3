"""`faq sheet export` and `import`: what the chat does, for who has a console."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.faqfiles.load import load_faq
from bot.helpdesk.texts import staff as texts
from tests.command import Done, typed
from tests.shipped import SMALL

pytestmark = pytest.mark.process


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
    "words",
    [
        ("export", "kalimat.csv"),
        ("export", "kalimat.xlsx", "--owner", "lain"),
        ("import",),
    ],
)
def test_wrong_usage_is_explained(faq: Path, words: tuple[str, ...]) -> None:
    assert faq.exists()
    assert sheet(*words).status == 2
