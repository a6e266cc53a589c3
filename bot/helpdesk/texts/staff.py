"""What the staff who keep the FAQ read in their chat (/kelola), on their page, and of their spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.helpdesk.model.people import Role
from bot.helpdesk.texts.operator import some
from bot.matching.entry import DecisionKind

WELCOME = (
    "Selamat datang, {name}. Di sini Anda mengurus jawaban bot untuk warga. Peran Anda: {roles}.\n\n"
    "Tulis /kelola kapan saja. Yang Anda ubah menjadi naskah dulu; warga baru melihatnya sesudah diterbitkan."
)
BAD_INVITATION = (
    "Tautan ini sudah dipakai, sudah lewat waktunya, atau salah. Minta tautan baru kepada yang mengundang Anda."
)
NOT_STAFF = (
    "Perintah ini untuk pengelola jawaban bot. Kalau Anda memang pengelola, minta tautan undangan kepada kantor.\n\n"
    "Kalau ada pertanyaan, tulis saja di sini."
)
OLD_BUTTON = "Tombol ini sudah tidak berlaku. Tulis /kelola untuk mulai lagi."
NO_ROLE, SIGNER = "belum ada", "penandatangan"
ROLES = {Role.WRITER: "penulis", Role.PUBLISHER: "penerbit"}

MENU, WORKING = "Kelola jawaban bot", "Sedang diperiksa…"
MENU_TEXT = "Pilih yang mau dikerjakan. Yang diubah di sini menjadi naskah dulu; warga melihatnya sesudah diterbitkan."
B_TODAY, B_FEES, B_PHRASING, B_SIGN = "Hari ini", "Ubah tarif", "Tambah kalimat", "Tanda tangan"
B_DRAFTS, B_GAPS = "Usulan petugas", "Pertanyaan tanpa jawaban"
B_PUBLISH, B_LOOK = "Terbitkan", "Lihat bedanya, lalu terbitkan"
B_UNDO, B_YES_UNDO, B_NO = "Batalkan terbitan terakhir", "Ya, batalkan", "Tidak jadi"
B_SHEET_PHRASINGS, B_SHEET_SIGN_OFF = "Lembar kalimat", "Lembar tanda tangan: {owner}"
B_PAGE, B_MENU = "Buka halaman", "Kembali ke menu"
B_AGREE, B_REFUSE, B_WHOLE, B_SIGN_THIS = "Setujui", "Tolak", "Baca semuanya", "Saya tanda tangani"
B_NEXT, B_MORE = "Berikutnya", "Yang lain"

DROPPED, SET_ASIDE, THROWN = "Baik, tidak ada yang berubah.", "Baik, disisihkan.", "Baik, tulisan itu dibuang."

TODAY_HEAD, TODAY_NOTHING = "Yang menunggu hari ini", "Tidak ada yang menunggu. Terima kasih."
TODAY_REQUESTS = "• {count} terbitan menunggu persetujuan Anda"
TODAY_GAPS, TODAY_DRAFTS = "• {count} pertanyaan warga belum punya jawaban", "• {count} usulan dari petugas"
TODAY_DUE = "• {count} jawaban harus ditinjau dalam 30 hari: {names}"
TODAY_UNSIGNED = "• {count} jawaban belum Anda tanda tangani"
TODAY_UNPUBLISHED = "• Naskah sudah diubah, tetapi warga belum mendapatnya"
TODAY_THIN = "• {count} jawaban punya terlalu sedikit kalimat: {names}"

FEES = "Tarif mana yang berubah?"
FEE = "{name}\nSekarang: {amount}, {basis}. Dikutip di {count} jawaban{names}.\n\nTulis tarif yang baru. Contoh: 700000"
FEE_DRAFTED = "Di naskah sudah {draft}, tetapi warga masih membaca {served}."
ASK_BASIS = (
    "{amount}. Menurut apa? Tulis tiga hal, dipisah baris atau titik koma: dasar hukumnya; tanggal mulai berlaku "
    "(boleh belum tiba); siapa yang menyebutnya. Contoh:\nPP 45/2024; 17-12-2024; Kantor Imigrasi Banjarmasin"
)
NO_BASIS = (
    "Dasar, tanggal mulai berlaku, atau sumbernya belum ada atau belum terbaca. Tulis ketiganya; tanggalnya seperti "
    "17-12-2024."
)
FEE_FAR = (
    "{before} → {after}. Ini berubah lebih dari 30 persen. Periksa lagi angka nolnya.\n\n"
    "Kalau memang benar, tulis sekali lagi angka yang baru."
)
FEE_FREE = (
    "{before} → {after}: warga akan membaca {after}. Betul gratis?\n\nKalau memang begitu aturannya, tulis 0 lagi."
)
FEE_OTHER = "Angkanya tidak sama dengan yang tadi ({after}), jadi belum disimpan. Tulis lagi tarif yang benar."

SEARCH = "Jawaban yang mana? Tulis beberapa kata dari pertanyaannya. Contoh: paspor hilang"
SEARCH_NONE = "Tidak ada jawaban yang cocok dengan kata itu. Coba kata lain."
SEARCH_FOUND = "Pilih jawabannya. Kalau tidak ada, tulis kata lain."
PHRASING = (
    "{question}\n\nTulis satu kalimat cara warga menanyakan ini, dengan kata-kata warga sendiri. "
    "Jangan tulis nama atau nomor orang."
)
PHRASING_SAVED = "Tersimpan di naskah: “{text}” untuk “{question}”."
ANSWERED_TODAY = "“{text}” hari ini dijawab dengan {named} (yakin {sure})."
OFFERED_TODAY = "“{text}” hari ini ditawari {named} (yakin {sure})."
UNANSWERED_TODAY = "“{text}” hari ini belum dijawab bot."
WHERE_TO = "Di jawaban mana kalimat ini disimpan? Kalau di jawaban lain, pertanyaan itu pindah dari yang sekarang."
B_MOVE, B_STAY = "Simpan di: {question}", "Tetap di: {question}"
OWNED = "“{text}” sudah milik jawaban lain: “{owner}”. Tulis kalimat lain, atau ubah dulu yang di sana."
NOBODYS = "pesan yang bukan urusan kantor"
KNOWN_ALREADY = "Kalimat itu sudah ada di “{question}”. Tulis cara bertanya yang lain."

PROPOSED_HEADING = "Bagaimana kalau {words}?"
SIGN_NONE = "Semua jawaban bagian Anda sudah ditandatangani."
SIGN_LIST = "{count} jawaban belum ditandatangani. Pilih satu untuk dibaca dulu."
SIGN_PREVIEW, REVIEW = "Begini warga membacanya:", "Harus ditinjau paling lambat {day}."
SIGNED = "Ditandatangani di naskah: “{question}”. Warga melihatnya sesudah diterbitkan."

REVIEW_HEAD = "{count} jawaban harus ditinjau"
REVIEW_SOON, REVIEW_LATE = "• {question} (paling lambat {day})", "• {question} (SUDAH LEWAT sejak {day})"
REVIEW_HOW = (
    "Bandingkan dengan aturan yang berlaku. Yang masih benar ditandatangani lagi, yang sudah berubah diperbaiki. "
    "Warga membaca bahwa jawaban yang sudah lewat belum ditinjau lagi."
)
NOTHING_NEW = "Naskahnya sama dengan yang dibaca warga. Tidak ada yang perlu diterbitkan."
PROPOSED = "Kalau diterbitkan, ini yang berubah bagi warga:"
REST = "… dan {count} lainnya. Semuanya ada di halaman, di Terbitkan."
NEEDS_SECOND = "Ini mengubah apa yang dibaca warga. Perlu satu orang lagi setuju."
ASK_WHY = "Tulis alasannya dalam satu kalimat, untuk riwayat. Contoh: tarif baru sesuai PP 45/2024"
SHORT_WHY = "Alasannya terlalu pendek. Tulis paling sedikit tiga kata, supaya nanti orang tahu mengapa."
PUBLISHED = "Sudah terbit (terbitan {number}). Warga mendapat jawaban baru mulai sekarang{ahead}."
BUT_FEES = ", kecuali tarif ini:"
BROKEN, WARNINGS = "Belum tersimpan, karena masih ada yang salah:", "Sebaiknya masih dilengkapi:"
ASKED = "Menunggu orang kedua: {names}. Warga masih membaca yang lama sampai salah satu setuju."
REQUEST, REQUEST_WHY = "{maker} minta persetujuan untuk menerbitkan", "Alasan: {why}"
AGREED, BY_TWO = "{second} setuju. {published}", "{maker}, disetujui {second}"
REFUSED = "{second} tidak setuju, jadi tidak terbit. Naskahnya tetap ada; bicarakan berdua, lalu coba lagi."
REFUSED_BY_YOU = "Baik, permintaan {maker} tidak terbit. Naskahnya tetap ada."
NO_SECOND = (
    "Belum terbit. Ini perlu orang kedua, tetapi belum ada penerbit lain dan atasan kantor belum bergabung. Minta "
    "operator mengundang satu orang lagi (python -m bot staff invite), atau mengisi supervisor kantor di config.yaml."
)
OWN_REQUEST = "Ini permintaan Anda sendiri. Orang lain yang harus setuju."
DECIDED = "Permintaan ini sudah diputuskan, atau sudah diganti yang lebih baru."
OVERTAKEN = (
    "Belum terbit, karena sesudah itu naskahnya berubah lagi. Yang menerbitkan melihat dulu bedanya yang sekarang, "
    "lalu menerbitkan lagi."
)

NEEDED_IN_DANGER = "Jawaban ini untuk orang dalam bahaya, jadi tidak diarsipkan. Ubah isinya kalau ada yang salah."
STILL_USED = (
    "Jawaban ini masih dipakai di {names}, jadi belum diarsipkan. Lepaskan dulu di sana; operator bisa membantu."
)
DISCARDED = "Naskahnya sama lagi dengan yang dibaca warga. Yang dibuang masih disimpan di {folder}."
UNDO = (
    "Terbitan terakhir: nomor {number}, {moment}, oleh {by}.\nAlasan: {why}\n\n"
    "Batalkan, dan kembali ke terbitan {older}? Ini yang berubah bagi warga:"
)
UNDO_NONE = (
    "Tidak ada yang bisa dibatalkan: belum ada terbitan sebelumnya, atau yang sebelumnya sudah ditarik kembali. "
    "Betulkan naskahnya, lalu terbitkan."
)
TOLD_UNDONE = (
    "{by} menarik kembali terbitan {number} (oleh {maker}, alasannya: {why}). "
    "Warga membaca lagi isi terbitan {older}. Anda tidak perlu menekan apa-apa."
)
UNDONE = "Sudah dibatalkan (terbitan {number}). Warga membaca lagi isi terbitan {older}."
FOLDER_STAYS = "Naskahnya belum ikut kembali: {why}. Perbaiki, lalu terbitkan lagi."
KEPT = "Perubahan yang belum pernah terbit disimpan di {folder}."
NOT_LAST = "Sudah ada terbitan lain sesudah itu, jadi belum dibatalkan. Lihat lagi yang terakhir."

OFFICERS_ANSWER = "Jawaban petugas, {office}"
"""The source of an entry that is made of one."""
DRAFTS_NONE = "Tidak ada usulan petugas yang menunggu lagi."
DRAFT_HEAD, ASKED_BY_RESIDENT = "Usulan {number} dari {officer}", "Ditanyakan warga: {text}"
DRAFT_PREVIEW = "Kalau menjadi jawaban baru, begini warga membacanya:"
GAPS_NONE = "Tidak ada lagi. Yang tampil di sini hanya yang ditanyakan paling sedikit tiga orang."
GAP_HEAD, GAP_VILLAGES = "Ditanyakan {count} orang, belum ada jawaban yang pasti", "Dari: {villages}"
GAP_ANSWER = "Jawaban petugas yang paling lengkap: {answer}"
B_INTO, B_NEW, B_DROP, B_USE = "Jadikan kalimat: {question}", "Jawaban baru", "Sisihkan", "Pakai yang diusulkan"
SAVED = (
    "Tersimpan di naskah. Warga mendapatkannya sesudah diterbitkan; sebelum itu kalimatnya diuji, sekitar satu menit."
)
ASK_HEADING = "Tulis judulnya dalam kalimat tanya biasa. Contoh: Bagaimana kalau paspor rusak kena banjir?"
PROPOSED_IS, ANSWER_IS = "\n\nYang diusulkan: {}", "\n\nJawaban petugas: {}"
ASK_TOPIC = "Masuk topik mana? Boleh ditinggal: yang Anda tulis sesudah ini disimpan 30 hari di /kelola."
UNFINISHED = "Jawaban baru Anda belum selesai dan masih menunggu: “{named}”."
FOR_THAT = "Kalau yang barusan Anda tulis untuk jawaban itu, tekan Lanjutkan. Kalau pertanyaan lain, kirim sekali lagi."
B_GO_ON, B_THROW = "Lanjutkan jawaban baru", "Buang"
ASK_ANSWER = (
    "Tulis jawabannya. Kalimat pertama langsung menjawab, paling panjang 250 huruf. Langkah dan keterangan lain "
    "sesudah satu baris kosong. Jangan tulis nama atau nomor orang."
)
ASK_PHRASINGS = "Tulis paling sedikit {count} cara warga menanyakan ini, satu di tiap baris, dengan kata-kata warga."
PHRASINGS_KNOWN = "\n\nSudah ada:\n{texts}"
FEW_PHRASINGS = "Sudah {count}, dan tersimpan. Paling sedikit 5: tulis yang lain, satu di tiap baris."
WRITE_AGAIN = "Belum bisa dipakai. Tulis lagi, tanpa yang salah ini:"
ASK_SOURCE = "Dari mana jawabannya? Tulis nama sumbernya. Contoh: Kantor Imigrasi Karawang, paspor rusak"
NO_SOURCE = "Sumbernya belum ada. Tulis dari mana jawabannya."
ASK_TESTS = "Tulis paling sedikit 3 pertanyaan untuk menguji, satu di tiap baris: cara bertanya lain dari kalimatnya."
NUMBERS_RIGHT = (
    "Di jawaban itu ada angka: {numbers}. Sudah dicocokkan dengan aturannya? Kalau salah, tulis lagi jawabannya."
)
B_RIGHT = "Ya, angkanya benar"
DRAFT_GONE = "Usulan {number} sudah diterima atau dibuang orang lain."
GAP_GONE = "Pertanyaan itu sudah tidak ada di daftar: sudah dijawab, atau sudah disisihkan."
RAW_HEADING = "Judulnya masih kata-kata warga. Tulis dalam kalimat tanya biasa, misalnya: Bagaimana kalau paspor basah?"
STILL_HIDDEN = "Masih ada bagian yang disamarkan: {mask}. Tulis dengan kata biasa."
ASKED_ALREADY = "Pertanyaan itu sudah ada: “{question}”. Tulis judul lain, atau tambahkan sebagai kalimat di sana."
GONE = "Itu sudah tidak ada. Tulis /kelola untuk mulai lagi."
CHANGED_BY = "oleh {name} {moment}"
YOURSELF, CHANGED_IN_FILES = "Anda sendiri", "langsung di berkasnya"
CHANGED_MEANWHILE = "Ini sudah diubah {changed}. Belum ada yang disimpan. Lihat dulu yang sekarang, lalu ulangi."
UNCONFIRMED = "Tarif ini berubah lebih dari 30 persen. Tulis angka barunya sekali lagi untuk memastikan."
NOT_YOUR_ROLE = "Ini hanya untuk {roles}. Minta peran itu kepada kantor."
NOT_YOUR_OWNER = "Jawaban ini ditandatangani kantor lain, bukan Anda."
NO_FOLDER = "Naskah di {folder} tidak bisa dibaca atau ditulis: {why}. Beri tahu operator."
UNCHANGEABLE = "Naskahnya tidak bisa diubah dengan aman: {why}. Beri tahu operator. Tidak ada yang berubah."
BROKEN_FORM = "Belum tersimpan, karena masih ada yang salah. Perbaiki yang merah, di bawah kotaknya."
DRAFT_BROKEN = (
    "Berkas naskah diubah dengan tangan dan sekarang tidak bisa dibaca. Beri tahu operator; ia memperbaiki yang di "
    "bawah ini. Warga tetap mendapat jawaban yang terbit."
)
IN_FILE = "{name}, baris {line}: {message}"
NOT_UTF8, AND_MORE = "hurufnya bukan UTF-8", "… dan {count} lagi"
GIVEN_UP = (
    "Maaf, bot dua kali mati saat mengerjakan ini, jadi tidak dicoba lagi. Lihat dulu keadaannya di /kelola. Operator "
    "sudah bisa melihatnya."
)
FAILED = "Maaf, ini gagal karena kesalahan program. Tidak ada yang berubah bagi warga. Operator sudah bisa melihatnya."
SHOWN_NAMES = 3

SHEET_FILE = "Kirim berkas .xlsx atau .csv, paling besar 5 MB."
SHEET_AGAIN = "Lembarnya belum sampai, atau sudah terlalu lama. Kirim lagi."

PAGE_LINK = (
    "Halaman untuk menulis dengan layar lebar:\n{link}\n\n"
    "Tautan ini hanya untuk Anda, sekali pakai, berlaku 5 menit. Jangan diteruskan."
)
NO_STAFF_PAGE = "Halaman staf belum dinyalakan. Minta pengelola komputer mengisi setelan staff.page."


def roles(role_names: Iterable[str], signs: Iterable[str]) -> str:
    """List a member's roles."""
    named = [ROLES[Role(name)] for name in sorted(role_names)]
    owners = ", ".join(sorted(signs))
    return ", ".join([*named, *([f"{SIGNER} ({owners})"] if owners else [])]) or NO_ROLE


