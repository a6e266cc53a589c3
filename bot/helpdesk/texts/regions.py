"""What is wrong with a spreadsheet of offices, officers and villages, and what it would change."""

from __future__ import annotations

REQUIRED = "wajib diisi"
CODE_REQUIRED = "wajib diisi: kode desa Kemendagri, sepuluh angka; kantor desa mengetahuinya"
BAD_ID = "'{value}' hanya boleh huruf kecil, angka, dan tanda hubung, mis. mandurian"
BAD_CODE = "'{value}' bukan kode desa Kemendagri; harus sepuluh angka, mis. 6305072001 ({count} angka)"
SHORTENED = (
    "'{value}' adalah angka yang disingkat Excel; ubah format kolom ini menjadi Teks, ketik lagi kodenya, lalu simpan"
)
TWICE = "'{value}' sudah ada di baris {row}"
OTHERWISE = "'{value}' lain dari '{known}' di baris {row} untuk '{id}'"
NO_OFFICE = "petugas '{id}' tidak punya kantor; isi id_kantor di salah satu barisnya"
NO_NAME = "'{id}' tidak punya nama; isi di salah satu barisnya"
NO_DEPUTY = "pengganti '{value}' tidak ada di berkas ini"
OWN_DEPUTY = "pengganti harus orang lain"
BAD_ZONE = "'{value}' bukan zona waktu; tulis WIB, WITA, atau WIT"
NO_ROLE = "'{id}' adalah {role} kantor '{office}', jadi harus ada di berkas ini (baris tanpa desa)"
ROLES = {"supervisor": "atasan", "default_officer": "petugas umum"}

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
    "kanwil": "kanwil",
}
