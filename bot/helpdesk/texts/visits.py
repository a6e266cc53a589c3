"""Every sentence about days planned in a village: for the officer who plans them, and for residents who ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.office_hours import OfficeHours
from bot.helpdesk.model.visits import Visit

KINDS = {"penyuluhan": "Penyuluhan imigrasi", "simpatik": "Paspor Simpatik", "eazy": "Eazy Passport"}
EXAMPLE = "12-12 09.00 Balai Desa Mandurian penyuluhan"

# for officers
NO_VILLAGE = "Saat ini Bapak/Ibu tidak memegang desa, jadi belum bisa mencatat jadwal."
EMPTY = "Belum ada jadwal di desa Bapak/Ibu."
HEAD = "Jadwal di desa Bapak/Ibu"
MORE = "… dan {count} lagi sesudahnya"
REMINDED = "{count} warga minta diingatkan"
ASK_WHEN = f"Tulis tanggal, jam, tempat, dan acaranya dalam satu pesan, misalnya:\n{EXAMPLE}"
ASK_NEW = "Yang diubah: {visit}.\nTulis tanggal dan jam yang baru, misalnya 13-12 10.00. Boleh dengan tempat baru."
ASK_PLACE = "Di mana tempatnya? Misalnya: Balai Desa Mandurian."
PLACE_SUSPECT = (
    "Tempatnya memuat {things}. Penipu sering menulis seperti itu, jadi belum dicatat. "
    "Tulis nama tempatnya saja, misalnya: Balai Desa Mandurian."
)
ASK_KIND = "Acaranya apa?"
ASK_VILLAGE = "Untuk warga desa mana?"
PROBLEMS = {
    "no-day": f"Tanggalnya belum terbaca. Misalnya:\n{EXAMPLE}",
    "bad-day": "Tanggal {about} tidak ada. Tulis tanggal lalu bulan, misalnya 12-12 untuk 12 Desember.",
    "past": "{about} sudah lewat. Tulis tanggal dan jam yang akan datang.",
    "too-far": "{about} lebih dari setahun lagi. Catat kalau sudah lebih dekat.",
    "no-time": "Jamnya belum ada. Tulis lagi lengkap, misalnya:\n" + EXAMPLE,
    "bad-time": "Jam {about} tidak ada. Tulis seperti 09.00 atau 14.30.",
}
KEPT = (
    "✓ Dicatat: {visit}.\nWarga yang bertanya soal jadwal melihatnya dan bisa minta diingatkan. "
    "Mau memberi tahu warga sekarang? Tekan tombol di bawah."
)
CHANGED = "✓ Diubah menjadi: {visit}.\n{notice}"
TWICE = "Itu sudah ada di /jadwal."
ASK_CANCEL = "Hapus jadwal ini?\n{visit}\n{notice}"
CANCELLED = "✓ Dihapus: {visit}.\n{notice}"
NOTIFIED = "{count} warga yang minta diingatkan diberi tahu."
NOTIFIED_NOBODY = "Belum ada warga yang minta diingatkan."
DROPPED = "Tidak jadi."
NOT_YOURS = "Jadwal itu sudah tidak ada, atau bukan di desa Bapak/Ibu."
OLD_BUTTON = "Tombol ini sudah tidak berlaku. Tulis /jadwal."
B_ADD, B_CHANGE, B_CANCEL, B_DROP = "Tambah", "Ubah", "Hapus", "Batal"
B_TELL = "Kabarkan ke warga"
B_YES, B_NO = "Ya, hapus", "Tidak jadi"

# for residents
DATES = "📅 Jadwal di {village}"
B_REMIND = "Ingatkan saya: {day}"
B_REMIND_NOT = "Tidak usah diingatkan"
WILL_REMIND = "Baik. Kami ingatkan {moment}: {visit}."
SOON = "Acaranya sebentar lagi: {visit}."
NO_REMINDER = "Baik, tidak kami ingatkan."
GONE = "Jadwal itu sudah lewat atau dihapus petugas."
REMIND = "⏰ Pengingat dari Tanya PIMPASA\n{visit}.\nTidak perlu membawa uang untuk datang dan bertanya."
REMIND_PASSPORT = "⏰ Pengingat dari Tanya PIMPASA\n{visit}.\nSyarat dan biaya paspor bisa ditanyakan di sini."
MOVED = "Jadwal berubah. Sekarang: {visit}."
BROADCAST = "📅 {visit}.\nTidak perlu membawa uang untuk datang dan bertanya."
OFF = "Jadwal ini dibatalkan petugas: {visit}. Ada jadwal lain? Tulis saja: kapan ada penyuluhan."


def visit(one: Visit, hours: OfficeHours, now: datetime, directory: Directory | None = None) -> str:
    """Write a day in a line: "Sabtu, 12 Desember pukul 09.00 WITA: Penyuluhan imigrasi, Balai Desa (Desa X)"."""
    moment = hours.moment(one.starts_at, now)
    village = directory.villages.get(one.village) if directory else None
    where = f" ({village.name})" if village and village.name.lower() not in one.place.lower() else ""
    return f"{moment[:1].upper()}{moment[1:]}: {KINDS.get(one.kind, one.kind)}, {one.place}{where}"


def dates(visits: Sequence[Visit], village: str, hours: OfficeHours, now: datetime) -> str:
    """Return what is planned in a resident's village."""
    lines = [f"• {visit(one, hours, now)}" for one in visits]
    return "\n".join([bold(DATES.format(village=village)), *lines])


def attendance(count: int) -> str:
    """Say who hears of a change."""
    return NOTIFIED.format(count=count) if count else NOTIFIED_NOBODY
