"""What reports and posters say: an officer's picture, the office's letter, observers' figures."""

from __future__ import annotations

UNINSTALLED = (
    "Poster dan gambar laporan memerlukan pustaka typst. "
    "Pasang dari folder program: {python} -m pip install --require-hashes -r requirements-laporan.lock"
)

# an officer's commands
HOW = "Tulis /laporan untuk bulan ini, atau dengan bulannya: /laporan 2026-10"
LATER = "{month} belum sampai. Tulis /laporan untuk bulan ini."
MAKING = "Laporan {month} sedang dibuat. Hasilnya menyusul di sini."
B_PREVIOUS = "Laporan {month}"
NOT_MADE = "Laporan {month} tidak bisa dibuat sekarang. Coba lagi nanti dengan /laporan."
ATTENDED_HOW = "Tulis nomor kegiatan dan jumlah yang hadir, misalnya: /hadir {number} 35. Nomornya di bawah /laporan."
ATTENDED = "✓ Dicatat: {attended} orang hadir pada {visit}."
NOT_HELD = "Kegiatan {number} tidak ada, belum mulai, atau bukan di desa Bapak/Ibu. Nomornya ada di bawah /laporan."

# the picture
TITLE = "Laporan Tanya PIMPASA"
OWN_VILLAGES = "{count} desa binaan {officer}"
OFFICE_VILLAGES = "desa binaan {office}"
QUESTIONS, ANSWERED, HANDED = "Pertanyaan warga", "Dijawab bot", "Diteruskan ke petugas"
BY_TOPIC, OTHER_TOPICS = "Yang ditanyakan", "Lain-lain"
FIRST_REPLY = "Jawaban pertama petugas, dalam jam kerja"
MEDIAN, P90 = "separuh dijawab dalam", "9 dari 10 dalam"
WAITING, STARS = "Menunggu sekarang", "Nilai dari warga"
REACHED, WARNINGS = "Warga menerima kabar", "Peringatan dini"
TOO_FEW = "belum cukup"
NOTHING, FEW_ASKED = "Belum ada pertanyaan.", "Masih terlalu sedikit untuk dirinci."
NO_DATA = "Tidak ada yang tercatat pada waktu itu, jadi laporannya tidak dibuat. Periksa bulan, tahun, dan kantornya."
FOOT = "Angka 1 dan 2 ditulis <3 atau disamarkan (–) supaya warga tidak dikenali. Dibuat {day}."
HIDDEN = "–"
STARS_MEAN = "{mean} dari 5"
INSTANT = "kurang dari 1 menit"

# three sentences to copy
ASKED_TOGETHER = (
    "Selama {month}, warga {scope} mengajukan {questions} pertanyaan lewat Tanya PIMPASA, yang dijawab langsung oleh "
    "bot atau diteruskan ke petugas."
)
ASKED_NOTHING = "Selama {month} belum ada pertanyaan dari warga {scope} lewat Tanya PIMPASA."
REPLIED = "Separuh pertanyaan yang diteruskan mulai dijawab dalam {} jam kerja petugas, sembilan dari sepuluh dalam {}."
REPLIED_ALIKE = "Sembilan dari sepuluh pertanyaan yang diteruskan mulai dijawab dalam {} jam kerja petugas."
REPLIED_FEW = "Jawaban petugas pada bulan itu masih terlalu sedikit untuk dihitung waktunya."
REPLIED_NONE = "Tidak ada pertanyaan yang dijawab petugas pada bulan itu."
VISITED, WARNED = "{count} kegiatan petugas di desa", "{count} peringatan dini"
NEWS_SENT = "{news} kabar yang diterima {reached} warga"
DONE = "Pada bulan itu tercatat {things}."
DONE_NOTHING = "Pada bulan itu belum tercatat kegiatan di desa, kabar, atau peringatan dini."
FEW = "kurang dari 3"

# activities
ACTIVITIES = "Kegiatan PIMPASA {month}"
NO_ACTIVITY = "Belum ada kegiatan yang tercatat. Catat dengan /jadwal; sesudah acaranya lewat, tampil di sini."
ACTIVITY = "{number}. {day}: {kind}, {place}{village}. {attended}"
CAME, CAME_UNKNOWN = "Hadir: {count} orang", "Hadir: belum ditulis, kirim /hadir {number} (jumlah)"
MORE_ACTIVITIES = "… dan {count} kegiatan lagi"
NEWS_HEAD = "Kabar yang dikirim: {count}"
BY_WEEK = "Peringatan dini menurut tanggal: {weeks}"
NEWS = "• {day}: diterima {count} warga"


def number(count: int) -> str:
    """Write a number as it is written here: "1.234"."""
    return f"{count:,}".replace(",", ".")


def duration(minutes: int) -> str:
    """Write how long something took: "45 menit", "3 jam 10 menit"."""
    if minutes == 0:
        return INSTANT
    hours, rest = divmod(minutes, 60)
    parts = [f"{number(hours)} jam" if hours else "", f"{rest} menit" if rest or not hours else ""]
    return " ".join(part for part in parts if part)