def either(needed: Iterable[Role]) -> str:
    """Name the roles one of which is needed."""
    return " atau ".join(ROLES[role] for role in needed)


def names(every: Iterable[str]) -> str:
    """List names in quotes, of many only the first."""
    return some([f"“{name}”" for name in every], SHOWN_NAMES)


PLACE, FAULTS = "Baris {row}, kolom {column}: {problem}", "{count} yang salah; tidak ada yang diubah."
NOT_THERE = "Berkas {path} tidak bisa dibaca ({cause}). Periksa nama dan izinnya."
OTHER_FORM, LETTERS = "Berkas {path} harus .csv atau .xlsx.", "huruf tidak terbaca; simpan ulang sebagai CSV UTF-8"
NO_WORKBOOK = "Berkas {path} bukan lembar kerja Excel yang utuh. Simpan ulang sebagai .xlsx."
EMPTY = "Berkas {path} tidak berisi baris. Baris pertama harus nama kolom: {columns}."
QUOTES, COLUMN_TWICE = "tanda kutip dibuka tetapi tidak ditutup", "kolom ini ada dua kali"
FORMULA = "berisi rumus; salin sebagai nilai (Tempel Khusus, Nilai)"
MISSING_COLUMN = "kolom ini tidak ada. Baris pertama harus berisi: {columns}"
NO_HEAD = "di sini harus ada nama kolom, dan tidak ada baris lain di atasnya: {columns}"
MANY_CELLS = "baris ini punya lebih banyak isian daripada kolom; periksa tanda koma di dalamnya"
TOO_MUCH = (
    "Berkas {path} terlalu besar isinya, jadi tidak dibaca. Paling banyak {rows} baris dan {cells} isian. Hapus baris "
    "yang tidak perlu, lalu simpan ulang."
)
TOO_WIDE = (
    "Baris {row} di berkas {path} punya lebih dari {most} kolom, jadi berkasnya tidak dibaca. Hapus kolom yang tidak "
    "perlu, atau periksa tanda koma di dalamnya, lalu simpan ulang."
)
SHEET_TOO_LARGE = "Berkas ini lebih besar dari {most} MB, jadi tidak dibaca. Hapus gambar dan baris yang tidak perlu."

