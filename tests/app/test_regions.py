"""Offices, officers and villages from a spreadsheet: read whole or not at all, each fault with its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.app.people.regions import COLUMNS, difference, read, with_people
from bot.faqfiles.sheet import SheetLine, UnreadableSheet
from bot.settings import Settings
from bot.settings.model import OfficerSettings, OfficeSettings, VillageSettings

SETTINGS = Settings(
    offices=(OfficeSettings(id="barat", name="Kantor Barat", hours={"mon": "08:00-16:00"}, supervisor="dewi"),),
    officers=(
        OfficerSettings(id="budi", name="Pak Budi", office="barat", telegram_id=7001),
        OfficerSettings(id="dewi", name="Bu Dewi", office="barat"),
    ),
    villages=(VillageSettings(id="mandurian", name="Desa Mandurian", officer="budi", code="6305072001"),),
)


def cells(line: str) -> tuple[str, ...]:
    return tuple(line.split(","))


MANDURIAN = cells("mandurian,6305072001,Desa Mandurian,,,budi,Pak Budi,dewi,barat,Kantor Barat,,kalsel")
LAWAHAN = cells("lawahan,63.05.07.2002,Desa Lawahan,Tapin Selatan,Tapin,citra,Bu Citra,,barat,,,")
DEWI = ("", "", "", "", "", "dewi", "Bu Dewi", "", "barat", "Kantor Barat", "WITA", "")
ROWS = (COLUMNS, MANDURIAN, LAWAHAN, DEWI)

Rows = Sequence[Sequence[str]]


def as_csv(rows: Rows, delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def changed(row: int, column: str, value: str, rows: Rows = ROWS) -> Rows:
    """Return the rows with another value in a cell; rows count as in the sheet."""
    cells = [list(one) for one in rows]
    cells[row - 1][COLUMNS.index(column)] = value
    return cells


def workbook(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def imported(path: Path) -> Settings:
    return with_people(SETTINGS, read(path), SETTINGS)


def faults_of(path: Path) -> list[str]:
    with pytest.raises(UnreadableSheet) as caught:
        imported(path)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    "content",
    [
        as_csv(ROWS).encode(),
        as_csv(ROWS).encode("utf-8-sig"),
        as_csv(ROWS, ";").encode(),
        as_csv(ROWS, "\t").encode("utf-16"),
        as_csv([*ROWS, ("",) * 12, ("",) * 12]).encode(),
    ],
    ids=["utf-8", "with a mark", "semicolons", "utf-16 of Excel", "empty rows below"],
)
def test_a_sheet_is_read_as_programs_write_it(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "desa.csv"
    path.write_bytes(content)
    people = imported(path)
    assert [(one.id, one.code, one.officer) for one in people.villages] == [
        ("mandurian", "6305072001", "budi"),
        ("lawahan", "6305072002", "citra"),
    ]
    assert {one.id: (one.deputy, one.telegram_id) for one in people.officers} == {
        "budi": ("dewi", 7001),
        "citra": (None, None),
        "dewi": (None, None),
    }
    [office] = people.offices
    assert (office.hours, office.supervisor, office.timezone) == ({"mon": "08:00-16:00"}, "dewi", "Asia/Makassar")
    assert office.kanwil == "kalsel"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [[cell for cell in row if row.index(cell) != 1] for row in ROWS[:1]] + [["x"]],
            "Baris 1, kolom kode_desa: kolom ini",
        ),
        (changed(1, "kantor", "desa"), "Baris 1, kolom desa: kolom ini ada dua kali"),
        (changed(3, "kode_desa", "630507200"), "Baris 3, kolom kode_desa: '630507200' bukan kode desa Kemendagri"),
        (changed(3, "kode_desa", "6.31E+09"), "Baris 3, kolom kode_desa: '6.31E+09' adalah angka yang disingkat Excel"),
        (changed(3, "kode_desa", "6,31E+09"), "Baris 3, kolom kode_desa: '6,31E+09' adalah angka yang disingkat Excel"),
        (changed(3, "kode_desa", "6305072001"), "Baris 3, kolom kode_desa: '6305072001' sudah ada di baris 2"),
        (changed(3, "id_desa", "mandurian"), "Baris 3, kolom id_desa: 'mandurian' sudah ada di baris 2"),
        (changed(3, "id_desa", "Lawahan 1"), "Baris 3, kolom id_desa: 'Lawahan 1' hanya boleh"),
        (changed(3, "id_kantor", ""), "Baris 3, kolom id_kantor: petugas 'citra' tidak punya kantor"),
        (changed(3, "petugas", ""), "Baris 3, kolom petugas: 'citra' tidak punya nama"),
        (changed(3, "id_petugas", ""), "Baris 3, kolom id_petugas: wajib diisi"),
        (changed(3, "desa", ""), "Baris 3, kolom desa: wajib diisi"),
        (changed(3, "id_kantor", "timur"), "Baris 3, kolom kantor: 'timur' tidak punya nama"),
        (changed(2, "id_pengganti", "eko"), "Baris 2, kolom id_pengganti: pengganti 'eko' tidak ada di berkas ini"),
        (changed(2, "id_pengganti", "budi"), "Baris 2, kolom id_pengganti: pengganti harus orang lain"),
        (changed(3, "id_petugas", "budi"), "Baris 3, kolom petugas: 'Bu Citra' lain dari 'Pak Budi' di baris 2"),
        (changed(3, "kanwil", "Kalimantan Selatan"), "Baris 3, kolom kanwil: 'Kalimantan Selatan' hanya boleh"),
        (changed(3, "kanwil", "kaltim"), "Baris 3, kolom kanwil: 'kaltim' lain dari 'kalsel' di baris 2"),
        (changed(4, "desa", "D"), "Baris 4, kolom desa: 'D' terlalu pendek; tulis nama lengkapnya"),
        (changed(4, "zona", "GMT"), "Baris 4, kolom zona: 'GMT' bukan zona waktu; tulis WIB, WITA, atau WIT"),
        (changed(2, "id_pengganti", "", ROWS[:3]), "Baris 2, kolom id_petugas: 'dewi' adalah atasan kantor 'barat'"),
        ([*ROWS, (*DEWI, "lebih")], "Baris 5, kolom 13: baris ini punya lebih banyak isian"),
    ],
)
def test_each_fault_is_told_with_row_and_column(rows: Rows, told: str, tmp_path: Path) -> None:
    path = tmp_path / "desa.csv"
    path.write_text(as_csv(rows))
    assert any(fault.startswith(told) for fault in faults_of(path)), faults_of(path)
    if isinstance(rows[1], tuple | list) and len(rows[1]) > 1:
        assert faults_of(workbook(tmp_path / "desa.xlsx", rows)) == faults_of(path)


def test_the_difference_names_what_is_new_changed_and_gone(tmp_path: Path) -> None:
    path = tmp_path / "desa.csv"
    path.write_text(as_csv((COLUMNS, LAWAHAN, DEWI)))
    lines = difference(SETTINGS, imported(path))
    assert lines == [
        "Kantor: 0 baru, 0 berubah, 0 dihapus, 1 tetap",
        "Petugas: 1 baru, 0 berubah, 1 dihapus, 1 tetap",
        "  + Bu Citra (citra)",
        "  - Pak Budi (budi)",
        "Desa: 1 baru, 0 berubah, 1 dihapus, 0 tetap",
        "  + Desa Lawahan (lawahan)",
        "  - Desa Mandurian (mandurian)",
    ]
    path.write_text(
        as_csv(changed(2, "id_petugas", "dewi", (COLUMNS, (*MANDURIAN[:6], "", "", "barat", "", "", ""), DEWI)))
    )
    assert "  ~ Desa Mandurian (mandurian): petugas budi → dewi" in difference(SETTINGS, imported(path))


def test_what_is_kept_is_laid_over_the_settings_of_the_day() -> None:
    lines = [SheetLine(number, dict(zip(COLUMNS, row, strict=True))) for number, row in enumerate(ROWS[1:], 2)]
    later = SETTINGS.offices[0].model_copy(update={"phone": "0511-123"})
    current = with_people(SETTINGS.model_copy(update={"offices": (later,)}), lines)
    assert (current.offices[0].phone, len(current.villages)) == ("0511-123", 2)
    strange = SETTINGS.offices[0].model_copy(update={"supervisor": "eko"})
    with pytest.raises(UnreadableSheet) as caught:
        with_people(SETTINGS.model_copy(update={"offices": (strange,)}), lines)
    assert "'eko' adalah atasan kantor 'barat'" in str(caught.value.faults[0])
