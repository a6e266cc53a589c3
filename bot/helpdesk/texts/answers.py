"""What stands around an answer of the FAQ: its sources, who has checked it, amounts, what the settings do not say."""

from __future__ import annotations

from datetime import date

from bot.helpdesk.model.office_hours import long_date

UNSIGNED_CHECK = "Pemeriksaan ini masih diperiksa kantor. Ragu? Tanyakan petugas desa."
UNSIGNED = "ⓘ Jawaban ini masih diperiksa kantor."
OVERDUE = "ⓘ Jawaban ini seharusnya diperiksa ulang sebelum {day}. Ragu? Tekan Tanya petugas."
SIGNED = "ⓘ Diperiksa kantor: {day}."
SOURCES = "Sumber: {sources}"
OTHER_OFFICE = "Itu layanan kantor lain, Bapak/Ibu."

OFFICER_ALERTED = "Petugas sudah diberi tahu dan akan membalas di sini."
PRESS_TO_ALERT = "Tekan tombol di bawah supaya petugas diberi tahu sekarang."

UNNAMED_OFFICE = "kantor imigrasi"


def signed(day: date) -> str:
    """Say when the office checked an answer or a guided check."""
    return SIGNED.format(day=long_date(day))


def rupiah(amount: int) -> str:
    """Write an amount: 650000 becomes Rp650.000."""
    return "Rp" + f"{amount:,}".replace(",", ".")
