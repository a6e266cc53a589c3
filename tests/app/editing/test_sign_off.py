"""The sheet that an office signs: a tick and a date become a signature, a text a draft, all of it or nothing."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from bot.app.editing.sheets import HEADING_ROW, day_in
from bot.faqfiles.file_names import SEALS
from bot.faqfiles.load import load_faq
from bot.faqfiles.read_folder import read_folder
from bot.faqfiles.seals import all_sealed, read_seals, written_seals
from bot.helpdesk.model.people import Member, Role
from tests.app.editing.conftest import RINI, Fill, Office, Rows

pytestmark = pytest.mark.process

TICK, CORRECTION, DAY, HASH = 5, 6, 8, 9
SIGNER = replace(RINI, roles=frozenset())


def put(id: str, **cells: object) -> Fill:
    """Write into an answer's row: `tick`, `text`, `day`, `hash`."""
    places = {"tick": TICK, "text": CORRECTION, "day": DAY, "hash": HASH}

    def fill(rows: Rows) -> None:
        row = next(row for row in rows if row[1] == id)
        for name, value in cells.items():
            row[places[name]] = value

    return fill


def twice(rows: Rows) -> None:
    rows[4][TICK], rows[4][DAY] = "✓", "25-11-2026"
    rows[5] = list(rows[4])


def test_signatures_and_corrections_are_taken_together(office: Office) -> None:
    def fill(rows: Rows) -> None:
        put("paspor-biaya", text="Paspor elektronik sekarang Rp650.000. Tanya petugas desa lewat bot ini.")(rows)
        put("paspor-rusak", tick="v", day=datetime(2026, 11, 25))(rows)

    changes = office.takes(office.filled(fill, "tanda-tangan", "kanim"))
    assert changes[1] == "✓ paspor-rusak: ditandatangani 25 November 2026"
    assert changes[0].startswith("Diubah di paspor-biaya: Paspor elektronik berlaku")
    assert changes[0].endswith("→ Paspor elektronik sekarang Rp650.000. Tanya petugas desa lewat bot ini.")
    draft = load_faq(office.faq)
    assert draft.entries["paspor-rusak"].verified_on == date(2026, 11, 25)
    seals = read_seals(office.faq)
    assert seals
    assert seals["paspor-rusak"].day == "2026-11-25"
    # what the fee table filled in stays the fee table's
    assert "{biaya.paspor-elektronik-5}" in draft.entries["paspor-biaya"].lead
    assert draft.entries["paspor-biaya"].lead.startswith("Paspor elektronik sekarang")


def test_a_corrected_answer_is_no_longer_signed(office: Office) -> None:
    read = read_folder(office.faq, None).subject
    (office.faq / SEALS).write_bytes(written_seals(all_sealed((read.faq, read.seals), None)))
    assert load_faq(office.faq).entries["paspor-hilang"].verified_on
    office.takes(
        office.filled(put("paspor-hilang", text="Lapor polisi dulu, lalu ke kantor."), "tanda-tangan", "kanim")
    )
    assert load_faq(office.faq).entries["paspor-hilang"].verified_on is None


def test_a_guided_check_is_signed_too(office: Office) -> None:
    by = replace(RINI, signs=frozenset({"bp3mi"}))
    content = office.filled(put("cek-contoh", tick="✓", day="25/11/2026"), "tanda-tangan", "bp3mi")
    office.desk.carried_out(office.desk.planned(by, content, "lembar.xlsx"))
    [check] = load_faq(office.faq).checks
    assert check.verified_on == date(2026, 11, 25)
    assert "alur/cek-contoh" in (read_seals(office.faq) or {})


@pytest.mark.parametrize(
    ("fill", "by", "fault"),
    [
        (put("paspor-rusak", tick="✓"), RINI, "kolom tanggal: tanggal tanda tangannya tidak terbaca (kosong)"),
        (put("paspor-rusak", tick="✓", day="kemarin"), RINI, "kolom tanggal: tanggal tanda tangannya tidak terbaca"),
        (put("paspor-rusak", tick="✓", day="28-11-2026"), RINI, "kolom tanggal: 28 November 2026 belum tiba"),
        (put("paspor-rusak", tick="?", day="25-11-2026"), RINI, "kolom benar (✓): '?' tidak terbaca sebagai tanda"),
        (put("paspor-rusak", tick="✓", text="Bukan"), RINI, "kolom perbaiki menjadi: pilih satu"),
        (put("paspor-rusak", tick="✓", day="25-11-2026", hash="x"), RINI, "kolom asal: jawaban 'paspor-rusak' sudah"),
        (put("paspor-rusak", text="Bukan begitu.", hash="x"), RINI, "kolom asal: jawaban 'paspor-rusak' sudah berubah"),
        (put("paspor-rusak", text="Bukan begitu."), SIGNER, "kolom perbaiki menjadi: Ini hanya untuk penulis"),
        (
            put("paspor-rusak", tick="✓", day="25-11-2026"),
            Member("tono", "Pak Tono", frozenset(Role)),
            "kolom benar (✓): jawaban 'paspor-rusak' ditandatangani 'kanim', dan Anda bukan penandatangannya",
        ),
        (
            put("paspor-rusak", text="Paspor jadi dalam 9 hari."),
            RINI,
            "menjadi: Angka '9' belum dicocokkan dengan aturannya",
        ),
        (put("paspor-rusak", text="Bayar Rp5.000."), RINI, "menjadi: 'Rp5.000' belum tercatat sebagai tarif; hapus"),
        (twice, RINI, "Baris 6, kolom id: sama dengan baris 5"),
        (lambda rows: rows[3].__setitem__(9, "lain"), RINI, "kolom asal: kolom ini tidak ada"),
    ],
)
def test_each_fault_is_told_with_its_row_and_column(standing: Office, fill: Fill, by: Member, fault: str) -> None:
    lines = standing.faults(standing.filled(fill, "tanda-tangan", "kanim"), by)
    assert any(fault in line for line in lines), lines


def test_the_sheet_prints_on_a4_with_its_heading_on_every_page(standing: Office) -> None:
    sheet = load_workbook(BytesIO(standing.desk.made("tanda-tangan", "kanim")[1])).active
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert int(sheet.page_setup.fitToHeight) == 0, "as many pages as it takes, each one page wide"
    assert sheet.print_title_rows == f"${HEADING_ROW + 1}:${HEADING_ROW + 1}"
    assert all(cell.alignment.wrap_text for cell in sheet[HEADING_ROW + 2])


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-28", date(2026, 11, 28)),
        ("28-11-2026", date(2026, 11, 28)),
        ("8/1/2026", date(2026, 1, 8)),
        ("28 November 2026", date(2026, 11, 28)),
        ("3 Agustus 2026", date(2026, 8, 3)),
        ("28.11.2026", date(2026, 11, 28)),
        ("04-05-2026", date(2026, 5, 4)),
        ("4/5/2026", date(2026, 5, 4)),
        ("28-11-26", None),
        ("31-02-2026", None),
        ("28 Nopember", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(written: str, day: date | None) -> None:
    assert day_in(written) == day
