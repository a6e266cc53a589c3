"""What the staff page says that does not stand in its templates: refusals, and errors of its address."""

from __future__ import annotations

from bot.matching.entry import DecisionKind

BAD_LISTEN = "staff.page.listen: '{address}' bukan alamat. Tulis seperti 127.0.0.1:8090."
PUBLIC_WITHOUT_URL = (
    "staff.page.listen: {address} bisa dicapai dari jaringan lain, jadi halaman staf tidak dinyalakan. "
    "Tulis 127.0.0.1:8090, atau isi staff.page.url dengan alamat https yang diteruskan ke sini."
)
BAD_URL = "staff.page.url: '{url}' bukan alamat. Tulis seperti https://staf.kantor.go.id, tanpa garis miring lain."
URL_NOT_HTTPS = "staff.page.url: '{url}' harus memakai https, supaya kata sandi sekali pakai tidak bisa disadap."

WRONG_HOST = "Alamat ini bukan alamat halaman staf. Buka lagi dari tautan yang dikirim bot."
WRONG_ORIGIN = "Permintaan ini datang dari halaman lain, jadi tidak dijalankan."
WRONG_FORM = "Halaman ini sudah terlalu lama terbuka. Muat ulang, lalu kirim lagi."
WRONG_TYPE = "Bentuk kiriman ini tidak dikenal."
TOO_LARGE = "Kirimannya terlalu besar: paling besar 1 MB, dan 5 MB untuk berkas Excel."
TOO_OFTEN = "Terlalu sering dalam satu menit. Tunggu sebentar, lalu coba lagi."
BAD_LINK = (
    "Tautan ini sudah dipakai, sudah lewat lima menit, atau salah. Minta yang baru: tulis /kelola kepada bot, "
    "lalu pilih Buka halaman."
)
NO_PAGE = "Halaman ini tidak ada."
SIGNED_OUT = "Tulis /kelola kepada bot di Telegram, lalu pilih Buka halaman. Tautannya hanya untuk Anda."
SIGNED_OUT_TYPING = (
    "Anda sudah keluar, karena halaman 30 menit tidak dipakai. Masuk lagi: tulis /kelola kepada bot, lalu pilih "
    "Buka halaman. Tulisan Anda disimpan di peramban ini dan ditawarkan lagi sesudah masuk."
)
FAULT = "Ada yang salah di sisi kami, dan sudah dicatat. Coba lagi sebentar lagi."
NOT_DONE = "Belum berhasil"
HEADINGS = {401: "Masuk dulu", 404: "Tidak ada", 413: "Terlalu besar", 429: "Terlalu sering"}
"""What stands above a refusal, by its status."""
LEFT_HEADING = "Sudah keluar"
LEFT = "Anda sudah keluar. Untuk masuk lagi, tulis /kelola kepada bot, lalu pilih Buka halaman."

NOT_SAVED = "Belum disimpan. Perbaiki dulu:"
OUTCOMES = {
    DecisionKind.ANSWER: "Langsung dijawab",
    DecisionKind.SUGGEST: "Ditawarkan pilihan: “Maksud Anda yang mana?”",
    DecisionKind.ESCALATE: "Diteruskan ke petugas",
    DecisionKind.EMERGENCY: "DARURAT: petugas diberi tahu seketika",
    DecisionKind.WARN: "Diperingatkan dahulu",
    DecisionKind.REFER: "Layanan kantor lain",
    DecisionKind.SMALLTALK: "Sapaan atau basa-basi",
    DecisionKind.REPHRASE: "Tidak terbaca, diminta menulis ulang",
}
STATES = {
    "ttd": "Belum ditandatangani",
    "lewat": "Lewat waktu",
    "segera": "Ditinjau dalam 30 hari",
    "tipis": "Kurang kalimat",
    "tabrakan": "Bertabrakan",
    "sepi": "Belum pernah ditanya",
    "jempol": "Sering 👎",
}
"""The states by which the list of entries can be narrowed."""

NO_AMOUNT = "'{typed}' bukan jumlah rupiah. Tulis angkanya saja, misalnya 700000."
AMOUNTS_DIFFER = "Kedua angka tidak sama, jadi tarifnya belum diubah. Tulis lagi keduanya."
SHORT_WHY = "Tulis dulu alasannya dalam satu kalimat, supaya nanti orang tahu mengapa."
ASKED = "Menunggu orang kedua: {names}. Warga masih membaca yang lama sampai salah satu dari mereka setuju."
PUBLISHED = "Sudah terbit (terbitan {number}). Warga mendapat jawaban baru mulai sekarang."
REFUSED = "Baik, tidak terbit. Naskahnya tetap ada."
TAKEN_BACK = "Sudah dikembalikan (terbitan {number}). Warga membaca jawaban sebelumnya lagi mulai sekarang."