REQUIRED = "kalimatnya kosong; tulis kalimatnya, atau hapus barisnya"
SHEET_NO_ENTRY = "jawaban '{id}' tidak ada{guess}; pakai id yang ada di lembar"
NO_KIND = "jenis '{kind}' tidak ada; tulis salah satu: {kinds}"
NO_OWNER_HERE = "milik hanya diisi untuk jenis 'bukan'; kosongkan"
OWN_OWNER = "kalimat 'bukan' tidak bisa milik jawabannya sendiri; tulis id lain, atau kosongkan"
TOO_LONG = "kalimatnya terlalu panjang; paling panjang {most} huruf"
STALE = "kalimat ini di '{id}' sudah diubah orang lain sejak lembar dibuat; ambil lembar baru"
STALE_ANSWER = "jawaban '{id}' sudah berubah sejak lembar dibuat; ambil lembar baru dan periksa lagi"
MARK_TWICE = "baris ini salinan baris {row}; untuk kalimat baru kosongkan kolom asal"
ROW_TWICE, IN_ENTRY = "sama dengan baris {row}; hapus salah satu", "kalimat ini sudah ada di '{id}'"
SHEET_OWNED = "“{text}” sudah milik jawaban lain: “{owner}” ({id})"
GONE_ALREADY = "Baris {row} ({id}): kalimat ini memang sudah tidak ada."
TICK_AND_TEXT = "pilih satu: ✓ kalau sudah benar, atau tulis perbaikannya"
NO_TICK = "'{written}' tidak terbaca sebagai tanda; tulis ✓, atau kosongkan"
SHEET_NOT_YOUR_OWNER = "jawaban '{id}' ditandatangani '{owner}', dan Anda bukan penandatangannya"
NO_DAY = "tanggal tanda tangannya tidak terbaca ({written}); tulis seperti 28-11-2026"
FUTURE_DAY = "{day} belum tiba; tulis tanggal tanda tangannya"
CHECK_TEXT = "pemeriksaan dengan tombol tidak diubah lewat lembar; beri tahu operator apa yang salah"
NOTHING_WRITTEN = "kosong"
SHOWN_LETTERS = 160

