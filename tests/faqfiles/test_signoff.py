"""The sheet that a staff member carries to an office."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from bot.app.editing.sheets import HEADING_ROW, sign_off_sheet
from bot.faqfiles.load import load_faq
from bot.faqfiles.render import OfficeFacts
from bot.helpdesk.texts.staff import COLUMNS

FACTS = OfficeFacts(office_name="Kantor Imigrasi Contoh")
TODAY = date(2026, 11, 24)
DATED = "2026-10-01\n    tinjau_sebelum: 2027-05-24\n    pemilik: "


def test_every_answer_of_the_office_stands_there_as_residents_read_it(sample_folder: Path) -> None:
    path = sample_folder / "paspor.yaml"
    text = path.read_text("utf-8").replace(DATED + "kanim", DATED + "polres")
    path.write_text(text.replace("inti: Datang ke", "inti: =Datang ke"), "utf-8")
    sheet = load_workbook(BytesIO(sign_off_sheet(load_faq(sample_folder), "kanim", FACTS, TODAY))).active
    rows = list(sheet.iter_rows(min_row=HEADING_ROW + 1, values_only=True))
    assert rows[0] == tuple(title for title, _ in COLUMNS)
    assert [row[1] for row in rows[1:]] == ["paspor-biaya", "paspor-rusak"]
    assert rows[1][3].startswith("Paspor elektronik berlaku 5 tahun: Rp650.000.")
    assert "https://karawang.imigrasi.go.id/?p=4352" in rows[1][4]
    assert "17 Desember 2024" in rows[1][4]
    assert rows[2][3].startswith("=Datang"), "an answer is a text, never a formula"
    assert not any(row[5] or row[8] for row in rows[1:])
    assert "Kantor Imigrasi" in sheet.cell(1, 1).value
    assert "24 November 2026" in sheet.cell(2, 1).value


def test_the_sheet_prints_on_a4_with_its_heading_on_every_page(sample_folder: Path) -> None:
    sheet = load_workbook(BytesIO(sign_off_sheet(load_faq(sample_folder), "kanim", FACTS, TODAY))).active
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert int(sheet.page_setup.fitToHeight) == 0, "as many pages as it takes, each one page wide"
    assert sheet.print_title_rows == f"${HEADING_ROW + 1}:${HEADING_ROW + 1}"
    assert all(cell.alignment.wrap_text for cell in sheet[HEADING_ROW + 2])
