"""A spreadsheet of any origin is read as text, or refused with a sentence, however it was made."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.faqfiles.sheet import WIDEST, Columns, UnreadableSheet, cells_of, lines_in, workbook as written
from bot.helpdesk.model.errors import Trouble

FORM = Columns(("id", "kalimat"))
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
RELATED = "xl/_rels/workbook.xml.rels"


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def with_parts(**parts: bytes) -> bytes:
    """Return a workbook of which these parts (by the names above, in small letters) are replaced."""
    whole = written("Kalimat", [("id", 9), ("kalimat", 9)], [])
    made, paths = BytesIO(), {globals()[name.upper()]: content for name, content in parts.items()}
    with zipfile.ZipFile(BytesIO(whole)) as old, zipfile.ZipFile(made, "w", 8, compresslevel=1) as new:
        for name in old.namelist():
            new.writestr(name, paths.get(name) or old.read(name))
    return made.getvalue()


def rows_of(content: bytes) -> bytes:
    return HEAD + b"<sheetData>" + content + b"</sheetData></worksheet>"


def cells(*texts: int) -> bytes:
    """Return a row of texts that are named by their numbers."""
    return b"<row>" + b"".join(b'<c t="s"><v>%d</v></c>' % text for text in texts) + b"</row>"


def strings(*texts: str) -> bytes:
    return b"<sst>" + "".join(f"<si><t>{text}</t></si>" for text in texts).encode() + b"</sst>"


HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY a0 "hahahahaha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
    + HEAD
    + b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row></sheetData></worksheet>'
)


LARGEST = 5 * 1024**2
TOO_MUCH, TOO_WIDE, NO_WORKBOOK = "terlalu besar isinya", f"lebih dari {WIDEST} kolom", "bukan lembar kerja Excel"
FULL = 180_000
"""Texts of the largest sheet that is read."""
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "names of columns.csv": (lambda: ",".join(map(str, range(400_000))).encode(), TOO_WIDE),
    "commas.csv": (lambda: b"a," * (LARGEST // 2), TOO_MUCH),
    "commas of a row of many lines.csv": (lambda: b'"\n",' * (LARGEST // 4), TOO_MUCH),
    "a wide row.csv": (lambda: b"id,kalimat\n" + b"ab," * (WIDEST + 1), "Baris 2 di berkas"),
    "ends of lines.csv": (lambda: b"\n" * LARGEST, TOO_MUCH),
    "letters of four bytes.csv": (lambda: (f"😀{'a' * 100},b\n" * 48_000).encode(), TOO_MUCH),
    "an open quote.csv": (lambda: b'id,kalimat\n"' + b"x\n" * 2_000_000, "tanda kutip dibuka"),
    "columns.xlsx": (lambda: with_parts(sheet=rows_of(cells(*[0] * 100_000))), TOO_WIDE),
    "a far column.xlsx": (lambda: with_parts(sheet=rows_of(b'<row><c r="ZZZZZ1"><v>1</v></c></row>')), TOO_WIDE),
    "rows.xlsx": (lambda: with_parts(sheet=rows_of(b"<row/>" * 1_000_000)), TOO_MUCH),
    "a far row.xlsx": (lambda: with_parts(sheet=rows_of(b'<row r="1048576"/>')), TOO_MUCH),
    "cells.xlsx": (lambda: with_parts(sheet=rows_of(cells(*[0] * WIDEST) * 5_000)), TOO_MUCH),
    "texts.xlsx": (lambda: with_parts(strings=strings(*[""] * 1_000_000)), TOO_MUCH),
    "a long text.xlsx": (lambda: with_parts(strings=strings("x" * 60_000_000)), TOO_MUCH),
    "a long tag.xlsx": (lambda: with_parts(strings=b'<sst a="' + b"x" * 60_000_000), TOO_MUCH),
    "one text in all cells.xlsx": (
        lambda: with_parts(sheet=rows_of(cells(0) * 5_000), strings=strings("x" * 30_000)),
        TOO_MUCH,
    ),
    "formats.xlsx": (lambda: with_parts(styles=b"<s><cellXfs>" + b"<xf/>" * 2_000_000), TOO_MUCH),
    "references.xlsx": (lambda: with_parts(related=b"<r>" + b'<R Id="" Type="" Target=""/>' * 1_000_000), TOO_MUCH),
    "blanks.xlsx": (lambda: with_parts(sheet=b" " * (64 * 1024**2 + 1)), TOO_MUCH),
    "entities.xlsx": (lambda: with_parts(sheet=LAUGHS), NO_WORKBOOK),
    "cut off.xlsx": (lambda: with_parts(sheet=b"<worksheet"), NO_WORKBOOK),
    "half an archive.xlsx": (lambda: b"PK\x03\x04 half a file", NO_WORKBOOK),
    "renamed.xlsx": (lambda: b"id;kalimat", NO_WORKBOOK),
    "empty.xlsx": (lambda: b"", NO_WORKBOOK),
    "full.xlsx": (
        lambda: with_parts(
            sheet=rows_of(cells(0, 1, 2, 3, 4, 5) + b"".join(cells(*range(n, n + 6)) for n in range(6, FULL, 6))),
            strings=strings("id", "kalimat", *"abcd", *(f"kata {n}" for n in range(6, FULL))),
        ),
        f"{FULL // 6 - 1} baris",
    ),
}
READ = """
import re, sys
from pathlib import Path
from bot.faqfiles.sheet import workbook as written
from bot.faqfiles.sheet import Columns, UnreadableSheet, cells_of, lines_in
from bot.helpdesk.model.errors import Trouble
def megabytes(which):
    return int(re.search(which + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
for path in sorted(Path(sys.argv[1]).iterdir(), key=lambda path: not path.name.startswith("full")):
    Path("/proc/self/clear_refs").write_text("5")  # forget the highest so far
    before = megabytes("VmRSS")
    try:
        rows = cells_of(path.read_bytes(), path.name)
        found = f"{len(lines_in(rows, path.name, Columns(('id', 'kalimat'))))} baris"
    except (Trouble, UnreadableSheet) as error:
        found = error.listed() if isinstance(error, UnreadableSheet) else str(error)
    print(path.name, megabytes("VmHWM") - before, " ".join(found.split()), sep="|")
"""


@pytest.mark.process
def test_no_file_of_5_mb_costs_more_than_60_mb_and_each_is_told_why(tmp_path: Path) -> None:
    for name, (made, _) in FILES.items():
        (tmp_path / name).write_bytes(made())
        assert (tmp_path / name).stat().st_size <= LARGEST, name
    done = subprocess.run([sys.executable, "-c", READ, tmp_path], capture_output=True, text=True, check=True)
    found = [line.split("|") for line in done.stdout.splitlines()]
    assert [(name, told) for name, _, told in found if FILES[name][1] not in told] == []
    assert [(name, grown) for name, grown, _ in found if int(grown) > 60] == []
    assert len(found) == len(FILES)


def test_what_a_sheet_claims_of_its_size_is_not_believed() -> None:
    claims = (
        HEAD
        + b'<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData></worksheet>'
    )
    assert [[cell.text for cell in row] for row in cells_of(with_parts(sheet=claims), "lembar.xlsx")] == [["7"]]


def test_a_workbook_is_read_as_programs_write_it() -> None:
    rows = rows_of(
        b'<row r="2"><c r="B2" s="1"><v>46354.5</v></c><c t="inlineStr"><is><r><t>ka</t></r><r><t>limat</t></r>'
        b'<rPh><t>x</t></rPh></is></c><c r="E2" t="b"><v>1</v></c><c t="s"><v>0</v></c><c><v>6.305072001E9</v></c>'
        b'<c t="str"><v> teks </v></c><c r="XFD2" s="1"/></row>'
    )
    styles = b'<s><numFmts><numFmt numFmtId="164" formatCode="[$-421]dd\\ mmm"/></numFmts>'
    styles += b'<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></s>'
    made = with_parts(sheet=rows, styles=styles)
    shown = [[cell.text for cell in row] for row in cells_of(made, "lembar.xlsx")]
    assert shown == [[], ["", "2026-11-28", "kalimat", "", "True", "id", "6305072001", "teks"]]


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