CHANGED, ADDED = "Diubah di {id}, {kind}: {before} → {after}", "Ditambah ke {id}, {kind}: {text}"
REMOVED, CORRECTS = "Dihapus dari {id}, {kind}: {text}", "Diubah di {id}: {before} → {after}"
SIGNS = "✓ {id}: ditandatangani {day}"

PHRASINGS_FILE, SIGN_OFF_FILE = "lembar-kalimat-{day}.xlsx", "lembar-tanda-tangan-{owner}-{day}.xlsx"
UNKNOWN_SHEET = (
    "Berkas {path} bukan lembar kalimat dan bukan lembar tanda tangan. Ambil lembarnya dulu, isi, lalu kirim kembali; "
    "nama kolomnya jangan diubah."
)
NOTHING = "Isi lembar ini sama dengan naskah. Tidak ada yang diubah."
NOT_TAKEN = "Tidak ada yang diubah."
TAKEN = "{count} perubahan tersimpan di naskah. Warga mendapatkannya sesudah: python -m bot faq publish"

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
SIGN_OFF_SHEET, SIGN_OFF_FOOTER = "Pemeriksaan", "&L&F&RHalaman &P dari &N"
SIGN_OFF_TITLE = "Pemeriksaan jawaban bot Tanya PIMPASA: {owner}"
SIGN_OFF_HOW = "Dicetak {day}. Beri tanda ✓ bila benar, atau tulis perbaikannya. Tanda tangani setiap baris."
BELOW_SOURCES = "Fakta: {facts}\nTinjau sebelum {day}"


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
WRONG_TYPE, NO_PAGE = "Bentuk kiriman ini tidak dikenal.", "Halaman ini tidak ada."
PAGE_TOO_LARGE = "Kirimannya terlalu besar: paling besar 1 MB, dan 5 MB untuk berkas Excel."
TOO_OFTEN = "Terlalu sering dalam satu menit. Tunggu sebentar, lalu coba lagi."
BAD_LINK = (
    "Tautan ini sudah dipakai, sudah lewat lima menit, atau salah. Minta yang baru: tulis /kelola kepada bot, "
    "lalu pilih Buka halaman."
)
SIGNED_OUT = "Tulis /kelola kepada bot di Telegram, lalu pilih Buka halaman. Tautannya hanya untuk Anda."
SIGNED_OUT_TYPING = (
    "Anda sudah keluar, karena halaman 30 menit tidak dipakai. Masuk lagi: tulis /kelola kepada bot, lalu pilih "
    "Buka halaman. Tulisan Anda disimpan di peramban ini dan ditawarkan lagi sesudah masuk."
)
FAULT = "Ada yang salah di sisi kami, dan sudah dicatat. Coba lagi sebentar lagi."
HEADINGS = {401: "Masuk dulu", 404: "Tidak ada", 413: "Terlalu besar", 429: "Terlalu sering"}
"""What stands above a refusal, by its status."""
LEFT_HEADING, NOT_DONE = "Sudah keluar", "Belum berhasil"
LEFT = "Anda sudah keluar. Untuk masuk lagi, tulis /kelola kepada bot, lalu pilih Buka halaman."