# the office's letter
PHONE = "Telp. {phone}"
LETTER_TITLE = "LAPORAN KEGIATAN"
LETTER_SUBTITLE = "DESA BINAAN IMIGRASI (PIMPASA), BULAN {month}"
LETTER_NUMBER = "Nomor: ……………………"
LETTER_HEADS = ("Pelayanan pertanyaan warga", "Yang ditanyakan warga", "Kegiatan di desa", "Menurut desa")
LETTER_NO_DAYS = "Tidak ada kegiatan di desa yang tercatat."
DAY_COLUMNS = ("Tanggal", "Desa", "Kegiatan", "Tempat", "Hadir")
VILLAGE_COLUMNS = ("Desa", "Pertanyaan", "Dijawab bot", "Diteruskan ke petugas")
OTHER_VILLAGES = "… dan {count} desa lain"
CLOSING = "Demikian laporan ini dibuat untuk digunakan sebagaimana mestinya."
PLACE = "……………………, {day}"
SIGNERS = ("Mengetahui,", "Petugas PIMPASA,")
NAME = "(……………………………………)"

# the sheets
NO_VILLAGE = "(di luar desa binaan)"
TOGETHER = "(angka kecil digabung)"
YES, NO = "ya", "belum"
SHEET_OFFICES, SHEET_VILLAGES, SHEET_TOPICS = "Ringkasan", "Desa", "Topik"
SHEET_ACTIVITIES, SHEET_NOTE = "Kegiatan", "Keterangan"
SHEET_NOTES = (
    "Sel kosong: angkanya 1 atau 2, atau bisa membuka angka sekecil itu. Warga yang sedikit mudah dikenali.",
    "Yang tidak ditulis per desa dijumlahkan di baris (angka kecil digabung), sehingga kolomnya tetap cocok.",
    "pertanyaan = dijawab_bot + ke_petugas. Menit dihitung hanya dalam jam kerja kantor.",
    "median_jawaban_menit: separuh pertanyaan ke petugas mendapat jawaban pertama dalam waktu itu; p90: 9 dari 10.",
    "kode_desa: kode Kemendagri sepuluh angka dari pengaturan (villages: code).",
)


OBSERVER_WELCOME = (
    "Selamat datang, {name}. Di sini Anda membaca angka {scope}: /laporan untuk bulan ini, atau dengan bulannya, "
    "misalnya /laporan 2026-10.\n\n"
    "Yang datang hanya angka. Percakapan dan nama warga tidak pernah dikirim ke sini."
)
OBSERVER_OTHER_ROLE = (
    "Chat ini sudah dipakai untuk menjawab warga atau mengelola jawaban. Buka tautan ini dari akun Telegram lain, "
    "lalu minta tautan baru bila yang ini sudah lewat waktunya."
)
OBSERVER_ENDED = "Laporan tidak dibuat: Anda tidak lagi terdaftar sebagai pemantau."
OBSERVER_NO_OFFICE = "Belum ada kantor untuk {scope}, jadi belum ada angkanya. Beri tahu pengelola bot."

ALL_OFFICES, OF_KANWIL = "semua kantor", "Kanwil {kanwil}"
VILLAGES_FOSTERED, NOT_JOINED = "Desa binaan", "Belum ada petugasnya"
WITHOUT_OFFICER = "Petugasnya belum bergabung ({count}): {names}."
ALL_JOINED = "Semua petugas desa sudah bergabung."
REGION_TABLE = "Tabel {month} per desa, {scope}. Sel kosong: angka 1 atau 2, atau bisa membuka angka sekecil itu."
REGION_FILE = "laporan-{month}.xlsx"


POSTER_TITLE = "Tanya Imigrasi"
POSTER_SUBTITLE = "lewat Telegram di HP, kapan saja"
POSTER_ASKING, POSTER_FREE = "Bertanya", "GRATIS"
POSTER_STEPS = ("Pindai kode ini", "Tekan Mulai", "Tulis pertanyaan")
POSTER_HOW = "Pindai, lalu tulis pertanyaan. Atau cari di Telegram:"
POSTER_SEARCH = "Atau cari nama ini di Telegram:"
POSTER_ASK = "Tanyakan, misalnya:"
POSTER_QUESTIONS = ("Berapa biaya paspor?", "Apakah travel umrah ini resmi?", "Lowongan ke luar negeri ini asli?")
POSTER_ANSWERED = "Paspor, umrah, kerja di luar negeri, dan tawaran yang meragukan. Langsung dijawab, siang dan malam."
POSTER_UNKNOWN = "Yang belum diketahui bot dijawab petugas desa:"
POSTER_NEVER = "Tidak pernah meminta uang, PIN, OTP, atau foto KTP."
POSTER_BEWARE = "Yang memintanya bukan kami. Cocokkan nama bot huruf demi huruf."


def poster_place(district: str, regency: str) -> str:
    """Where the village is: "Kecamatan Tapin Tengah, Kabupaten Tapin"."""
    kota = regency.lower().startswith(("kota ", "kabupaten "))
    parts = [f"Kecamatan {district}" if district else "", regency if kota or not regency else f"Kabupaten {regency}"]
    return ", ".join(part for part in parts if part)


# officers' invitations
INVITATION = "Undangan petugas Tanya PIMPASA"
INVITATION_HOW = "Pindai dengan HP sendiri, lalu tekan Mulai di Telegram. Pertanyaan warga lalu datang ke sana."
INVITATION_UNTIL = "Berlaku sampai {day}, satu kali pakai."
INVITATION_CARE = "Rahasia: siapa pun yang memindainya menjadi petugas ini. Jangan difoto atau diteruskan."
INVITED_VILLAGES = "{count} desa"
ASKED = (
    "Selama {month}, warga {scope} mengajukan {questions} pertanyaan lewat Tanya PIMPASA: {answered} dijawab langsung "
    "oleh bot dan {handed} diteruskan ke petugas."
)
