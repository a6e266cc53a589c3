"""The sheet that a staff member carries to an office."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from bot.app.editing.sheets import HEADING_ROW, sign_off_sheet
from bot.faqfiles.load import load_faq
from bot.faqfiles.render import OfficeFacts

FACTS = OfficeFacts(office_name="Kantor Imigrasi Contoh")
TODAY = date(2026, 11, 24)
DATED = "2026-10-01\n    tinjau_sebelum: 2027-05-24\n    pemilik: "


def test_the_sheet_prints_on_a4_with_its_heading_on_every_page(sample_folder: Path) -> None:
    sheet = load_workbook(BytesIO(sign_off_sheet(load_faq(sample_folder), "kanim", FACTS, TODAY))).active
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert int(sheet.page_setup.fitToHeight) == 0, "as many pages as it takes, each one page wide"
    assert sheet.print_title_rows == f"${HEADING_ROW + 1}:${HEADING_ROW + 1}"
    assert all(cell.alignment.wrap_text for cell in sheet[HEADING_ROW + 2])