OUTCOMES = {
    DecisionKind.ANSWER: "langsung dijawab",
    DecisionKind.SUGGEST: "ditawari pilihan",
    DecisionKind.ESCALATE: "diteruskan ke petugas",
    DecisionKind.EMERGENCY: "darurat",
    DecisionKind.WARN: "diperingatkan dahulu",
    DecisionKind.REFER: "layanan kantor lain",
    DecisionKind.SMALLTALK: "sapaan atau basa-basi",
    DecisionKind.REPHRASE: "diminta menulis ulang",
}
STATES = {
    "ttd": "Belum ditandatangani",
    "lewat": "Lewat waktu",
    "segera": "Ditinjau dalam 30 hari",
    "tipis": "Kurang kalimat",
    "sepi": "Belum pernah ditanya",
}
"""The states by which the list of entries can be narrowed."""

FIELDS = {
    "tanya": "Pertanyaan",
    "tombol": "Tulisan tombol",
    "inti": "Inti",
    "rincian": "Rincian",
    "kalimat": "Kalimat warga",
    "uji": "Kalimat uji",
    "terkait": "Pertanyaan terkait",
    "sumber": "Sumber",
    "judul": "Nama sumber",
    "alamat": "Alamat",
    "tanggal": "Tanggal sumber",
    "tinjau_sebelum": "Tinjau sebelum",
    "pemilik": "Pemilik",
    "diverifikasi": "Tanda tangan",
    "fakta": "lembar fakta",
}
"""What the page calls the fields of the files."""
ON_PAGE = {
    r"isian '\w+' belum ada isinya; tulis '\w+: …' \((.+)\)$": r"belum diisi: \1",
    r"diketik langsung \(tarif (.+)\?\); .*": r"adalah tarif; ganti dengan \1, supaya ikut bila tarif berubah",
    r"diketik langsung; .*": "belum tercatat sebagai tarif; hapus, atau minta operator menambah tarifnya",
    r"belum ada di 'angka'(.*); .*": (
        r"belum dicocokkan dengan aturannya\1; kalau salah, perbaiki; kalau benar, beri tanda “benar?” di jawabannya"
    ),
    r"tidak ada di biaya\.yaml(.*); .*": r"tidak dikenal\1; lihat “Tarif dan kantor di dalam jawaban” di halamannya",
    r"isian ('.+' tidak dikenal.*); .*": r"kode \1; lihat “Tarif dan kantor di dalam jawaban” di halamannya",
    r".* (?:punya|tanpa) 'fakta' .*": "belum ada sumber; tulis dari mana isinya di Nama sumber",
    r"lalu tulis tanggal barunya": "lalu tanda tangani lagi",
    r"tulis paling sedikit 20$": "tulis paling sedikit 5, lebih baik 20",
    r"tulis id (?:entri )?": "pilih ",
    r"\bentri\b": "jawaban",
    r" \(\S+\.yaml baris \d+\)$": "",
}
"""What rules say of the files, as patterns, and what of that is true on the page, in a sheet and in the chat."""


def in_page_words(message: str, questions: Mapping[str, str]) -> str:
    """Return what a rule says of a file as who never sees one reads it: its fields' names, and questions, no ids."""

    def named(found: re.Match[str]) -> str:
        return FIELDS.get(found[1]) or (f"“{questions[found[1]]}”" if found[1] in questions else found[0])

    for words, instead in ON_PAGE.items():
        message = re.sub(words, instead, message)
    said = re.sub(r"'([a-z0-9_-]+)'", named, message)
    return said[:1].upper() + said[1:]


NO_AMOUNT = "'{typed}' bukan jumlah rupiah. Tulis seperti 700000, Rp700.000, atau 700 ribu."
