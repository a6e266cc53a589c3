"""What is wrong with a spreadsheet, and what the sheets of the FAQ say and would change."""

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
NO_HEAD = "di sini harus ada nama kolom, dan tidak ada baris lain di atasnya: {columns}"
COLUMN_TWICE = "kolom ini ada dua kali"
MANY_CELLS = "baris ini punya lebih banyak isian daripada kolom; periksa tanda koma di dalamnya"
MORE_FAULTS = "… dan {count} galat lagi."
FAULTS = "{count} galat; tidak ada yang diubah."
TOO_MUCH = (
    "Berkas {path} terlalu besar isinya, jadi tidak dibaca. Paling banyak {rows} baris dan {cells} isian. Hapus baris "
    "yang tidak perlu, lalu simpan ulang."
)
TOO_WIDE = (
    "Baris {row} di berkas {path} punya lebih dari {most} kolom, jadi berkasnya tidak dibaca. Hapus kolom yang tidak "
    "perlu, atau periksa tanda koma di dalamnya, lalu simpan ulang."
)
TOO_LARGE = "Berkas ini lebih besar dari {most} MB, jadi tidak dibaca. Hapus gambar dan baris yang tidak perlu."

REQUIRED = "kalimatnya kosong; tulis kalimatnya, atau hapus barisnya"
NO_ENTRY = "jawaban '{id}' tidak ada{guess}; pakai id yang ada di lembar"
NO_KIND = "jenis '{kind}' tidak ada; tulis salah satu: {kinds}"
NO_OWNER_HERE = "milik hanya diisi untuk jenis 'bukan'; kosongkan"
OWN_OWNER = "kalimat 'bukan' tidak bisa milik jawabannya sendiri; tulis id lain, atau kosongkan"
TOO_LONG = "kalimatnya terlalu panjang; paling panjang {most} huruf"
STALE = "kalimat ini di '{id}' sudah diubah orang lain sejak lembar dibuat; ambil lembar baru"
STALE_ANSWER = "jawaban '{id}' sudah berubah sejak lembar dibuat; ambil lembar baru dan periksa lagi"
MARK_TWICE = "baris ini salinan baris {row}; untuk kalimat baru kosongkan kolom asal"
ROW_TWICE = "sama dengan baris {row}; hapus salah satu"
IN_ENTRY = "kalimat ini sudah ada di '{id}'"
OWNED = "“{text}” sudah milik jawaban lain: “{owner}” ({id})"
GONE_ALREADY = "Baris {row} ({id}): kalimat ini memang sudah tidak ada."
TICK_AND_TEXT = "pilih satu: ✓ kalau sudah benar, atau tulis perbaikannya"
NO_TICK = "'{written}' tidak terbaca sebagai tanda; tulis ✓, atau kosongkan"
NOT_YOUR_OWNER = "jawaban '{id}' ditandatangani '{owner}', dan Anda bukan penandatangannya"
NO_DAY = "tanggal tanda tangannya tidak terbaca ({written}); tulis seperti 28-11-2026"
FUTURE_DAY = "{day} belum tiba; tulis tanggal tanda tangannya"
CHECK_TEXT = "pemeriksaan dengan tombol tidak diubah lewat lembar; beri tahu operator apa yang salah"
NOTHING_WRITTEN = "kosong"
SHOWN_LETTERS = 160

CHANGED = "~ {id}, {kind}: {before} → {after}"
ADDED = "+ {id}, {kind}: {text}"
REMOVED = "- {id}, {kind}: {text}"
SIGNS = "✓ {id}: ditandatangani {day}"
CORRECTS = "~ {id}: {before} → {after}"
MORE = "… dan {count} lagi"

PHRASINGS_FILE = "lembar-kalimat-{day}.xlsx"
SIGN_OFF_FILE = "lembar-tanda-tangan-{owner}-{day}.xlsx"
NO_SHEET = "Lembar itu tidak ada."
UNKNOWN_SHEET = (
    "Berkas {path} bukan lembar kalimat dan bukan lembar tanda tangan. Ambil lembarnya dulu, isi, lalu kirim kembali; "
    "nama kolomnya jangan diubah."
)
EXPORTED = "Lembar ada di {path}. Isi, lalu: python -m bot faq sheet import {path}"
NOTHING = "Isi lembar ini sama dengan naskah. Tidak ada yang diubah."
SOUND = "Lembar ini benar. Tidak ada yang diubah (--check)."
ASK = "Ubah naskah seperti ini?"
NOT_TAKEN = "Tidak ada yang diubah."
TAKEN = "{count} perubahan tersimpan di naskah. Warga mendapatkannya sesudah: python -m bot faq publish"
NO_MEMBER = "Pengelola '{id}' tidak ada. Lihat: python -m bot staff list"

COLUMNS = (
    ("No.", 4),
    ("Id", 16),
    ("Pertanyaan warga", 20),
    ("Jawaban bot", 58),
    ("Sumber", 24),
    ("Benar (✓)", 8),
    ("Perbaiki menjadi", 30),
    ("Nama dan tanda tangan", 18),
    ("Tanggal", 10),
    ("Asal", 17),
)
"""Heading and width in characters; together they fill an A4 page across at a readable size."""
SIGN_OFF_SHEET = "Pemeriksaan"
SIGN_OFF_TITLE = "Pemeriksaan jawaban bot Tanya PIMPASA: {owner}"
SIGN_OFF_HOW = "Dicetak {day}. Beri tanda ✓ bila benar, atau tulis perbaikannya. Tanda tangani setiap baris."
SIGN_OFF_FOOTER = "&L&F&RHalaman &P dari &N"
BELOW_SOURCES = "Fakta: {facts}\nTinjau sebelum {day}"
