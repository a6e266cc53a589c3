"""What staff read when the program's newer FAQ is brought into the office's folder."""

SHIPPED_ITSELF = (
    "Folder {folder} adalah FAQ bawaan program sendiri, yang ikut berganti saat program dipasang ulang. Supaya milik "
    "kantor, salin ke folder lain, misalnya: cp -r {folder} faq-kantor, lalu tulis faq: faq-kantor di config.yaml."
)
UNREADABLE = "FAQ tidak bisa dibaca di {folder} ({why}). Tidak ada yang diubah."
UNWRITABLE = "FAQ tidak bisa ditulis di {folder} ({why}). Perbaiki, lalu jalankan lagi: python -m bot faq merge"
UNMERGEABLE = "Tidak bisa digabungkan. {why}. Tidak ada yang diubah."
OVERTAKEN = "Folder FAQ baru saja diubah orang lain. Tidak ada yang ditulis; jalankan lagi perintahnya."
WRONG = "Gabungannya belum benar, jadi tidak ada yang ditulis. Perbaiki dulu di folder kantor, lalu jalankan lagi:"
NOT_KNOWN = (
    "Tidak diketahui dari versi mana folder ini dibuat. Karena itu setiap perbedaan ditanyakan; sesudah ini tidak lagi."
)
NEWEST = "Folder kantor sudah memuat semua yang ada di FAQ bawaan versi ini."
TAKEN = "Diambil dari FAQ bawaan yang baru, karena kantor tidak mengubahnya: {names}"
FILES = "Berkas yang belum pernah diubah kantor: {names}"
SKIPPED = "Kalimat bawaan yang tidak diambil, karena di sini milik jawaban lain: {texts}"
CHOICES = "{count} hal diubah kantor dan juga diubah di FAQ bawaan:"
CHOICE = "{number}. {name}"
OURS, THEIRS = "   kantor :", "   bawaan :"
NOWHERE = "(tidak ada)"
ASK = "Nomor {number}: pakai yang mana? k = kantor, b = bawaan"
OURS_KEY, THEIRS_KEY = "k", "b"
NO_TERMINAL = (
    "Tidak ada yang diubah: pilihannya belum dijawab. Jalankan di terminal, atau pakai --kantor untuk memakai isi "
    "kantor di semuanya."
)
SURE = "Tulis ke folder kantor?"
NOT_TAKEN = "Tidak ada yang diubah."
UNSIGNED = "Tanda tangan lepas, karena isinya berubah: {ids}"
DONE = "Digabungkan ke {folder}. Warga mendapatkannya sesudah: python -m bot faq publish"
SHOWN_LINES = 12
MORE_LINES = "… dan {count} baris lagi"
