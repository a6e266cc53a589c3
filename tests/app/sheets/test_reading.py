"""A spreadsheet of any origin is read as text, or refused with a sentence, however it was made."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from cProfile import Profile
from io import BytesIO

import pytest
from openpyxl import Workbook

from bot.app.sheets.reading import MOST_ROWS, MOST_UNPACKED, Columns, UnreadableSheet, cells_of, lines_in
from bot.helpdesk.model.errors import Trouble
from tests.app.sheets.conftest import Office

FORM = Columns(("id", "kalimat"))
SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def with_sheet(content: bytes) -> bytes:
    """Return a workbook whose first sheet is this XML."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook(("id", "kalimat")))) as old, zipfile.ZipFile(made, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, content if name == SHEET else old.read(name))
    return made.getvalue()


HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
FAR = (
    HEAD
    + b'<sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
)
LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY a0 "hahahahaha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
    + HEAD
    + b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: with_sheet(b" " * (MOST_UNPACKED + 1)), "terlalu besar isinya"),
        (lambda: with_sheet(FAR), "terlalu besar isinya"),
        (lambda: with_sheet(LAUGHS), "bukan lembar kerja Excel yang utuh"),
        (lambda: with_sheet(b"<worksheet"), "bukan lembar kerja Excel yang utuh"),
        (lambda: b"PK\x03\x04 half a file", "bukan lembar kerja Excel yang utuh"),
        (lambda: b"id;kalimat", "bukan lembar kerja Excel yang utuh"),
        (lambda: b"", "bukan lembar kerja Excel yang utuh"),
    ],
    ids=["bomb", "a million empty rows", "entities", "cut off", "no archive", "renamed", "empty"],
)
def test_a_forged_or_broken_workbook_is_refused(made: Callable[[], bytes], told: str) -> None:
    with pytest.raises(Trouble, match=told):
        cells_of(made(), "lembar.xlsx")
    assert MOST_ROWS < 1048576


def test_empty_rows_cost_nothing_by_their_cells() -> None:
    profile = Profile()
    with pytest.raises(Trouble):
        profile.runcall(cells_of, with_sheet(FAR), "lembar.xlsx")
    assert sum(entry.callcount for entry in profile.getstats()) < 10 * MOST_ROWS


def test_what_a_sheet_claims_of_its_size_is_not_believed() -> None:
    claims = (
        HEAD
        + b'<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData></worksheet>'
    )
    assert [[cell.text for cell in row] for row in cells_of(with_sheet(claims), "lembar.xlsx")] == [["7"]]


def test_a_formula_is_refused_by_its_place_and_never_calculated() -> None:
    rows = cells_of(workbook(("id", "kalimat"), ("paspor-biaya", "=1+1")), "lembar.xlsx")
    with pytest.raises(UnreadableSheet) as caught:
        lines_in(rows, "lembar.xlsx", FORM)
    assert [str(fault) for fault in caught.value.faults] == [
        "Baris 2, kolom kalimat: berisi rumus; salin sebagai nilai (Tempel Khusus, Nilai)"
    ]


@pytest.mark.parametrize(("name", "told"), [("lembar.ods", "harus .csv atau .xlsx"), ("lembar.xlsm", "harus .csv")])
def test_other_files_are_refused(name: str, told: str) -> None:
    with pytest.raises(Trouble, match=told):
        cells_of(workbook(("id", "kalimat")), name)


@pytest.mark.process
def test_a_sheet_of_something_else_or_of_more_than_5_mb_is_refused(standing: Office) -> None:
    assert "bukan lembar kalimat" in standing.faults(workbook(("nama", "alamat"), ("x", "y")))[0]
    assert "lebih besar dari 5 MB" in standing.faults(b"x" * (5 * 1024**2 + 1))[0]
