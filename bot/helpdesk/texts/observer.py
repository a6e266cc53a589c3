"""What observers (kanwil, pusat) read: how to get figures, and what comes with them."""

from __future__ import annotations

WELCOME = (
    "Selamat datang, {name}. Di sini Anda membaca angka {scope}: /laporan untuk bulan ini, atau dengan bulannya, "
    "misalnya /laporan 2026-10.\n\n"
    "Yang datang hanya angka. Percakapan dan nama warga tidak pernah dikirim ke sini."
)
BAD_INVITATION = (
    "Tautan ini sudah dipakai, sudah lewat waktunya, atau salah. Minta tautan baru kepada yang mengundang Anda."
)
OTHER_ROLE = (
    "Chat ini sudah dipakai untuk menjawab warga atau mengelola jawaban. Buka tautan ini dari akun Telegram lain, "
    "lalu minta tautan baru bila yang ini sudah lewat waktunya."
)
MAKING = "Laporan {month} sedang dibuat. Gambar dan tabel per desa menyusul di sini."
ENDED = "Laporan tidak dibuat: Anda tidak lagi terdaftar sebagai pemantau."
NO_OFFICE = "Belum ada kantor untuk {scope}, jadi belum ada angkanya. Beri tahu pengelola bot."

ALL, OF_KANWIL = "semua kantor", "Kanwil {kanwil}"
VILLAGES, NOT_JOINED = "Desa binaan", "Belum ada petugasnya"
WITHOUT_OFFICER = "Petugasnya belum bergabung ({count}): {names}."
WITHOUT_OFFICER_MORE = "Petugasnya belum bergabung ({count}): {names}, dan {more} desa lain."
ALL_JOINED = "Semua petugas desa sudah bergabung."
TABLE = "Tabel {month} per desa, {scope}. Sel kosong: angka 1 atau 2, atau bisa membuka angka sekecil itu."
FILE = "laporan-{month}.xlsx"
