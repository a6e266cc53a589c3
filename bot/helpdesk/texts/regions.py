"""What is wrong with a spreadsheet of offices, officers and villages, and what it would change."""

from __future__ import annotations

PLACE = "Baris {row}, kolom {column}: {problem}"
NOT_THERE = "Berkas {path} tidak bisa dibaca ({cause}). Periksa nama dan izinnya."
OTHER_FORM = "Berkas {path} harus .csv atau .xlsx."
NO_WORKBOOK = "Berkas {path} bukan lembar kerja Excel yang utuh. Simpan ulang sebagai .xlsx."
EMPTY = "Berkas {path} tidak berisi baris. Baris pertama harus nama kolom: {columns}."
LETTERS = "huruf tidak terbaca; simpan ulang sebagai CSV UTF-8"
NUL = "isinya bukan teks CSV; simpan ulang sebagai CSV UTF-8"
QUOTES = "tanda kutip dibuka tetapi tidak ditutup"
FORMULA = "berisi rumus; salin sebagai nilai (Tempel Khusus, Nilai)"
MISSING_COLUMN = "kolom ini tidak ada. Baris pertama harus berisi: {columns}"
COLUMN_TWICE = "kolom ini ada dua kali"
MANY_CELLS = "baris ini punya lebih banyak isian daripada kolom; periksa tanda koma di dalamnya"
REQUIRED = "wajib diisi"
BAD_ID = "'{value}' hanya boleh huruf kecil, angka, dan tanda hubung, mis. mandurian"
BAD_CODE = "'{value}' bukan kode desa Kemendagri; harus sepuluh angka, mis. 6305072001 ({count} angka)"
TWICE = "'{value}' sudah ada di baris {row}"
OTHERWISE = "'{value}' lain dari '{known}' di baris {row} untuk '{id}'"
NO_OFFICE = "petugas '{id}' tidak punya kantor; isi id_kantor di salah satu barisnya"
NO_NAME = "'{id}' tidak punya nama; isi di salah satu barisnya"
NO_DEPUTY = "pengganti '{value}' tidak ada di berkas ini"
OWN_DEPUTY = "pengganti harus orang lain"
BAD_ZONE = "'{value}' bukan zona waktu; tulis WIB, WITA, atau WIT"
NO_ROLE = "'{id}' adalah {role} kantor '{office}', jadi harus ada di berkas ini (baris tanpa desa)"
ROLES = {"supervisor": "atasan", "default_officer": "petugas umum"}
MORE_FAULTS = "… dan {count} galat lagi."
FAULTS = "{count} galat; tidak ada yang diubah."

NO_LONGER_FITS = (
    "Daftar yang diimpor tidak cocok lagi dengan pengaturan. {fault}. Impor ulang berkas yang sudah diperbaiki."
)
NOT_READ = "Kantor dan petugas diambil dari pengaturan, bukan dari yang pernah diimpor: {why}"
ASK = "Pakai daftar ini?"
NOT_TAKEN = "Tidak ada yang diubah."
TAKEN = "Daftar dipakai. Bot yang sedang berjalan memakainya dalam beberapa detik; kasus terbuka mengikuti petugasnya."
EXPORTED = "{count} baris di {path}."

KINDS = {"offices": "Kantor", "officers": "Petugas", "villages": "Desa"}
SUMMARY = "{kind}: {new} baru, {changed} berubah, {gone} dihapus, {same} tetap"
NEW, GONE, CHANGED = "+ {name} ({id})", "- {name} ({id})", "~ {name} ({id}): {changes}"
CHANGE = "{field} {before} → {after}"
NONE = "(kosong)"
MORE = "  … dan {count} lagi"
NOTHING = "Isinya sama dengan pengaturan."
SOUND = "Berkas ini benar. Tidak ada yang diubah (--check)."
FIELDS = {
    "name": "nama",
    "office": "kantor",
    "deputy": "pengganti",
    "district": "kecamatan",
    "regency": "kabupaten",
    "officer": "petugas",
    "code": "kode",
    "timezone": "zona waktu",
}
